from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st

from jobview.kinetica.messages import calls
from jobview.kinetica.messages.envelope import Encoding
from jobview.kinetica.schemas.catalogue import Schemas

if TYPE_CHECKING:
    from jobview.kinetica.messages.calls import Call

JSON_CALLS = [
    calls.LIST_JOBS,
    calls.SYSTEM_STATUS,
    calls.SYSTEM_PROPERTIES,
    calls.create_job("/show/table", '{"table_name": "a\\"b"}', "night-1"),
    calls.cancel_jobs([1, 2**62]),
]


@pytest.mark.parametrize("call", JSON_CALLS, ids=lambda call: call.endpoint)
def test_json_requests_hold_every_field_in_the_schemas_order(call: Call) -> None:
    schema = Schemas.load().request_schema(call.endpoint)
    assert schema is not None
    assert call.encoding is Encoding.JSON
    assert tuple(json.loads(call.body)) == schema.field_names


@pytest.mark.parametrize("call", JSON_CALLS, ids=lambda call: call.endpoint)
def test_only_reading_calls_may_be_repeated(call: Call) -> None:
    acts = call.endpoint in {"/create/job", "/admin/alter/jobs"}
    assert call.is_repeatable is not acts


def test_finished_asynchronous_jobs_are_asked_for_too() -> None:
    assert json.loads(calls.LIST_JOBS.body) == {"options": {"show_async_jobs": "true"}}


def test_job_is_asked_for_with_the_bytes_the_official_client_sends() -> None:
    assert calls.get_job(42, "").body == b"\x54\x00"
    assert calls.get_job(42, "").encoding is Encoding.BINARY


@given(job_id=st.integers(-(2**63), 2**63 - 1), job_tag=st.text(st.characters(codec="utf-8")))
def test_what_is_written_by_hand_is_the_schemas_own_form(job_id: int, job_tag: str) -> None:
    schema = Schemas.load().request_schema("/get/job")
    assert schema is not None
    options = {"job_tag": job_tag} if job_tag else {}
    fields = {"job_id": job_id, "options": options}
    assert calls.get_job(job_id, job_tag).body == schema.encode(fields)


def test_tag_goes_along_as_an_option() -> None:
    schema = Schemas.load().request_schema("/get/job")
    assert schema is not None
    asked = schema.decode(calls.get_job(7, "night-1").body)
    assert asked == {"job_id": 7, "options": {"job_tag": "night-1"}}


@pytest.mark.parametrize("job_id", [2**63, -(2**63) - 1])
def test_an_id_beyond_64_bits_is_refused(job_id: int) -> None:
    with pytest.raises(ValueError, match="is no job id"):
        calls.get_job(job_id, "")


def test_a_job_is_created_with_its_request_as_json_text() -> None:
    created = json.loads(calls.create_job("/show/table", '{"options": {}}', "").body)
    assert created == {
        "endpoint": "/show/table",
        "request_encoding": "json",
        "data": "",
        "data_str": '{"options": {}}',
        "options": {},
    }


def test_cancelling_names_all_jobs_in_one_request() -> None:
    cancelled = json.loads(calls.cancel_jobs([1, 2]).body)
    assert cancelled == {"job_ids": [1, 2], "action": "cancel", "options": {}}
