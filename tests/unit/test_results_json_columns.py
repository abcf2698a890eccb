"""Long columns of JSON: equal to what a parser makes of them, or told to be none."""

from __future__ import annotations

import json
import math
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from jobview.results.avro_bytes.record import LARGE_BYTES
from jobview.results.avro_bytes.stretch import Stretch
from jobview.results.json_values.json_columns import packed_object
from jobview.results.json_values.written import WrittenFloat
from jobview.results.tables.dynamic import read_dynamic

cells = (
    st.none()
    | st.booleans()
    | st.integers()
    | st.floats(allow_nan=False)
    | st.text(st.characters(exclude_categories=["Cs"]), max_size=12)
)
objects = st.dictionaries(
    st.text(max_size=6), st.lists(cells, max_size=300), min_size=1, max_size=4
)


def packed(text: str | bytes, **kinds: object) -> dict[str, Any] | None:
    data = text if isinstance(text, bytes) else text.encode("utf-8", "surrogatepass")
    return packed_object(Stretch.of(data), kinds)


@given(objects, st.sampled_from([None, 1, "\t"]), st.booleans())
def test_columns_are_what_the_parser_makes(
    value: dict[str, list[Any]],
    indent: int | str | None,
    is_ascii: bool,  # noqa: FBT001 - drawn
) -> None:
    found = packed(json.dumps(value, indent=indent, ensure_ascii=is_ascii))

    assert found is not None
    assert found == value
    for name, column in value.items():
        assert list(found[name]) == column
        assert [found[name][place] for place in range(len(column))] == column
        assert found[name][1:3] == column[1:3]


@given(objects, st.integers(0, 400), st.binary(max_size=3))
def test_damaged_text_is_read_as_the_parser_reads_it_or_not_at_all(
    value: dict[str, list[Any]], place: int, instead: bytes
) -> None:
    whole = json.dumps(value).encode()
    data = whole[:place] + instead + whole[place + 1 :]

    found = packed(data)

    if found is not None:
        rounded = {name: [plain(cell) for cell in column] for name, column in found.items()}
        assert rounded == json.loads(data)


def plain(cell: object) -> object:
    """The cell as the parser makes it, which knows no digits beyond a float's."""
    if isinstance(cell, list):
        return [plain(item) for item in cell]
    if isinstance(cell, dict):
        return {name: plain(item) for name, item in cell.items()}
    return cell.double() if isinstance(cell, WrittenFloat) else cell


def test_what_is_more_than_lists_of_plain_values_is_none() -> None:
    for text in (
        "",
        "{",
        "[]",
        '{"a": 1}',
        '{"a": [[1]]}',
        '{"a": [{}]}',
        '{"a": [1,]}',
        '{"a": [1 2]}',
        '{"a": [01]}',
        '{"a": [nul]}',
        '{"a": [1]} x',
        '{"a": [1], }',
        '{"a": ["\\U00e4"]}',
        '{"a": ["\x01"]}',
        f'{{"a": [{"9" * 5000}]}}',
    ):
        assert packed(text) is None, text


def test_bytes_and_floats_are_brought_to_their_type() -> None:
    text = '{"b": ["\\u0000\\u00ff"], "f": ["NaN", 1.5, null, Infinity]}'

    found = packed(
        text,
        b={"type": "array", "items": "bytes"},
        f={"type": "array", "items": ["double", "null"]},
    )

    assert found is not None
    assert list(found["b"]) == [b"\x00\xff"]
    first, *others = found["f"]
    assert math.isnan(first)
    assert others == [1.5, None, math.inf]


def test_a_long_table_is_the_same_as_a_short_one() -> None:
    rows = LARGE_BYTES // 8
    columns = {"column_1": list(range(rows)), "column_2": ["∅", None] * (rows // 2)}
    text = json.dumps({**columns, "column_headers": ["n", "s"], "column_datatypes": ["int", ""]})

    table = read_dynamic({"json_encoded_response": text}).table

    assert table is not None
    assert [column.name for column in table.columns] == ["n", "s"]
    assert list(table.data[0]) == columns["column_1"]
    assert list(table.data[1]) == columns["column_2"]


def test_a_long_text_with_the_writers_fault_is_read_all_the_same() -> None:
    text = '{"column_1": ["\\U00e4' + "x" * LARGE_BYTES + '"], "column_headers": ["c"]}'

    table = read_dynamic({"json_encoded_response": text}).table

    assert table is not None
    assert table.row(0)[0].startswith("äx")  # type: ignore[attr-defined]  # a text
