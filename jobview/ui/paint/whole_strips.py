"""Painted lines that are let go as soon as nobody shows them any more.

Textual cuts every line that it paints where widgets meet, and each line remembers its pieces. One
that is not cut is its own only piece, and so remembers itself: only a garbage collection frees it,
and all that it is made of. Twenty seconds in which six keys are pressed would leave 80,000 such
objects, 6 MiB; while they wait for a quiet moment the memory around them fills up, and is never as
empty again.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from textual.strip import Strip

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

TEXTUAL_DIVIDE: Final = Strip.divide
"""Textual's own."""


def let_whole_strips_go() -> None:
    """From now on no strip remembers itself. Does nothing the second time."""
    # Of the class: lines of Textual's own widgets are to be let go, too.
    Strip.divide = _divided  # type: ignore[assignment,method-assign]


def _divided(strip: Strip, cuts: Iterable[int]) -> Sequence[Strip]:
    """As `Strip.divide`, but a strip that is its own only piece is not kept in itself."""
    cuts = list(cuts)
    length = strip.cell_length
    if cuts[:1] == [length] and (len(cuts) == 1 or cuts[1] > length):
        return [strip]
    return TEXTUAL_DIVIDE(strip, cuts)
