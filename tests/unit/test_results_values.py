"""Cells as text, by the Kinetica type of their column."""

from __future__ import annotations

import json
import math
import struct
import time
from datetime import UTC, datetime, timedelta, timezone
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from jobview.results.cells.values import (
    EMPTY,
    NULL,
    Shown,
    ValueStyle,
    aligns_right,
    base_type,
    shown,
)
from tests.fakes.cells import CELLS, COLUMN_TYPES

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import tzinfo

ZONES = [
    UTC,
    None,
    timezone(timedelta(hours=14)),
    timezone(timedelta(hours=-12)),
    ZoneInfo("Europe/Berlin"),
    ZoneInfo("Asia/Kathmandu"),
]


def read_back(text: str) -> int:
    """The milliseconds since the epoch that a timestamp's text tells."""
    moment = datetime.fromisoformat(text)
    return (moment - datetime(1970, 1, 1, tzinfo=UTC)) // timedelta(milliseconds=1)


def text_of(value: object, column_type: str = "") -> str:
    cell = shown(value, column_type)
    assert not cell.is_null
    return cell.text


@pytest.mark.parametrize("column_type", ["", "int", "timestamp", "char4", "boolean", "vector(2)"])
def test_null_is_told_apart_from_texts_that_look_like_it(column_type: str) -> None:
    assert shown(None, column_type) is NULL
    assert NULL.is_null
    for text in ("null", "∅", "None", '""'):
        assert shown(text, column_type) == Shown(text, is_null=False, is_empty=False)


@pytest.mark.parametrize("column_type", ["", "string", "timestamp", "json", "wkt", "vector(2)"])
def test_an_empty_text_is_seen(column_type: str) -> None:
    assert shown("", column_type) is EMPTY
    assert Shown('""', is_null=False, is_empty=True) == EMPTY
    assert shown(" ", column_type) == Shown(" ")


@pytest.mark.parametrize(
    ("epoch_ms", "text"),
    [
        (0, "1970-01-01T00:00:00Z"),
        (1429658222000, "2015-04-21T23:17:02Z"),
        (1700000000123, "2023-11-14T22:13:20.123Z"),
        (-1, "1969-12-31T23:59:59.999Z"),
        (253402300799999, "9999-12-31T23:59:59.999Z"),
        (-62135596800000, "0001-01-01T00:00:00Z"),
        (253402300800000, "253402300800000 (after year 9999)"),
        (-62135596800001, "-62135596800001 (before year 1)"),
        (2**63 - 1, "9223372036854775807 (after year 9999)"),
        (-(2**63), "-9223372036854775808 (before year 1)"),
        (10**300, "1" + "0" * 300 + " (after year 9999)"),
        ("2023-11-14 22:13:20", "2023-11-14 22:13:20"),
        (1.5, "1.5"),
        (True, "true"),
    ],
)
def test_timestamps_are_iso_8601_or_the_raw_number(epoch_ms: object, text: str) -> None:
    assert text_of(epoch_ms, "timestamp") == text


@given(st.integers(-62135596800000, 253402300799999))
def test_every_timestamp_can_be_read_back(epoch_ms: int) -> None:
    assert read_back(text_of(epoch_ms, "TIMESTAMP")) == epoch_ms


@given(
    st.integers(-62135596800000, 253402300799999) | st.integers(-(10**12), 4 * 10**12),
    st.sampled_from(ZONES),
)
def test_a_timestamp_means_the_same_in_every_zone(epoch_ms: int, zone: tzinfo | None) -> None:
    text = shown(epoch_ms, "timestamp", style=ValueStyle(zone)).text

    number, _, word = text.partition(" ")
    assert (int(number) if word else read_back(text)) == epoch_ms
    if abs(epoch_ms) < 10**13:
        assert not word


@pytest.mark.parametrize(
    ("epoch_ms", "zone", "text"),
    [
        (1700000000000, "Europe/Berlin", "2023-11-14T23:13:20+01:00"),
        (1700000000120, "America/St_Johns", "2023-11-14T18:43:20.120-03:30"),
        (1700000000000, "UTC", "2023-11-14T22:13:20Z"),
        (1700000000000, "Europe/London", "2023-11-14T22:13:20+00:00"),
        (253402300799000, "Europe/Berlin", "253402300799000 (after year 9999)"),
        (253402300799000, "America/New_York", "9999-12-31T18:59:59-05:00"),
        (-62135596800000, "America/New_York", "-62135596800000 (before year 1)"),
    ],
)
def test_timestamps_are_told_in_the_zone_chosen(epoch_ms: int, zone: str, text: str) -> None:
    assert shown(epoch_ms, "timestamp", style=ValueStyle(ZoneInfo(zone))).text == text


def test_without_a_zone_timestamps_are_told_in_the_machines_own(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv("TZ", "Asia/Kolkata")
    time.tzset()
    try:
        text = shown(1700000000000, "timestamp", style=ValueStyle(None)).text
    finally:
        monkeypatch.undo()
        time.tzset()

    assert text == "2023-11-15T03:43:20+05:30"


@pytest.mark.parametrize(
    ("value", "column_type", "text"),
    [
        (1, "boolean", "true"),
        (0, "boolean", "false"),
        (2, "boolean", "2"),
        (1, "int", "1"),
        (0, "int8", "0"),
        (1, "", "1"),
        (True, "boolean", "true"),
        (1, "int, boolean, nullable", "true"),
        (1, "char1", "1"),
        ("1", "boolean", "1"),
        (True, "", "true"),
        (False, "int", "false"),
    ],
)
def test_numbers_are_booleans_only_where_the_type_says_so(
    value: object, column_type: str, text: str
) -> None:
    assert text_of(value, column_type) == text


@given(st.integers())
def test_integers_are_shown_to_the_last_digit(value: int) -> None:
    assert text_of(value, "long") == str(value)


@given(st.floats(allow_nan=False, allow_infinity=False))
def test_doubles_can_be_read_back(value: float) -> None:
    assert float(text_of(value, "double")) == value


@given(st.floats(width=32, allow_nan=False, allow_infinity=False))
def test_floats_of_32_bits_can_be_read_back_and_are_short(value: float) -> None:
    text = text_of(value, "float")

    assert struct.unpack("<f", struct.pack("<f", float(text)))[0] == value
    assert len(text.lstrip("-").partition("e")[0].replace(".", "").strip("0")) <= 9


@pytest.mark.parametrize(
    ("value", "column_type", "text"),
    [
        (0.1, "double", "0.1"),
        (struct.unpack("<f", struct.pack("<f", 0.1))[0], "float", "0.1"),
        (0.1, "float", "0.1"),
        (1e300, "float", "1e+300"),
        (0.0, "double", "0"),
        (-0.0, "double", "-0"),
        (1e22, "double", "1e+22"),
        (16777216.0, "float", "16777216"),
        (math.nan, "double", "NaN"),
        (math.inf, "float", "Infinity"),
        (-math.inf, "", "-Infinity"),
    ],
)
def test_floats_have_the_fewest_digits(value: float, column_type: str, text: str) -> None:
    assert text_of(value, column_type) == text


@pytest.mark.parametrize(
    ("value", "column_type"),
    [
        ("12345678901234567890123.450", "decimal(27,3)"),
        ("18446744073709551615", "ulong"),
        ("[1, 2]", "string"),
        ("not json", "json"),
        ("POINT (1 2)", "wkt"),
        ("no geometry, however long it may be: " + "1 2, " * 40, "wkt"),
        ("0f8fad5b-d9cb-469f-a165-70867728950e", "uuid"),
        ("192.168.0.1", "ipv4"),
        ("2023-11-14", "date"),
        ("25:61:00", "time"),
        ("9999-12-31 23:59:59.999", "datetime"),
    ],
)
def test_texts_are_shown_as_they_came(value: str, column_type: str) -> None:
    assert text_of(value, column_type) == value


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (b"", "0 B"),
        (b"\x00\xff", "2 B  00 ff"),
        (bytes(16), "16 B  " + " ".join(["00"] * 16)),
        (bytes(1500), "1,500 B  " + " ".join(["00"] * 16) + " …"),
    ],
)
def test_bytes_are_a_size_and_their_head(value: bytes, text: str) -> None:
    assert text_of(value, "bytes") == text


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (struct.pack("<3f", 0.1, -2, 3e10), "3 floats  [0.1, -2, 3e+10]"),
        (struct.pack("<10f", *range(10)), "10 floats  [0, 1, 2, 3, 4, 5, 6, 7, …]"),
        (struct.pack("<f", 1), "1 float  [1]"),
        (b"", "0 floats  []"),
        (b"\x00\x01\x02", "3 B  00 01 02"),
        ("[1.50, 2]", "[1.50,2]"),
    ],
)
def test_vectors_are_a_length_and_their_first_numbers(value: object, text: str) -> None:
    assert text_of(value, "vector(10)") == text


@pytest.mark.parametrize(
    ("value", "column_type", "text"),
    [
        ('{"a": 1.10, "b": [ ]}', "json", '{"a":1.10,"b":[]}'),
        ("\n[1, 2,  null]", "array(int,3)", "[1,2,null]"),
        ('["a b", "\\u00fc\\n"]', "ARRAY(string) | nullable", '["a b","ü\\n"]'),
        ("[not json]", "json", "[not json]"),
    ],
)
def test_json_is_closed_up_and_keeps_every_digit(value: str, column_type: str, text: str) -> None:
    assert text_of(value, column_type) == text


def test_long_json_is_cut_and_says_so() -> None:
    assert shown("[" + "1, " * 1000 + "1]", "json", limit=9).text == "[1,1,1,1…"
    assert shown("[" + " " * 1000 + "1]", "json", limit=9).text == "[…"
    in_ascii = ValueStyle(ellipsis="~")
    assert shown("[" + "1, " * 50 + "1]", "json", limit=9, style=in_ascii).text == "[1,1,1,1~"


@pytest.mark.parametrize(
    ("value", "column_type", "text"),
    [
        (
            "MULTIPOLYGON (((30.5 20, 45 40, 10 40, 30.5 20)), ((15 5, 40 10, 10 20, 15 5)))",
            "wkt",
            "MULTIPOLYGON, 8 points (30.5 20, 45 40, …)",
        ),
        (
            "LINESTRING Z (1 2 3, " + "4 5 6, " * 1200 + "7 8 9)",
            "geometry",
            "LINESTRING Z, 1,202 points (1 2 3, 4 5 6, …)",
        ),
        (
            "POLYGON((" + "-1.5 2e3, " * 10_000 + "1 2))",
            "string | wkt",
            "POLYGON, 100,014 characters (-1.5 2e3, -1.5 2e3, …)",
        ),
        (
            struct.pack("<BIdd", 1, 1, 1.0, 2.0),
            "wkt",
            "POINT, 21 B  01 01 00 00 00 00 00 00 00 00 00 f0 3f 00 00 00 …",
        ),
        (struct.pack(">BI", 0, 3), "geography", "POLYGON, 5 B  00 00 00 00 03"),
        (b"\x01\x02", "wkt", "2 B  01 02"),
        (b"\x01\xff\xff\xff\xff", "wkt", "5 B  01 ff ff ff ff"),
    ],
)
def test_geometries_are_a_kind_a_count_and_their_first_points(
    value: object, column_type: str, text: str
) -> None:
    assert text_of(value, column_type) == text


def test_lists_and_objects_are_one_line_of_json() -> None:
    value = {"a": [1, None, "ü"], "b": b"\x01", "c": {}}

    assert text_of(value) == '{"a":[1,null,"ü"],"b":"1 B  01","c":{}}'
    assert json.loads(text_of([[1], {"x": 0.5}])) == [[1], {"x": 0.5}]


def test_a_huge_list_is_made_text_only_as_far_as_it_is_shown() -> None:
    class Counted(list[int]):
        seen = 0

        def __iter__(self) -> Iterator[int]:
            for item in super().__iter__():
                Counted.seen += 1
                yield item

    cell = shown(Counted(range(100_000)), limit=50)

    assert len(cell.text) == 50
    assert cell.text.endswith("…")
    assert Counted.seen < 100


def test_a_long_string_is_not_cut() -> None:
    assert text_of("x" * 10_000) == "x" * 10_000


@pytest.mark.parametrize(
    ("column_type", "word"),
    [
        ("decimal(18,4)", "decimal"),
        ("VECTOR(128)", "vector"),
        ("array(int,3)", "array"),
        ("array(array(int,3))", "array"),
        ("string, char64, nullable", "char64"),
        ("timestamp|nullable", "timestamp"),
        ('["primary_key", "int8"]', "int8"),
        ("nullable", ""),
        ("", ""),
        ("hyperloglog", "hyperloglog"),
    ],
)
def test_the_word_that_says_most_is_found(column_type: str, word: str) -> None:
    assert base_type(column_type) == word


@pytest.mark.parametrize(
    ("column_type", "is_number"),
    [
        *((kind, True) for kind in ("int", "int8", "DECIMAL(18,4)", "ulong", "float", "double")),
        *((kind, True) for kind in ("string, decimal(18,4), nullable", "nullable|int16")),
        *((kind, False) for kind in ("int boolean", "long, timestamp", "array(int,3)")),
        *((kind, False) for kind in ("char4", "timestamp", "", "vector(3)", "boolean")),
    ],
)
def test_numbers_align_right(column_type: str, *, is_number: bool) -> None:
    assert aligns_right(column_type) is is_number


@given(CELLS, COLUMN_TYPES, st.sampled_from(ZONES))
def test_any_value_in_a_column_of_any_type_has_a_text(
    value: object, column_type: str, zone: tzinfo | None
) -> None:
    cell = shown(value, column_type, style=ValueStyle(zone))

    assert cell.text
    assert cell.is_null is (value is None)
    assert cell.is_empty is (value == "")


@given(CELLS, COLUMN_TYPES)
def test_a_number_is_called_true_or_false_only_by_a_column_of_booleans(
    value: object, column_type: str
) -> None:
    if isinstance(value, int) and shown(value, column_type).text in {"true", "false"}:
        assert isinstance(value, bool) or base_type(column_type) == "boolean"
