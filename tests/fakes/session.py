"""A session whose snapshots and results the test hands out, and which notes what was asked."""

from __future__ import annotations

import asyncio
from collections import Counter
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, cast

from jobview.jobs.snapshot import EMPTY_SNAPSHOT, Link, LinkState, Snapshot
from jobview.jobs.source import CancelAnswer
from jobview.polling.session import Notices, Session
from tests.fakes.clock import WALL_AHEAD_S

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Iterable, Sequence

    from jobview.errors import ServerError
    from jobview.jobs.job import Job, JobKey
    from jobview.jobs.source import JobSource
    from jobview.polling.details import Details, FetchProgress, JobDetail, OnFetchProgress
    from jobview.polling.poller import Poller


@dataclass
class ScriptedPoller:
    """Yields what `tell` was given; the rest is notes."""

    is_paused: bool = False
    is_unattended: bool = False
    wakes: int = 0
    attended: list[tuple[JobKey | None, Sequence[JobKey]]] = field(default_factory=list)
    cancelled: list[Sequence[JobKey]] = field(default_factory=list)
    watched: list[tuple[int, str]] = field(default_factory=list)
    intervals_s: list[float] = field(default_factory=list)
    cancel_error: ServerError | None = None
    cancel_words: str = "cancelling"
    last: Snapshot = EMPTY_SNAPSHOT
    kept_back: Snapshot | None = None
    """What `flush` hands out."""
    queue: asyncio.Queue[Snapshot] = field(default_factory=asyncio.Queue)

    async def snapshots(self) -> AsyncIterator[Snapshot]:
        while True:
            yield await self.queue.get()

    def flush(self) -> bool:
        if self.kept_back is None:
            return False
        self.queue.put_nowait(self.kept_back)
        self.kept_back = None
        return True

    def tell(self, jobs: Iterable[Job], now_s: float, **fields: Any) -> Snapshot:  # noqa: ANN401
        """Hand out the next snapshot: these jobs, live, unless `fields` say otherwise."""
        known = {job.key: job for job in jobs}
        before = self.last.jobs
        ordinary: dict[str, Any] = {
            "serial": self.last.serial + 1,
            "jobs": known,
            "changed": frozenset(k for k, job in known.items() if before.get(k) is not job),
            "removed": frozenset(before.keys() - known.keys()),
            "counts": Counter(job.phase for job in known.values()),
            "link": Link(LinkState.LIVE, now_s, 0.042),
            "data_s": now_s,
        }
        ordinary |= fields
        if ordinary["data_s"] is not None:
            ordinary.setdefault("data_mono_s", ordinary["data_s"] - WALL_AHEAD_S)
        self.last = Snapshot(**ordinary)
        self.queue.put_nowait(self.last)
        return self.last

    def attend(self, selected: JobKey | None, visible: Sequence[JobKey]) -> None:
        self.attended.append((selected, visible))

    def wake(self) -> None:
        self.wakes += 1

    def watch(self, job_id: int, job_tag: str = "") -> None:
        self.watched.append((job_id, job_tag))

    def set_interval(self, interval_s: float) -> None:
        self.intervals_s.append(interval_s)

    async def cancel(self, keys: Sequence[JobKey]) -> Sequence[CancelAnswer]:
        self.cancelled.append(keys)
        if self.cancel_error is not None:
            raise self.cancel_error
        return [CancelAnswer(key.job_id, self.cancel_words) for key in keys]


@dataclass
class ScriptedDetails:
    """Answers a fetch when the test calls `answer`."""

    asked: list[Job] = field(default_factory=list)
    waiting: dict[JobKey, asyncio.Future[JobDetail]] = field(default_factory=dict)
    listener: OnFetchProgress | None = None
    hurries: int = 0

    async def fetch(self, job: Job, on_progress: OnFetchProgress | None = None) -> JobDetail:
        self.asked.append(job)
        self.listener = on_progress
        self.waiting[job.key] = asyncio.get_running_loop().create_future()
        return await self.waiting[job.key]

    def hurry(self) -> None:
        self.hurries += 1

    def progress(self, progress: FetchProgress) -> None:
        """Tell the newest fetch how far it has come."""
        assert self.listener is not None
        self.listener(progress)

    def answer(self, detail: JobDetail) -> None:
        """Let the fetch of the detail's job come back."""
        future = self.waiting.pop(detail.key)
        if not future.cancelled():
            future.set_result(detail)


@dataclass
class ScriptedSession:
    """Both, and what the app enters to get them."""

    poller: ScriptedPoller = field(default_factory=ScriptedPoller)
    details: ScriptedDetails = field(default_factory=ScriptedDetails)
    source: JobSource | None = None
    notices: Notices = field(default_factory=Notices)

    @asynccontextmanager
    async def open(self) -> AsyncIterator[Session]:
        yield Session(
            cast("JobSource", self.source),
            cast("Poller", self.poller),
            cast("Details", self.details),
            self.notices,
        )
