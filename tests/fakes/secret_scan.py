"""Looks for secrets in whatever a program has let out: screens, streams, files, processes."""

from __future__ import annotations

import base64
import json
import re
from pathlib import Path
from typing import TYPE_CHECKING, Final
from urllib.parse import quote, quote_plus

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

ESCAPES: Final = re.compile(rb"\x1b(\[[0-?]*[ -/]*[@-~]|\][^\x07\x1b]*(\x07|\x1b\\)|[@-Z\\-_])")
"""What a terminal takes for itself, between the letters of what is read on it."""

FRAMES: Final = re.compile(r"[\s│┃|╭╮╰╯─━]+")
"""What a traceback or a dialog puts where it breaks a line."""

WORD: Final = 3
"""Bytes that base64 takes together."""


class SecretScan:
    """Finds secrets, also written for a URL or in base64, alone or as a part of something.

    Args:
        secrets: each long and strange enough to be found nowhere by chance.
    """

    def __init__(self, *secrets: str) -> None:
        assert all(len(secret) >= 10 for secret in secrets), "too short to be told from chance"
        self._forms = {form: secret for secret in secrets for form in forms(secret)}

    def found(self, data: bytes) -> list[str]:
        """The secrets in `data`, which may be drawn on a terminal and broken into lines."""
        drawn = ESCAPES.sub(b"", data).decode("utf-8", errors="replace")
        texts = (data.decode("latin-1"), drawn, FRAMES.sub("", drawn))
        return sorted({s for form, s in self._forms.items() if any(form in t for t in texts)})

    def in_folder(self, folder: Path, *, but: Iterable[Path] = ()) -> list[str]:
        """Each secret in a file, or a file's name, under `folder`."""
        known = frozenset(but)
        files = [path for path in folder.rglob("*") if path.is_file() and path not in known]
        told = [(path, path.read_bytes() + str(path).encode()) for path in files]
        return [f"{path}: {secret}" for path, data in told for secret in self.found(data)]

    def in_processes(self, pid: int) -> list[str]:
        """Each secret in the command line of a process, and in all that its children were told.

        Its own environment is where the user may have put them.
        """
        found = self.found(proc(pid, "cmdline"))
        for child in descendants(pid):
            found += self.found(proc(child, "cmdline")) + self.found(proc(child, "environ"))
        return found


def forms(secret: str) -> Iterator[str]:
    """How a secret may be written."""
    yield from {secret, repr(secret)[1:-1], json.dumps(secret)[1:-1]}
    yield from {quote(secret), quote(secret, safe=""), quote_plus(secret)}
    data = secret.encode()
    yield data.hex()
    for before in range(WORD):
        # What is sure whatever stands before and behind it, as in `user:password`.
        coded = base64.b64encode(b"\0" * before + data)
        inner = coded[-(-8 * before // 6) : (before + len(data)) // WORD * 4]
        yield inner.decode()
        yield inner.decode().replace("+", "-").replace("/", "_")


def descendants(pid: int) -> list[int]:
    """The living children of a process, and theirs."""
    try:
        children = Path(f"/proc/{pid}/task/{pid}/children").read_text(encoding="ascii").split()
    except OSError:
        return []
    return [one for child in map(int, children) for one in (child, *descendants(child))]


def proc(pid: int, name: str) -> bytes:
    """What the system tells about a process; nothing when it has ended."""
    try:
        return Path(f"/proc/{pid}/{name}").read_bytes()
    except OSError:
        return b""
