"""A ring of scripted clusters, and what opens them."""

from __future__ import annotations

from contextlib import asynccontextmanager
from dataclasses import replace
from typing import TYPE_CHECKING

from jobview.errors import Unreachable
from jobview.jobs.source import ClusterInfo
from jobview.kinetica.messages.replies import SystemStatus
from jobview.kinetica.ring.members import Members
from jobview.kinetica.ring.source import RingSource
from jobview.settings import Settings
from tests.fakes.source import FakeSource

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Sequence

    from jobview.errors import ServerError
    from jobview.jobs.source import JobList, JobReply, ListedJob
    from jobview.jobs.transfer import OnProgress
    from tests.fakes.clock import FakeClock

A, B, C = (f"http://host-{letter}:9191" for letter in "abc")
RUNNING = SystemStatus("running", "drained")


class FakeMember(FakeSource):
    """A scripted cluster of a ring.

    Attributes:
        down: what every call fails with, if it is set.
        state: how it says it fares.
        ring: what it says of its ring.
    """

    def __init__(self, clock: FakeClock, url: str, *rows: ListedJob) -> None:
        super().__init__(clock, *rows)
        self.url = url
        self.down: ServerError | None = None
        self.state: SystemStatus | ServerError | None = RUNNING
        self.ring: Sequence[str] = ()

    @property
    def cluster(self) -> str:
        return self.url

    def die(self) -> None:
        """Refuse connections from now on."""
        self.down = Unreachable(self.url, "connection refused")

    def revive(self) -> None:
        """Answer again."""
        self.down = None

    async def status(self) -> SystemStatus | None:
        await self._serve("status")
        if isinstance(self.state, Exception):
            raise self.state
        return self.state

    async def describe(self) -> ClusterInfo:
        await super().describe()
        state = self.state if isinstance(self.state, SystemStatus) else SystemStatus()
        return ClusterInfo(self.url, "7.2.3.12", state.state, state.ha_status, self.ring)

    async def list_jobs(self) -> JobList:
        return replace(await super().list_jobs(), cluster=self.url)

    async def job(
        self,
        job_id: int,
        job_tag: str = "",
        *,
        max_result_bytes: int | None = None,
        on_progress: OnProgress | None = None,
    ) -> JobReply:
        told = await super().job(
            job_id, job_tag, max_result_bytes=max_result_bytes, on_progress=on_progress
        )
        return replace(told, cluster=self.url)

    async def _serve(self, what: str, job_id: int = 0, job_tag: str = "") -> None:
        await super()._serve(what, job_id, job_tag)
        if self.down is not None:
            raise self.down


class Ring:
    """Three clusters and the source over the first of them; `source` is there while it is open."""

    def __init__(self, clock: FakeClock, count: int = 3, **settings: object) -> None:
        self.clock = clock
        self.members = [FakeMember(clock, url) for url in (A, B, C)]
        self.opened: list[str] = []
        self.moves: list[str] = []
        self.settings = Settings(urls=(A, B, C)[:count], **settings)  # type: ignore[arg-type]
        self.source = RingSource(
            self.settings, clock, Members(self._open), on_move=self.moves.append, sleep=clock.sleep
        )

    @asynccontextmanager
    async def _open(self, url: str) -> AsyncIterator[FakeMember]:
        self.opened.append(url)
        yield next(member for member in self.members if member.url == url)
