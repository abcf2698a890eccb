"""Rows turned into columns: cell by cell what reading each record alone gives, or a refusal."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from jobview.results.avro_bytes.avro import AvroError, RecordSchema
from jobview.results.avro_bytes.stretch import Stretch
from jobview.results.avro_bytes.transpose import FEW, MOST_FIELDS, columns_of_rows
from tests.fakes.avro_cells import array, cells_of, damaged, kinds, plain, record_of, varint


@st.composite
def tables(draw: st.DrawFn) -> tuple[RecordSchema, list[bytes]]:
    """A row's schema and encoded rows, few or enough to be cut many at a time."""
    fields = {
        f"f{place}": kind
        for place, kind in enumerate(draw(st.lists(kinds(), min_size=1, max_size=5)))
    }
    schema = record_of(fields)
    row = st.fixed_dictionaries({name: cells_of(kind) for name, kind in fields.items()})
    rows = [schema.encode(row) for row in draw(st.lists(row, max_size=5))]
    return schema, rows * draw(st.sampled_from([1, FEW, 2 * FEW]))


def one_by_one(schema: RecordSchema, rows: list[bytes]) -> dict[str, list[Any]]:
    read = [schema.decode(row) for row in rows]
    return {name: [row[name] for row in read] for name in schema.field_names}


@given(tables(), st.booleans())
def test_columns_are_what_the_rows_hold(
    made: tuple[RecordSchema, list[bytes]],
    packed: bool,  # noqa: FBT001 - hypothesis gives it
) -> None:
    schema, rows = made
    given_rows: Any = rows
    if packed:
        outer = record_of({"rows": array("bytes")})
        given_rows = outer.packed(Stretch.of(outer.encode({"rows": rows})))["rows"]

    assert columns_of_rows(schema, given_rows) == one_by_one(schema, rows)


@given(tables(), st.data())
def test_one_damaged_row_is_found_and_named(
    made: tuple[RecordSchema, list[bytes]], data: st.DataObject
) -> None:
    schema, rows = made
    if not rows:
        return
    place = data.draw(st.integers(0, len(rows) - 1))
    rows[place] = data.draw(damaged(rows[place]))

    try:
        schema.decode(rows[place])
    except AvroError:
        with pytest.raises(AvroError, match=r"^record "):
            columns_of_rows(schema, rows)
        return
    assert plain(columns_of_rows(schema, rows)) == plain(one_by_one(schema, rows))


@pytest.mark.parametrize("place", [0, FEW - 1, FEW + 7])
def test_the_row_that_does_not_fit_is_told(place: int) -> None:
    schema = record_of({"a": "int", "b": "string"})
    rows = [schema.encode({"a": 1, "b": "x"})] * 2 * FEW
    for damage in (rows[0] + b"\x00", rows[0][:-1], b""):
        with pytest.raises(AvroError, match=r"^record "):
            columns_of_rows(schema, [*rows[:place], damage, *rows[place:]])
    longer = rows[0][:1] + varint(2) + b"xx" + rows[0]
    with pytest.raises(AvroError, match=f"^record {place + 1}: it has another length"):
        columns_of_rows(schema, [*rows[:place], longer, *rows[place:]])


def test_two_wrong_lengths_do_not_make_up_for_each_other() -> None:
    # By their lengths, records of three bytes and of one; by their schema, three of one byte.
    schema = record_of({"a": "int"})
    good = varint(1) + varint(5)
    crossed = varint(3) + varint(0) + varint(1) + varint(0) + varint(1) + varint(0)
    outer = record_of({"rows": array("bytes")})
    data = varint(2 * FEW + 2) + good * FEW + crossed + good * FEW + b"\x00"
    rows = outer.packed(Stretch.of(data))["rows"]

    with pytest.raises(AvroError, match=f"record {FEW + 1}: it has another length"):
        columns_of_rows(schema, rows)


def test_rows_with_some_long_strings() -> None:
    schema = record_of({"n": "long", "s": ["string", "null"], "d": "double"})
    texts = ["x", None, "é" * 40, "y" * 63, "z" * 64, "w" * 100_000, ""]
    rows = [{"n": n, "s": texts[n % len(texts)], "d": n / 2} for n in range(3 * FEW)]

    columns = columns_of_rows(schema, [schema.encode(row) for row in rows])

    assert columns["s"] == [row["s"] for row in rows]
    assert columns["n"] == [row["n"] for row in rows]
    assert columns["d"] == [row["d"] for row in rows]


def test_rows_of_very_many_fields() -> None:
    schema = record_of({f"f{place}": "int" for place in range(MOST_FIELDS + 1)})
    row = {f"f{place}": place for place in range(MOST_FIELDS + 1)}

    columns = columns_of_rows(schema, [schema.encode(row)] * FEW)

    assert all(columns[name] == [value] * FEW for name, value in row.items())


def test_a_row_is_of_primitives_and_of_bytes() -> None:
    with pytest.raises(AvroError, match="not a primitive"):
        columns_of_rows(record_of({"f": array("int")}), [b"\x00"])
    with pytest.raises(AvroError, match="record 2 is not bytes"):
        columns_of_rows(record_of({"f": "int"}), [b"\x00", "text"])
