"""Answers to jobview's calls as the domain's values (protocol §1.1)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

import msgspec

from jobview.jobs.source import CancelAnswer, CreatedJob, JobReply
from jobview.kinetica.messages.calls import GET_JOB
from jobview.kinetica.messages.envelope import Encoding, Envelope
from jobview.kinetica.messages.json_bytes import bytes_of
from jobview.kinetica.messages.lenient_json import JsonError, untyped
from jobview.kinetica.messages.payload import avro_record, payload

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence


class SystemStatus(NamedTuple):
    """The state of a cluster; each empty when not told."""

    state: str = ""
    """Such as `running`, `stopped`, `limited`."""
    ha_status: str = ""
    """Such as `drained`, `draining`; only clusters of a ring tell it."""


class _JsonJob(msgspec.Struct):
    """Any field but the two that make it a job's may be null, and is as if it were missing."""

    endpoint: str
    job_status: str
    running: bool | None = None
    progress: float | None = None
    successful: bool | None = None
    response_encoding: str | None = None
    job_response: str | None = None
    job_response_str: str | None = None
    status_map: dict[str, str | None] | None = None
    info: dict[str, str | None] | None = None


class _Created(msgspec.Struct):
    job_id: int
    info: dict[str, str] = {}


class _Altered(msgspec.Struct):
    job_ids: list[int] = []
    status: list[str] = []


class _Properties(msgspec.Struct):
    property_map: dict[str, str] = {}


class _Status(msgspec.Struct):
    status_map: dict[str, str] = {}


def job_reply(envelope: Envelope, job_id: int) -> JobReply:
    """What /get/job said about job `job_id`.

    Raises:
        EnvelopeError: the payload is no /get/job response.
    """
    if envelope.encoding is Encoding.BINARY:
        record = avro_record(envelope, GET_JOB)
        response = record["job_response"]
    else:
        record = _record(payload(envelope, GET_JOB, _JsonJob))
        response = bytes_of(record["job_response"])
    return JobReply(
        job_id=job_id,
        endpoint=record["endpoint"],
        job_status=record["job_status"],
        running=record["running"],
        progress=record["progress"],
        successful=record["successful"],
        response_encoding=record["response_encoding"],
        response=response,
        response_text=record["job_response_str"],
        status_map=record["status_map"],
        info=record["info"],
    )


def _record(job: _JsonJob) -> dict[str, Any]:
    """The fields as the binary form has them."""
    return {
        "endpoint": job.endpoint,
        "job_status": job.job_status,
        "running": bool(job.running),
        "progress": _percent(job.progress),
        "successful": bool(job.successful),
        "response_encoding": job.response_encoding or "",
        "job_response": job.job_response or "",
        "job_response_str": job.job_response_str or "",
        "status_map": {name: text or "" for name, text in (job.status_map or {}).items()},
        "info": {name: text or "" for name, text in (job.info or {}).items()},
    }


def _percent(number: float | None) -> int:
    # The binary form has 32 bits for it; a number that is none compares with nothing.
    is_whole_soon = number is not None and abs(number) < 2**31
    return round(number) if number is not None and is_whole_soon else 0


def created_job(envelope: Envelope) -> CreatedJob:
    """What /create/job started.

    Raises:
        EnvelopeError: the payload is no /create/job response.
    """
    created = payload(envelope, "/create/job", _Created)
    return CreatedJob(created.job_id, created.info.get("job_tag", ""))


def cancel_answers(envelope: Envelope, asked: Sequence[int]) -> tuple[CancelAnswer, ...]:
    """What /admin/alter/jobs said about each job asked for; empty words where it said nothing.

    Raises:
        EnvelopeError: the payload is no /admin/alter/jobs response.
    """
    altered = payload(envelope, "/admin/alter/jobs", _Altered)
    # A server that does not repeat the ids can only mean the order they were asked in.
    job_ids = altered.job_ids or asked
    words = dict(zip(job_ids, altered.status, strict=False))
    return tuple(CancelAnswer(job_id, words.get(job_id, "")) for job_id in asked)


def system_properties(envelope: Envelope) -> Mapping[str, str]:
    """The properties that /show/system/properties was asked for and told.

    Raises:
        EnvelopeError: the payload is no /show/system/properties response.
    """
    return payload(envelope, "/show/system/properties", _Properties).property_map


def system_status(envelope: Envelope) -> SystemStatus:
    """What /show/system/status tells of the system's state (protocol §4.3).

    Raises:
        EnvelopeError: the payload is no /show/system/status response.
    """
    told = payload(envelope, "/show/system/status", _Status).status_map
    return SystemStatus(
        _member(told.get("system", ""), "status"), _member(told.get("ha_status", ""), "drained")
    )


def _member(text: str, name: str) -> str:
    """A text in the JSON object that `text` is; text that is no JSON is taken for it itself."""
    try:
        told: Any = untyped(text) if text else {}
    except JsonError:
        return text
    state = told.get(name, "") if isinstance(told, dict) else told
    return state if isinstance(state, str) else ""
