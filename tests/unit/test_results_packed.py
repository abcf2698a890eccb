"""Columns kept as their bytes: the values that plain reading gives, or the same refusal."""

from __future__ import annotations

import tracemalloc
from itertools import chain
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from jobview.results.avro_bytes.avro import AvroError
from jobview.results.avro_bytes.packed import BLOCK_BYTES, BLOCK_CELLS, Lengthened, PackedColumn
from jobview.results.avro_bytes.stretch import Stretch
from tests.fakes.avro_cells import array, columns, damaged, plain, record_of, varint


def packed(kind: object, cells: list[Any]) -> PackedColumn:
    schema = record_of({"f": array(kind)})
    return schema.packed(Stretch.of(schema.encode({"f": cells})))["f"]


@given(columns(), st.data())
def test_a_packed_column_is_the_list_it_was_made_of(
    made: tuple[object, list[Any]], data: st.DataObject
) -> None:
    kind, cells = made
    column = packed(kind, cells)

    assert len(column) == len(cells)
    assert list(column) == cells
    assert column == cells
    assert cells == column
    assert [column[place] for place in range(len(cells))] == cells
    start, stop = sorted(data.draw(st.tuples(st.integers(-300, 600), st.integers(-300, 600))))
    step = data.draw(st.sampled_from([1, 2, -1]))
    assert column[start:stop:step] == cells[start:stop:step]
    if cells:
        place = data.draw(st.integers(-len(cells), len(cells) - 1))
        assert column[place] == cells[place]
        assert column != [*cells[:-1], object()]
    for place in (len(cells), -len(cells) - 1):
        with pytest.raises(IndexError):
            column[place]


@given(columns(), st.data())
def test_damage_is_found_when_plain_reading_finds_it(
    made: tuple[object, list[Any]], data: st.DataObject
) -> None:
    kind, cells = made
    schema = record_of({"f": array(kind), "after": array("int")})
    encoded = data.draw(damaged(schema.encode({"f": cells, "after": [1]})))

    try:
        read = schema.decode(encoded)
    except AvroError:
        with pytest.raises(AvroError):
            schema.packed(Stretch.of(encoded))
        return
    assert plain(schema.packed(Stretch.of(encoded))) == plain(read)


@given(columns(), st.lists(st.integers(1, 200), max_size=5))
def test_a_list_may_come_in_several_blocks(
    made: tuple[object, list[Any]], sizes: list[int]
) -> None:
    kind, cells = made
    schema = record_of({"f": array(kind)})
    parts, rest = [], cells
    for size in sizes:
        parts.append(rest[:size])
        rest = rest[size:]
    blocks = [schema.encode({"f": part})[:-1] for part in (*parts, rest) if part]
    encoded = b"".join(blocks) + b"\x00"

    column = schema.packed(Stretch(b"before" + encoded + b"behind", 6, 6 + len(encoded)))["f"]

    assert list(column) == cells
    assert [column[place] for place in range(len(cells))] == cells


def test_many_blocks_of_one_item_take_no_more_than_their_bytes() -> None:
    count = 20_000
    encoded = varint(1) + b"\x02"
    schema = record_of({"f": array("int")})
    data = encoded * count + b"\x00"
    tracemalloc.start()
    try:
        column = schema.packed(Stretch.of(data))["f"]
        held, _ = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()

    assert column == [1] * count
    assert held < len(data)


def test_a_long_column_takes_little_more_than_its_bytes() -> None:
    cells = [None if number % 7 == 0 else f"città {number}" for number in range(30_000)]
    schema = record_of({"f": array(["string", "null"])})
    data = schema.encode({"f": cells})
    schema.packed(Stretch.of(data))  # makes what all columns of the type share
    tracemalloc.start()
    try:
        column = schema.packed(Stretch.of(data))["f"]
        assert column[20_000] == cells[20_000]
        held, _ = tracemalloc.get_traced_memory()
        assert all(column[place] == cells[place] for place in range(len(cells)))
        held_after, _ = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()

    assert held < len(data) / 8
    assert held_after < len(data) / 8


def test_a_long_cell_is_a_block_by_itself() -> None:
    cells = ["a" * BLOCK_BYTES, "é" * BLOCK_BYTES * 80, "", *["b" * 200] * 3 * BLOCK_CELLS]
    column = packed("string", cells)

    assert column == cells
    assert column[1] == cells[1]
    assert [len(text) for text in column[:3]] == [BLOCK_BYTES, BLOCK_BYTES * 80, 0]


@pytest.mark.parametrize("kind", ["string", ["null", "string"]])
@pytest.mark.parametrize("place", [0, 100, 1_000_000])
def test_a_long_string_that_is_not_utf_8_is_found(kind: object, place: int) -> None:
    text = bytearray("é" * 2_000_000, "utf-8")
    text[place] = 0xFF
    tag = b"" if isinstance(kind, str) else varint(1)
    data = varint(1) + tag + varint(len(text)) + bytes(text) + b"\x00"

    with pytest.raises(AvroError, match="UTF-8"):
        record_of({"f": array(kind)}).packed(Stretch.of(data))


def test_a_record_of_something_else_is_not_packed() -> None:
    for kind in ("int", array(array("int")), {"type": "map", "values": "int"}):
        with pytest.raises(AvroError, match="not a list of primitives"):
            record_of({"f": kind}).packed(Stretch.of(b"\x00"))


def test_a_column_tells_its_length_when_printed() -> None:
    assert str(packed("int", [1] * 1200)) == "<1,200 cells>"


def test_a_short_column_is_lengthened_with_none() -> None:
    column = Lengthened([1, 2], 4)

    assert list(column) == [1, 2, None, None]
    assert [column[0], column[3], column[-1], column[-4]] == [1, None, None, 1]
    assert column[1:3] == [2, None]
    assert len(column) == 4
    with pytest.raises(IndexError):
        column[4]
    assert list(chain(column, column))[4:6] == [1, 2]
