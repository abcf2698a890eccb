"""What a table reader finds in a record, and columns made into a table."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, NamedTuple

from jobview.results.avro_bytes.packed import Lengthened
from jobview.results.json_values.json_rows import JsonRows
from jobview.results.model import Column, Table
from jobview.results.tables.fields import flag_in, number_in

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

MOST_COLUMNS: Final = 4096
"""A Kinetica table has about a thousand at most; more is not a table to look at."""

MOST_CELLS_ADDED: Final = 10_000_000
"""How many empty cells may be added to make columns equally long or records alike."""


class TableError(Exception):
    """A response that should hold a table and does not; `str()` is the reason for a note."""


class Reading(NamedTuple):
    """What a reader made of a record; the record itself stays complete beside it."""

    table: Table | None = None
    text: str | None = None
    note: str = ""
    """What was not read, or was chosen, and why."""


def reading_of_columns(
    columns: Sequence[Column],
    data: Sequence[Sequence[object]],
    record: Mapping[str, object],
    *,
    title: str = "",
    notes: Iterable[str] = (),
) -> Reading:
    """A table of `data`, column by column; shorter columns are filled up with None.

    Args:
        columns: names and types.
        data: as many sequences of cells, which nobody changes from here on.
        record: the response, for `total_number_of_records` and `has_more_records`.
        title: what the rows are.
        notes: what else there is to say.

    Raises:
        TableError: no columns, or more of them or of cells to fill in than any sane table has.
    """
    if not columns:
        raise TableError("its rows have no columns")
    if len(columns) > MOST_COLUMNS:
        raise TableError(f"{len(columns):,} columns are more than the {MOST_COLUMNS:,} of a table")
    row_count = max(map(len, data), default=0)
    short = [cells for cells in data if len(cells) < row_count]
    if sum(row_count - len(cells) for cells in short) > MOST_CELLS_ADDED:
        raise TableError("its columns are of too different lengths")
    ragged = [f"{len(short)} of {len(data)} columns were too short"] if short else []
    total = number_in(record, "total_number_of_records")
    table = Table(
        columns=tuple(columns),
        data=tuple(c if len(c) == row_count else Lengthened(c, row_count) for c in data),
        row_count=row_count,
        total_row_count=total if total is not None and total >= row_count else None,
        has_more=flag_in(record, "has_more_records"),
        title=title,
    )
    return Reading(table, note="; ".join([*notes, *ragged]))


def reading_of_rows(
    rows: Sequence[Mapping[str, object]],
    types: Mapping[str, str],
    record: Mapping[str, object],
    *,
    title: str = "",
    notes: Iterable[str] = (),
) -> Reading:
    """A table of records, which need not have the same fields; a missing field becomes None.

    Args:
        rows: the records.
        types: names and types of the columns known beforehand, in order; others follow.
        record: the response, for `total_number_of_records` and `has_more_records`.
        title: what the rows are.
        notes: what else there is to say.

    Raises:
        TableError: no columns, or more of them or of cells to fill in than any sane table has.
    """
    names = dict.fromkeys(types)
    given = 0
    for row in rows:
        given += len(row)
        if row.keys() != names.keys():
            names.update(dict.fromkeys(row))
        if len(names) > MOST_COLUMNS:
            raise TableError(f"its records have more than {MOST_COLUMNS:,} different fields")
    lacking = len(names) * len(rows) - given
    if lacking > MOST_CELLS_ADDED:
        raise TableError("its records have too few fields in common")
    columns = [Column(name, types.get(name, "")) for name in names]
    data = [_cells(rows, name) for name in names]
    said = [f"{lacking:,} fields that records lack are shown as null"] if lacking else []
    return reading_of_columns(columns, data, record, title=title, notes=[*notes, *said])


def _cells(rows: Sequence[Mapping[str, object]], name: str) -> Sequence[object]:
    return rows.column(name) if isinstance(rows, JsonRows) else [row.get(name) for row in rows]
