"""A server that says what the test tells it to, and remembers what it was asked when."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from jobview.errors import ServerError, UnknownJob
from jobview.jobs.source import CancelAnswer, ClusterInfo, CreatedJob, JobList, JobReply, ListedJob
from jobview.kinetica.messages.replies import SystemStatus
from tests.fakes.jobs import CLUSTER, within, written

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from jobview.jobs.source import Download
    from jobview.jobs.traffic import EndpointTraffic
    from jobview.jobs.transfer import OnProgress, Transfer
    from tests.fakes.clock import FakeClock


class Call(NamedTuple):
    """One request."""

    at_s: float
    """By the monotonic reading."""
    what: str
    job_id: int = 0
    job_tag: str = ""


class FakeSource:
    """A scripted `JobSource`; every attribute may be changed between requests.

    Attributes:
        rows: what the list holds.
        replies: what /get/job says, by id; an id that is missing is unknown.
        list_error: what the list fails with.
        list_bug: what reading the list fails with: a mistake of our own.
        describe_error: what `describe` fails with.
        told_version: the version that `describe` tells.
        cancel_error: what `cancel` fails with.
        cancel_status: what the server says about each job to cancel.
        latency_s: how long any answer takes.
        list_latency_s: how long the list takes; as any other when None.
        latencies_s: how long answers take, each the next one; `latency_s` when None.
        transfers: how far a result has come, told one latency after the other to who wants to know.
        calls: all requests so far.
    """

    def __init__(self, clock: FakeClock, *rows: ListedJob) -> None:
        self.clock = clock
        self.rows: Sequence[ListedJob] = rows
        self.replies: dict[int, JobReply | ServerError] = {}
        self.list_error: ServerError | None = None
        self.list_bug: Exception | None = None
        self.damage = ""
        """What is wrong with the lists from now on; see `JobList.damage`."""
        self.describe_error: ServerError | None = None
        self.told_version = "7.2.3.12"
        self.cancel_error: ServerError | None = None
        self.cancel_status = "cancel requested"
        self.latency_s = 0.04
        self.list_latency_s: float | None = None
        self.latencies_s: Iterator[float] | None = None
        self.transfers: Sequence[Transfer] = ()
        self.calls: list[Call] = []
        self.in_flight: dict[str, int] = {}
        self.most_in_flight: dict[str, int] = {}

    @property
    def cluster(self) -> str:
        return CLUSTER

    @property
    def request_count(self) -> int:
        return len(self.calls)

    @property
    def traffic(self) -> Sequence[EndpointTraffic]:
        return ()

    def asked(self, what: str) -> list[Call]:
        """The requests of one kind."""
        return [call for call in self.calls if call.what == what]

    def asked_ids(self) -> list[int]:
        """The ids /get/job was asked about, in order."""
        return [call.job_id for call in self.asked("job")]

    async def status(self) -> SystemStatus | None:
        await self._serve("status")
        return SystemStatus("running", "drained")

    async def describe(self) -> ClusterInfo:
        await self._serve("describe")
        if self.describe_error is not None:
            raise self.describe_error
        return ClusterInfo(CLUSTER, self.told_version, "running")

    async def version(self) -> str:
        await self._serve("version")
        if self.describe_error is not None:
            raise self.describe_error
        return "7.2.3.12"

    async def list_jobs(self) -> JobList:
        began_s = self.clock.mono
        await self._serve("list")
        if self.list_error is not None:
            raise self.list_error
        if self.list_bug is not None:
            raise self.list_bug
        return JobList(list(self.rows), {}, self.clock.mono - began_s, None, damage=self.damage)

    async def job(
        self,
        job_id: int,
        job_tag: str = "",
        *,
        max_result_bytes: int | None = None,
        on_progress: OnProgress | None = None,
    ) -> JobReply:
        await self._serve("job", job_id, job_tag)
        reply = self.replies.get(job_id)
        if reply is None:
            raise UnknownJob(f"{CLUSTER}/get/job", f"no job {job_id}")
        if isinstance(reply, ServerError):
            raise reply
        if on_progress is not None:
            for transfer in self.transfers:
                on_progress(transfer)
                await self.clock.sleep(self.latency_s)
        return within(reply, max_result_bytes)

    async def download(
        self,
        job_id: int,
        job_tag: str = "",
        *,
        write: Callable[[bytes], object],
        on_progress: OnProgress | None = None,
    ) -> Download:
        return written(await self.job(job_id, job_tag, on_progress=on_progress), write)

    async def cancel(self, job_ids: Sequence[int]) -> Sequence[CancelAnswer]:
        await self._serve("cancel", job_ids[0])
        if self.cancel_error is not None:
            raise self.cancel_error
        return [CancelAnswer(job_id, self.cancel_status) for job_id in job_ids]

    async def create(self, endpoint: str, data_json: str, job_tag: str = "") -> CreatedJob:
        await self._serve("create")
        return CreatedJob(1, job_tag)

    def _next_latency_s(self) -> float:
        return self.latency_s if self.latencies_s is None else next(self.latencies_s)

    async def _serve(self, what: str, job_id: int = 0, job_tag: str = "") -> None:
        self.calls.append(Call(self.clock.mono, what, job_id, job_tag))
        self.in_flight[what] = self.in_flight.get(what, 0) + 1
        self.most_in_flight[what] = max(self.most_in_flight.get(what, 0), self.in_flight[what])
        try:
            is_slow_list = what == "list" and self.list_latency_s is not None
            latency_s = self.list_latency_s if is_slow_list else self._next_latency_s()
            await self.clock.sleep(latency_s or 0.0)
        finally:
            self.in_flight[what] -= 1
