"""Many JSON records are the same table as few, and are parsed when looked at."""

from __future__ import annotations

import json
from typing import Any

import pytest

from jobview.results.cells.plain import result_json
from jobview.results.json_values.json_rows import FEW, JsonRows
from jobview.results.model import Column, DecodedResult, ResultKind, Table
from jobview.results.tables.rowmajor import read_records
from jobview.results.tables.tabular import TableError
from jobview.results.writers.formats import Format
from jobview.results.writers.reading import table_text
from jobview.results.writers.writing import written_text
from jobview.ui.result.result_layout import measured


def record(rows: list[Any]) -> dict[str, object]:
    return {"type_schema": "", "records_json": [json.dumps(row) for row in rows]}


def test_many_records_make_the_table_that_they_say() -> None:
    rows = [{"id": number, "name": f"n{number}"} for number in range(FEW + 100)]
    rows[70] = {"id": -1, "other": "o"}

    reading = read_records(record(rows))

    table = reading.table
    assert table is not None
    assert [column.name for column in table.columns] == ["id", "name", "other"]
    assert table.row(70) == (-1, None, "o")
    assert table.row(FEW) == (FEW, f"n{FEW}", None)
    assert list(table.data[0]) == [row["id"] for row in rows]
    assert table.data[1][-2:] == [f"n{FEW + 98}", f"n{FEW + 99}"]
    assert table.data[0][-1] == FEW + 99
    assert "fields that records lack" in reading.note


def test_one_record_that_is_none_makes_no_table() -> None:
    made = record([{"id": 1}] * (FEW + 1))
    made["records_json"][FEW - 5] = "no JSON"  # type: ignore[index]  # a list

    with pytest.raises(TableError, match=f"record {FEW - 4:,} is "):
        read_records(made)


def test_rows_are_parsed_in_blocks_and_not_twice() -> None:
    parsed: list[int] = []

    def read(text: object, place: int) -> dict[str, object]:
        parsed.append(place)
        return {"a": text}

    rows = JsonRows([str(number) for number in range(200)], read)
    columns = [rows.column("a"), rows.column("b")]

    assert list(zip(*columns, strict=True)) == [(str(number), None) for number in range(200)]
    assert parsed == list(range(1, 201))
    assert rows[-1] == {"a": "199"}
    with pytest.raises(IndexError):
        rows[200]


COLUMNS, ROWS = 40, FEW + 1


def read_table(parsed: list[int]) -> Table:
    """A table of many columns that counts in `parsed` how often each row is parsed."""

    def read(text: object, place: int) -> dict[str, object]:
        parsed.append(place)
        return {f"c{column}": f"{text}x{column}" for column in range(COLUMNS)}

    rows = JsonRows([str(number) for number in range(ROWS)], read)
    names = [f"c{column}" for column in range(COLUMNS)]
    data = tuple(rows.column(name) for name in names)
    return Table(tuple(Column(name, "") for name in names), data, ROWS)


@pytest.mark.parametrize("wanted", [Format.JSON, Format.JSONL, Format.CSV, Format.MARKDOWN])
def test_a_writer_parses_every_row_once(wanted: Format) -> None:
    parsed: list[int] = []
    result = DecodedResult(ResultKind.TABLE, "/x", record={}, table=read_table(parsed), raw=b"r")

    assert f"{ROWS - 1}x{COLUMNS - 1}" in written_text(result, wanted)
    assert len(parsed) == ROWS


def test_a_text_for_reading_parses_every_row_for_the_widths_and_for_the_lines() -> None:
    parsed: list[int] = []
    lines = b"".join(piece.data for piece in table_text(read_table(parsed))).splitlines()

    assert lines[-1].split()[-1] == f"{ROWS - 1}x{COLUMNS - 1}".encode()
    assert len(parsed) <= 2 * ROWS


def test_the_json_of_a_result_parses_every_row_once() -> None:
    parsed: list[int] = []
    result = DecodedResult(ResultKind.TABLE, "/x", table=read_table(parsed))

    assert result_json(result)["table"]["rows"][-1][-1] == f"{ROWS - 1}x{COLUMNS - 1}"
    assert len(parsed) == ROWS


def test_measuring_columns_parses_few_rows_once() -> None:
    parsed: list[int] = []
    table = read_table(parsed)

    assert len(measured(table).widths) == COLUMNS
    assert len(parsed) == len(set(parsed))
