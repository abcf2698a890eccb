"""What the header must always say: that nothing is verified, that the login can be read, read-only.

They come before all else in the line, and all of them can be seen at any width.
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


_IN_WORDS_FROM: Final = 80
"""A narrower screen needs the cells for the link's state."""


def badges_within(look: Look, width: int) -> Content:
    """All badges of this run, in words if the screen is wide and they fit into half of it."""
    words = _line(_badges(look), is_short=False)
    is_roomy = width >= _IN_WORDS_FROM and words.cell_length <= width // 2
    return words if is_roomy else short_badges(look)


def short_badges(look: Look) -> Content:
    """All badges, each as short as it can be said."""
    return _line(_badges(look), is_short=True)


def tight_badges(look: Look) -> Content:
    """The same with no blanks around them but one between two."""
    parts = [Content.styled(badge.short, badge.style) for badge in _badges(look)]
    return Content(" ").join(parts)


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
