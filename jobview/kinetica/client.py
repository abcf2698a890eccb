"""The job endpoints of one Kinetica server, over HTTP."""

from __future__ import annotations

import asyncio
from contextlib import asynccontextmanager
from dataclasses import replace
from typing import TYPE_CHECKING, Final, Self

from jobview.allocator import give_large_blocks_back
from jobview.errors import Refused, UnknownJob
from jobview.jobs.source import ClusterInfo, JobList
from jobview.journal.loggers import logger
from jobview.kinetica.exchange.attempt import Attempt
from jobview.kinetica.exchange.exchange import Exchange
from jobview.kinetica.exchange.failures import http_date_s, read_as
from jobview.kinetica.messages import calls, replies
from jobview.kinetica.messages.job_list import SharedTexts, listed_jobs
from jobview.kinetica.messages.ring_texts import ring_texts
from jobview.kinetica.transport.direct import OTHER_REQUESTS, DirectTransport
from jobview.kinetica.transport.network import route_to

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Callable, Mapping, Sequence
    from typing import TypeVar

    from jobview.clock import Clock
    from jobview.jobs.source import CancelAnswer, CreatedJob, Download, JobReply
    from jobview.jobs.traffic import EndpointTraffic
    from jobview.jobs.transfer import OnProgress
    from jobview.kinetica.exchange.failures import Answer
    from jobview.kinetica.exchange.incoming import Incoming
    from jobview.kinetica.long_results.long_answer import LongAnswer
    from jobview.kinetica.messages.calls import Call
    from jobview.kinetica.messages.envelope import Envelope
    from jobview.kinetica.messages.job_list import ListedJobs
    from jobview.kinetica.messages.replies import SystemStatus
    from jobview.kinetica.transport.http import httpx
    from jobview.settings import Login, Settings

    _T = TypeVar("_T")

READ_AT_ONCE_BYTES: Final = 200_000
"""A longer list, of about 1,000 jobs, is read in a thread: a key pressed meanwhile waits for a
switch of threads, 5 ms, and not for all of it."""


_log = logger(__name__)


@asynccontextmanager
async def open_source(settings: Settings, clock: Clock) -> AsyncIterator[KineticaSource]:
    """The first of the settings' servers, ready to be asked; nothing is sent yet.

    Raises:
        SettingsError: the URL, the login, the CA file or the environment's proxy cannot be used.
    """
    url = settings.urls[0]
    places = settings.max_in_flight + OTHER_REQUESTS
    transport = DirectTransport(route_to(url, settings), places)
    async with KineticaSource(settings, clock, transport) as source:
        yield source


class KineticaSource:
    """A `jobs.source.JobSource` over HTTP. Nothing is ever sent twice.

    Every call raises `errors.ServerError` for whatever is not its answer.
    """

    def __init__(
        self, settings: Settings, clock: Clock, transport: httpx.AsyncBaseTransport
    ) -> None:
        """Ask the first of the settings' servers through `transport`, which is closed at the end.

        Raises:
            SettingsError: the URL or the login cannot be used.
        """
        self._cluster = settings.urls[0]
        self._clock = clock
        self._transport = transport
        self._exchange = Exchange(settings, transport)
        self._texts = SharedTexts()
        self._max_result_bytes = settings.max_result_bytes
        self._max_whole_bytes = max(settings.max_result_bytes, settings.max_response_bytes)
        self._version: str | None = None

    def __repr__(self) -> str:
        return f"KineticaSource({self._cluster!r})"

    async def __aenter__(self) -> Self:
        await self._transport.__aenter__()
        return self

    async def __aexit__(self, *_: object) -> None:
        await self._transport.aclose()

    @property
    def cluster(self) -> str:
        """The base URL without credentials: first half of every job's key."""
        return self._cluster

    @property
    def request_count(self) -> int:
        """How many HTTP requests were sent so far."""
        return self._exchange.request_count

    @property
    def traffic(self) -> tuple[EndpointTraffic, ...]:
        """What was asked so far and what came of it, endpoint by endpoint."""
        return self._exchange.traffic

    def set_login(self, login: Login) -> None:
        """Let all further requests go with this login.

        Raises:
            SettingsError: the login cannot be used.
        """
        self._exchange.set_login(login)

    async def describe(self) -> ClusterInfo:
        """Ask what the server is and how it fares; what it keeps from this user is empty."""
        # The version is asked for anew: a server may have been upgraded since.
        properties = await self._told_properties()
        status = await self._told(calls.SYSTEM_STATUS, replies.system_status)
        state, ha_status = status or replies.SystemStatus()
        ring = ring_texts(properties)
        return ClusterInfo(self._cluster, self._version or "", state, ha_status, ring)

    async def status(self) -> SystemStatus | None:
        """Ask how the cluster fares; None when it is kept from this user."""
        return await self._told(calls.SYSTEM_STATUS, replies.system_status)

    async def version(self) -> str:
        """The server's version, asked for once; empty when it is kept from this user."""
        if self._version is None:
            await self._told_properties()
        return self._version or ""

    async def list_jobs(self) -> JobList:
        """Ask for all jobs, finished asynchronous ones included."""
        asked_s = self._clock.monotonic_s()
        with self._attempt(calls.LIST_JOBS):
            answer = await self._exchange.answer(calls.LIST_JOBS)
            latency_s = self._clock.monotonic_s() - asked_s
            if len(answer.body) > READ_AT_ONCE_BYTES:
                listed = await asyncio.to_thread(self._read_long, answer)
            else:
                listed = self._read(answer, self._listed)
        server_s = http_date_s(answer.headers.get("date"))
        return JobList(
            listed.rows,
            listed.info,
            latency_s,
            server_s,
            cluster=self._cluster,
            damage=listed.damage,
            absent=listed.absent,
            lacks_rows=listed.lacks_rows,
        )

    async def job(
        self,
        job_id: int,
        job_tag: str = "",
        *,
        max_result_bytes: int | None = None,
        on_progress: OnProgress | None = None,
    ) -> JobReply:
        """Ask for one job's status, progress and result; see `JobSource.job`.

        Raises:
            UnknownJob: the server does not know the id, or the job is a synchronous one.
            TooLarge: the answer cannot be read in part, and is too large as a whole.
        """
        call = self._get_job(job_id, job_tag)
        with self._attempt(call):
            incoming = await self._exchange.asked(call)
            try:
                if incoming.is_here:
                    answer = await incoming.whole(self._max_whole_bytes)
                    return self._versioned(
                        self._read(answer, lambda envelope: replies.job_reply(envelope, job_id))
                    )
                # 8 ms, which nobody pays who meets no long result.
                from jobview.kinetica.long_results.long_reply import held_reply

                limit = self._max_result_bytes
                if max_result_bytes is not None:
                    limit = min(limit, max_result_bytes)
                return self._versioned(
                    await held_reply(self._long_answer(incoming, job_id), limit, on_progress)
                )
            finally:
                await incoming.close()

    async def download(
        self,
        job_id: int,
        job_tag: str = "",
        *,
        write: Callable[[bytes], object],
        on_progress: OnProgress | None = None,
    ) -> Download:
        """Write one job's result away as it arrives; see `JobSource.download`.

        Raises:
            UnknownJob: the server does not know the id, or the job is a synchronous one.
            TooLarge: the answer is one that cannot be read in part, and too large as a whole.
            OSError: whatever `write` raises.
        """
        from jobview.kinetica.long_results.long_reply import written_reply

        call = self._get_job(job_id, job_tag)
        with self._attempt(call):
            incoming = await self._exchange.asked(call)
            try:
                return await written_reply(self._long_answer(incoming, job_id), write, on_progress)
            finally:
                await incoming.close()

    async def cancel(self, job_ids: Sequence[int]) -> Sequence[CancelAnswer]:
        """Ask the server to cancel jobs; sent once, never repeated."""
        call = calls.cancel_jobs(job_ids)
        _log.info("asking to cancel %s", ", ".join(map(str, job_ids)))
        with self._attempt(call):
            answer = await self._exchange.answer(call)
            said = self._read(answer, lambda envelope: replies.cancel_answers(envelope, job_ids))
        _log.info("cancelled: %s", "; ".join(f"{each.job_id}: {each.status}" for each in said))
        return said

    async def create(self, endpoint: str, data_json: str, job_tag: str = "") -> CreatedJob:
        """Start `endpoint` as a job, its request given as JSON; sent once, never repeated."""
        call = calls.create_job(endpoint, data_json, job_tag)
        _log.info("submitting %s", endpoint)
        with self._attempt(call):
            answer = await self._exchange.answer(call)
            created = self._read(answer, replies.created_job)
        _log.info("submitted %s as job %s", endpoint, created.job_id)
        return replace(created, cluster=self._cluster)

    def _attempt(self, call: Call) -> Attempt:
        return Attempt(self._exchange.tally(call), self._clock)

    def _versioned(self, reply: JobReply) -> JobReply:
        return replace(reply, server_version=self._version or "", cluster=self._cluster)

    def _get_job(self, job_id: int, job_tag: str) -> Call:
        try:
            return calls.get_job(job_id, job_tag)
        except ValueError as error:
            raise UnknownJob(self._cluster + calls.GET_JOB, str(error)) from None

    def _long_answer(self, incoming: Incoming, job_id: int) -> LongAnswer:
        from jobview.kinetica.long_results.long_answer import LongAnswer

        return LongAnswer(incoming, job_id, self._max_whole_bytes, self._clock.wall_s())

    def _listed(self, envelope: Envelope) -> ListedJobs:
        return listed_jobs(envelope, self._texts)

    def _read_long(self, answer: Answer) -> ListedJobs:
        give_large_blocks_back()
        return self._read(answer, self._listed)

    async def _told_properties(self) -> Mapping[str, str]:
        told = await self._told(calls.SYSTEM_PROPERTIES, replies.system_properties) or {}
        self._version = told.get(calls.VERSION_PROPERTY, "")
        return told

    async def _told(self, call: Call, read: Callable[[Envelope], _T]) -> _T | None:
        """What `read` makes of the answer; None when this user may not know it."""
        try:
            with self._attempt(call):
                return self._read(await self._exchange.answer(call), read)
        except Refused:
            return None

    def _read(self, answer: Answer, read: Callable[[Envelope], _T]) -> _T:
        return read_as(answer, self._clock.wall_s(), read)
