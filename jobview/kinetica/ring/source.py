"""A ring of clusters as one source of jobs: asks the active one and turns to others when it fails.

Only reading moves. `cancel` goes to the cluster of the ids or nowhere, `create` to the one that a
test before it finds usable; both are sent once.
"""

from __future__ import annotations

import asyncio
import math
from contextlib import asynccontextmanager, suppress
from dataclasses import replace
from typing import TYPE_CHECKING, Final, Self

from jobview.errors import ServerError
from jobview.jobs.ring import LOOK_HOME_S
from jobview.kinetica.client import open_source
from jobview.kinetica.messages.replies import SystemStatus
from jobview.kinetica.ring.course import Course
from jobview.kinetica.ring.discovery import joined_ring
from jobview.kinetica.ring.elsewhere import JobsOf
from jobview.kinetica.ring.health import fault_of, is_trigger
from jobview.kinetica.ring.members import Members
from jobview.kinetica.ring.patience import HungError, awaited

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Awaitable, Callable, Coroutine, Sequence
    from contextlib import AbstractAsyncContextManager
    from typing import Any, TypeVar

    from jobview.clock import Clock
    from jobview.jobs.ring import Detour
    from jobview.jobs.source import (
        CancelAnswer,
        ClusterInfo,
        CreatedJob,
        Download,
        JobList,
        JobReply,
        JobSource,
    )
    from jobview.jobs.traffic import EndpointTraffic
    from jobview.jobs.transfer import OnProgress
    from jobview.kinetica.client import KineticaSource
    from jobview.kinetica.ring.members import MemberSource
    from jobview.settings import Settings

    _T = TypeVar("_T")

LEARN_AT: Final = 2
"""After so many answers about jobs with tags the server is asked who else is in its ring."""

_NO_TAG: Final = "on the ring's other clusters a job is known by its tag only: give it as ID:TAG"


@asynccontextmanager
async def open_ring(
    settings: Settings,
    clock: Clock,
    on_move: Callable[[str], object] | None = None,
    guard: Callable[[KineticaSource], MemberSource] | None = None,
) -> AsyncIterator[RingSource]:
    """The settings' servers, ready to be asked; nothing is sent yet.

    Args:
        settings: their `urls` are the ring, primary first.
        clock: both its readings are used.
        on_move: told in a clause when another cluster is turned to.
        guard: what to put around each cluster's source, for whatever is asked of it.

    Raises:
        SettingsError: the primary's URL, the login, the CA file or the environment's proxy cannot
            be used.
    """

    def open_member(url: str) -> AbstractAsyncContextManager[KineticaSource]:
        return open_source(replace(settings, urls=(url,)), clock)

    members = Members(open_member, guard)
    async with RingSource(settings, clock, members, on_move=on_move) as source:
        yield source


class RingSource:
    """A `JobSource` that is a `jobs.ring.Ring` as well.

    Ids in its own calls are the primary's, or those of the cluster that `create` was sent to. For
    ids of another use `of`.
    """

    def __init__(
        self,
        settings: Settings,
        clock: Clock,
        members: Members[Any],
        *,
        on_move: Callable[[str], object] | None = None,
        sleep: Callable[[float], Awaitable[None]] = asyncio.sleep,
    ) -> None:
        self._primary = self._named = settings.urls[0]
        self._is_discovering, self._login = settings.discover_ring, settings.login
        self._limit = settings.max_requests_per_s
        self._clock = clock
        self._sleep = sleep
        self._members = members
        self._course = Course(settings.urls, self._members, clock, self._pause, on_move)
        self._followed = 0
        """How often a job was asked for by its tag."""
        self._looked_home_s = -math.inf
        """When `job` had the primary tested, monotonic."""

    def __repr__(self) -> str:
        return f"RingSource({self._course.active!r} of {list(self._course.urls)!r})"

    async def __aenter__(self) -> Self:
        await self._members.__aenter__()
        await self._members.at(self._primary)
        return self

    async def __aexit__(self, *_: object) -> None:
        await self._members.__aexit__()

    @property
    def cluster(self) -> str:
        """The base URL of the active cluster."""
        return self._course.active

    @property
    def urls(self) -> Sequence[str]:
        """All clusters of the ring that are known, primary first."""
        return self._course.urls

    @property
    def request_count(self) -> int:
        """How many HTTP requests were sent so far, to all clusters."""
        return self._members.request_count

    @property
    def traffic(self) -> Sequence[EndpointTraffic]:
        """What was asked of each endpoint so far, of all clusters."""
        return self._members.traffic

    @property
    def detour(self) -> Detour | None:
        """The way round the primary; None while the primary itself is asked."""
        return self._course.detour

    @property
    def list_requests(self) -> int:
        """The list, two tests of who does not give it, one of each other, and their list."""
        return 1 if len(self._course.urls) == 1 else len(self._course.urls) + 3

    def of(self, cluster: str) -> JobsOf:
        """Where to ask about jobs of `cluster`; see `jobs.ring.Ring.of`."""
        return JobsOf(cluster, self._members, lambda: self._course.active)

    async def describe(self) -> ClusterInfo:
        """Ask the active cluster what it is and how it fares, and learn who else is in its ring."""
        info = await (await self._members.at(self._course.active)).describe()
        if self._is_discovering and info.ring:
            self._course.urls = joined_ring(
                self._course.urls, info.ring, told_by=info.url, login=self._login
            )
        if info.status and info.url == self._course.active:
            self._course.doubt = fault_of(SystemStatus(info.status, info.ha_status))
        return info

    async def version(self) -> str:
        """The active cluster's version; empty when it does not tell."""
        return await (await self._members.at(self._course.active)).version()

    async def list_jobs(self) -> JobList:
        """Ask for all jobs of the active cluster, or of the next one that can be used."""
        return await self._read(lambda member: member.list_jobs())

    async def job(
        self,
        job_id: int,
        job_tag: str = "",
        *,
        max_result_bytes: int | None = None,
        on_progress: OnProgress | None = None,
    ) -> JobReply:
        """Ask for one job; with a tag also where it is known by that. See `JobSource.job`."""
        jobs = self.of(self._named)

        async def ask(_: JobSource) -> JobReply:
            return await jobs.found(
                job_id, job_tag, max_result_bytes=max_result_bytes, on_progress=on_progress
            )

        if not job_tag:
            return await self._asked_by_id(ask)
        if self._course.detour is not None:
            await self._look_home_now_and_then()
        reply = await self._read(ask)
        await self._learn_ring()
        return reply

    async def download(
        self,
        job_id: int,
        job_tag: str = "",
        *,
        write: Callable[[bytes], object],
        on_progress: OnProgress | None = None,
    ) -> Download:
        """Write one job's result away, from the active cluster; see `JobSource.download`."""
        if job_tag and self._course.has_others:
            await self._course.choose()
        jobs = self.of(self._named)
        return await jobs.download(job_id, job_tag, write=write, on_progress=on_progress)

    async def cancel(self, job_ids: Sequence[int]) -> Sequence[CancelAnswer]:
        """Ask the ids' own cluster to cancel jobs; sent once, never repeated, nowhere else.

        Raises:
            OtherCluster: it is not asked at present; nothing was sent.
        """
        return await self.of(self._named).cancel(job_ids)

    async def create(self, endpoint: str, data_json: str, job_tag: str = "") -> CreatedJob:
        """Start a job on the cluster that can be used; sent once, never repeated, nowhere else."""
        if self._course.has_others:
            await self._course.choose()
        self._named = self._course.active
        return await (await self._members.at(self._named)).create(endpoint, data_json, job_tag)

    def our_clock_was_set(self, step_s: float) -> None:
        """Our wall clock was put forward by so much; see `jobs.ring.Ring`."""
        self._course.our_clock_was_set(step_s)

    async def look_home(self) -> bool:
        """Test the primary while another is asked; two good tests in a row make it the active one.

        Returns:
            Whether the primary can be used.
        """
        return await self._course.look_home()

    async def _read(self, ask: Callable[[JobSource], Coroutine[Any, Any, _T]]) -> _T:
        """What `ask` gets from the active cluster, or from the next one that can be used.

        Raises:
            ServerError: none can; the words name all that were tried.
        """
        await self._course.leave_doubtful()
        asked = self._course.active
        try:
            member = await self._members.at(asked)
            if self._course.has_others:
                result = await awaited(ask(member), asked, self._members)
            else:
                result = await ask(member)
        except ServerError as error:
            if not (self._course.has_others and is_trigger(error)):
                raise
            await self._course.turn_from(asked, error)
        except HungError as hung:
            await self._course.turn_from(asked, hung.fault, is_tested=True)
        else:
            self._course.went_well()
            return result
        await self._pause()
        return await ask(await self._members.at(self._course.active))

    async def _asked_by_id(self, ask: Callable[[JobSource], Coroutine[Any, Any, _T]]) -> _T:
        """What the active cluster tells; an id alone means nothing to others, so none is tried."""
        try:
            return await ask(await self._members.at(self._course.active))
        except ServerError as error:
            if self._course.has_others and is_trigger(error):
                raise type(error)(
                    error.url, error.what, remedy=_NO_TAG, retry_after_s=error.retry_after_s
                ) from None
            raise

    async def _learn_ring(self) -> None:
        """Who asks for jobs by tag more than once stays long enough to need the ring's others."""
        self._followed += 1
        if self._followed == LEARN_AT and self._is_discovering and not self._course.has_others:
            with suppress(ServerError):
                await self.describe()

    async def _look_home_now_and_then(self) -> None:
        now_s = self._clock.monotonic_s()
        if now_s - max(self._course.moved_s, self._looked_home_s) >= LOOK_HOME_S:
            self._looked_home_s = now_s
            await self.look_home()

    async def _pause(self) -> None:
        """Keep requests apart where all of them at once would be more than the ceiling allows."""
        if self._limit < self.list_requests:
            await self._sleep(1.0 / self._limit)
