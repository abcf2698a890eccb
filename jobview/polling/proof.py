"""Proof that ids still mean the jobs they were seen as, for when the list is old.

A server that was started again gives ids anew, which the list tells by the time of receipt. While
asking is paused or nothing answers, no list comes; then each job is asked for its tag.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from jobview.errors import Refused, ServerError
from jobview.jobs.identity import check_same_job
from jobview.jobs.ring import source_of

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from jobview.jobs.job import JobKey
    from jobview.jobs.ring_store import RingStore
    from jobview.jobs.source import JobSource
    from jobview.polling.rate import RequestCeiling

_OLD: Final = "the list is old, and"


async def unproved(
    keys: Iterable[JobKey], store: RingStore, source: JobSource, ceiling: RequestCeiling
) -> Mapping[JobKey, str]:
    """Which of the jobs are not proved to have their ids still, and why, as clauses."""
    doubts: dict[JobKey, str] = {}
    silence = ""
    jobs = source_of(source, store.cluster)
    for key in keys:
        native, job, tag = store.native_of(key), store.register.jobs.get(key), store.tag_of(key)
        if native is None or job is None:
            continue
        if silence or not tag:
            untold = f"no tag tells whether {key.job_id} is still this job: wait for a new list"
            doubts[key] = f"{_OLD} {silence or untold}"
            continue
        ceiling.start()
        try:
            reply = await jobs.job(native.job_id, tag, max_result_bytes=0)
            check_same_job(job, reply)
        except Refused as error:
            doubts[key] = f"{_OLD} {error.what}"
        except ServerError as error:
            silence = error.what
            doubts[key] = f"{_OLD} {silence}"
        else:
            if reply.info.get("job_tag") != tag:
                doubts[key] = f"{_OLD} the answer does not name the tag {tag}"
        finally:
            ceiling.end()
    return doubts
