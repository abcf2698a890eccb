"""Lines of servers: all releases with the same major and minor version, such as 7.1.

Within a line responses stay as they are or are appended to; the official client demands the
server's own line and no more (protocol §4.3).
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Iterable

_VERSION: Final = re.compile(r"\s*v?(\d{1,4})\.(\d{1,4})(?!\d)", re.ASCII | re.IGNORECASE)


class Line(NamedTuple):
    """One line of servers; lines compare as their versions do."""

    major: int
    minor: int

    def __str__(self) -> str:
        return f"{self.major}.{self.minor}"


def line_of(version: str) -> Line | None:
    """The line of a version such as `7.2.3.12.20260317111832`; None for what is no version."""
    found = _VERSION.match(version)
    return Line(int(found[1]), int(found[2])) if found else None


def likeliest_first(lines: Iterable[Line], server: Line | None) -> list[Line]:
    """The lines in the order in which a server's bytes are tried.

    Args:
        lines: those whose schemas are known.
        server: the server's own line, known or not among them; None when nobody told.

    Returns:
        The server's own line first, then newer ones, the nearest first, then older ones, the
        nearest first. For an unknown server the newest comes first.
    """
    if server is None:
        return sorted(lines, reverse=True)
    nearest = sorted(lines)
    newer = [line for line in nearest if line >= server]
    return newer + [line for line in reversed(nearest) if line < server]
