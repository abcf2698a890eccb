"""All that is known of a job at one moment, gathered for a report."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Final

from jobview.jobs.job import NO_CURVE
from jobview.jobs.phase import Phase, phase_told
from jobview.jobs.transfer import withheld_words
from jobview.results.tables.fields import info_in, list_in, text_in

if TYPE_CHECKING:
    from jobview.jobs.job import Curve, Job
    from jobview.jobs.snapshot import Snapshot
    from jobview.jobs.source import JobReply
    from jobview.results.model import DecodedResult

_OF_OBJECTS: Final = re.compile(
    r"(?:^|_)(?:table|view|projection|schema|object|graph|catalog)s?(?:_names?)?$"
)
"""Fields of responses that name tables and the like."""
_MOST_NAMES: Final = 1_000
"""Of one field."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Incident:
    """What a report tells; empty texts and None where nothing is known.

    Times are seconds since the epoch by our clock, unless they say otherwise.
    """

    job_id: int
    endpoint: str
    phase: Phase
    made_s: float
    """When it was gathered."""
    cluster_name: str = ""
    url: str = ""
    server_version: str = ""
    job_tag: str = ""
    listed_status: str = ""
    """The word of /admin/show/jobs."""
    asked_status: str = ""
    """The word of /get/job."""
    auth_id: str = ""
    source_ip: str = ""
    user_data: str = ""
    flags: str = ""
    query_text: str = ""
    received_s: float | None = None
    """By the server's clock."""
    first_seen_s: float | None = None
    finished_s: float | None = None
    """When it was first seen finished."""
    took_s: float | None = None
    """From its receipt to its end, or until now while it runs; the clocks' difference is out."""
    progress: int | None = None
    curve: Curve = NO_CURVE
    error_message: str = ""
    summary: str = ""
    """The result in a line."""
    note: str = ""
    """What could not be read of the result."""
    object_names: tuple[str, ...] = ()
    """Tables and the like that the result names."""
    listed_s: float | None = None
    """When the newest list came."""
    asked_s: float | None = None
    """When /get/job answered."""


def incident_of_job(
    job: Job,
    snapshot: Snapshot,
    *,
    cluster_name: str,
    made_s: float,
    reply: JobReply | None = None,
    result: DecodedResult | None = None,
    asked_s: float | None = None,
) -> Incident:
    """What the board knows of a job.

    Args:
        job: the job.
        snapshot: what it is from.
        cluster_name: what the screen calls the cluster.
        made_s: now.
        reply: the answer of /get/job that was fetched for the detail, if any.
        result: what its response was decoded to.
        asked_s: when it came.
    """
    listed = job.listed
    known = Incident(
        job_id=job.job_id,
        endpoint=job.endpoint,
        phase=job.phase,
        made_s=made_s,
        cluster_name=cluster_name,
        url=job.key.cluster,
        server_version=snapshot.cluster.version if snapshot.cluster is not None else "",
        job_tag=job.job_tag,
        listed_status=listed.status if job.is_listed else "",
        auth_id=listed.auth_id,
        source_ip=listed.source_ip,
        user_data=listed.user_data,
        flags=listed.flags,
        query_text=listed.query_text,
        progress=job.progress,
        curve=job.curve,
        error_message=job.error_message,
        summary=job.outcome if job.phase is Phase.DONE else "",
        listed_s=snapshot.data_s,
    )
    return _with_reply(_with_times(known, job), reply, result, asked_s)


def _with_times(known: Incident, job: Job) -> Incident:
    """The same with the job's times, the server's clock compared with ours."""
    received_ms = job.listed.received_ms
    received_s = None if received_ms is None else received_ms / 1000
    end_s = job.finished_s if job.phase.is_final else known.made_s
    took_s = None
    if job.received_s is not None and end_s is not None:
        took_s = max(end_s - job.received_s, 0.0)
    return replace(
        known,
        received_s=received_s,
        first_seen_s=job.first_seen_s,
        finished_s=job.finished_s,
        took_s=took_s,
    )


def _with_reply(
    known: Incident, reply: JobReply | None, result: DecodedResult | None, asked_s: float | None
) -> Incident:
    """The same with what was fetched for the detail."""
    if reply is None:
        return known
    return replace(
        known,
        asked_status=reply.job_status,
        error_message=known.error_message or reply.error_message,
        summary=(result.summary if result is not None else "") or known.summary,
        note=result.note if result is not None else "",
        object_names=_object_names(result),
        asked_s=asked_s,
    )


def incident_of_reply(
    reply: JobReply, result: DecodedResult, *, url: str, made_s: float, server_version: str = ""
) -> Incident:
    """What one answer of /get/job tells, which has just come."""
    return Incident(
        job_id=reply.job_id,
        endpoint=reply.endpoint,
        phase=phase_told(reply),
        made_s=made_s,
        url=url,
        server_version=server_version,
        job_tag=reply.info.get("job_tag", ""),
        asked_status=reply.job_status,
        progress=reply.progress,
        error_message=reply.error_message,
        summary=result.summary if reply.withheld is None else withheld_words(reply.withheld),
        note=result.note,
        object_names=_object_names(result),
        asked_s=made_s,
    )


def _object_names(result: DecodedResult | None) -> tuple[str, ...]:
    """The values of the record's fields, and of its `info`, that hold names of tables."""
    record = None if result is None else result.record
    if record is None:
        return ()
    info = info_in(record)
    names = [info[name] for name in info if _OF_OBJECTS.search(name)]
    for field in filter(_OF_OBJECTS.search, record):
        names.append(text_in(record, field))
        names += [item for item in list_in(record, field)[:_MOST_NAMES] if isinstance(item, str)]
    return tuple(dict.fromkeys(filter(None, names)))
