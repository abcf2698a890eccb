"""Requests are read strictly in Avro, and as tolerantly as a real server does in JSON."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st

from jobview.kinetica.schemas.catalogue import Schemas
from jobview.simulator.requests import EndpointError, read_avro, read_json

if TYPE_CHECKING:
    from jobview.results.avro_bytes.avro import RecordSchema


def request_schema(endpoint: str) -> RecordSchema:
    schema = Schemas.load().request_schema(endpoint)
    assert schema is not None
    return schema


CREATE_JOB = request_schema("/create/job")


@pytest.mark.parametrize("endpoint", Schemas.load().endpoints())
def test_an_empty_object_is_a_request_of_every_endpoint(endpoint: str) -> None:
    schema = request_schema(endpoint)
    record = read_json(schema, "{}")
    assert tuple(record) == schema.field_names
    assert read_avro(schema, schema.encode(record)) == record


def test_bytes_come_as_one_code_point_each() -> None:
    assert read_json(CREATE_JOB, '{"data": "\\u0000\\u00ff"}')["data"] == b"\x00\xff"


def test_unknown_fields_are_passed_over() -> None:
    record = read_json(CREATE_JOB, '{"endpoint": "/x", "nobody knows": 1}')
    assert record["endpoint"] == "/x"
    assert "nobody knows" not in record


def test_a_list_without_items_passes_for_a_map_without_keys() -> None:
    assert read_json(CREATE_JOB, '{"options": []}')["options"] == {}


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"{",
        b"[]",
        b"null",
        b"\xff\xfe",
        b'{"endpoint": 1}',
        b'{"options": {"job_tag": 1}}',
        '{"data": "日本"}'.encode(),
    ],
)
def test_what_does_not_fit_is_refused_in_words(body: bytes) -> None:
    with pytest.raises(EndpointError, match=r"Unable to parse .*\(U/UJc:\d+\)"):
        read_json(CREATE_JOB, body)


@given(st.binary(max_size=200))
def test_any_bytes_are_a_record_or_refused(body: bytes) -> None:
    try:
        record = read_avro(CREATE_JOB, body)
    except EndpointError as error:
        assert "(U/UAc:" in str(error)  # noqa: PT017 - either outcome is right
    else:
        assert record.keys() == set(CREATE_JOB.field_names)


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(), inner, max_size=3),
    max_leaves=5,
)


@given(st.sampled_from(Schemas.load().endpoints()), st.data())
def test_any_json_is_a_record_or_refused(endpoint: str, data: st.DataObject) -> None:
    schema = request_schema(endpoint)
    value = data.draw(st.dictionaries(st.sampled_from(schema.field_names), JSON))
    try:
        record = read_json(schema, json.dumps(value).encode())
    except EndpointError as error:
        assert "Unable to parse" in str(error)  # noqa: PT017 - either outcome is right
    else:
        assert schema.encode(record) is not None
