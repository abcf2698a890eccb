"""The result of one job, fetched when somebody looks at it and decoded off the event loop."""

from __future__ import annotations

import asyncio
from collections import OrderedDict
from collections.abc import Callable, Coroutine
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final, NamedTuple, TypeAlias

from jobview.errors import OtherJob, ServerError
from jobview.jobs.identity import check_same_job, other_job, superseded
from jobview.jobs.oddity import oddity
from jobview.jobs.phase import Phase, phase_told
from jobview.jobs.ring import source_of
from jobview.jobs.transfer import Transfer, size_words
from jobview.polling.hedged_reply import HedgedReply
from jobview.polling.waiting import wait_for_event
from jobview.results.faults import FAULTS

if TYPE_CHECKING:
    from jobview.clock import Clock
    from jobview.jobs.job import Job, JobKey
    from jobview.jobs.source import JobReply, JobSource
    from jobview.jobs.transfer import OnProgress
    from jobview.polling.waiting import Waiting
    from jobview.results.model import DecodedResult

KEEP_BYTES: Final = 32 * 1024 * 1024

PROGRESS_EVERY_S: Final = 0.25
"""How often it is told how far a result has come; what is here sooner is told of never."""

LONG_DECODING_BYTES: Final = 512 * 1024
"""From this size on decoding takes so long that it is told of."""

DECODED_FACTOR: Final = 3
"""How many times its bytes on the wire a binary result takes in memory, its own included; tables of
64 MiB were measured at 2 to 3 (`tests/bench/bench_large_result.py`)."""

JSON_FACTOR: Final = 8
"""The same of a result sent as JSON: short ones are values wholly, long ones take 3 times."""


@dataclass(frozen=True, slots=True, eq=False)
class JobDetail:
    """What /get/job told about one job: a reply, or the error in its place."""

    key: JobKey
    """The job it was fetched for; compare it before showing."""
    reply: JobReply | None
    result: DecodedResult | None
    """The decoded result of a job that is done; None for every other."""
    error: ServerError | None
    """Why there is no reply; or, with a reply, why there is no result: it is too large."""
    fetched_s: float
    """When it arrived."""

    @property
    def is_sure(self) -> bool:
        """Whether there is a reply, in a word that servers are known to use."""
        return self.reply is not None and not oddity(self.reply)

    @property
    def held_bytes(self) -> int:
        """About how much memory it takes."""
        reply = self.reply
        if reply is None:
            return 0
        words = (*reply.status_map.items(), *reply.info.items())
        binary = len(reply.response) + sum(len(name) + len(text) for name, text in words)
        return 1_000 + binary * DECODED_FACTOR + len(reply.response_text) * JSON_FACTOR


@dataclass(frozen=True, slots=True, eq=False)
class FetchProgress:
    """How far the result of a job has come that is being fetched."""

    key: JobKey
    transfer: Transfer
    is_decoding: bool = False
    """Whether all of it is here and being decoded."""
    quiet_s: float = 0.0
    """For how long nothing has come, where that is worth a word."""

    @property
    def words(self) -> str:
        """`reading 12.3 of 48.0 MiB (26 %)`, `nothing came for 12 s`, `decoding 48.0 MiB`."""
        if self.quiet_s:
            return f"Fetching the result: nothing came for {self.quiet_s:.0f} s (r: ask again)"
        if self.is_decoding:
            return f"decoding {size_words(self.transfer.received_bytes)}"
        return f"reading {self.transfer.words}"


OnFetchProgress: TypeAlias = Callable[[FetchProgress], None]


class _Run(NamedTuple):
    """One run of one job: ids are reused after a restart, and jobs may run again."""

    key: JobKey
    received_ms: int | None
    first_seen_s: float
    finished_s: float | None


class _Report:
    """Tells the callers of one fetch how far it has come, and how often that is."""

    def __init__(self, key: JobKey, clock: Clock) -> None:
        self.listeners: list[OnFetchProgress] = []
        self._key = key
        self._clock = clock
        self._told_s = clock.monotonic_s()

    def received(self, transfer: Transfer) -> None:
        """A piece has arrived."""
        now_s = self._clock.monotonic_s()
        if now_s - self._told_s >= PROGRESS_EVERY_S:
            self._told_s = now_s
            self._tell(FetchProgress(self._key, transfer))

    def quiet(self, quiet_s: float) -> None:
        """Nothing has come for so many seconds."""
        self._tell(FetchProgress(self._key, Transfer(0, None), quiet_s=quiet_s))

    def decoding(self, size: int) -> None:
        """All is here, and being decoded."""
        if size >= LONG_DECODING_BYTES:
            self._tell(FetchProgress(self._key, Transfer(size, size), is_decoding=True))

    def _tell(self, progress: FetchProgress) -> None:
        for listener in tuple(self.listeners):
            listener(progress)


@dataclass(slots=True, eq=False)
class _Fetch:
    task: asyncio.Task[JobDetail]
    report: _Report
    request: HedgedReply
    waiting: int = 0
    """Callers that wait for it."""


def _tell_nobody(_: JobKey) -> None:
    pass


class Details:
    """Fetches jobs' replies and results, and keeps those of finished jobs for a second look.

    Args:
        source: where to ask.
        decode: turns a reply into its result; called in a thread. When it raises, the result is
            shown as its bytes, with the reason.
        clock: dates the answers.
        keep_bytes: memory for results that are kept; the ones not looked at for longest go.
        answered: called with the key of each job that was answered in a word that is known.

    Attributes:
        waiting: how to wait for an event with a time limit; another goes with another clock.
    """

    def __init__(
        self,
        source: JobSource,
        decode: Callable[[JobReply], DecodedResult],
        clock: Clock,
        *,
        keep_bytes: int = KEEP_BYTES,
        answered: Callable[[JobKey], object] = _tell_nobody,
    ) -> None:
        self.waiting: Waiting = wait_for_event
        self._source = source
        self._decode = decode
        self._clock = clock
        self._keep_bytes = keep_bytes
        self._answered = answered
        self._kept: OrderedDict[_Run, JobDetail] = OrderedDict()
        self._kept_bytes = 0
        self._under_way: dict[_Run, _Fetch] = {}
        self._latency_s = 0.0
        """What the first sign of the newest reply took."""

    async def fetch(self, job: Job, on_progress: OnFetchProgress | None = None) -> JobDetail:
        """The newest reply about `job`, with its result when it is done.

        Callers that ask for the same job at the same time share one request, which ends when
        the last of them gives up. A failure is in the detail's `error` and is not kept, nor is a
        reply that is not sure.

        Args:
            job: the job.
            on_progress: told a few times a second how far a long result has come.
        """
        run = _Run(job.key, job.listed.received_ms, job.first_seen_s, job.finished_s)
        if job.phase.is_final and (kept := self._kept.get(run)) is not None:
            self._kept.move_to_end(run)
            return kept
        if job.is_superseded:
            return JobDetail(job.key, None, None, superseded(job), self._clock.wall_s())
        fetch = self._under_way.get(run) or self._begun(run, job)
        fetch.waiting += 1
        if on_progress is not None:
            fetch.report.listeners.append(on_progress)
        try:
            return await asyncio.shield(fetch.task)
        finally:
            fetch.waiting -= 1
            if on_progress is not None:
                fetch.report.listeners.remove(on_progress)
            if not fetch.waiting:
                fetch.task.cancel()
                self._under_way.pop(run, None)

    def hurry(self) -> None:
        """The user wants what is under way now: ask once more at once where nothing has come."""
        for fetch in self._under_way.values():
            fetch.request.hurry()

    def _begun(self, run: _Run, job: Job) -> _Fetch:
        report = _Report(run.key, self._clock)
        job_id, cluster = run.key.job_id, run.key.cluster

        def ask(told: OnProgress) -> Coroutine[Any, Any, JobReply]:
            return source_of(self._source, cluster).job(job_id, job.job_tag, on_progress=told)

        request = HedgedReply(ask, report.received, report.quiet, self._clock, self.waiting)
        name = f"details of job {job_id}"
        task = asyncio.create_task(self._fetched(run, job, report, request), name=name)
        fetch = self._under_way[run] = _Fetch(task, report, request)
        return fetch

    async def _fetched(
        self, run: _Run, job: Job, report: _Report, request: HedgedReply
    ) -> JobDetail:
        key = run.key
        try:
            reply = await request.reply(self._latency_s)
            self._latency_s = request.first_sign_s
            check_same_job(job, reply)
        except OtherJob:  # in words for one who chose the job from the list
            return JobDetail(key, None, None, other_job(job), self._clock.wall_s())
        except ServerError as error:
            return JobDetail(key, None, None, error.without_frames(), self._clock.wall_s())
        fetched_s = self._clock.wall_s()
        phase = phase_told(reply)
        result = None
        if phase is Phase.DONE and reply.withheld is None:
            report.decoding(len(reply.response) + len(reply.response_text))
            result = await asyncio.to_thread(self._decoded, reply)
        detail = JobDetail(key, reply, result, reply.withheld, fetched_s)
        if detail.is_sure:
            self._answered(key)
            if phase.is_final:
                self._keep(run, detail)
        return detail

    def _decoded(self, reply: JobReply) -> DecodedResult:
        try:
            return self._decode(reply)
        except FAULTS as fault:
            # About 5 ms, which a start does not need.
            from jobview.results.decoding.undecoded import undecoded

            return undecoded(reply, fault)

    def _keep(self, run: _Run, detail: JobDetail) -> None:
        if (old := self._kept.pop(run, None)) is not None:
            self._kept_bytes -= old.held_bytes
        if detail.held_bytes > self._keep_bytes:
            return  # all others would have to go, and then it
        self._kept[run] = detail
        self._kept_bytes += detail.held_bytes
        while self._kept_bytes > self._keep_bytes:
            _, oldest = self._kept.popitem(last=False)
            self._kept_bytes -= oldest.held_bytes
