"""How wide the columns of a result are and where they stand. Pure; measured on the first rows."""

from __future__ import annotations

from bisect import bisect_right
from dataclasses import dataclass
from itertools import accumulate
from typing import TYPE_CHECKING, Final

from rich.cells import cell_len

from jobview.results.cells.values import PLAIN, ValueStyle, aligns_right, shown
from jobview.text import literal

if TYPE_CHECKING:
    from collections.abc import Sequence

    from jobview.results.model import Table

GUTTER: Final = 2
"""Cells left of the first column that stay when the rest scrolls sideways: the cursor's sign."""
GAP: Final = 2

_MIN_WIDTH: Final = 3
_USUAL_MAX_WIDTH: Final = 40
_MAX_WIDTH: Final = 400
"""A column may grow to this where the view has cells to spare."""
_MEASURED_CELLS: Final = 4_000
_MEASURED_ROWS: Final = 80
_SPREAD: Final = 4
"""One in so many measured rows is taken from anywhere in the table: numbers grow further down."""


@dataclass(frozen=True, slots=True)
class Measures:
    """What the first rows of a table say about its columns."""

    widths: tuple[int, ...]
    """Cells of the widest of name, type and measured values."""
    right: tuple[bool, ...]
    """Whether the column holds numbers and is aligned right."""


@dataclass(frozen=True, slots=True)
class ResultLayout:
    """The columns of a result table, counted from the first cell behind the gutter."""

    starts: tuple[int, ...]
    widths: tuple[int, ...]
    right: tuple[bool, ...]

    @property
    def width(self) -> int:
        """Cells of a whole row without its gutter."""
        return self.starts[-1] + self.widths[-1] if self.starts else 0

    def column_at(self, x: int) -> int | None:
        """The column at cell `x`; the gap behind a column belongs to it."""
        index = bisect_right(self.starts, x) - 1
        return index if index >= 0 and x < self.width + GAP else None

    def columns_within(self, start: int, end: int) -> range:
        """The columns of which something lies in the cells from `start` to before `end`."""
        first = max(bisect_right(self.starts, start) - 1, 0)
        return range(first, bisect_right(self.starts, end - 1))


def measured(table: Table, style: ValueStyle = PLAIN) -> Measures:
    """Measure names, types, the first rows and some of the others, fewer the more columns.

    The rows are made for it, some dozens of them, which for long ones takes tens of milliseconds:
    of a large result to be called in a thread.
    """
    rows = [table.row(index) for index in _measured_rows(table)]
    widths: list[int] = []
    right: list[bool] = []
    for column, *values in zip(table.columns, *rows, strict=True):
        texts = [shown(value, column.type, style=style).text for value in values]
        cells = [_cells(text) for text in (column.name, column.type, *texts)]
        widths.append(min(max(*cells, _MIN_WIDTH), _MAX_WIDTH))
        right.append(aligns_right(column.type) or (not column.type and _are_numbers(values)))
    return Measures(tuple(widths), tuple(right))


def _measured_rows(table: Table) -> list[int]:
    count = max(min(_MEASURED_CELLS // max(len(table.columns), 1), _MEASURED_ROWS), _SPREAD)
    if table.row_count <= count:
        return list(range(table.row_count))
    spread = count // _SPREAD
    anywhere = [(table.row_count - 1) * (index + 1) // spread for index in range(spread)]
    return [*range(count - spread), *anywhere]


def _cells(text: str) -> int:
    return cell_len(literal(text, limit=_MAX_WIDTH))


def _are_numbers(values: Sequence[object]) -> bool:
    held = [value for value in values if value is not None]
    return bool(held) and all(
        isinstance(value, int | float) and not isinstance(value, bool) for value in held
    )


def result_layout(measures: Measures, view_width: int) -> ResultLayout:
    """Columns of their measured widths, those above the usual bound only where the view is wide."""
    widths = [min(width, _USUAL_MAX_WIDTH) for width in measures.widths]
    spare = view_width - GUTTER - sum(widths) - GAP * (len(widths) - 1)
    for index, wanted in enumerate(measures.widths):
        extra = min(max(spare, 0), wanted - widths[index])
        widths[index] += extra
        spare -= extra
    ends = accumulate(width + GAP for width in widths)
    starts = tuple(end - GAP - width for end, width in zip(ends, widths, strict=True))
    return ResultLayout(starts, tuple(widths), measures.right)
