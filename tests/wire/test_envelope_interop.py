"""Envelopes and requests against the official client's own encoders, both directions."""

from __future__ import annotations

import json
from typing import Any

import httpx
import pytest

from jobview.clock import SystemClock
from jobview.kinetica.client import KineticaSource
from jobview.kinetica.messages import calls
from jobview.kinetica.messages.envelope import Encoding, unwrapped
from jobview.kinetica.messages.payload import avro_record, plain_payload
from jobview.kinetica.schemas.catalogue import Schemas
from jobview.settings import Settings
from tests.fakes import official
from tests.fakes.records import EMPTY, FULL, record_of, value_of

SCHEMAS = Schemas.load()
RECORDS = ((FULL, 2), (EMPTY, 0))
"""Leaf values and the size of arrays and maps: a full record and an empty one."""

all_endpoints = pytest.mark.parametrize("endpoint", SCHEMAS.endpoints())


def request_of(endpoint: str, leaves: dict[str, Any], size: int) -> dict[str, Any]:
    definition = json.loads(official.schemas()[endpoint]["REQ_SCHEMA_STR"])
    return {
        field["name"]: value_of(_without_null(field["type"]), leaves, size)
        for field in definition["fields"]
    }


def _without_null(kind: Any) -> Any:  # noqa: ANN401 - Avro is anything
    """The type with every union cut down to its first branch."""
    if isinstance(kind, list):
        return _without_null(kind[0])
    if isinstance(kind, dict):
        return {name: _without_null(part) for name, part in kind.items()}
    return kind


@all_endpoints
def test_an_officially_wrapped_answer_is_unwrapped(endpoint: str) -> None:
    for leaves, size in RECORDS:
        record = record_of(endpoint, leaves, size)
        envelope = unwrapped(official.wrapped(endpoint, record))
        assert (envelope.encoding, envelope.status) == (Encoding.BINARY, "OK")
        assert envelope.data_type == official.definition(endpoint)["name"]
        assert avro_record(envelope, endpoint) == record


@all_endpoints
def test_what_we_wrap_is_what_the_official_client_would(endpoint: str) -> None:
    schema = SCHEMAS.response_schema(endpoint)
    assert schema is not None
    fields = {"status": "OK", "message": "", "data_type": schema.name, "data_str": ""}
    for leaves, size in RECORDS:
        record = record_of(endpoint, leaves, size)
        data = schema.encode(record)
        assert data == official.encoded(endpoint, record)
        wrapped = SCHEMAS.envelope.encode({**fields, "data": data})
        assert wrapped == official.wrapped(endpoint, record)


@all_endpoints
def test_an_answer_in_json_is_unwrapped(endpoint: str) -> None:
    for leaves, size in RECORDS:
        text = official.json_text(record_of(endpoint, leaves, size))
        fields = {"status": "OK", "message": "", "data_type": "x", "data": "", "data_str": text}
        envelope = unwrapped(json.dumps(fields).encode())
        assert envelope.encoding is Encoding.JSON
        assert plain_payload(envelope, endpoint) == json.loads(text)


@all_endpoints
def test_requests_are_the_same_bytes(endpoint: str) -> None:
    schema = SCHEMAS.request_schema(endpoint)
    assert schema is not None
    for leaves, size in RECORDS:
        request = request_of(endpoint, leaves, size)
        theirs = bytes(official.schemas()[endpoint]["REQ_SCHEMA"].encode(request))
        assert schema.encode(request) == theirs
        assert schema.decode(theirs) == request


@pytest.mark.parametrize("job_tag", ["", "night-1"])
def test_a_job_is_asked_for_as_the_official_client_would(job_tag: str) -> None:
    options = {"job_tag": job_tag} if job_tag else {}
    theirs = official.schemas()["/get/job"]["REQ_SCHEMA"].encode({"job_id": 42, "options": options})
    assert calls.get_job(42, job_tag).body == bytes(theirs)


@pytest.mark.parametrize(("leaves", "size"), [(FULL, 2), (EMPTY, 0)], ids=["full", "empty"])
async def test_every_call_reads_binary_answers_too(leaves: dict[str, Any], size: int) -> None:
    def answering(request: httpx.Request) -> httpx.Response:
        endpoint = request.url.path
        return httpx.Response(
            200, content=official.wrapped(endpoint, record_of(endpoint, leaves, size))
        )

    transport = httpx.MockTransport(answering)
    async with KineticaSource(Settings(), SystemClock(), transport) as source:
        assert (await source.describe()).url == source.cluster
        listed = await source.list_jobs()
        assert [row.job_id for row in listed.rows] == [leaves["long"]] * size
        assert all(row.flags == leaves["string"] for row in listed.rows)
        reply = await source.job(7)
        assert (reply.response, reply.progress) == (leaves["bytes"], leaves["int"])
        assert (await source.create("/x", "{}")).job_id == leaves["long"]
        (answer,) = await source.cancel([leaves["long"]])
        assert answer.status == (leaves["string"] if size else "")
