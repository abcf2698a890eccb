"""Completing a path as a shell does: as far as the names agree, and the names themselves."""

from __future__ import annotations

import os
from itertools import islice, takewhile
from pathlib import Path
from typing import Final, NamedTuple

from jobview.text import literal

LOOKED_AT: Final = 5_000
"""Entries of a folder that are looked at; a folder with more is completed by those alone."""


class Completion(NamedTuple):
    """What a path can become."""

    text: str
    """The path as far as all candidates agree, at least as it was."""
    names: tuple[str, ...]
    """The last parts that fit, sorted; folders end in `/`."""


def complete(text: str) -> Completion:
    """Complete the last part of `text`; `~` is the home folder and stays as it is written.

    Hidden names are candidates only when the last part begins with a dot, names that a terminal
    cannot show never. A folder that cannot be read has none. It reads a folder, so on the event
    loop it belongs in a thread.
    """
    if text == "~":
        return Completion("~/", ())
    head, slash, start = text.rpartition("/")
    names = _names(expanded(head + slash) if slash else Path(), start)
    agreed = _common_start(names)
    return Completion(head + slash + agreed if len(agreed) > len(start) else text, tuple(names))


def expanded(text: str) -> Path:
    """The path that `text` means, with `~` and `~name` replaced where there is such a home."""
    path = Path(text)
    try:
        return path.expanduser()
    except RuntimeError:
        return path


def shortened(folder: Path) -> str:
    """The folder's absolute path, the home folder written as `~`."""
    absolute = folder.absolute()
    try:
        within = absolute.relative_to(Path.home())
    except (RuntimeError, ValueError):
        return str(absolute)
    return "~" if within == Path() else f"~/{within}"


def _common_start(names: list[str]) -> str:
    """How all of the sorted `names` begin: what the first and the last have in common."""
    pairs = zip(names[0], names[-1], strict=False) if names else ()
    return "".join(a for a, _ in takewhile(lambda pair: pair[0] == pair[1], pairs))


def _names(folder: Path, start: str) -> list[str]:
    try:
        with os.scandir(folder) as entries:
            found = [
                f"{entry.name}/" if entry.is_dir() else entry.name
                for entry in islice(entries, LOOKED_AT)
                if entry.name.startswith(start) and (start or not entry.name.startswith("."))
            ]
    except (OSError, ValueError):  # ValueError: a NUL in the path
        return []
    return sorted(name for name in found if literal(name) == name)
