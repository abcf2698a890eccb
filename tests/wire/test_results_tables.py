"""Tables written by the official client, and tables it decodes itself, cell by cell."""

from __future__ import annotations

import json
import math
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from jobview.kinetica.schemas.catalogue import Schemas
from jobview.results.avro_bytes.avro import RecordSchema
from jobview.results.decoding.decode import decode_result
from jobview.results.model import Column, DecodedResult, ResultKind, Table
from tests.fakes import official
from tests.fakes.jobs import reply

if TYPE_CHECKING:
    from collections.abc import Sequence

SCHEMAS = Schemas.load()
DYNAMIC = (
    "/execute/sql",
    "/get/records/bycolumn",
    "/aggregate/groupby",
    "/aggregate/unique",
    "/aggregate/unpivot",
)
texts = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\x00"), max_size=12)
CELLS: dict[str, st.SearchStrategy[Any]] = {
    "int": st.integers(-(2**31), 2**31 - 1),
    "long": st.integers(-(2**63), 2**63 - 1),
    "float": st.floats(width=32, allow_nan=False),
    "double": st.floats(allow_nan=False),
    "string": texts,
    "bytes": st.binary(max_size=12),
}


def dynamic_schema(kinds: Sequence[object]) -> str:
    fields = [
        {"name": f"column_{place}", "type": {"type": "array", "items": kind}}
        for place, kind in enumerate(kinds, 1)
    ]
    fields += [
        {"name": name, "type": {"type": "array", "items": "string"}}
        for name in ("column_headers", "column_datatypes")
    ]
    return json.dumps({"type": "record", "name": "generic_response", "fields": fields})


def dynamic_values(
    headers: Sequence[str], datatypes: Sequence[str], data: Sequence[Sequence[object]]
) -> dict[str, Any]:
    columns = {f"column_{place}": list(cells) for place, cells in enumerate(data, 1)}
    return columns | {"column_headers": list(headers), "column_datatypes": list(datatypes)}


def response(endpoint: str, schema: str, values: dict[str, Any], *, binary: bool) -> dict[str, Any]:
    """A response record of one of the five endpoints with the fields that it has."""
    ordinary: dict[str, Any] = {
        "count_affected": 0,
        "table_name": "t",
        "response_schema_str": schema,
        "binary_encoded_response": b"",
        "json_encoded_response": "",
        "total_number_of_records": 1_000_000,
        "has_more_records": True,
        "paging_table": "",
        "info": {"X-Kinetica-Group": "QUERY"},
    }
    if binary:
        ordinary["binary_encoded_response"] = avro(schema, values)
    else:
        ordinary["json_encoded_response"] = official.json_text(values)
    names = [field["name"] for field in official.definition(endpoint)["fields"]]
    return {name: ordinary[name] for name in names}


def avro(schema: str, values: dict[str, Any]) -> bytes:
    return RecordSchema(json.loads(schema)).encode(values)


def decoded(endpoint: str, record: dict[str, Any]) -> DecodedResult:
    data = official.encoded(endpoint, record)
    return decode_result(reply(1, "DONE", endpoint=endpoint, response=data), SCHEMAS)


def table_in(result: DecodedResult) -> Table:
    assert result.kind is ResultKind.TABLE, result.note
    assert result.table is not None
    return result.table


@st.composite
def tables(draw: st.DrawFn) -> tuple[list[Any], list[list[Any]]]:
    """The item types of a few columns, nullable or not, and columns of one length."""
    names = draw(st.lists(st.sampled_from(sorted(CELLS)), min_size=1, max_size=5))
    row_count = draw(st.integers(0, 6))
    kinds: list[Any] = []
    data = []
    for name in names:
        cells = CELLS[name]
        nullable = draw(st.booleans())
        kinds.append([name, "null"] if nullable else name)
        cells = st.none() | cells if nullable else cells
        data.append(draw(st.lists(cells, min_size=row_count, max_size=row_count)))
    return kinds, data


@given(tables(), st.sampled_from(DYNAMIC))
def test_binary_tables_are_those_the_official_client_decodes(
    drawn: tuple[list[Any], list[list[Any]]], endpoint: str
) -> None:
    kinds, data = drawn
    headers = [f"c{place}" for place in range(len(kinds))]
    datatypes = [kind if isinstance(kind, str) else kind[0] for kind in kinds]
    schema = dynamic_schema(kinds)
    record = response(endpoint, schema, dynamic_values(headers, datatypes, data), binary=True)

    table = table_in(decoded(endpoint, record))

    assert [column.name for column in table.columns] == headers
    assert [column.type for column in table.columns] == datatypes
    assert [list(cells) for cells in table.data] == data
    assert table.row_count == len(data[0])
    if data[0]:
        theirs = official.dynamic_table(endpoint, record)
        assert {
            c.name: list(cells) for c, cells in zip(table.columns, table.data, strict=True)
        } == {name: list(cells) for name, cells in theirs.items()}


@given(tables(), st.sampled_from(DYNAMIC))
def test_json_tables_hold_the_same_as_binary_ones(
    drawn: tuple[list[Any], list[list[Any]]], endpoint: str
) -> None:
    kinds, data = drawn
    headers = [f"c{place}" for place in range(len(kinds))]
    values = dynamic_values(headers, ["string"] * len(kinds), data)
    schema = dynamic_schema(kinds)

    from_json = table_in(decoded(endpoint, response(endpoint, schema, values, binary=False)))
    from_binary = table_in(decoded(endpoint, response(endpoint, schema, values, binary=True)))

    assert from_json.columns == from_binary.columns
    assert [list(cells) for cells in from_json.data] == [list(cells) for cells in from_binary.data]


def test_json_tables_are_those_the_official_client_decodes() -> None:
    kinds = ["double", "int", ["string", "null"]]
    data: list[list[Any]] = [[0.5, "Infinity", 1], [2**31 - 1, 0, -1], ["a", None, "null"]]
    values = dynamic_values(["d", "i", "s"], ["double", "boolean", "char4"], data)
    record = response("/execute/sql", dynamic_schema(kinds), values, binary=False)

    table = table_in(decoded("/execute/sql", record))

    ours = {c.name: list(cells) for c, cells in zip(table.columns, table.data, strict=True)}
    assert ours == official.dynamic_json_table(record)


@pytest.mark.parametrize("binary", [True, False])
def test_a_page_knows_of_the_rest(*, binary: bool) -> None:
    values = dynamic_values(["n"], ["int"], [[1, 2, 3]])
    record = response("/execute/sql", dynamic_schema(["int"]), values, binary=binary)

    result = decoded("/execute/sql", record)

    table = table_in(result)
    assert (table.row_count, table.total_row_count, table.has_more) == (3, 1_000_000, True)
    assert result.summary == "3 of 1,000,000 rows, more available"
    assert result.info == {"X-Kinetica-Group": "QUERY"}


@pytest.mark.parametrize("total", [-1, 0, 2])
def test_a_total_below_what_was_sent_is_no_total(total: int) -> None:
    values = dynamic_values(["n"], ["int"], [[1, 2, 3]])
    record = response("/execute/sql", dynamic_schema(["int"]), values, binary=True)

    result = decoded("/execute/sql", record | {"total_number_of_records": total})

    assert table_in(result).total_row_count is None
    assert result.summary == "3 rows, more available"


@pytest.mark.parametrize("binary", [True, False])
def test_a_statement_without_rows_tells_how_many_were_affected(*, binary: bool) -> None:
    values = dynamic_values(["dummy"], ["string"], [[]])
    record = response("/execute/sql", dynamic_schema(["string"]), values, binary=binary)
    record |= {"count_affected": 1_204_331, "total_number_of_records": -1}

    result = decoded("/execute/sql", record)

    assert (result.kind, result.table) == (ResultKind.RECORD, None)
    assert result.summary == "1,204,331 rows affected"
    assert result.note == ""


def test_a_query_without_rows_keeps_its_columns() -> None:
    values = dynamic_values(["dummy"], ["string"], [[]])
    record = response("/execute/sql", dynamic_schema(["string"]), values, binary=True)
    record |= {"total_number_of_records": 0, "has_more_records": False}

    result = decoded("/execute/sql", record)

    assert table_in(result).columns == (Column("dummy", "string"),)
    assert result.summary == "0 rows"


def test_old_servers_name_no_types() -> None:
    values = dynamic_values(["n", "s"], [], [[1], ["a"]])
    del values["column_datatypes"]
    record = response("/aggregate/unique", dynamic_schema(["int", "string"]), values, binary=False)

    table = table_in(decoded("/aggregate/unique", record))

    assert table.columns == (Column("n", "int"), Column("s", "string"))


def test_columns_are_in_the_order_of_their_numbers() -> None:
    values = dynamic_values([f"c{n}" for n in range(1, 13)], [], [[n] for n in range(1, 13)])
    values = dict(sorted(values.items()))
    record = response("/execute/sql", "", values, binary=False)

    table = table_in(decoded("/execute/sql", record))

    assert [cells[0] for cells in table.data] == list(range(1, 13))
    assert [column.name for column in table.columns] == [f"c{n}" for n in range(1, 13)]


def test_columns_of_different_lengths_are_filled_up_and_said() -> None:
    values = dynamic_values(["a", "b", "c"], ["int"] * 3, [[1, 2, 3], [], [7]])
    record = response("/execute/sql", dynamic_schema(["int"] * 3), values, binary=True)

    result = decoded("/execute/sql", record)

    assert [list(cells) for cells in table_in(result).data] == [
        [1, 2, 3],
        [None, None, None],
        [7, None, None],
    ]
    assert "2 of 3 columns were too short" in result.note


@pytest.mark.parametrize(
    ("headers", "names"), [([], ["column_1", "column_2"]), (["a"], ["a", "column_2"])]
)
def test_columns_without_a_header_keep_their_own_name(headers: list[str], names: list[str]) -> None:
    values = dynamic_values(headers, [], [[1], [2]])
    record = response("/execute/sql", dynamic_schema(["int", "int"]), values, binary=True)

    result = decoded("/execute/sql", record)

    assert [column.name for column in table_in(result).columns] == names
    assert "named" in result.note


def test_geojson_is_text_and_arrow_is_bytes() -> None:
    geojson = '{"type": "FeatureCollection", "features": []}'
    record = response("/execute/sql", "", {}, binary=False) | {"json_encoded_response": geojson}
    result = decoded("/execute/sql", record)
    assert (result.kind, result.text, result.table) == (ResultKind.TEXT, geojson, None)

    arrow = b"ARROW1\x00\x00" + bytes(64)
    record |= {"json_encoded_response": "", "binary_encoded_response": arrow}
    result = decoded("/execute/sql", record)
    assert (result.kind, result.table) == (ResultKind.RECORD, None)
    assert "Arrow" in result.note
    assert result.record is not None
    assert result.record["binary_encoded_response"] == arrow


ROW_SCHEMA = json.dumps(
    {
        "type": "record",
        "name": "type_name",
        "fields": [
            {"name": "id", "type": "int"},
            {"name": "city", "type": ["string", "null"]},
            {"name": "fare", "type": ["double", "null"]},
            {"name": "wkb", "type": "bytes"},
            {"name": "at", "type": "long"},
        ],
    }
)
ROWS: list[list[Any]] = [
    [1, "città", 0.125, b"\x00\xff", 1_700_000_000_123],
    [-2, None, None, b"", 2**62],
    [3, "", -0.0, b"abc", -1],
]
ROW_COLUMNS = [
    ("id", "int"),
    ("city", "string"),
    ("fare", "double"),
    ("wkb", "bytes"),
    ("at", "long"),
]


def row_texts(rows: list[list[Any]]) -> list[str]:
    names = [name for name, _ in ROW_COLUMNS]
    return [official.json_text(dict(zip(names, row, strict=True))) for row in rows]


def rows_of(table: Table) -> list[list[object]]:
    return [list(table.row(index)) for index in range(table.row_count)]


@pytest.mark.parametrize("form", ["records_binary", "records_json"])
def test_rows_of_get_records_are_those_the_official_client_wrote(form: str) -> None:
    record: dict[str, Any] = {
        "table_name": "t",
        "type_name": "17",
        "type_schema": ROW_SCHEMA,
        "records_binary": [],
        "records_json": [],
        "total_number_of_records": 3,
        "has_more_records": False,
        "info": {},
    }
    records = official.row_bytes(ROW_SCHEMA, ROWS) if form == "records_binary" else row_texts(ROWS)

    result = decoded("/get/records", record | {form: records})

    table = table_in(result)
    assert [(column.name, column.type) for column in table.columns] == ROW_COLUMNS
    assert rows_of(table) == ROWS
    assert result.summary == "3 rows"


@pytest.mark.parametrize(
    "damage", [b"", b"\x00", official.row_bytes(ROW_SCHEMA, ROWS[:1])[0] + b"\x00"]
)
def test_one_bad_row_makes_no_false_table(damage: bytes) -> None:
    record: dict[str, Any] = {
        "table_name": "t",
        "type_name": "17",
        "type_schema": ROW_SCHEMA,
        "records_binary": [*official.row_bytes(ROW_SCHEMA, ROWS), damage],
        "records_json": [],
        "total_number_of_records": 4,
        "has_more_records": False,
        "info": {},
    }

    result = decoded("/get/records", record)

    assert (result.kind, result.table) == (ResultKind.RECORD, None)
    assert "record 4" in result.note
    assert result.record == record


@pytest.mark.parametrize("form", ["list_records_binary", "list_records_json"])
def test_series_are_one_table_with_the_tables_name_before_each_row(form: str) -> None:
    other = json.dumps({"type": "record", "name": "x", "fields": [{"name": "id", "type": "int"}]})
    binary = [official.row_bytes(ROW_SCHEMA, ROWS[:2]), official.row_bytes(other, [[9]])]
    texts_ = [row_texts(ROWS[:2]), ['{"id": 9}']]
    record = {
        "table_names": ["a", "b"],
        "type_names": ["1", "2"],
        "type_schemas": [ROW_SCHEMA, other],
        "list_records_binary": binary if form == "list_records_binary" else [[], []],
        "list_records_json": texts_ if form == "list_records_json" else [[], []],
        "info": {},
    }

    result = decoded("/get/records/byseries", record)

    assert rows_of(table_in(result)) == [
        ["a", *ROWS[0]],
        ["a", *ROWS[1]],
        ["b", 9, None, None, None, None],
    ]
    assert "4 fields" in result.note


def test_a_collections_binary_records_are_shown_as_bytes_with_their_type() -> None:
    record = {
        "table_name": "c",
        "type_names": ["1", "2"],
        "records_binary": [b"\x01", b"\x02\x03"],
        "records_json": [],
        "record_ids": [],
        "info": {},
    }

    result = decoded("/get/records/fromcollection", record)

    assert rows_of(table_in(result)) == [["1", b"\x01"], ["2", b"\x02\x03"]]
    assert "no schema" in result.note


def test_a_collections_json_records_name_their_fields() -> None:
    record = {
        "table_name": "c",
        "type_names": ["1", "2"],
        "records_binary": [],
        "records_json": ['{"a": 1, "b": "x"}', '{"b": "y", "c": 18446744073709551615}'],
        "record_ids": [],
        "info": {},
    }

    table = table_in(decoded("/get/records/fromcollection", record))

    assert [column.name for column in table.columns] == ["a", "b", "c"]
    assert rows_of(table) == [[1, "x", None], [None, "y", 2**64 - 1]]


@pytest.mark.parametrize("schema_count", [1, 3])
@pytest.mark.parametrize("form", ["records_binary", "records_json"])
def test_features_come_with_one_schema_or_one_each(form: str, schema_count: int) -> None:
    records = official.row_bytes(ROW_SCHEMA, ROWS) if form == "records_binary" else row_texts(ROWS)
    record: dict[str, Any] = {
        "table_names": ["t"],
        "type_schemas": [ROW_SCHEMA] * schema_count,
        "records_binary": [],
        "records_json": [],
        "geojson_encoded_response": "",
        "text_encoded_response": "",
        "info": {},
    }

    table = table_in(decoded("/visualize/getfeatureinfo", record | {form: records}))

    assert rows_of(table) == ROWS


def test_each_feature_is_read_by_the_schema_at_its_place() -> None:
    other = json.dumps({"type": "record", "name": "x", "fields": [{"name": "n", "type": "string"}]})
    record: dict[str, Any] = {
        "table_names": ["a", "b"],
        "type_schemas": [ROW_SCHEMA, other],
        "records_binary": [
            *official.row_bytes(ROW_SCHEMA, ROWS[:1]),
            *official.row_bytes(other, [["x"]]),
        ],
        "records_json": [],
        "geojson_encoded_response": "",
        "text_encoded_response": "",
        "info": {},
    }

    table = table_in(decoded("/visualize/getfeatureinfo", record))
    assert rows_of(table) == [[*ROWS[0], None], [None, None, None, None, None, "x"]]

    result = decoded("/visualize/getfeatureinfo", record | {"type_schemas": [other] * 3})
    assert result.table is None
    assert "3 schemas" in result.note


def test_features_as_text_are_text() -> None:
    record = {
        "table_names": ["t"],
        "type_schemas": [],
        "records_binary": [],
        "records_json": [],
        "geojson_encoded_response": "",
        "text_encoded_response": "one\ntwo",
        "info": {},
    }

    result = decoded("/visualize/getfeatureinfo", record)

    assert (result.kind, result.text, result.summary) == (ResultKind.TEXT, "one\ntwo", "one")


def test_the_tables_of_show_table_are_a_table() -> None:
    record: dict[str, Any] = {
        "table_name": "",
        "table_names": ["s.a", "s.b", "s.c"],
        "table_descriptions": [["SCHEMA"], [], []],
        "type_ids": ["1", "2", "3"],
        "type_schemas": [ROW_SCHEMA] * 3,
        "type_labels": ["", "", "x"],
        "properties": [{"id": ["data"]}, {}, {}],
        "additional_info": [{}, {}, {}],
        "sizes": [1, 2**40, 3],
        "full_sizes": [],
        "join_sizes": [],
        "total_size": -1,
        "total_full_size": -1,
        "info": {},
    }

    result = decoded("/show/table", record)

    table = table_in(result)
    names = [column.name for column in table.columns]
    assert names[0] == "table_names"
    assert "full_sizes" not in names
    assert table.data[names.index("sizes")] == [1, 2**40, 3]
    types = {column.name: column.type for column in table.columns}
    assert types["sizes"] == "long"
    assert types["table_names"] == "string"
    assert types["table_descriptions"] == "array(string)"
    assert types["properties"] == types["additional_info"] == "map"
    assert (table.title, result.summary) == ("tables", "3 tables: s.a, s.b, s.c")
    assert result.record == record


def test_floats_that_are_no_numbers_arrive_as_floats() -> None:
    values = dynamic_values(["d", "f"], [], [["NaN", "Infinity"], ["-Infinity", 0.5]])
    record = response("/execute/sql", dynamic_schema(["double", "float"]), values, binary=False)

    table = table_in(decoded("/execute/sql", record))

    first = table.data[0][0]
    assert isinstance(first, float)
    assert math.isnan(first)
    assert [table.data[0][1], *table.data[1]] == [math.inf, -math.inf, 0.5]
