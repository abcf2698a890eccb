"""Responses that are cut off, followed by more, or changed: what is shown, and what is owned to."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import pytest

from jobview.kinetica.schemas.catalogue import Schemas
from jobview.results.decoding.decode import decode_result
from jobview.results.model import DecodedResult, ResultKind
from tests.fakes.jobs import reply

if TYPE_CHECKING:
    from collections.abc import Callable

SCHEMAS = Schemas.load()
CREATED: dict[str, Any] = {
    "table_name": "ki_home.taxi",
    "type_id": "17",
    "is_collection": False,
    "info": {"a": "b"},
}
SHOWN_TABLE = "/create/table"


def encoded(endpoint: str, record: dict[str, Any]) -> bytes:
    schema = SCHEMAS.response_schema(endpoint)
    assert schema is not None
    return schema.encode(record)


def wrapped(data: bytes, *, status: str = "OK", message: str = "", text: str = "") -> bytes:
    name = "create_table_response" if status == "OK" else "none"
    head = {"status": status, "message": message, "data_type": name}
    return SCHEMAS.envelope.encode({**head, "data": data, "data_str": text})


BARE = encoded(SHOWN_TABLE, CREATED)
WRAPPED = wrapped(BARE)


def decoded(data: bytes, endpoint: str = SHOWN_TABLE, encoding: str = "binary") -> DecodedResult:
    answer = reply(1, "DONE", endpoint=endpoint, response=data, response_encoding=encoding)
    result = decode_result(answer, SCHEMAS)
    assert result.raw == data
    return result


def test_a_record_that_breaks_off_has_the_fields_before() -> None:
    result = decoded(BARE[:-2])

    assert result.kind is ResultKind.RECORD
    assert result.record == {"table_name": "ki_home.taxi", "type_id": "17", "is_collection": False}
    assert result.rest == BARE[17:-2]
    assert result.rest_at == 17
    assert result.summary == "incomplete: created table ki_home.taxi"
    assert result.form == (f"Avro, bare, create_table_response, schema {SCHEMAS.stamp}, incomplete")
    for words in (
        f"3 of 4 fields of create_table_response (schema {SCHEMAS.stamp}) could be read",
        "info could not: 1 bytes are claimed where 0 are left",
        f"{len(result.rest)} of {len(BARE) - 2} bytes are unread",
    ):
        assert words in result.note


def test_a_record_that_breaks_off_between_fields_has_no_rest_but_is_incomplete() -> None:
    result = decoded(BARE[:17])

    assert result.record == {"table_name": "ki_home.taxi", "type_id": "17", "is_collection": False}
    assert (result.rest, result.rest_at) == (b"", 17)
    assert "0 of 17 bytes are unread" in result.note


def test_a_field_that_is_cut_is_no_field() -> None:
    result = decoded(BARE[:15])

    assert result.record == {"table_name": "ki_home.taxi"}
    assert result.rest == BARE[13:15]


def test_a_record_that_more_bytes_follow_is_whole_and_they_are_the_rest() -> None:
    result = decoded(BARE + b"\x04new")

    assert result.record == CREATED
    assert result.rest == b"\x04new"
    assert "more bytes follow the record" in result.note
    assert result.summary == "incomplete: created table ki_home.taxi"


def test_a_table_that_more_bytes_follow_is_a_table() -> None:
    record: dict[str, Any] = {
        "schema_name": "",
        "schema_names": ["a", "b"],
        "schema_tables": [[], ["t"]],
        "additional_info": [{}, {}],
        "info": {},
    }
    data = encoded("/show/schema", record)

    result = decoded(data + b"\x00", "/show/schema")
    cut = decoded(data[:-1], "/show/schema")

    assert (result.kind, result.rest) == (ResultKind.TABLE, b"\x00")
    assert result.summary.startswith("incomplete: ")
    assert (cut.kind, cut.table, cut.rest) == (ResultKind.RECORD, None, b"")


def test_bytes_that_no_field_can_have_end_the_reading() -> None:
    result = decoded(BARE[:16] + b"\x07" + BARE[17:])

    assert result.record == {"table_name": "ki_home.taxi", "type_id": "17"}
    assert "is_collection could not: 7 is not a boolean" in result.note
    assert "under a wrong name" in result.note


@pytest.mark.parametrize(
    ("data", "why"),
    [
        (b"\x18ki_home.", "a first field that is cut"),
        (b"\x02a\x00", "too little text to believe"),
        (b"\x08a\x1b[m\x04", "control characters"),
        (b"\x00\x00\x00\x00\x07", "nothing but nothing"),
        (b"\x06\xff\xfe\xfd\x00\x00", "no UTF-8"),
        (b"\x04OK\x00\x2acreate_tab", "a wrapper's beginning"),
        (b"\x0aERROR\x08no t", "an error's beginning"),
    ],
)
def test_a_beginning_that_is_no_evidence_stays_bytes(data: bytes, why: str) -> None:
    result = decoded(data)

    assert (result.kind, result.record, result.rest_at) == (ResultKind.BYTES, None, None), why
    assert result.note
    assert "could not be read" in result.summary


def test_numbers_alone_are_believed_only_in_a_whole_record() -> None:
    whole = encoded("/filter", {"count": 5, "info": {}})

    assert decoded(whole + b"\x02", "/filter").record == {"count": 5, "info": {}}
    assert decoded(whole[:1] + b"\x02", "/filter").kind is ResultKind.BYTES


@pytest.mark.parametrize("data", [b'{"table_name": "ki', b"502 Bad Gateway: try later", BARE[:0]])
def test_text_is_not_read_as_a_record(data: bytes) -> None:
    result = decoded(data)

    assert result.record is None
    assert result.rest_at is None


def test_compressed_data_is_not_read_as_a_record() -> None:
    assert decoded(BARE[:-1], encoding="snappy").kind is ResultKind.BYTES
    assert decoded(wrapped(b"\x1f\x8b\x08\x00"), encoding="binary").kind is ResultKind.BYTES


def test_a_wrapper_that_breaks_off_inside_its_record_is_opened() -> None:
    start = WRAPPED.index(BARE)

    result = decoded(WRAPPED[: start + 18])

    assert result.record == {"table_name": "ki_home.taxi", "type_id": "17", "is_collection": False}
    assert result.rest_at == start + 17
    assert result.form.startswith("Avro, wrapped, create_table_response")


def test_a_wrapper_that_breaks_off_behind_its_record_is_said() -> None:
    result = decoded(WRAPPED[:-1])

    assert (result.record, result.rest) == (CREATED, b"")
    assert "wrapper around the result breaks off" in result.note


@pytest.mark.parametrize("follow", [b"\x00", b"more"])
def test_a_wrapper_that_more_bytes_follow_is_opened(follow: bytes) -> None:
    for whole in (WRAPPED, wrapped(b"", text=json.dumps(CREATED))):
        result = decoded(whole + follow)

        assert (result.record, result.rest) == (CREATED, follow)
        assert "more bytes follow the wrapper" in result.note


def test_a_wrapped_record_of_a_newer_server_is_opened() -> None:
    result = decoded(wrapped(BARE + b"\x04new"))

    assert result.record == CREATED
    assert result.rest == b"\x04new\x00"
    assert "more bytes follow the record" in result.note


def test_a_wrapped_record_that_is_damaged_has_the_fields_before() -> None:
    result = decoded(wrapped(BARE[:16] + b"\x07"))

    assert result.record == {"table_name": "ki_home.taxi", "type_id": "17"}
    assert result.rest == b"\x07\x00"


def test_an_error_is_told_though_its_wrapper_breaks_off() -> None:
    message = "SqlEngine: Object 'x' not found (S/SDc:1513)"
    whole = wrapped(b"", status="ERROR", message=message)

    cut, followed = decoded(whole[:-1]), decoded(whole + b"\x01")

    for result in (cut, followed):
        assert (result.kind, result.text) == (ResultKind.TEXT, message)
        assert result.summary == f"incomplete: {message}"
    assert (cut.rest, followed.rest) == (b"", b"\x01")
    assert "breaks off" in cut.note
    assert "follow" in followed.note


@pytest.mark.parametrize("change", [lambda data: data[:-1], lambda data: data + b"\x00"])
def test_without_a_schema_there_is_no_beginning(change: Callable[[bytes], bytes]) -> None:
    for data in (BARE, WRAPPED):
        result = decoded(change(data), "/new/thing")
        assert (result.kind, result.record) == (ResultKind.BYTES, None)
        assert "no schema is known for /new/thing" in result.note


def test_the_line_that_reads_furthest_is_taken() -> None:
    schemas = SCHEMAS.response_schemas("/show/tablemonitors", "7.1")
    old = next(schemas)
    names = old.schema.field_names
    record: dict[str, Any] = {name: ["some text"] for name in names}
    record |= {name: [{"some": "text"}] for name in ("additional_info",)} | {"info": {"a": "b"}}
    data = old.schema.encode(record)
    answer = reply(1, "DONE", endpoint="/show/tablemonitors", response=data + b"\x00")

    result = decode_result(answer, SCHEMAS)

    assert result.record == record
    assert f"schema {old.stamp}" in result.form
