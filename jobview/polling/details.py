"""The result of one job, fetched when somebody looks at it and decoded off the event loop."""

from __future__ import annotations

import asyncio
from collections import OrderedDict
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final, NamedTuple

from jobview.errors import ServerError
from jobview.jobs.phase import Phase, phase_told

if TYPE_CHECKING:
    from collections.abc import Callable

    from jobview.clock import Clock
    from jobview.jobs.job import Job, JobKey
    from jobview.jobs.source import JobReply, JobSource
    from jobview.results.model import DecodedResult

KEEP_BYTES: Final = 32 * 1024 * 1024

DECODED_FACTOR: Final = 8
"""How many times its bytes on the wire a result takes in memory, bytes and decoded values; tables
of a hundred kilobytes and more were measured at 5 to 10."""


@dataclass(frozen=True, slots=True, eq=False)
class JobDetail:
    """What /get/job told about one job: a reply, or the error in its place."""

    key: JobKey
    """The job it was fetched for; compare it before showing."""
    reply: JobReply | None
    result: DecodedResult | None
    """The decoded result of a job that is done; None for every other."""
    error: ServerError | None
    fetched_s: float
    """When it arrived."""


class _Run(NamedTuple):
    """One run of one job: ids are reused after a restart, and jobs may run again."""

    key: JobKey
    received_ms: int | None
    first_seen_s: float
    finished_s: float | None


@dataclass(slots=True, eq=False)
class _Fetch:
    task: asyncio.Task[JobDetail]
    waiting: int = 0
    """Callers that wait for it."""


class Details:
    """Fetches jobs' replies and results, and keeps those of finished jobs for a second look.

    Args:
        source: where to ask.
        decode: turns a reply into its result; called in a thread, must not raise.
        clock: dates the answers.
        keep_bytes: memory for results that are kept; the ones not looked at for longest go.
    """

    def __init__(
        self,
        source: JobSource,
        decode: Callable[[JobReply], DecodedResult],
        clock: Clock,
        *,
        keep_bytes: int = KEEP_BYTES,
    ) -> None:
        self._source = source
        self._decode = decode
        self._clock = clock
        self._keep_bytes = keep_bytes
        self._kept: OrderedDict[_Run, JobDetail] = OrderedDict()
        self._kept_bytes = 0
        self._under_way: dict[_Run, _Fetch] = {}

    async def fetch(self, job: Job) -> JobDetail:
        """The newest reply about `job`, with its result when it is done.

        Callers that ask for the same job at the same time share one request, which ends when
        the last of them gives up. A failure is in the detail's `error` and is not kept.
        """
        run = _Run(job.key, job.listed.received_ms, job.first_seen_s, job.finished_s)
        if job.phase.is_final and (kept := self._kept.get(run)) is not None:
            self._kept.move_to_end(run)
            return kept
        fetch = self._under_way.get(run)
        if fetch is None:
            name = f"details of job {job.job_id}"
            fetch = _Fetch(asyncio.create_task(self._fetched(run, job.job_tag), name=name))
            self._under_way[run] = fetch
        fetch.waiting += 1
        try:
            return await asyncio.shield(fetch.task)
        finally:
            fetch.waiting -= 1
            if not fetch.waiting:
                fetch.task.cancel()
                self._under_way.pop(run, None)

    async def _fetched(self, run: _Run, job_tag: str) -> JobDetail:
        try:
            reply = await self._source.job(run.key.job_id, job_tag)
        except ServerError as error:
            return JobDetail(run.key, None, None, error, self._clock.wall_s())
        fetched_s = self._clock.wall_s()
        phase = phase_told(reply)
        result = await asyncio.to_thread(self._decode, reply) if phase is Phase.DONE else None
        detail = JobDetail(run.key, reply, result, None, fetched_s)
        if phase.is_final:
            self._keep(run, detail)
        return detail

    def _keep(self, run: _Run, detail: JobDetail) -> None:
        if (old := self._kept.pop(run, None)) is not None:
            self._kept_bytes -= _bytes_of(old)
        self._kept[run] = detail
        self._kept_bytes += _bytes_of(detail)
        while self._kept_bytes > self._keep_bytes:
            _, oldest = self._kept.popitem(last=False)
            self._kept_bytes -= _bytes_of(oldest)


def _bytes_of(detail: JobDetail) -> int:
    """About how much memory a detail takes."""
    if detail.reply is None:
        return 0
    reply = detail.reply
    wire = len(reply.response) + len(reply.response_text) + len(reply.error_message)
    return 1_000 + wire * DECODED_FACTOR
