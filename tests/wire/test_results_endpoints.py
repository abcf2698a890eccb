"""Every endpoint's response, written by the official client, is read back value by value."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from jobview.kinetica.schemas.catalogue import Schemas
from jobview.results.decoding.decode import decode_result
from jobview.results.model import DecodedResult, ResultKind
from tests.fakes import official
from tests.fakes.jobs import reply
from tests.fakes.records import records
from tests.wire import captured

if TYPE_CHECKING:
    from collections.abc import Callable

SCHEMAS = Schemas.load()
ENDPOINTS = SCHEMAS.endpoints()

IN_JSON = 50
"""Of 200 records so many are also read from JSON, which takes longest."""

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


def strategy_of(kind: Any) -> st.SearchStrategy[Any]:  # noqa: ANN401 - Avro is anything
    if isinstance(kind, str):
        return PRIMITIVES[kind]
    if kind["type"] == "array":
        return st.lists(strategy_of(kind["items"]), max_size=3)
    if kind["type"] == "map":
        return st.dictionaries(texts, strategy_of(kind["values"]), max_size=3)
    return strategy_of(kind["type"])


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
def test_two_hundred_records_of_every_endpoint_come_back_in_every_form(endpoint: str) -> None:
    """Compared as text, which tells 1 from True, 0.0 from -0.0, and takes NaN for itself."""
    fields = official.definition(endpoint)["fields"]
    name = official.definition(endpoint)["name"]

    for number, record in enumerate(records(fields, 200, endpoint)):
        for form, decoded in FORMS.items():
            if form.startswith("JSON") and number >= IN_JSON:
                continue
            result = decoded(endpoint, record)
            assert repr(result.record) == repr(record), form
            assert result.form == f"{form}, {name}, schema {SCHEMAS.stamp}"
            assert result.kind in {ResultKind.RECORD, ResultKind.TABLE, ResultKind.TEXT}
            assert result.summary
            assert result.rest_at is None


@given(st.data())
def test_random_records_of_random_endpoints_come_back_in_every_form(data: st.DataObject) -> None:
    endpoint = data.draw(st.sampled_from(ENDPOINTS))
    fields = official.definition(endpoint)["fields"]
    record = {field["name"]: data.draw(strategy_of(field["type"])) for field in fields}

    for form, decoded in FORMS.items():
        result = decoded(endpoint, record)
        assert result.record == record, form
        assert result.form.startswith(form)


@pytest.mark.parametrize("endpoint", ENDPOINTS)
def test_a_bare_record_is_never_taken_for_a_wrapper(endpoint: str) -> None:
    """Also not when its first field holds a wrapper's first word."""
    (record,) = records(official.definition(endpoint)["fields"], 1, endpoint)
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
