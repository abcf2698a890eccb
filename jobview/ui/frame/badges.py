"""What the header must always say: that nothing is verified, that the login can be read, read-only.

They come before all else in the line, and take the shortest form that lets all of them be seen.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, NamedTuple

from textual.content import Content

if TYPE_CHECKING:
    from collections.abc import Sequence

    from jobview.ui.look import Look

_ALARM: Final = "$phase-failed bold reverse"


class _Badge(NamedTuple):
    """One fact, in words and as short as it can be said."""

    words: str
    short: str
    style: str


_INSECURE: Final = _Badge("TLS not verified", "TLS!", _ALARM)
_EXPOSED: Final = _Badge("login unencrypted", "http!", _ALARM)
_READ_ONLY: Final = _Badge("read-only", "r/o", "bold")


def badges_within(look: Look, width: int) -> Content:
    """All badges of this run, in words if they fit into half of `width`, or there are few."""
    badges = _badges(look)
    words = _line(badges, is_short=False)
    roomy = width if len(badges) == 1 else width // 2
    return words if words.cell_length <= roomy else _line(badges, is_short=True)


def _badges(look: Look) -> Sequence[_Badge]:
    known = (
        (look.is_insecure, _INSECURE),
        (look.is_exposed, _EXPOSED),
        (look.is_read_only, _READ_ONLY),
    )
    return [badge for is_so, badge in known if is_so]


def _line(badges: Sequence[_Badge], *, is_short: bool) -> Content:
    parts = (
        Content.styled(f" {badge.short if is_short else badge.words} ", badge.style)
        for badge in badges
    )
    return Content.assemble(*parts)
