r"""Rows as CSV (RFC 4180) and as TSV, null told apart from an empty text.

In CSV null is nothing between two commas and an empty text is `""`. A line of nothing at all is
skipped by many readers, so a table of one column has `""` for both. In TSV null is `\N`, and a tab,
line feed, carriage return or backslash within a text is escaped with a backslash.

A spreadsheet runs a cell as a formula when it begins with `=`, `+`, `-` or `@`, in any width and
also behind blanks. A text that does, and is no number, gets an apostrophe before it, whatever type
its column claims to have, and so does a column's name. Values of other types are never changed.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from jobview.results.cells.exact import exact_text
from jobview.results.writers.pieces import Grid, Piece, pieces_of

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Sequence

    from jobview.results.model import Column

_starts_a_formula = re.compile(
    r"[\s\x00-\x1f\x7f-\x9f\u00ad\u034f\u061c\u180b-\u180f\u200b-\u200f\u202a-\u202e\u2060-\u206f"
    r"\ufe00-\ufe0f\ufeff\ufff9-\ufffb\U000e0000-\U000e0fff]*+"
    r"[=+\-@\uff1d\uff0b\uff0d\uff20]"
).match
"""Behind blanks, controls and characters of no width; the last four signs are the wide ones."""

_is_number = re.compile(
    r"\s*[-+]?(([0-9]+\.?[0-9]*|\.[0-9]+)([eE][-+]?[0-9]+)?|Infinity)\s*", re.ASCII
).fullmatch
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
    return _pieces(grid, _tsv_field, "\t", "\n")


def tsv_row(columns: Sequence[Column], row: Iterable[object]) -> str:
    """A row as `tsv_pieces` writes it but for the line's end: to copy, so no text is guarded."""
    cells = zip(columns, row, strict=False)
    return "\t".join(_tsv_field(exact_text(value, column.type)) for column, value in cells)


def guarded(text: str) -> str:
    """`text` with an apostrophe before it if a spreadsheet would take it for a formula."""
    return f"'{text}" if _starts_a_formula(text) and not _is_number(text) else text


def _pieces(
    grid: Grid, field: Callable[[str | None], str], comma: str, end: str
) -> Iterator[Piece]:
    kinds = [column.type for column in grid.columns]
    head = comma.join(field(guarded(column.name)) for column in grid.columns) + end

    def line(row: tuple[object, ...]) -> str:
        cells = [
            guarded(value) if isinstance(value, str) else exact_text(value, kind)
            for value, kind in zip(row, kinds, strict=False)
        ]
        return comma.join([field(cell) for cell in cells]) + end

    return pieces_of(head, map(line, grid.rows))


def _tsv_field(text: str | None) -> str:
    return _TSV_NULL if text is None else text.translate(_TSV_ESCAPES)


def _csv_field(text: str) -> str:
    if not text:
        return _EMPTY
    if _QUOTED.search(text) is None:
        return text
    doubled = text.replace('"', '""')
    return f'"{doubled}"'
