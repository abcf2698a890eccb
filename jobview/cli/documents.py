"""The JSON documents of `list --json` and `get --json`: stable shapes that scripts rely on."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any, Final

from jobview.cli.withheld import withheld_note
from jobview.jobs.phase import Phase, phase_told
from jobview.results.cells.plain import result_json
from jobview.results.model import ResultKind

if TYPE_CHECKING:
    from collections.abc import Sequence

    from jobview.jobs.job import Job
    from jobview.jobs.source import ClusterInfo, JobReply
    from jobview.results.model import DecodedResult

_ALL: Final = 100
"""Percent."""


def utc_text(epoch_s: float | None) -> str | None:
    """ISO 8601 in UTC, `2026-11-23T13:27:10.250Z`; None for a time that no calendar holds."""
    if epoch_s is None:
        return None
    try:
        moment = datetime.fromtimestamp(epoch_s, UTC)
    except (OverflowError, OSError, ValueError):
        return None
    return moment.isoformat(timespec="milliseconds").replace("+00:00", "Z")


def list_document(
    at_s: float, cluster: ClusterInfo, jobs: Sequence[Job], damage: str = ""
) -> dict[str, Any]:
    """The answer of `list --json`; what is not known is null.

    Args:
        at_s: when the list arrived, seconds since the epoch.
        cluster: who answered.
        jobs: in the order of the list.
        damage: what was missing in the list, so that there may be more jobs; empty for nothing.
    """
    return {
        "at": utc_text(at_s),
        "cluster": {"url": cluster.url, "version": cluster.version or None},
        "damage": damage or None,
        "jobs": [job_document(job) for job in jobs],
    }


def job_document(job: Job) -> dict[str, Any]:
    """One job of the list; an empty text is what a server sends that does not know the field."""
    row = job.listed
    return {
        "job_id": row.job_id,
        "status": row.status or None,
        "phase": job.phase.value,
        "endpoint": row.endpoint or None,
        "progress": progress_of(job),
        "received_at": None if row.received_ms is None else utc_text(row.received_ms / 1000),
        "auth_id": row.auth_id or None,
        "source_ip": row.source_ip or None,
        "query_text": row.query_text or None,
        "user_data": row.user_data or None,
        "flags": row.flags or None,
    }


def progress_of(job: Job) -> int | None:
    """Percent; all of it for a job that is done, whether or not that one was asked about."""
    return _ALL if job.phase is Phase.DONE else job.progress


def reply_document(reply: JobReply, result: DecodedResult) -> dict[str, Any]:
    """The answer of `get --json`; absent parts are left out, `result` only before the end.

    A result that was left with the server is null, with its size and a note beside it.
    """
    phase = phase_told(reply)
    document: dict[str, Any] = {
        "job_id": reply.job_id,
        "endpoint": reply.endpoint,
        "job_status": reply.job_status,
        "phase": phase.value,
        "running": reply.running,
        "progress": reply.progress,
        "successful": reply.successful,
    }
    if reply.error_message:
        document["error_message"] = reply.error_message
    if reply.withheld is not None:
        document["result"] = None
        document["result_bytes"] = reply.withheld.size_bytes
        document["note"] = withheld_note(reply.withheld)
    elif phase is Phase.DONE or result.kind is not ResultKind.NONE:
        document["result"] = result_json(result)
    return document
