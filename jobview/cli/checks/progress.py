"""What `jobview doctor` finds out about /get/job, which alone tells how far a job is."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from jobview.cli.checks.finding import Finding, Verdict
from jobview.errors import ServerError, UnknownJob, Unreachable
from jobview.jobs.listing import OWN_ENDPOINTS
from jobview.jobs.phase import Phase, phase_of_listed, phase_told
from jobview.jobs.target import NO_ID

if TYPE_CHECKING:
    from collections.abc import Sequence

    from jobview.clock import Clock
    from jobview.jobs.source import JobReply, JobSource, ListedJob

MOST_ASKED: Final = 3
"""The list does not tell which jobs at work are synchronous calls, of which /get/job knows none."""

_SUBJECT: Final = "progress"
_SILENT: Final = "see what a proxy in between does to /get/job, and the server's log"
_NONE_KNOWN: Final = "of synchronous calls nothing is told; `jobview get JOB` asks about another"


async def progress_finding(source: JobSource, rows: Sequence[ListedJob], clock: Clock) -> Finding:
    """Whether the server tells of a single job; no result is read for it.

    Args:
        source: whom to ask.
        rows: the list, empty where it is not known; a running job of it is asked about first.
        clock: for how long the answer takes.
    """
    words = ""
    for job_id in _asked(rows) or [NO_ID]:
        began_s = clock.monotonic_s()
        try:
            reply = await source.job(job_id, max_result_bytes=0)
        except UnknownJob as error:
            words = words or f"the server answers, but of job {job_id}: {error.what}"
        except ServerError as error:
            remedy = _SILENT if isinstance(error, Unreachable) else error.remedy
            return Finding(_SUBJECT, Verdict.BAD, f"not told: {error.what}", remedy)
        else:
            return Finding(_SUBJECT, Verdict.OK, _told(reply, clock.monotonic_s() - began_s))
        if job_id == NO_ID:
            took_ms = (clock.monotonic_s() - began_s) * 1000
            words = f"the server answers in {took_ms:.0f} ms; no listed job is there to ask about"
            return Finding(_SUBJECT, Verdict.OK, words)
    return Finding(_SUBJECT, Verdict.NOTE, words, _NONE_KNOWN)


def _asked(rows: Sequence[ListedJob]) -> Sequence[int]:
    """Which jobs to ask about, best first: running ones, other ones at work, asynchronous ones."""
    jobs = [(row, phase_of_listed(row.status)) for row in rows if row.endpoint not in OWN_ENDPOINTS]
    running = [row.job_id for row, phase in jobs if phase is Phase.RUNNING]
    waiting = [row.job_id for row, phase in jobs if phase.is_active and phase is not Phase.RUNNING]
    ended = [
        row.job_id for row, phase in jobs if phase.is_final and "async" in row.status.casefold()
    ]
    return [*running, *waiting, *ended][:MOST_ASKED]


def _told(reply: JobReply, took_s: float) -> str:
    how_far = "" if phase_told(reply).is_final else f" at {reply.progress} %"
    return f"told: job {reply.job_id} is {reply.job_status}{how_far}, in {took_s * 1000:.0f} ms"
