"""The rows of a table in the order of a column's values. Pure, and to be called in a thread."""

from __future__ import annotations

import heapq
import math
from array import array
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from itertools import chain
from typing import TYPE_CHECKING, Any, Final

from jobview.results.cells.column_types import base_type
from jobview.results.cells.values import shown

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from jobview.results.model import Table

_RUN_ROWS: Final = 16_384
"""How many rows are sorted in one go, which takes ten milliseconds and holds up everything."""

_NUMBER_TEXTS: Final = frozenset({"decimal", "number", "numeric", "ulong", "unsigned_long"})
"""Types whose numbers come as strings, because no number of the wire holds them."""

_NUMBER, _NO_NUMBER, _TEXT, _BYTES, _OTHER = range(5)


@dataclass(frozen=True, slots=True, eq=False)
class RowOrder:
    """The rows of a table from top to bottom, and where each of them is."""

    column: int
    is_descending: bool
    rows: Sequence[int]
    """The row at each place."""
    places: Sequence[int]
    """The place of each row."""


def row_order(table: Table, column: int, *, is_descending: bool) -> RowOrder:
    """The rows by the values of a column: numbers before texts before bytes, null always last.

    Numbers go by their value, whatever holds them: decimals and unsigned longs that came as text
    too. Rows of equal values keep the server's order. Values that cannot be compared never raise.
    """
    cells, kind = table.data[column], table.columns[column].type
    keys = [_sort_key(cell, kind) for cell in cells]
    held = [row for row, key in enumerate(keys) if key is not _NULL]
    empty = (row for row, key in enumerate(keys) if key is _NULL)
    runs = [
        sorted(held[start : start + _RUN_ROWS], key=keys.__getitem__, reverse=is_descending)
        for start in range(0, len(held), _RUN_ROWS)
    ]
    # Merged in Python, so that whoever waits for the interpreter gets it between two rows.
    merged: Iterable[int] = (
        runs[0]
        if len(runs) == 1
        else heapq.merge(*runs, key=keys.__getitem__, reverse=is_descending)
    )
    rows = array("Q", chain(merged, empty))
    places = array("Q", bytes(rows.itemsize * len(rows)))
    for place, row in enumerate(rows):
        places[row] = place
    return RowOrder(column, is_descending, rows, places)


_NULL: Final[tuple[int, Any]] = (_OTHER + 1, 0)


def _sort_key(value: object, column_type: str) -> tuple[int, Any]:
    """What values are compared by: first their kind, then themselves."""
    if value is None:
        return _NULL
    if isinstance(value, int | Decimal):
        return _NUMBER, value
    if isinstance(value, float):
        return (_NO_NUMBER, 0) if math.isnan(value) else (_NUMBER, value)
    if isinstance(value, str):
        number = _number_in(value) if base_type(column_type) in _NUMBER_TEXTS else None
        return (_TEXT, value) if number is None else (_NUMBER, number)
    if isinstance(value, bytes):
        return _BYTES, value
    return _OTHER, shown(value, column_type).text


def _number_in(text: str) -> Decimal | None:
    """The exact number that a text is; None for other text, and for NaN, which has no place."""
    try:
        number = Decimal(text)
    except InvalidOperation:
        return None
    return None if number.is_nan() else number
