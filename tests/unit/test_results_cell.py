"""One cell in full, for a view of it and for copying."""

from __future__ import annotations

import json
import struct
from datetime import timedelta, timezone

import pytest
from hypothesis import given

from jobview.results.avro_bytes.packed import PackedColumn
from jobview.results.avro_bytes.record import OpenedRecord
from jobview.results.cells.cell import described, full_text
from jobview.results.cells.exact import exact_text, json_text
from jobview.results.cells.values import ValueStyle, shown
from tests.fakes.avro_cells import array, record_of
from tests.fakes.cells import CELLS, COLUMN_TYPES

EAST = ValueStyle(timezone(timedelta(hours=1)))


def facts(value: object, column_type: str = "") -> dict[str, str]:
    return dict(described(value, column_type).facts)


def test_a_timestamp_has_its_raw_number_beside_it() -> None:
    cell = described(1700000000123, "timestamp", EAST)

    assert cell.facts == (("type", "timestamp"), ("raw number", "1700000000123"))
    assert cell.text == "2023-11-14T23:13:20.123+01:00"
    assert full_text(1700000000123, "timestamp", EAST) == cell.text


def test_a_boolean_has_its_raw_number_beside_it() -> None:
    assert facts(1, "boolean") == {"type": "boolean", "raw number": "1"}
    assert facts(1, "int") == {"type": "int"}


def test_null_empty_and_texts_like_them_are_told_apart() -> None:
    assert facts(None, "char4") == {"type": "char4", "value": "null"}
    assert facts("", "char4") == {"type": "char4", "value": "an empty string"}
    assert facts("NULL")["note"] == "a text, not null"
    assert facts("∅")["note"] == "a text, not null"
    assert full_text(None) == full_text("") == ""
    assert full_text("NULL") == "NULL"


def test_json_text_is_laid_out_and_copied_as_it_came() -> None:
    text = '{"a": 1.10, "b": [1, {}], "c": "x"}'

    cell = described(text, "json")

    assert cell.text == '{\n  "a": 1.10,\n  "b": [\n    1,\n    {}\n  ],\n  "c": "x"\n}'
    assert facts(text, "json")["JSON"] == "3 fields"
    assert full_text(text, "json") == text


def test_a_text_that_is_no_json_stays_as_it_is() -> None:
    assert described("[1, 2", "json").text == "[1, 2"
    assert facts("x" * 1234, "string") == {"type": "string", "length": "1,234 characters"}


def test_a_vector_has_all_its_values() -> None:
    data = struct.pack("<12f", *range(12))

    cell = described(data, "vector(12)")

    assert cell.text.split("\n") == [str(number) for number in range(12)]
    assert cell.data == data
    assert dict(cell.facts)["values"] == "12 floats"
    assert json.loads(full_text(data, "vector(12)")) == list(range(12))


def test_bytes_are_handed_on_for_a_hex_dump() -> None:
    cell = described(b"\x00\xff", "bytes")

    assert cell.data == b"\x00\xff"
    assert dict(cell.facts)["length"] == "2 bytes"
    assert full_text(b"\x00\xff", "bytes") == "AP8="


def test_a_geometry_has_its_kind_and_all_points_counted() -> None:
    text = "LINESTRING (" + "1 2, " * 50_000 + "3 4)"

    assert facts(text, "wkt")["geometry"] == "LINESTRING, 50,001 points"
    assert described(text, "wkt").text == text
    assert facts("neither", "wkt")["note"] == "no geometry that is known here"
    assert facts(struct.pack("<BI", 1, 6), "wkt")["geometry"] == "MULTIPOLYGON, in binary"


@pytest.mark.parametrize(
    ("text", "column_type", "is_known"),
    [
        ("2023-11-14", "date", True),
        ("9999-12-31 23:59:59.999", "datetime", True),
        ("23:59:59.123", "time", True),
        ("2023-02-30", "date", False),
        ("25:00:00", "time", False),
        ("soon", "datetime", False),
    ],
)
def test_a_date_that_is_none_is_noted(text: str, column_type: str, *, is_known: bool) -> None:
    cell = described(text, column_type)

    assert cell.text == text
    assert ("note" not in dict(cell.facts)) is is_known


@given(CELLS, COLUMN_TYPES)
def test_any_cell_can_be_described_and_copied(value: object, column_type: str) -> None:
    cell = described(value, column_type)

    assert all("\n" not in text for name, text in cell.facts if name != "type")
    if value != b"":  # an empty vector is written as a list without items
        assert bool(full_text(value, column_type)) is (value not in (None, ""))
    if isinstance(value, bytes):
        assert cell.data == value
    if isinstance(value, str):
        assert full_text(value, column_type) == value


LARGE = record_of({"text": "string", "rows": array("bytes"), "info": array("int")})
LARGE_VALUES = {"text": "é" * 70_000, "rows": [b"\x00%d" % n for n in range(40_000)], "info": [7]}


@pytest.fixture(scope="module")
def record() -> OpenedRecord:
    opened = LARGE.opened(LARGE.encode(LARGE_VALUES))
    assert isinstance(opened, OpenedRecord)
    assert isinstance(opened["rows"], PackedColumn)
    return opened


def test_a_record_that_stays_bytes_is_copied_whole(record: OpenedRecord) -> None:
    for text in (full_text(record), described(record).text):
        document = json.loads(text)

        assert document["text"] == LARGE_VALUES["text"]
        assert document["rows"][-1] == {"base64": "ADM5OTk5"}
        assert len(document["rows"]) == 40_000
        assert document["info"] == [7]
    assert dict(described(record).facts) == {"length": "3 items"}


def test_a_column_that_stays_bytes_is_copied_whole_inside_of_others(record: OpenedRecord) -> None:
    rows = record["rows"]

    assert json.loads(full_text([{"a": rows}]))[0]["a"] == json.loads(full_text(rows))
    assert len(json.loads(full_text(rows))) == 40_000


def test_a_record_that_stays_bytes_is_shown_as_json(record: OpenedRecord) -> None:
    text = shown([record, record["rows"]], limit=100).text

    assert text.startswith('[{"text":"ééé')
    assert len(text) == 100
    assert shown({"rows": record["rows"]}, limit=60).text.startswith('{"rows":["2 B  00 30","2 B')
    assert shown({"n": record["info"]}).text == '{"n":[7]}'


@given(CELLS, COLUMN_TYPES)
def test_a_copy_is_what_a_file_holds(value: object, column_type: str) -> None:
    assert full_text(value, column_type) == (exact_text(value, column_type) or "")
    if isinstance(value, list | dict):
        assert full_text(value, column_type) == json_text(value)


@pytest.mark.parametrize("epoch_ms", [-62135596800001, 253402300800000, 2**63 - 1])
def test_a_timestamp_that_no_calendar_has_leaves_as_its_number(epoch_ms: int) -> None:
    assert exact_text(epoch_ms, "timestamp") == str(epoch_ms)
    assert full_text(epoch_ms, "timestamp", EAST) == str(epoch_ms)
    assert "year" in described(epoch_ms, "timestamp").text
    assert facts(epoch_ms, "timestamp")["raw number"] == str(epoch_ms)


def test_an_exact_timestamp_is_in_utc_unless_another_zone_is_wanted() -> None:
    assert exact_text(1700000000123, "timestamp") == "2023-11-14T22:13:20.123Z"
    assert exact_text(1700000000123, "timestamp", EAST.zone) == "2023-11-14T23:13:20.123+01:00"
    assert exact_text(True, "timestamp") == "true"
