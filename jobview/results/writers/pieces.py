"""What a writer of a format hands out: pieces of a file that are never all in memory at once."""

from __future__ import annotations

from itertools import islice
from typing import TYPE_CHECKING, Final, NamedTuple

from jobview.results.model import Column
from jobview.text import utf8

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from jobview.results.model import Table

ROWS_A_PIECE: Final = 500


class Piece(NamedTuple):
    """A piece of a file, and how many rows of the result it holds."""

    data: bytes
    row_count: int = 0


class Grid(NamedTuple):
    """Rows under headings: a table, or a record as names and values."""

    columns: tuple[Column, ...]
    rows: Iterable[tuple[object, ...]]


def grid_of_table(table: Table) -> Grid:
    """The table's rows, made one at a time."""
    return Grid(table.columns, zip(*table.data, strict=False))


def grid_of_record(record: Mapping[str, object]) -> Grid:
    """One row a field, `name` and `value`."""
    return Grid((Column("name", ""), Column("value", "")), tuple(record.items()))


def pieces_of(head: str, lines: Iterable[str]) -> Iterator[Piece]:
    """`head`, then lines of one row each, in UTF-8; every line brings its own end."""
    if head:
        yield Piece(utf8(head))
    rest = iter(lines)
    while some := list(islice(rest, ROWS_A_PIECE)):
        yield Piece(utf8("".join(some)), len(some))
