"""Strict Avro: what fits decodes exactly, what is damaged or hostile is refused at once."""

from __future__ import annotations

import tracemalloc
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from jobview.results.avro_bytes.avro import AvroError, RecordSchema
from jobview.results.avro_bytes.reader import MOST_NESTED
from jobview.results.avro_bytes.shape import MOST_LEVELS
from jobview.results.avro_bytes.varints import read_long, read_longs

LONG_MIN, LONG_MAX = -(2**63), 2**63 - 1

longs = st.integers(LONG_MIN, LONG_MAX)
texts = st.text(st.characters(exclude_categories=["Cs"]))
PRIMITIVES: dict[str, st.SearchStrategy[Any]] = {
    "boolean": st.booleans(),
    "int": st.integers(-(2**31), 2**31 - 1),
    "long": longs,
    "float": st.floats(width=32, allow_nan=False),
    "double": st.floats(allow_nan=False),
    "bytes": st.binary(),
    "string": texts,
}


def varint(number: int) -> bytes:
    """The zigzag varint of a 64-bit integer, written plainly."""
    zigzag = ((number << 1) ^ (number >> 63)) & (2**64 - 1)
    out = bytearray()
    while zigzag > 0x7F:
        out.append(zigzag & 0x7F | 0x80)
        zigzag >>= 7
    out.append(zigzag)
    return bytes(out)


def one_field(kind: object) -> RecordSchema:
    return RecordSchema({"type": "record", "name": "r", "fields": [{"name": "f", "type": kind}]})


def array(items: object) -> dict[str, object]:
    return {"type": "array", "items": items}


def mapped(values: object) -> dict[str, object]:
    return {"type": "map", "values": values}


@st.composite
def typed_values(draw: st.DrawFn, depth: int = 3) -> tuple[object, Any]:
    """An Avro type of those Kinetica uses, and a value of it."""
    form = draw(
        st.sampled_from(["primitive", "array", "map", "optional"] if depth else ["primitive"])
    )
    if form == "primitive":
        name = draw(st.sampled_from(sorted(PRIMITIVES)))
        return name, draw(PRIMITIVES[name])
    kind, value = draw(typed_values(depth=depth - 1))
    if form == "array":
        return array(kind), [value] * draw(st.integers(0, 4))
    if form == "map":
        return mapped(kind), dict.fromkeys(draw(st.lists(texts, max_size=3)), value)
    if isinstance(kind, list):
        return kind, value
    union = draw(st.permutations([kind, "null"]))
    return union, draw(st.sampled_from([None, value]))


@given(typed_values())
def test_what_is_encoded_decodes_to_the_same(typed: tuple[object, Any]) -> None:
    kind, value = typed
    schema = one_field(kind)

    assert schema.decode(schema.encode({"f": value})) == {"f": value}


@given(typed_values(), st.binary(min_size=1, max_size=3))
def test_trailing_bytes_are_an_error(typed: tuple[object, Any], more: bytes) -> None:
    kind, value = typed
    schema = one_field(kind)

    with pytest.raises(AvroError, match="left over"):
        schema.decode(schema.encode({"f": value}) + more)


@given(typed_values(), typed_values(), st.data())
def test_a_beginning_is_the_fields_that_are_whole(
    first: tuple[object, Any], second: tuple[object, Any], data: st.DataObject
) -> None:
    fields = [{"name": name, "type": kind} for name, kind in (("f", first[0]), ("g", second[0]))]
    schema = RecordSchema({"type": "record", "name": "r", "fields": fields})
    values = {"f": first[1], "g": second[1]}
    head = one_field(first[0]).encode({"f": first[1]})
    whole = schema.encode(values)
    more = data.draw(st.binary(max_size=3))
    end = data.draw(st.integers(0, len(whole) - 1))

    assert schema.decode_beginning(whole + more) == (values, len(whole), "")
    cut = schema.decode_beginning(whole[:end])
    if end >= len(head):
        assert (cut.record, cut.size) == ({"f": first[1]}, len(head))
    else:
        assert (cut.record, cut.size) == ({}, 0)
    assert cut.reason


@given(typed_values())
def test_every_truncation_is_an_error(typed: tuple[object, Any]) -> None:
    kind, value = typed
    schema = one_field(kind)
    data = schema.encode({"f": value})

    for end in range(len(data)):
        with pytest.raises(AvroError):
            schema.decode(data[:end])


@given(typed_values(), st.binary(max_size=60))
def test_random_bytes_decode_or_are_an_avro_error(typed: tuple[object, Any], data: bytes) -> None:
    schema = one_field(typed[0])
    try:
        value = schema.decode(data)
    except AvroError:
        return
    assert list(value) == ["f"]


@pytest.mark.parametrize("size", [-1, -5, 4, 2**20, 2**31, 2**62, LONG_MAX, LONG_MIN])
@pytest.mark.parametrize("kind", ["string", "bytes", array("string"), array(["null", "string"])])
def test_a_length_that_is_not_there_is_an_error(kind: object, size: int) -> None:
    head = b"" if isinstance(kind, str) else varint(1)
    tag = varint(1) if kind == array(["null", "string"]) else b""

    with pytest.raises(AvroError):
        one_field(kind).decode(head + tag + varint(size) + b"abc")


@pytest.mark.parametrize("count", [2**20, 2**31, 2**60, LONG_MAX, -3, -(2**60), LONG_MIN])
@pytest.mark.parametrize(
    "items",
    ["boolean", "int", "long", "double", "string", ["null", "int"], array("int"), mapped("string")],
)
def test_a_count_that_is_not_there_costs_neither_time_nor_memory(items: object, count: int) -> None:
    hostile = varint(count) + b"\x02\x00"
    tracemalloc.start()
    try:
        for kind in (array(items), mapped(items), array(array(items))):
            with pytest.raises(AvroError):
                one_field(kind).decode(hostile)
        _, peak = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()

    assert peak < 1_000_000


@pytest.mark.parametrize(
    "items", ["null", {"type": "record", "name": "empty", "fields": []}, array("null")]
)
def test_items_without_width_are_refused_before_any_byte_is_read(items: object) -> None:
    for count in (0, 2**60):
        with pytest.raises(AvroError):
            one_field(array(items)).decode(varint(count) + b"\x00")


def test_a_negative_length_does_not_lead_back() -> None:
    fields = [{"name": "a", "type": "string"}, {"name": "b", "type": "int"}]

    with pytest.raises(AvroError):
        RecordSchema({"type": "record", "name": "r", "fields": fields}).decode(b"\x01")


def test_empty_lists_by_the_million_are_refused() -> None:
    count = MOST_NESTED + 1

    with pytest.raises(AvroError, match="nested values"):
        one_field(array(mapped("string"))).decode(varint(count) + bytes(count) + b"\x00")


def test_a_block_may_give_its_size_and_must_give_the_right_one() -> None:
    schema = one_field(array("long"))
    items = varint(7) + varint(300)

    assert schema.decode(varint(-2) + varint(len(items)) + items + b"\x00") == {"f": [7, 300]}
    for wrong in (0, len(items) - 1, len(items) + 1, -len(items)):
        with pytest.raises(AvroError):
            schema.decode(varint(-2) + varint(wrong) + items + b"\x00")


def test_an_array_may_come_in_many_blocks() -> None:
    numbers = list(range(3000))
    blocks = b"".join(varint(1) + varint(number) for number in numbers)

    assert one_field(array("int")).decode(blocks + b"\x00") == {"f": numbers}


@pytest.mark.parametrize("data", [b"\x02", b"\x07", b"\xff"])
def test_a_boolean_is_nought_or_one(data: bytes) -> None:
    with pytest.raises(AvroError):
        one_field("boolean").decode(data)


@pytest.mark.parametrize(
    "data", [b"\x80" * 30 + b"\x01", b"\xff" * 9 + b"\x02", b"\x80" * 10 + b"\x00"]
)
def test_an_integer_has_64_bits_at_most(data: bytes) -> None:
    with pytest.raises(AvroError, match="64 bits"):
        one_field("long").decode(data)


@pytest.mark.parametrize("tag", [-1, -2, 2, 5, 2**62])
@pytest.mark.parametrize("other", ["int", "string"])
def test_a_union_has_two_branches(other: str, tag: int) -> None:
    with pytest.raises(AvroError):
        one_field(["null", other]).decode(varint(tag) + varint(0))
    with pytest.raises(AvroError):
        one_field(array(["null", other])).decode(varint(1) + varint(tag) + varint(0) + b"\x00")


@pytest.mark.parametrize("text", [b"\xff\xfe", b"\xed\xa0\x80", b"\xc0\x80"])
@pytest.mark.parametrize("kind", ["string", array("string"), array(["string", "null"])])
def test_a_string_is_utf_8(kind: object, text: bytes) -> None:
    head = {"string": b""}.get(str(kind), varint(1)) + (varint(0) if "null" in str(kind) else b"")

    with pytest.raises(AvroError, match="UTF-8"):
        one_field(kind).decode(head + varint(len(text)) + text + b"\x00")


def deep(levels: int) -> object:
    kind: object = "int"
    for _ in range(levels):
        kind = array(kind)
    return kind


@pytest.mark.parametrize(
    "kind",
    [
        "r",
        "fixed",
        {"type": "enum", "name": "e", "symbols": ["A"]},
        {"type": "fixed", "name": "x", "size": 2**40},
        array("r"),
        ["int", "string"],
        ["null"],
        ["null", "null"],
        ["null", "int", "string"],
        [],
        None,
        7,
        {},
        {"type": None},
        {"type": "array"},
        {"type": "map", "values": "null"},
        {"type": "record", "name": "x"},
        {"type": "record", "name": "x", "fields": "abc"},
        {"type": "record", "name": "x", "fields": [{"name": "a"}]},
        {"type": "record", "name": "x", "fields": [7]},
        deep(MOST_LEVELS + 1),
        deep(10_000),
    ],
)
def test_a_type_that_kinetica_does_not_use_is_an_error(kind: object) -> None:
    with pytest.raises(AvroError):
        one_field(kind).decode(b"\x00\x00\x00")


def test_two_fields_of_one_name_are_an_error() -> None:
    field = {"name": "f", "type": "int"}

    with pytest.raises(AvroError):
        RecordSchema({"type": "record", "name": "r", "fields": [field, field]}).decode(b"\x00\x00")


@given(st.lists(longs, max_size=40), st.integers(1, 400))
def test_columns_of_integers_are_read_as_single_ones_are(numbers: list[int], times: int) -> None:
    column = numbers * times
    data = b"".join(map(varint, column))

    assert read_longs(data, 0, len(column)) == (column, len(data))


@given(st.integers(0, 60), st.integers(1, 9000))
def test_columns_of_one_width_are_read_exactly(bits: int, count: int) -> None:
    column = [(-1) ** index * (2**bits - index % 2) for index in range(count)]
    data = b"\x7f" + b"".join(map(varint, column)) + b"\x01"

    assert read_longs(data, 1, count) == (column, len(data) - 1)


@given(longs)
def test_one_integer_is_read_exactly(number: int) -> None:
    data = varint(number)

    assert read_long(data, 0) == (number, len(data))


def test_a_column_cut_off_is_an_index_error() -> None:
    data = varint(300) * 5000

    for end in (0, 1, 9_999, 5_001):
        with pytest.raises(IndexError):
            read_longs(data[:end], 0, 5000)


def test_encoding_refuses_what_does_not_fit() -> None:
    with pytest.raises(AvroError, match="does not fit r"):
        one_field("long").encode({"f": "text"})
    with pytest.raises(AvroError, match="not an Avro schema"):
        one_field("nonsense").encode({"f": 1})
