"""Many JSON records are the same table as few, and are parsed when looked at."""

from __future__ import annotations

import json
from typing import Any

import pytest

from jobview.results.json_values.json_rows import FEW, JsonRows
from jobview.results.tables.rowmajor import read_records
from jobview.results.tables.tabular import TableError


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
