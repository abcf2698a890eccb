from __future__ import annotations

import json

import pytest

from jobview.kinetica.messages.envelope import Encoding, Envelope, EnvelopeError
from jobview.kinetica.messages.replies import (
    SystemStatus,
    cancel_answers,
    created_job,
    job_reply,
    system_properties,
    system_status,
)


def answer(payload: object) -> Envelope:
    return Envelope(Encoding.JSON, "OK", "", "some_response", b"", json.dumps(payload))


def test_job_in_json_gives_its_bytes_from_code_points() -> None:
    reply = job_reply(
        answer(
            {
                "endpoint": "/execute/sql",
                "job_status": "DONE",
                "running": False,
                "progress": "100",
                "successful": True,
                "response_encoding": "binary",
                "job_response": "\x00\x7f\xe9\xff",
                "job_response_str": "",
                "status_map": {"error_message": "none"},
                "info": {"a": "b"},
            }
        ),
        7,
    )
    assert reply.response == b"\x00\x7f\xe9\xff"
    assert (reply.job_id, reply.progress, reply.successful) == (7, 100, True)
    assert reply.error_message == "none"


def test_job_of_another_shape_is_refused() -> None:
    with pytest.raises(EnvelopeError, match="payload"):
        job_reply(answer({"endpoint": "/x"}), 1)
    with pytest.raises(EnvelopeError, match="payload"):
        job_reply(Envelope(Encoding.BINARY, "OK", "", "", b"\x02", ""), 1)


def test_created_job_with_and_without_info() -> None:
    created = created_job(answer({"job_id": 5, "info": {"job_tag": "t", "query_id": "q"}}))
    assert (created.job_id, created.job_tag) == (5, "t")
    old = created_job(answer({"job_id": 2**62}))
    assert (old.job_id, old.job_tag) == (2**62, "")


@pytest.mark.parametrize(
    ("payload", "words"),
    [
        ({"job_ids": [1, 2], "status": ["cancelling", "not found"]}, ["cancelling", "not found"]),
        ({"job_ids": [2, 1], "status": ["two", "one"]}, ["one", "two"]),
        ({"status": ["one", "two"]}, ["one", "two"]),
        ({"job_ids": [1, 2], "status": ["one"]}, ["one", ""]),
        ({"job_ids": [2], "status": ["two"]}, ["", "two"]),
        ({}, ["", ""]),
    ],
)
def test_every_job_asked_for_gets_an_answer(payload: object, words: list[str]) -> None:
    answers = cancel_answers(answer(payload), [1, 2])
    assert [(item.job_id, item.status) for item in answers] == list(zip([1, 2], words, strict=True))


def test_properties_are_told_or_none_are() -> None:
    told = {"version.gpudb_core_version": "7.2.3.12.2026"}
    assert system_properties(answer({"property_map": told, "info": {}})) == told
    assert system_properties(answer({"property_map": {}})) == {}


@pytest.mark.parametrize(
    ("system", "status"),
    [
        ('{"status":"running","version":"7.2"}', "running"),
        ("running", "running"),
        ('"stopped"', "stopped"),
        ("", ""),
        ("{}", ""),
        ("[1]", ""),
        ('{"status":1}', ""),
    ],
)
def test_status_is_read_from_nested_json_or_plain_text(system: str, status: str) -> None:
    assert system_status(answer({"status_map": {"system": system}})).state == status


def test_status_of_a_server_that_tells_none_is_empty() -> None:
    assert system_status(answer({"status_map": {}})) == SystemStatus()


def test_status_tells_whether_the_queue_of_a_ring_is_drained() -> None:
    told = {"system": '{"status":"running"}', "ha_status": '{"drained":"draining"}'}
    assert system_status(answer({"status_map": told})) == SystemStatus("running", "draining")


@pytest.mark.parametrize(
    ("said", "progress"),
    [
        (42.7, 43),
        ("42", 42),
        (None, 0),
        (-5, -5),
        (250, 250),
        (1e300, 0),
    ],
    ids=["fraction", "text", "null", "negative", "over", "far"],
)
def test_progress_in_json_is_a_whole_number(said: object, progress: int) -> None:
    job = job_reply(answer({"endpoint": "/a", "job_status": "RUNNING", "progress": said}), 7)
    assert job.progress == progress


def test_null_fields_of_a_job_in_json_are_as_if_missing() -> None:
    names = ["running", "successful", "job_response", "job_response_str", "status_map", "info"]
    fields = dict.fromkeys(names) | {"endpoint": "/a", "job_status": "ERROR"}
    job = job_reply(answer(fields), 7)
    assert (job.running, job.response, job.error_message) == (False, b"", "")
