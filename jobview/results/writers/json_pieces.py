"""A result as one JSON document, or as one JSON object a row, written row by row."""

from __future__ import annotations

from itertools import islice
from typing import TYPE_CHECKING

from jobview.results.cells.exact import json_text
from jobview.results.cells.plain import result_parts, table_columns
from jobview.results.model import Table
from jobview.results.writers.pieces import ROWS_A_PIECE, Piece, grid_of_table

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    from jobview.results.model import DecodedResult


def json_pieces(result: DecodedResult) -> Iterator[Piece]:
    """The document that `plain.result_json` gives, each row of a table on its own line."""
    comma = "{"
    for name, part in result_parts(result).items():
        yield _piece(f'{comma}"{name}": ')
        if isinstance(part, Table):
            yield from _table(part)
        else:
            yield _piece(json_text(part))
        comma = ", "
    yield _piece("}\n")


def json_line_pieces(table: Table) -> Iterator[Piece]:
    """One object a row, by column name; a name that comes again is told apart by a number."""
    names = distinct([column.name for column in table.columns])
    rows = (json_text(dict(zip(names, row, strict=False))) for row in grid_of_table(table).rows)
    for lines in _batches(rows):
        yield _piece("".join(f"{line}\n" for line in lines), len(lines))


def record_line(record: Mapping[str, object]) -> Iterator[Piece]:
    """The record as the one line of a JSON-lines file."""
    yield _piece(json_text(record) + "\n", 1)


def distinct(names: Sequence[str]) -> list[str]:
    """The names in their order, each once: the second `a` becomes `a_2`."""
    taken = set(names)
    seen: set[str] = set()
    numbers: dict[str, int] = {}
    result = []
    for name in names:
        unique, number = name, numbers.get(name, 1)
        while unique in seen or (number > 1 and unique in taken):
            number += 1
            unique = f"{name}_{number}"
        numbers[name] = number
        seen.add(unique)
        result.append(unique)
    return result


def _table(table: Table) -> Iterator[Piece]:
    yield _piece(f'{{"columns": {json_text(table_columns(table))}, "rows": [')
    before = "\n"
    for lines in _batches(map(json_text, grid_of_table(table).rows)):
        yield _piece(before + ",\n".join(lines), len(lines))
        before = ",\n"
    yield _piece("]}")


def _batches(lines: Iterable[str]) -> Iterator[list[str]]:
    rest = iter(lines)
    while some := list(islice(rest, ROWS_A_PIECE)):
        yield some


def _piece(text: str, row_count: int = 0) -> Piece:
    # What UTF-8 cannot hold, a lone surrogate, becomes JSON's own escape.
    return Piece(text.encode("utf-8", errors="backslashreplace"), row_count)
