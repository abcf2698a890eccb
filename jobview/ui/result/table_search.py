"""The search in the cells of a table, step by step, so that it can run beside the screen. Pure."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, NamedTuple

from jobview.results.cells.values import PLAIN, shown
from jobview.ui.text.search_words import Hit, folded, round_from

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from jobview.results.cells.values import ValueStyle
    from jobview.results.model import Table
    from jobview.ui.text.search_words import SearchStep

_STEP_WEIGHT: Final = 100_000
"""Of characters are looked at in a step, which takes a few milliseconds."""
_CELL_WEIGHT: Final = 40
"""What a cell costs beside its characters."""
_PIECE: Final = 65_536
"""Longer texts are looked at in pieces of so many characters."""


class Cell(NamedTuple):
    """A place in a table as it stands on screen: sorted."""

    place: int
    column: int


def cell_steps(
    table: Table,
    row_at: Callable[[int], int],
    words: str,
    start: Cell,
    *,
    is_backward: bool = False,
    style: ValueStyle = PLAIN,
) -> Iterator[SearchStep[Cell]]:
    """The first cell from `start` on that holds `words`, row by row and round at the end.

    Args:
        table: what is searched.
        row_at: the row at a place of the screen's order.
        words: without regard to case.
        start: the first cell looked at.
        is_backward: towards the first cell.
        style: how the cells are shown.
    """
    wanted, width, weight = folded(words), len(table.columns), 0
    first = start.place * width + start.column
    cells = table.row_count * width
    numbers = round_from(first, cells, is_backward=is_backward)
    for done, (number, is_wrapped) in enumerate(numbers):
        cell = Cell(*divmod(number, width))
        value = table.data[cell.column][row_at(cell.place)]
        text = value
        if not isinstance(text, str):
            kind = table.columns[cell.column].type
            text = shown(value, kind, style=style).text if value is not None else ""
        for begin in range(0, len(text), _PIECE):
            if wanted in folded(text[begin : begin + _PIECE + len(wanted)]):
                yield Hit(cell, is_wrapped)
                return
            if begin:
                yield None
        weight += min(len(text), _PIECE) + _CELL_WEIGHT
        if weight > _STEP_WEIGHT:
            weight = 0
            yield done / cells
