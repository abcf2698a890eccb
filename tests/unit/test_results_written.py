"""Numbers of JSON keep the digits that they were written in, from the wire to the file."""

from __future__ import annotations

import json
import math
import re
from decimal import Decimal
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from jobview.results.cells.exact import exact_text
from jobview.results.cells.values import shown
from jobview.results.decoding.decode import decode_result
from jobview.results.json_values.json_writing import json_of
from jobview.results.json_values.nested import opened
from jobview.results.json_values.written import EXACT, FLOATS, WRITTEN, WrittenFloat
from jobview.results.writers.formats import Format
from jobview.results.writers.writing import pieces
from jobview.ui.result.row_order import row_order
from tests.fakes.jobs import reply
from tests.fakes.responses import SCHEMAS

if TYPE_CHECKING:
    from jobview.results.model import DecodedResult

LONG = "1234567890123.1234567890"

NUMBERS = st.from_regex(r"\A-?(0|[1-9][0-9]{0,20})\.([0-9]{1,24}|[0-9]{1,3}[eE][-+]?[0-9]{1,3})\Z")


@given(NUMBERS)
@example("1e400")
@example("-1E-400")
@example("5e-324")
@example("9007199254740993.0")
@example("0.10000000000000001")
@example("123456789012345e300")
def test_an_exact_number_is_a_float_or_what_was_written(written: str) -> None:
    number = EXACT.loaded(written)

    assert Decimal(repr(number)) == Decimal(written)
    assert isinstance(number, WrittenFloat) == (Decimal(repr(float(written))) != Decimal(written))
    assert repr(WRITTEN.loaded(written)) == written
    assert type(FLOATS.loaded(written)) is float


@given(st.lists(NUMBERS | st.floats(allow_nan=False, allow_infinity=False).map(repr), max_size=9))
def test_a_text_of_numbers_is_as_exact_as_each(numbers: list[str]) -> None:
    text = f"[{', '.join(numbers)}]"

    assert [*map(repr, EXACT.loaded(text))] == [repr(EXACT.loaded(number)) for number in numbers]


NUMBER = NUMBERS.map(WrittenFloat) | NUMBERS.map(float) | st.integers(-(10**20), 10**20)


@given(NUMBERS.map(WrittenFloat), NUMBER)
@example(WrittenFloat("18014398509481986.1"), 18014398509481987)
@example(WrittenFloat("1e400"), 10**500)
@example(WrittenFloat("1.10"), 1.1)
def test_numbers_are_compared_by_what_was_written(one: WrittenFloat, other: float) -> None:
    mine, theirs = Decimal(repr(one)), Decimal(repr(other))

    assert (one == other, one != other) == (mine == theirs, mine != theirs)
    assert (one < other, one <= other) == (mine < theirs, mine <= theirs)
    assert (one > other, one >= other) == (mine > theirs, mine >= theirs)
    assert (other < one, other > one) == (theirs < mine, theirs > mine)
    assert one != other or hash(one) == hash(other) or isinstance(other, int)


def test_what_is_no_number_is_neither_below_nor_above() -> None:
    number = WrittenFloat("1e400")

    assert number < math.inf
    assert -math.inf < number
    no_number = EXACT.loaded("NaN")
    assert not number < no_number
    assert not number >= no_number
    assert number != "1e400"
    assert number != Decimal("NaN")
    assert number < 10**5_000
    assert math.isfinite(number)
    assert number.double() == math.inf
    assert WrittenFloat("1e9999999999999999999") > 1
    assert EXACT.loaded("1e9999999999999999999").written == "1e9999999999999999999"


def test_numbers_are_written_as_they_were() -> None:
    text = f'{{"a": [{LONG}, 1.10, {{"b": 1e400}}, "1.10"], "c": -0.00, "d": [1, null, [2.5]]}}'
    value = WRITTEN.loaded(text)

    assert json_of(value) == text
    assert (
        json_of(value, indent=2).split()
        == json.dumps(json.loads(text, parse_float=lambda written: f"@{written}@"), indent=2)
        .replace('"@', "")
        .replace('@"', "")
        .split()
    )
    assert json_of((1, 2.5, "é")) == '[1, 2.5, "é"]'
    with pytest.raises(ValueError, match="float"):
        json_of([WrittenFloat("1.10"), math.nan])
    with pytest.raises(TypeError):
        json_of({"a": b""})


def test_json_in_a_text_keeps_its_digits() -> None:
    assert repr(opened(f'{{"a": {LONG}}}')) == f"{{'a': {LONG}}}"


def sql(text: str, datatypes: str, items: str = "") -> DecodedResult:
    kinds = {"column_1": items, "column_headers": "string", "column_datatypes": "string"}
    fields = [{"name": n, "type": {"type": "array", "items": kind}} for n, kind in kinds.items()]
    schema = json.dumps({"type": "record", "name": "g", "fields": fields}) if items else ""
    rows = f'{{"column_1": [{text}], "column_headers": ["n"], "column_datatypes": ["{datatypes}"]}}'
    record = {"response_schema_str": schema, "json_encoded_response": rows}
    answer = reply(1, "DONE", endpoint="/execute/sql", response_text=json.dumps(record))
    return decode_result(answer, SCHEMAS)


def texts_of(result: DecodedResult) -> list[str]:
    assert result.table is not None
    (column,), kind = result.table.data, result.table.columns[0].type
    return [shown(cell, kind).text for cell in column]


LITTLE = f"{LONG}, 1.10, 1e400, 0.5, 2"
SHOWN = [LONG, "1.10", "1e400", "0.5", "2"]


@pytest.mark.parametrize("times", [1, 3_000], ids=["short", "long"])
@pytest.mark.parametrize(
    ("datatype", "items", "texts"),
    [
        ("decimal(27,10)", "string", SHOWN),
        ("decimal(27,10)", "", SHOWN),
        ("", "string", SHOWN),
        ("", "", [LONG, "1.1", "1e400", "0.5", "2"]),
        ("double", "double", ["1234567890123.1235", "1.1", "Infinity", "0.5", "2"]),
    ],
)
def test_a_column_of_json_keeps_its_digits(
    times: int, datatype: str, items: str, texts: list[str]
) -> None:
    result = sql(", ".join([LITTLE] * times), datatype, items)

    assert texts_of(result) == texts * times


def test_decimals_are_sorted_and_written_as_they_are() -> None:
    result = sql(f"{LONG}, 1e400, {LONG[:-1]}1, 1.10, 2, null", "decimal(27,10)")
    assert result.table is not None
    order = row_order(result.table, 0, is_descending=False)

    assert [*order.rows] == [3, 4, 0, 2, 1, 5]
    assert [exact_text(cell, "decimal(27,10)") for cell in result.table.data[0]] == [
        *(LONG, "1e400", f"{LONG[:-1]}1", "1.10", "2", None),
    ]
    csv = b"".join(piece.data for piece in pieces(result, Format.CSV)).decode()
    assert csv.split()[1:4] == [LONG, "1e400", f"{LONG[:-1]}1"]


ROW = f'{{"a": {LONG}, "b": 1.10, "c": 0.10000000000000001, "d": [1.10], "e": "1.10"}}'


def records(kinds: dict[str, Any], count: int) -> DecodedResult:
    fields = [{"name": name, "type": kind} for name, kind in kinds.items()]
    schema = json.dumps({"type": "record", "name": "t", "fields": fields}) if kinds else ""
    record = {"type_schema": schema, "records_binary": [], "records_json": [ROW] * count}
    text = json.dumps(record)
    return decode_result(reply(1, "DONE", endpoint="/get/records", response_text=text), SCHEMAS)


@pytest.mark.parametrize("count", [1, 3_000], ids=["short", "long"])
@pytest.mark.parametrize(
    ("kinds", "cells"),
    [
        ({}, [LONG, "1.1", "0.10000000000000001", "[1.1]", "'1.10'"]),
        (
            {"a": "string", "b": ["string", "null"], "c": "double"},
            [LONG, "1.10", "0.1", "[1.10]", "'1.10'"],
        ),
    ],
    ids=["without a schema", "with a schema"],
)
def test_rows_of_json_keep_their_digits(
    count: int, kinds: dict[str, Any], cells: list[str]
) -> None:
    table = records(kinds, count).table

    assert table is not None
    assert [repr(cell) for cell in table.row(0)] == cells
    assert [repr(cell) for cell in table.row(count - 1)] == cells


def test_a_field_of_floats_holds_floats() -> None:
    text = '{"min": 0.10000000000000001, "max": 1e400, "new": 0.10000000000000001}'
    answer = reply(1, "DONE", endpoint="/aggregate/minmax", response_text=text)
    record = decode_result(answer, SCHEMAS).record

    assert record is not None
    assert [type(value) for value in record.values()] == [float, float, WrittenFloat]
    assert record["max"] == math.inf


@pytest.mark.parametrize("wanted", [Format.JSON, Format.JSONL])
def test_numbers_leave_in_json_as_they_came(wanted: Format) -> None:
    result = sql(f"{LONG}, 1.10, 1e400", "decimal(27,10)")
    data = b"".join(piece.data for piece in pieces(result, wanted))

    for number in (LONG, "1.10", "1e400"):
        assert re.search(rb"[ \[]" + re.escape(number).encode() + rb"[]},]", data)
