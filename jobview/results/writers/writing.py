"""A result in a format, as pieces of a file: the one entrance to all writers."""

from __future__ import annotations

from itertools import chain
from typing import TYPE_CHECKING, Final

from jobview.results.cells.values import PLAIN
from jobview.results.model import ResultKind
from jobview.results.writers.delimited import csv_pieces, tsv_pieces
from jobview.results.writers.formats import Format, fitting, shape_of
from jobview.results.writers.json_pieces import json_line_pieces, json_pieces, record_line
from jobview.results.writers.markdown import markdown_pieces, markdown_text
from jobview.results.writers.partial import partial_lines
from jobview.results.writers.pieces import Grid, Piece, grid_of_record, grid_of_table
from jobview.results.writers.reading import hex_text, plain_text, record_text, table_text

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from jobview.results.cells.values import ValueStyle
    from jobview.results.model import DecodedResult

_BYTES_A_PIECE: Final = 1 << 20


def pieces(result: DecodedResult, wanted: Format, style: ValueStyle = PLAIN) -> Iterator[Piece]:
    """The file's bytes in their order, made as they are asked for.

    Nothing is done before the first piece is asked for, and no widget or server is touched: a
    thread may do it. A format that `formats.unfit` has a sentence about gives no pieces.

    Args:
        result: what a job returned.
        wanted: the format.
        style: how those formats that are for reading show values; the others are exact.
    """
    if wanted in _STYLED and wanted in fitting(result):
        yield from _STYLED[wanted](result, style)
    elif wanted in fitting(result):
        yield from _EXACT[wanted](result)


def written_text(result: DecodedResult, wanted: Format) -> str:
    """All pieces as one text, for a clipboard; bytes that are no UTF-8 become U+FFFD."""
    return b"".join(piece.data for piece in pieces(result, wanted)).decode("utf-8", "replace")


def row_total(result: DecodedResult) -> int | None:
    """How many rows the pieces will hold; None for a result without rows."""
    return None if result.table is None else result.table.row_count


def _grid(result: DecodedResult) -> Grid:
    if result.table is not None:
        return grid_of_table(result.table)
    return grid_of_record(result.record or {})


def _json_lines(result: DecodedResult) -> Iterator[Piece]:
    if result.table is not None:
        return json_line_pieces(result.table)
    return record_line(result.record or {})


def _markdown(result: DecodedResult, style: ValueStyle) -> Iterator[Piece]:
    if shape_of(result) is ResultKind.TEXT:
        return markdown_text(result.text or "")
    return chain(markdown_pieces(_grid(result), style.zone), partial_lines(result.table))


def _reading(result: DecodedResult, style: ValueStyle) -> Iterator[Piece]:
    shape = shape_of(result)
    if result.table is not None:
        return chain(table_text(result.table, style), partial_lines(result.table))
    if shape is ResultKind.TEXT:
        return plain_text(result.text or "")
    if shape is ResultKind.RECORD:
        return record_text(result.record or {})
    return hex_text(result.raw)


def _raw(result: DecodedResult) -> Iterator[Piece]:
    for start in range(0, len(result.raw), _BYTES_A_PIECE):
        yield Piece(result.raw[start : start + _BYTES_A_PIECE])


_EXACT: Final[dict[Format, Callable[[DecodedResult], Iterator[Piece]]]] = {
    Format.CSV: lambda result: csv_pieces(_grid(result)),
    Format.TSV: lambda result: tsv_pieces(_grid(result)),
    Format.JSON: json_pieces,
    Format.JSONL: _json_lines,
    Format.RAW: _raw,
}
_STYLED: Final[dict[Format, Callable[[DecodedResult, ValueStyle], Iterator[Piece]]]] = {
    Format.MARKDOWN: _markdown,
    Format.TABLE: _reading,
}
