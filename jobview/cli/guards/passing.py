"""A source of jobs that passes everything on to another one, for others to change a part of it."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, TypeVar

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable, Sequence

    from jobview.jobs.source import (
        CancelAnswer,
        ClusterInfo,
        CreatedJob,
        Download,
        JobList,
        JobReply,
    )
    from jobview.jobs.traffic import EndpointTraffic
    from jobview.jobs.transfer import OnProgress
    from jobview.kinetica.messages.replies import SystemStatus
    from jobview.kinetica.ring.members import MemberSource

_T = TypeVar("_T")


class PassingSource:
    """A `kinetica.ring.members.MemberSource` that is another one; what it does stands there.

    A guard for all questions, or for all that acts, changes `_asked` or `_acted`.
    """

    def __init__(self, inner: MemberSource) -> None:
        self._inner = inner

    def __repr__(self) -> str:
        return f"{type(self).__name__}({self._inner!r})"

    @property
    def cluster(self) -> str:
        """See `JobSource`."""
        return self._inner.cluster

    @property
    def request_count(self) -> int:
        """See `JobSource`."""
        return self._inner.request_count

    @property
    def traffic(self) -> Sequence[EndpointTraffic]:
        """See `JobSource`."""
        return self._inner.traffic

    async def describe(self) -> ClusterInfo:
        """See `JobSource`."""
        return await self._asked(self._inner.describe)

    async def status(self) -> SystemStatus | None:
        """See `MemberSource`."""
        return await self._asked(self._inner.status)

    async def version(self) -> str:
        """See `JobSource`."""
        return await self._asked(self._inner.version)

    async def list_jobs(self) -> JobList:
        """See `JobSource`."""
        return await self._asked(self._inner.list_jobs)

    async def job(
        self,
        job_id: int,
        job_tag: str = "",
        *,
        max_result_bytes: int | None = None,
        on_progress: OnProgress | None = None,
    ) -> JobReply:
        """See `JobSource`."""
        ask = partial(self._inner.job, max_result_bytes=max_result_bytes, on_progress=on_progress)
        return await self._asked(partial(ask, job_id, job_tag))

    async def download(
        self,
        job_id: int,
        job_tag: str = "",
        *,
        write: Callable[[bytes], object],
        on_progress: OnProgress | None = None,
    ) -> Download:
        """See `JobSource`."""
        ask = partial(self._inner.download, write=write, on_progress=on_progress)
        return await self._asked(partial(ask, job_id, job_tag))

    async def cancel(self, job_ids: Sequence[int]) -> Sequence[CancelAnswer]:
        """See `JobSource`."""
        return await self._acted(partial(self._inner.cancel, job_ids))

    async def create(self, endpoint: str, data_json: str, job_tag: str = "") -> CreatedJob:
        """See `JobSource`."""
        return await self._acted(partial(self._inner.create, endpoint, data_json, job_tag))

    async def _asked(self, ask: Callable[[], Awaitable[_T]]) -> _T:
        """The answer to a question, which a guard may put again."""
        return await ask()

    async def _acted(self, act: Callable[[], Awaitable[_T]]) -> _T:
        """The answer to what acts, which a guard may refuse but never repeats."""
        return await act()
