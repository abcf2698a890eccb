from __future__ import annotations

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from jobview.kinetica.messages.envelope import Encoding, EnvelopeError, unwrapped
from jobview.kinetica.schemas.catalogue import Schemas
from tests.wire import captured


def test_captured_json_success() -> None:
    envelope = unwrapped(captured.JSON_SQL)
    assert envelope.encoding is Encoding.JSON
    assert envelope.status == "OK"
    assert envelope.data_type == "execute_sql_response"
    inner = json.loads(json.loads(envelope.data_str)["json_encoded_response"])
    assert inner["column_1"] == ["ki_home"]


def test_captured_json_failure_keeps_the_servers_words() -> None:
    envelope = unwrapped(captured.JSON_ERROR)
    assert envelope.status == "ERROR"
    assert envelope.message == "SqlEngine: Object 'missing' not found (S/SDc:1513)"
    assert envelope.data_type == "none"


def test_captured_avro_success_decodes_to_its_record() -> None:
    envelope = unwrapped(captured.AVRO_INSERT)
    assert envelope.encoding is Encoding.BINARY
    assert (envelope.status, envelope.data_type) == ("OK", "insert_records_response")
    schema = Schemas.load().response_schema("/insert/records")
    assert schema is not None
    record = schema.decode(envelope.data)
    assert record == {"record_ids": [], "count_inserted": 3, "count_updated": 0, "info": {}}


@given(message=st.text(st.characters(exclude_categories=["Cs"])), data=st.binary())
def test_avro_errors_and_payloads_come_through_exactly(message: str, data: bytes) -> None:
    fields = {"status": "ERROR", "message": message, "data_type": "none", "data_str": ""}
    envelope = unwrapped(Schemas.load().envelope.encode({**fields, "data": data}))
    assert envelope.message == message
    assert envelope.data == data


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b" ",
        b"<html>",
        b"Kinetica is running!",
        b"{",
        b"{}",
        b"[]",
        b'{"status":"MAYBE"}',
        b'{"status":null}',
        b'{"status":"OK","data_str":{}}',
        captured.AVRO_INSERT[:-1],
        captured.AVRO_INSERT + b"\x00",
        b"\x04OK",
        b"\x04ok" + captured.AVRO_INSERT[3:],
        b"\x0aERROR\x02",
    ],
)
def test_what_is_no_envelope_is_said_without_quoting_it(body: bytes) -> None:
    with pytest.raises(EnvelopeError) as caught:
        unwrapped(body)
    assert str(caught.value)
    assert "html" not in str(caught.value)
    assert "Kinetica" not in str(caught.value)


@given(st.binary(max_size=200))
def test_no_bytes_do_anything_but_unwrap_or_be_refused(body: bytes) -> None:
    for beginning in (b"", b"{", b"\x04OK", b"\x0aERROR"):
        try:
            envelope = unwrapped(beginning + body)
        except EnvelopeError:
            continue
        assert envelope.status in {"OK", "ERROR"}


def test_an_envelope_may_follow_a_byte_order_mark_and_blank_space() -> None:
    assert unwrapped(b"\xef\xbb\xbf\r\n" + captured.JSON_DENIED).message == "Access denied; ok"
