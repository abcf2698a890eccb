r"""Rows as CSV (RFC 4180) and as TSV, null told apart from an empty text.

In CSV null is nothing between two commas and an empty text is `""`. A line of nothing at all is
skipped by many readers, so a table of one column has `""` for both. In TSV null is `\N`, and a tab,
line feed, carriage return or backslash within a text is escaped with a backslash.

A spreadsheet runs a cell as a formula when it begins with `=`, `+`, `-`, `@`, a tab or a carriage
return. A text that does, and is no number, gets an apostrophe before it; values of other types are
never changed.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from jobview.results.cells.exact import exact_text
from jobview.results.cells.values import aligns_right
from jobview.results.writers.pieces import Grid, Piece, pieces_of

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

_FORMULA_STARTS: Final = ("=", "+", "-", "@", "\t", "\r")
_NUMBER: Final = re.compile(r"[-+]?([0-9]+\.?[0-9]*|\.[0-9]+)([eE][-+]?[0-9]+)?\Z")
_QUOTED: Final = re.compile(r'[",\r\n]|^\s|\s\Z')
_EMPTY: Final = '""'

_TSV_ESCAPES: Final = str.maketrans({"\\": "\\\\", "\t": "\\t", "\n": "\\n", "\r": "\\r"})
_TSV_NULL: Final = "\\N"


def csv_pieces(grid: Grid) -> Iterator[Piece]:
    """A header of the columns' names, then the rows; lines end in CR LF."""
    null = _EMPTY if len(grid.columns) == 1 else ""
    return _pieces(grid, lambda text: null if text is None else _csv_field(text), ",", "\r\n")


def tsv_pieces(grid: Grid) -> Iterator[Piece]:
    """A header of the columns' names, then the rows; lines end in LF."""
    return _pieces(
        grid, lambda text: _TSV_NULL if text is None else text.translate(_TSV_ESCAPES), "\t", "\n"
    )


def guarded(text: str) -> str:
    """`text` with an apostrophe before it if a spreadsheet would take it for a formula."""
    if text.startswith(_FORMULA_STARTS) and _NUMBER.match(text) is None:
        return f"'{text}"
    return text


def _pieces(
    grid: Grid, field: Callable[[str | None], str], comma: str, end: str
) -> Iterator[Piece]:
    kinds = [(column.type, not aligns_right(column.type)) for column in grid.columns]
    head = comma.join(field(guarded(column.name)) for column in grid.columns) + end

    def line(row: tuple[object, ...]) -> str:
        cells = [
            guarded(value) if is_text and isinstance(value, str) else exact_text(value, kind)
            for value, (kind, is_text) in zip(row, kinds, strict=False)
        ]
        return comma.join([field(cell) for cell in cells]) + end

    return pieces_of(head, map(line, grid.rows))


def _csv_field(text: str) -> str:
    if not text:
        return _EMPTY
    if _QUOTED.search(text) is None:
        return text
    doubled = text.replace('"', '""')
    return f'"{doubled}"'
