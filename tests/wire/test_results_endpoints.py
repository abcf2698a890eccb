"""Every endpoint's response, written by the official client, is read back value by value."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from jobview.kinetica.schemas import Schemas
from jobview.results.decode import decode_result
from jobview.results.model import DecodedResult, ResultKind
from tests.fakes import official
from tests.fakes.jobs import reply
from tests.wire import captured

if TYPE_CHECKING:
    from collections.abc import Callable

SCHEMAS = Schemas.load()
ENDPOINTS = SCHEMAS.endpoints()

texts = st.text(st.characters(exclude_categories=["Cs"]), max_size=20)
PRIMITIVES: dict[str, st.SearchStrategy[Any]] = {
    "boolean": st.booleans(),
    "int": st.integers(-(2**31), 2**31 - 1),
    "long": st.integers(-(2**63), 2**63 - 1),
    "float": st.floats(width=32, allow_nan=False),
    "double": st.floats(allow_nan=False),
    "bytes": st.binary(max_size=20),
    "string": texts,
}
FULL: dict[str, Any] = {
    "boolean": True,
    "int": -7,
    "long": 2**62 + 1,
    "float": 0.25,
    "double": 1.5e300,
    "bytes": bytes(range(256)),
    "string": "tëxt\u2028 \N{GRINNING FACE}",
}
EMPTY: dict[str, Any] = {
    "boolean": False,
    "int": 0,
    "long": 0,
    "float": 0.0,
    "double": 0.0,
    "bytes": b"",
    "string": "",
}


def value_of(kind: Any, leaves: dict[str, Any], size: int) -> Any:  # noqa: ANN401 - Avro is anything
    if isinstance(kind, str):
        return leaves[kind]
    if kind["type"] == "array":
        return [value_of(kind["items"], leaves, size) for _ in range(size)]
    if kind["type"] == "map":
        return {f"kéy {i}": value_of(kind["values"], leaves, size) for i in range(size)}
    return value_of(kind["type"], leaves, size)


def strategy_of(kind: Any) -> st.SearchStrategy[Any]:  # noqa: ANN401 - Avro is anything
    if isinstance(kind, str):
        return PRIMITIVES[kind]
    if kind["type"] == "array":
        return st.lists(strategy_of(kind["items"]), max_size=3)
    if kind["type"] == "map":
        return st.dictionaries(texts, strategy_of(kind["values"]), max_size=3)
    return strategy_of(kind["type"])


def record_of(endpoint: str, leaves: dict[str, Any], size: int) -> dict[str, Any]:
    fields = official.definition(endpoint)["fields"]
    return {field["name"]: value_of(field["type"], leaves, size) for field in fields}


def json_wrapped(endpoint: str, record: dict[str, Any]) -> str:
    wrapper = {
        "status": "OK",
        "message": "",
        "data_type": official.definition(endpoint)["name"],
        "data": "",
        "data_str": official.json_text(record),
    }
    return json.dumps(wrapper)


def in_binary(write: Callable[[str, dict[str, Any]], bytes]) -> Any:  # noqa: ANN401
    def decoded(endpoint: str, record: dict[str, Any]) -> DecodedResult:
        data = write(endpoint, record)
        result = decode_result(reply(1, "DONE", endpoint=endpoint, response=data), SCHEMAS)
        assert result.raw == data
        return result

    return decoded


def in_json(write: Callable[[str, dict[str, Any]], str]) -> Any:  # noqa: ANN401
    def decoded(endpoint: str, record: dict[str, Any]) -> DecodedResult:
        text = write(endpoint, record)
        answer = reply(1, "DONE", endpoint=endpoint, response_text=text, response_encoding="json")
        result = decode_result(answer, SCHEMAS)
        assert result.raw == text.encode()
        return result

    return decoded


FORMS = {
    "Avro, bare": in_binary(official.encoded),
    "Avro, wrapped": in_binary(official.wrapped),
    "JSON, bare": in_json(lambda _, record: official.json_text(record)),
    "JSON, wrapped": in_json(json_wrapped),
}


@pytest.mark.parametrize("endpoint", ENDPOINTS)
def test_full_and_empty_records_of_every_endpoint_come_back_in_every_form(endpoint: str) -> None:
    records = [record_of(endpoint, EMPTY, 0), record_of(endpoint, EMPTY, 1)]
    records += [record_of(endpoint, FULL, size) for size in (0, 1, 3)]
    name = official.definition(endpoint)["name"]

    for record in records:
        for form, decoded in FORMS.items():
            result = decoded(endpoint, record)
            assert result.record == record, form
            assert list(result.record) == list(record)
            assert result.form == f"{form}, {name}, schema {SCHEMAS.stamp}"
            assert result.kind in {ResultKind.RECORD, ResultKind.TABLE, ResultKind.TEXT}
            assert result.summary


@given(st.data())
def test_random_records_of_random_endpoints_come_back_in_every_form(data: st.DataObject) -> None:
    endpoint = data.draw(st.sampled_from(ENDPOINTS))
    fields = official.definition(endpoint)["fields"]
    record = {field["name"]: data.draw(strategy_of(field["type"])) for field in fields}

    for form, decoded in FORMS.items():
        result = decoded(endpoint, record)
        assert result.record == record, form
        assert result.form.startswith(form)


@pytest.mark.parametrize("endpoint", ["/execute/sql", "/show/table", "/create/table"])
def test_every_truncation_is_bytes_with_the_reason(endpoint: str) -> None:
    for write in (official.encoded, official.wrapped):
        data = write(endpoint, record_of(endpoint, FULL, 1))
        for end in range(1, len(data)):
            part = data[:end]
            result = decode_result(reply(1, "DONE", endpoint=endpoint, response=part), SCHEMAS)
            assert result.kind is ResultKind.BYTES
            assert result.raw == part
            assert result.note
            assert result.record is None
            assert result.table is None


@given(st.sampled_from(ENDPOINTS), st.binary(min_size=1, max_size=5))
def test_trailing_bytes_are_bytes_with_the_reason(endpoint: str, more: bytes) -> None:
    for write in (official.encoded, official.wrapped):
        data = write(endpoint, record_of(endpoint, FULL, 1)) + more
        result = decode_result(reply(1, "DONE", endpoint=endpoint, response=data), SCHEMAS)
        assert (result.kind, result.raw) == (ResultKind.BYTES, data)
        assert result.note


@pytest.mark.parametrize("endpoint", ENDPOINTS)
def test_a_bare_record_is_never_taken_for_a_wrapper(endpoint: str) -> None:
    """Also not when its first field holds a wrapper's first word."""
    record = record_of(endpoint, EMPTY, 0)
    for name, value in record.items():
        if value == "":
            record[name] = "OK"
            break

    result = FORMS["Avro, bare"](endpoint, record)

    assert result.record == record


@pytest.mark.parametrize("endpoint", ENDPOINTS)
def test_a_wrapped_error_is_shown_as_what_it_says(endpoint: str) -> None:
    message = "SqlEngine: Object 'x' not found (S/SDc:1513)"
    envelope = {"status": "ERROR", "message": message, "data_type": "none", "data_str": ""}
    data = SCHEMAS.envelope.encode(envelope | {"data": b""})
    text = json.dumps(envelope | {"data": ""})

    for answer in (
        reply(1, "ERROR", endpoint=endpoint, response=data),
        reply(1, "ERROR", endpoint=endpoint, response_text=text, response_encoding="json"),
    ):
        result = decode_result(answer, SCHEMAS)
        assert (result.kind, result.text, result.summary) == (ResultKind.TEXT, message, message)
        assert "error" in result.note
        assert result.table is None


def test_captured_answers_of_real_servers_are_read() -> None:
    inserted = decode_result(
        reply(1, "DONE", endpoint="/insert/records", response=captured.AVRO_INSERT), SCHEMAS
    )
    queried = decode_result(
        reply(1, "DONE", endpoint="/execute/sql", response_text=captured.JSON_SQL.decode()), SCHEMAS
    )

    assert inserted.record == {
        "record_ids": [],
        "count_inserted": 3,
        "count_updated": 0,
        "info": {},
    }
    assert inserted.summary == "3 records inserted"
    assert queried.table is not None
    assert [(column.name, column.type) for column in queried.table.columns] == [
        ("CURRENT_SCHEMA", "char8")
    ]
    assert queried.table.row(0) == ("ki_home",)
    assert queried.summary == "1 row"
