"""A server that answers from scripts, a line a request and the last line for ever."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING, TypeAlias

from jobview.errors import ServerError, UnknownJob
from jobview.jobs.source import CancelAnswer, ClusterInfo, CreatedJob, JobList
from jobview.jobs.target import JobTarget
from tests.fakes.jobs import CLUSTER, within, written

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from jobview.jobs.source import Download, JobReply, ListedJob
    from jobview.jobs.traffic import EndpointTraffic
    from jobview.jobs.transfer import OnProgress

    Line: TypeAlias = JobReply | ServerError


class ScriptedSource:
    """A `JobSource` that answers at once.

    Attributes:
        asked: what /get/job was asked, in order.
        cancelled: the ids of each request to cancel.
        most_in_flight: how many requests about jobs were under way at most.
        version_asked: how often the version was asked for.
    """

    cluster = CLUSTER
    request_count = 0
    traffic: Sequence[EndpointTraffic] = ()

    def __init__(
        self,
        jobs: Mapping[int, Sequence[Line]],
        *,
        lists: Sequence[Sequence[ListedJob] | ServerError] = ((),),
        cancel_words: str | ServerError = "cancelling",
        describe_error: ServerError | None = None,
    ) -> None:
        self._jobs = {job_id: list(lines) for job_id, lines in jobs.items()}
        self._lists = list(lists)
        self._cancel_words = cancel_words
        self._describe_error = describe_error
        self._in_flight = 0
        self.asked: list[JobTarget] = []
        self.cancelled: list[Sequence[int]] = []
        self.most_in_flight = 0
        self.version_asked = 0
        self.damage = ""

    async def job(
        self,
        job_id: int,
        job_tag: str = "",
        *,
        max_result_bytes: int | None = None,
        on_progress: OnProgress | None = None,
    ) -> JobReply:
        self.asked.append(JobTarget(job_id, job_tag))
        self._in_flight += 1
        self.most_in_flight = max(self.most_in_flight, self._in_flight)
        await asyncio.sleep(0)
        self._in_flight -= 1
        lines = self._jobs.get(job_id, [])
        if not lines:
            raise UnknownJob(f"{CLUSTER}/get/job", f"no job {job_id}")
        line = lines.pop(0) if len(lines) > 1 else lines[0]
        if isinstance(line, ServerError):
            raise line
        return within(line, max_result_bytes)

    async def download(
        self,
        job_id: int,
        job_tag: str = "",
        *,
        write: Callable[[bytes], object],
        on_progress: OnProgress | None = None,
    ) -> Download:
        return written(await self.job(job_id, job_tag), write)

    async def list_jobs(self) -> JobList:
        await asyncio.sleep(0)
        rows = self._lists.pop(0) if len(self._lists) > 1 else self._lists[0]
        if isinstance(rows, ServerError):
            raise rows
        return JobList(list(rows), {}, 0.01, None, damage=self.damage)

    async def describe(self) -> ClusterInfo:
        await asyncio.sleep(0)
        if self._describe_error is not None:
            raise self._describe_error
        return ClusterInfo(CLUSTER, "7.2.3.12", "running")

    async def version(self) -> str:
        self.version_asked += 1
        await asyncio.sleep(0)
        if self._describe_error is not None:
            raise self._describe_error
        return "7.2.3.12"

    async def cancel(self, job_ids: Sequence[int]) -> Sequence[CancelAnswer]:
        self.cancelled.append(tuple(job_ids))
        await asyncio.sleep(0)
        if isinstance(self._cancel_words, ServerError):
            raise self._cancel_words
        return [CancelAnswer(job_id, self._cancel_words) for job_id in job_ids]

    async def create(self, endpoint: str, data_json: str, job_tag: str = "") -> CreatedJob:
        await asyncio.sleep(0)
        return CreatedJob(1, job_tag)
