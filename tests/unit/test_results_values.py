"""Cells as text, by the Kinetica type of their column."""

from __future__ import annotations

import json
import math
import struct
from datetime import UTC, datetime
from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st

from jobview.results.values import NULL, Shown, aligns_right, shown

if TYPE_CHECKING:
    from collections.abc import Iterator

texts = st.text()


def text_of(value: object, column_type: str = "") -> str:
    cell = shown(value, column_type)
    assert not cell.is_null
    return cell.text


@pytest.mark.parametrize("column_type", ["", "int", "timestamp", "char4", "boolean", "vector(2)"])
def test_null_is_told_apart_from_texts_that_look_like_it(column_type: str) -> None:
    assert shown(None, column_type) is NULL
    assert NULL.is_null
    for text in ("", "null", "∅", "None"):
        assert shown(text, column_type) == Shown(text, is_null=False)


@pytest.mark.parametrize(
    ("epoch_ms", "text"),
    [
        (0, "1970-01-01T00:00:00Z"),
        (1429658222000, "2015-04-21T23:17:02Z"),
        (1700000000123, "2023-11-14T22:13:20.123Z"),
        (-1, "1969-12-31T23:59:59.999Z"),
        (253402300799999, "9999-12-31T23:59:59.999Z"),
        (-62135596800000, "0001-01-01T00:00:00Z"),
        (253402300800000, "253402300800000"),
        (-62135596800001, "-62135596800001"),
        (2**63 - 1, "9223372036854775807"),
        (-(2**63), "-9223372036854775808"),
        (10**300, "1" + "0" * 300),
        ("2023-11-14 22:13:20", "2023-11-14 22:13:20"),
        (1.5, "1.5"),
        (True, "true"),
    ],
)
def test_timestamps_are_iso_8601_or_the_raw_number(epoch_ms: object, text: str) -> None:
    assert text_of(epoch_ms, "timestamp") == text


@given(st.integers(-62135596800000, 253402300799999))
def test_every_timestamp_can_be_read_back(epoch_ms: int) -> None:
    moment = datetime.fromisoformat(text_of(epoch_ms, "TIMESTAMP"))

    assert round((moment - datetime(1970, 1, 1, tzinfo=UTC)).total_seconds() * 1000) == epoch_ms


@pytest.mark.parametrize(
    ("value", "column_type", "text"),
    [
        (1, "boolean", "true"),
        (0, "boolean", "false"),
        (2, "boolean", "2"),
        (1, "int", "1"),
        (0, "int8", "0"),
        (1, "", "1"),
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
        ("[1,2]", "array(int)"),
        ('{"a": 1.10}', "json"),
        ("POINT (1 2)", "wkt"),
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
        (struct.pack("<3f", 0.1, -2, 3e10), "3: [0.1, -2, 3e+10]"),
        (struct.pack("<10f", *range(10)), "10: [0, 1, 2, 3, 4, 5, 6, 7, …]"),
        (b"", "0: []"),
        (b"\x00\x01\x02", "3 B  00 01 02"),
    ],
)
def test_vectors_are_a_length_and_their_first_numbers(value: bytes, text: str) -> None:
    assert text_of(value, "vector(10)") == text


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
    ("column_type", "is_number"),
    [
        *((kind, True) for kind in ("int", "int8", "DECIMAL(18,4)", "ulong", "float", "double")),
        *((kind, False) for kind in ("char4", "timestamp", "", "vector(3)", "boolean")),
    ],
)
def test_numbers_align_right(column_type: str, *, is_number: bool) -> None:
    assert aligns_right(column_type) is is_number


@given(
    st.none() | st.booleans() | st.integers() | st.floats() | texts | st.binary(),
    st.sampled_from(["timestamp", "boolean", "vector", "float", "int", "decimal(", "", "?"])
    | texts,
)
def test_any_value_in_a_column_of_any_type_has_a_text(value: object, column_type: str) -> None:
    assert shown(value, column_type).is_null is (value is None)
