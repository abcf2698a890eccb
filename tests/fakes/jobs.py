"""Jobs and list rows for tests: name what matters, the rest is ordinary."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

from jobview.errors import TooLarge
from jobview.jobs.job import Job, JobKey
from jobview.jobs.phase import phase_of_listed
from jobview.jobs.source import Download, JobReply, ListedJob

if TYPE_CHECKING:
    from collections.abc import Callable

CLUSTER = "http://127.0.0.1:9191"


def row(job_id: int, status: str = "running", **fields: Any) -> ListedJob:  # noqa: ANN401 - any field
    """A row of /admin/show/jobs."""
    ordinary: dict[str, Any] = {
        "endpoint": "/alter/table",
        "received_ms": 1_700_000_000_000 + job_id,
        "auth_id": "alice",
        "source_ip": "10.1.2.3:40122",
        "query_text": "",
        "user_data": "",
        "flags": "",
    }
    return ListedJob(job_id=job_id, status=status, **(ordinary | fields))


def reply(
    job_id: int,
    job_status: str = "RUNNING",
    progress: int = 0,
    **fields: Any,  # noqa: ANN401 - any field
) -> JobReply:
    """An answer of /get/job."""
    ordinary: dict[str, Any] = {
        "endpoint": "/alter/table",
        "running": job_status == "RUNNING",
        "successful": job_status == "DONE",
        "response_encoding": "binary",
        "response": b"",
        "response_text": "",
    }
    return JobReply(job_id=job_id, job_status=job_status, progress=progress, **(ordinary | fields))


def job(job_id: int, status: str = "running", **fields: Any) -> Job:  # noqa: ANN401 - any field
    """A job; fields of the list row and of the job alike go by keyword."""
    in_row = {name: fields.pop(name) for name in ListedJob._fields if name in fields}
    ordinary: dict[str, Any] = {
        "phase": phase_of_listed(status),
        "first_seen_s": 1_700_000_000.0,
        "server_offset_s": 0.0,
    }
    listed = row(job_id, status, **in_row)
    return Job(key=JobKey(CLUSTER, job_id), listed=listed, **(ordinary | fields))


def within(reply: JobReply, max_result_bytes: int | None) -> JobReply:
    """The reply as a server's answer is read that holds a longer result than is wanted."""
    size = len(reply.response) + len(reply.response_text)
    if max_result_bytes is None or size <= max_result_bytes:
        return reply
    what = f"the result of {size} bytes is larger than the limit of {max_result_bytes}"
    error = TooLarge(f"{CLUSTER}/get/job", what, size_bytes=size, limit_bytes=max_result_bytes)
    return replace(reply, response=b"", response_text="", status_map={}, info={}, withheld=error)


def written(reply: JobReply, write: Callable[[bytes], object]) -> Download:
    """The reply with its result written away in two pieces."""
    result = reply.response or reply.response_text.encode()
    middle = len(result) // 2
    for part in (result[:middle], result[middle:]):
        write(part)
    return Download(replace(reply, response=b"", response_text=""), len(result))
