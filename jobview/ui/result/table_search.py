"""The search in the cells of a table, step by step, so that it can run beside the screen. Pure."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, NamedTuple

from jobview.results.cells.values import PLAIN, shown
from jobview.ui.text.search_words import Hit, folded, round_from

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

    from jobview.results.cells.values import ValueStyle
    from jobview.results.model import Table
    from jobview.ui.result.row_order import RowOrder
    from jobview.ui.text.search_words import SearchStep

_BLOCK_ROWS: Final = 512
"""Rows that are decoded together, of one column after the other."""
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
    order: RowOrder | None,
    words: str,
    start: Cell,
    *,
    is_backward: bool = False,
    style: ValueStyle = PLAIN,
) -> Iterator[SearchStep[Cell]]:
    """The first cell from `start` on that holds `words`, row by row and round at the end.

    A sorted table is looked at from its first row to its last as the server sent it, and the
    nearest hit is taken: single rows of a large table cost a hundred times what they cost in turn.

    Args:
        table: what is searched.
        order: the rows as they stand on screen; None as the server sent them.
        words: without regard to case.
        start: the first cell looked at.
        is_backward: towards the first cell.
        style: how the cells are shown.
    """
    width, wanted = len(table.columns), folded(words)
    nearest = _Nearest(start.place * width + start.column, is_backward=is_backward)
    turns = _turns(table.row_count, None if order else start.place, is_backward=is_backward)
    for done, (block, is_wrapped) in enumerate(turns):
        rows = range(block * _BLOCK_ROWS, min((block + 1) * _BLOCK_ROWS, table.row_count))
        for row, column in _cells_with(table, rows, wanted, style):
            if row < 0:
                yield None
            else:
                place = row if order is None else order.places[row]
                nearest.take(place * width + column)
        hit = nearest.hit(may_wrap=is_wrapped)
        if order is None and hit is not None:
            yield Hit(Cell(*divmod(hit, width)), nearest.is_wrapped)
            return
        yield done / len(turns)
    hit = nearest.hit(may_wrap=True)
    if hit is not None:
        yield Hit(Cell(*divmod(hit, width)), nearest.is_wrapped)


def _turns(row_count: int, start: int | None, *, is_backward: bool) -> list[tuple[int, bool]]:
    """The blocks of rows in the order they are looked at, and whether the end was passed before.

    Args:
        row_count: of the table.
        start: the row to begin with; None begins with the first and has no end to pass.
        is_backward: towards the first row.
    """
    count = -(-row_count // _BLOCK_ROWS)
    if start is None:
        return [(block, True) for block in range(count)]
    middle = min(max(start // _BLOCK_ROWS, -1), count)
    # The block one starts in is looked at last once more, for what stands on its other side.
    again = [(middle, True)] if 0 <= middle < count else []
    return [*round_from(middle, count, is_backward=is_backward), *again]


class _Nearest:
    """The nearest of the cells it is told, counted in reading order, ahead or beyond the end."""

    def __init__(self, first: int, *, is_backward: bool) -> None:
        self._first = first
        self._is_backward = is_backward
        self._nearer: Callable[[int, int], int] = max if is_backward else min
        self._ahead: int | None = None
        self._beyond: int | None = None

    def take(self, cell: int) -> None:
        """A cell that holds the words."""
        is_ahead = cell <= self._first if self._is_backward else cell >= self._first
        if is_ahead:
            self._ahead = cell if self._ahead is None else self._nearer(self._ahead, cell)
        else:
            self._beyond = cell if self._beyond is None else self._nearer(self._beyond, cell)

    @property
    def is_wrapped(self) -> bool:
        """Whether the end is passed on the way to the hit."""
        return self._ahead is None

    def hit(self, *, may_wrap: bool) -> int | None:
        """The nearest cell so far."""
        return self._beyond if self._ahead is None and may_wrap else self._ahead


def _cells_with(
    table: Table, rows: range, wanted: str, style: ValueStyle
) -> Iterator[tuple[int, int]]:
    """Row and column of each cell that holds the words, a row of -1 now and then for a pause."""
    weight = 0
    for number, (column, cells) in enumerate(zip(table.columns, table.data, strict=True)):
        values: Iterable[object] = cells[rows.start : rows.stop]
        for row, value in enumerate(values, rows.start):
            text = value
            if not isinstance(text, str):
                text = shown(value, column.type, style=style).text if value is not None else ""
            for begin in range(0, len(text), _PIECE):
                if wanted in folded(text[begin : begin + _PIECE + len(wanted)]):
                    yield row, number
                    break
                if begin:
                    yield -1, number
            weight += min(len(text), _PIECE) + _CELL_WEIGHT
            if weight > _STEP_WEIGHT:
                weight = 0
                yield -1, number
