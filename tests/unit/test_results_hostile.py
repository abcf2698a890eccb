"""Nothing a server sends makes decoding fail, invent a table, or lose the bytes."""

from __future__ import annotations

import json
import re
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from jobview.kinetica.schemas.catalogue import Schemas
from jobview.results.cells.plain import result_json
from jobview.results.decoding.decode import decode_result
from jobview.results.first_line.sentences import SENTENCES, sentences_of
from jobview.results.model import DecodedResult, ResultKind
from jobview.results.tables.server_schema import column_schema, row_schema
from jobview.results.tables.tabular import MOST_COLUMNS, TableError
from tests.fakes.jobs import reply
from tests.fakes.responses import plausible

if TYPE_CHECKING:
    from jobview.jobs.source import JobReply

SCHEMAS = Schemas.load()
TABULAR = (
    "/execute/sql",
    "/aggregate/unique",
    "/get/records",
    "/get/records/fromcollection",
    "/get/records/byseries",
    "/visualize/getfeatureinfo",
    "/show/table",
    "/show/schema",
)

json_values = st.recursive(
    st.none()
    | st.booleans()
    | st.integers()
    | st.floats()
    | st.text(max_size=5)
    | st.sampled_from(["column_1", "column_headers", "int", "null", "record", "array"]),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(
            st.text(max_size=3)
            | st.sampled_from(
                ["type", "name", "fields", "items", "column_1", "column_2", "column_headers"]
            ),
            inner,
            max_size=4,
        )
    ),
    max_leaves=12,
)
endpoints = st.sampled_from(TABULAR) | st.sampled_from(SCHEMAS.endpoints()) | st.text(max_size=8)
encodings = st.sampled_from(["binary", "json", "snappy", "", "\x00"])


def check(answer: JobReply, raw: bytes) -> DecodedResult:
    """Decode, and hold the result to what every result promises."""
    result = decode_result(answer, SCHEMAS)
    assert result.raw == raw
    assert (result.kind is ResultKind.TABLE) == (result.table is not None)
    assert result.kind is not ResultKind.BYTES or result.note
    assert len(result.summary) <= 200
    assert "\n" not in result.summary
    assert "could not be made" not in result.note
    assert "jobview failed" not in result.note
    if result.table is not None:
        table = result.table
        assert len(table.columns) == len(table.data) > 0
        assert {len(cells) for cells in table.data} == {table.row_count}
    json.dumps(result_json(result), allow_nan=False)
    return result


def finished(endpoint: str, data: bytes, encoding: str = "binary") -> JobReply:
    return reply(1, "DONE", endpoint=endpoint, response=data, response_encoding=encoding)


@given(endpoints, st.binary(max_size=200), encodings)
@example("/show/table", b"{" * 20_000, "json")
@example("/show/table", b"[" * 20_000, "binary")
def test_random_bytes(endpoint: str, data: bytes, encoding: str) -> None:
    check(finished(endpoint, data, encoding), data)


@given(endpoints, st.text(max_size=200), encodings)
@example("/execute/sql", '{"json_encoded_response": "{\\"column_1\\": [[[[1]]]]}"}', "json")
def test_random_text(endpoint: str, text: str, encoding: str) -> None:
    raw = text.encode("utf-8", "surrogatepass")
    check(reply(1, "DONE", endpoint=endpoint, response_text=text, response_encoding=encoding), raw)


@given(endpoints, st.data())
def test_random_json_in_the_fields_of_a_response(endpoint: str, data: st.DataObject) -> None:
    schema = SCHEMAS.response_schema(endpoint)
    names = schema.field_names if schema else ("a", "b")
    as_text = st.one_of(json_values, json_values.map(json.dumps))
    lists = st.lists(as_text, max_size=3)
    record = {name: data.draw(as_text | lists) for name in names}
    text = json.dumps(record)

    check(reply(1, "DONE", endpoint=endpoint, response_text=text), text.encode())


HOSTILE_VALUES: dict[str, Any] = {
    "huge": 10**400,
    "4,000 digits": 10**4_000 - 1,
    "-huge": -(10**400),
    "beyond 64 bits": 2**64,
    "yes": True,
    "no": False,
    "null": None,
    "NaN": float("nan"),
    "infinite": float("inf"),
    "1e308": 1e308,
    "5,000 digits in a text": "7" * 5_000,
    "long text": "x\n" * 5_000,
    "blank text": " \t",
    "other digits": "٣²",
    "list": [10**400, True, None, [], {}],
    "empty list": [],
    "map": {"a": 1, "count": 10**400, "": True},
    "map of maps": {"a": {"b": {"c": []}}},
    "JSON in a text": '{"count": 1' + "0" * 400 + ', "status": true}',
    "short decimal": 0.1,
}


def fields_told(endpoint: str) -> list[str]:
    """The fields that an endpoint's sentences, and the record itself, know by name."""
    schema = SCHEMAS.response_schema(endpoint)
    told = re.findall(r"\{(\w+)", " ".join(sentences_of(endpoint)))
    return [*dict.fromkeys([*told, *(schema.field_names if schema else ())])]


@pytest.mark.parametrize("endpoint", sorted({*SCHEMAS.endpoints(), *SENTENCES}))
def test_hostile_values_in_the_fields_that_sentences_tell(endpoint: str) -> None:
    names = fields_told(endpoint)
    for value in HOSTILE_VALUES.values():
        for info in (value, {"count": value, "error_1": value, "status": value}):
            text = json.dumps(dict.fromkeys(names, value) | {"info": info})
            result = check(reply(1, "DONE", endpoint=endpoint, response_text=text), text.encode())
            assert result.summary


@given(st.sampled_from(SCHEMAS.endpoints()), st.data())
def test_a_mixture_of_hostile_values(endpoint: str, data: st.DataObject) -> None:
    values = st.sampled_from([*HOSTILE_VALUES.values()])
    text = json.dumps({name: data.draw(values) for name in fields_told(endpoint)})

    check(reply(1, "DONE", endpoint=endpoint, response_text=text), text.encode())


@pytest.mark.parametrize(
    ("endpoint", "field"),
    [
        ("/create/backup", "copied_bytes"),
        ("/alter/backup", "total_bytes"),
        ("/restore/backup", "restored_bytes"),
        ("/admin/verifydb", "orphaned_tables_total_size"),
        ("/download/files", "file_data"),
    ],
)
def test_a_size_that_is_none_is_not_told(endpoint: str, field: str) -> None:
    record = plausible(endpoint) | {field: 10**400}
    text = json.dumps(record, default=lambda data: data.decode("latin-1"))

    result = check(reply(1, "DONE", endpoint=endpoint, response_text=text), text.encode())
    assert result.record is not None
    assert result.record[field] == 10**400
    assert not re.search(r"0{9}|(,000){9}", result.summary)


def sql(schema_text: str, data: bytes, **fields: Any) -> bytes:  # noqa: ANN401 - any field
    schema = SCHEMAS.response_schema("/execute/sql")
    assert schema is not None
    ordinary: dict[str, Any] = {
        "count_affected": 0,
        "response_schema_str": schema_text,
        "binary_encoded_response": data,
        "json_encoded_response": "",
        "total_number_of_records": 0,
        "has_more_records": False,
        "paging_table": "",
        "info": {},
    }
    return schema.encode(ordinary | fields)


@given(json_values.map(json.dumps) | st.text(), st.binary(max_size=60))
def test_random_server_schemas(schema_text: str, data: bytes) -> None:
    raw = sql(schema_text, data)
    result = check(finished("/execute/sql", raw), raw)
    if data:
        assert result.table is not None or result.note


def record_schema(*kinds: object) -> str:
    fields = [{"name": f"column_{place}", "type": kind} for place, kind in enumerate(kinds, 1)]
    return json.dumps({"type": "record", "name": "generic_response", "fields": fields})


def array(items: object) -> dict[str, object]:
    return {"type": "array", "items": items}


RECURSIVE = {
    "type": "record",
    "name": "r",
    "fields": [{"name": "column_1", "type": array("r")}],
}
HOSTILE = [
    record_schema(array("null")),
    record_schema(array(["null"])),
    record_schema(array(["null", "null"])),
    record_schema(array([])),
    record_schema(array(["int", "string"])),
    record_schema(array(["int", "other"])),
    record_schema(array(["int", "null", "string"])),
    record_schema(array({"type": "fixed", "name": "f", "size": 2**40})),
    record_schema(array({"type": "enum", "name": "e", "symbols": ["a"]})),
    record_schema(array({"type": "record", "name": "e", "fields": []})),
    record_schema(array(array("null"))),
    record_schema(array(array("int"))),
    record_schema(array({"type": "map", "values": "int"})),
    record_schema("int"),
    record_schema({"type": "map", "values": "int"}),
    record_schema(array("generic_response")),
    record_schema(*[array("int")] * (MOST_COLUMNS + 3)),
    json.dumps(RECURSIVE),
    json.dumps({"type": "array", "items": RECURSIVE}),
    json.dumps(RECURSIVE | {"fields": [{"name": "a", "type": array("int")}] * 2}),
    json.dumps(RECURSIVE | {"fields": "abc"}),
    json.dumps(RECURSIVE | {"fields": [{"type": array("int")}]}),
    json.dumps(RECURSIVE | {"fields": [["name"]]}),
    '"int"',
    "[]",
    "null",
    "",
    "{" * 5_000,
    '{"type":"record","fields":' + "[" * 50_000 + "]" * 50_000 + "}",
]


@pytest.mark.parametrize("schema_text", HOSTILE, ids=range(len(HOSTILE)))
def test_a_hostile_schema_is_refused_before_the_data_is_looked_at(schema_text: str) -> None:
    with pytest.raises(TableError):
        column_schema(schema_text)

    raw = sql(schema_text, b"\xfe\xff\xff\xff\xff\xff\xff\xff\xff\x01\x00")
    result = check(finished("/execute/sql", raw), raw)
    assert result.kind is ResultKind.RECORD
    assert result.note


@pytest.mark.parametrize(
    "kind", ["null", ["null", "null"], array("int"), {"type": "record", "name": "x", "fields": []}]
)
def test_a_hostile_row_schema_is_refused(kind: object) -> None:
    with pytest.raises(TableError):
        row_schema(record_schema(kind))
    with pytest.raises(TableError):
        row_schema(record_schema())


def test_logical_types_and_other_additions_do_not_survive() -> None:
    dates = {"type": "int", "logicalType": "date"}
    schema = column_schema(record_schema(array(dates), array(["null", dates])))

    assert schema.definition["fields"] == [
        {"name": "column_1", "type": array("int")},
        {"name": "column_2", "type": array(["null", "int"])},
    ]
    assert schema.decode(b"\x02\x08\x00\x04\x00\x02\x08\x00") == {
        "column_1": [4],
        "column_2": [None, 4],
    }


def test_a_count_of_billions_is_a_note() -> None:
    raw = sql(record_schema(array("int")), b"\xfe\xff\xff\xff\xff\xff\xff\xff\xff\x01\x00")

    result = check(finished("/execute/sql", raw), raw)

    assert "claimed" in result.note


def test_rows_without_any_field_are_a_note() -> None:
    text = '{"records_json": ["{}", "{}"], "records_binary": []}'

    result = check(
        reply(1, "DONE", endpoint="/get/records/fromcollection", response_text=text), text.encode()
    )

    assert "no columns" in result.note


def test_columns_too_uneven_to_fill_up_are_a_note() -> None:
    schema_text = record_schema(array("boolean"), *[array("boolean")] * 1000)
    count = 20_000
    schema = column_schema(schema_text)
    values: dict[str, list[bool]] = {name: [] for name in schema.field_names}
    raw = sql(schema_text, schema.encode(values | {"column_1": [False] * count}))

    result = check(finished("/execute/sql", raw), raw)

    assert "different lengths" in result.note


def test_json_records_with_nothing_in_common_are_a_note() -> None:
    schema = SCHEMAS.response_schema("/get/records/fromcollection")
    assert schema is not None
    rows = [f'{{"{place}": 1}}' for place in range(4000)]
    record: dict[str, Any] = {
        "table_name": "c",
        "type_names": [],
        "records_binary": [],
        "records_json": rows,
        "record_ids": [],
        "info": {},
    }
    raw = schema.encode(record)
    result = check(finished("/get/records/fromcollection", raw), raw)
    assert "in common" in result.note

    raw = schema.encode(record | {"records_json": [*rows, *(f'{{"x{n}": 1}}' for n in range(200))]})
    result = check(finished("/get/records/fromcollection", raw), raw)
    assert "different fields" in result.note
