"""The job endpoints of one Kinetica server, over HTTP."""

from __future__ import annotations

import base64
from contextlib import asynccontextmanager
from typing import TYPE_CHECKING, Final, Self

import httpx

from jobview import __version__
from jobview.errors import BadAnswer, Refused, SettingsError, UnknownJob
from jobview.jobs.source import ClusterInfo, JobList
from jobview.kinetica import calls, replies
from jobview.kinetica.envelope import Encoding, Envelope, EnvelopeError
from jobview.kinetica.failures import Answer, bad_answer, http_date_s, opened
from jobview.kinetica.job_list import listed_jobs
from jobview.kinetica.link_failures import no_answer
from jobview.kinetica.network import proxy_for, tls_context
from jobview.kinetica.transport import ChangingTransport, kinetica_transport
from jobview.text import literal

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Callable, Sequence
    from typing import TypeVar

    from jobview.clock import Clock
    from jobview.jobs.source import CancelAnswer, CreatedJob, JobReply
    from jobview.kinetica.calls import Call
    from jobview.settings import Login, Secret, Settings

    _T = TypeVar("_T")

USER_AGENT: Final = f"jobview/{__version__}"


@asynccontextmanager
async def open_source(settings: Settings, clock: Clock) -> AsyncIterator[KineticaSource]:
    """The first of the settings' servers, ready to be asked; nothing is sent yet.

    Raises:
        SettingsError: the URL, the login, the CA file or the environment's proxy cannot be used.
    """
    url = settings.urls[0]
    context = tls_context(url, settings.ca_file, insecure=settings.insecure)
    transport = kinetica_transport(context, proxy_for(url))
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
        self._timeouts = settings.timeouts
        self._max_bytes = settings.max_response_bytes
        self._transport = transport
        self._request_count = 0
        self._headers = {kind: _headers(kind, settings.login) for kind in Encoding}
        self._base_url = _base_url(self._cluster)
        self._urls: dict[str, httpx.URL] = {}
        self._client = httpx.AsyncClient(
            transport=transport,
            timeout=httpx.Timeout(
                connect=self._timeouts.connect_s,
                read=self._timeouts.read_s,
                write=self._timeouts.write_s,
                pool=self._timeouts.pool_s,
            ),
            follow_redirects=False,
            trust_env=False,
        )

    def __repr__(self) -> str:
        return f"KineticaSource({self._cluster!r})"

    async def __aenter__(self) -> Self:
        await self._client.__aenter__()
        return self

    async def __aexit__(self, *_: object) -> None:
        await self._client.aclose()

    @property
    def cluster(self) -> str:
        """The base URL without credentials: first half of every job's key."""
        return self._cluster

    @property
    def request_count(self) -> int:
        """How many HTTP requests were sent so far."""
        return self._request_count

    async def settle(self) -> None:
        """Load the transport that is cheap to poll with, now instead of after many requests.

        Worth its 0.2 s of CPU for a board that stays open, and best begun once it is painted.
        """
        if isinstance(self._transport, ChangingTransport):
            await self._transport.change()

    async def describe(self) -> ClusterInfo:
        """Ask what the server is and how it fares; what it keeps from this user is empty."""
        version = await self._told(calls.SYSTEM_PROPERTIES, replies.server_version)
        status = await self._told(calls.SYSTEM_STATUS, replies.system_status)
        return ClusterInfo(self._cluster, version, status)

    async def list_jobs(self) -> JobList:
        """Ask for all jobs, finished asynchronous ones included."""
        asked_s = self._clock.monotonic_s()
        answer = await self._sent(calls.LIST_JOBS)
        latency_s = self._clock.monotonic_s() - asked_s
        listed = self._read(answer, listed_jobs)
        server_s = http_date_s(answer.headers.get("date"))
        return JobList(listed.rows, listed.info, latency_s, server_s)

    async def job(self, job_id: int, job_tag: str = "") -> JobReply:
        """Ask for one job's status, progress and result.

        Raises:
            UnknownJob: the server does not know the id, or the job is a synchronous one.
        """
        try:
            call = calls.get_job(job_id, job_tag)
        except ValueError as error:
            raise UnknownJob(self._cluster + calls.GET_JOB, str(error)) from None
        answer = await self._sent(call)
        return self._read(answer, lambda envelope: replies.job_reply(envelope, job_id))

    async def cancel(self, job_ids: Sequence[int]) -> Sequence[CancelAnswer]:
        """Ask the server to cancel jobs; sent once, never repeated."""
        answer = await self._sent(calls.cancel_jobs(job_ids))
        return self._read(answer, lambda envelope: replies.cancel_answers(envelope, job_ids))

    async def create(self, endpoint: str, data_json: str, job_tag: str = "") -> CreatedJob:
        """Start `endpoint` as a job, its request given as JSON; sent once, never repeated."""
        answer = await self._sent(calls.create_job(endpoint, data_json, job_tag))
        return self._read(answer, replies.created_job)

    async def _told(self, call: Call, read: Callable[[Envelope], str]) -> str:
        answer = await self._sent(call)
        try:
            return self._read(answer, read)
        except Refused:
            return ""

    def _read(self, answer: Answer, read: Callable[[Envelope], _T]) -> _T:
        envelope = opened(answer, self._clock.wall_s())
        try:
            return read(envelope)
        except EnvelopeError as error:
            raise bad_answer(answer, str(error)) from None

    async def _sent(self, call: Call) -> Answer:
        """Send one request and collect the whole answer, whatever its status."""
        url = self._url(call.endpoint)
        request = httpx.Request(
            "POST", url, headers=self._headers[call.encoding], content=call.body
        )
        if self._client.cookies:
            # A load balancer may tell by its cookie which cluster knows our jobs.
            self._client.cookies.set_cookie_header(request)
        self._request_count += 1
        try:
            response = await self._client.send(request, stream=True)
            try:
                body = await self._body(response)
            finally:
                await response.aclose()
        except httpx.HTTPError as error:
            raise no_answer(str(url), call, error, self._timeouts) from error
        return Answer(str(url), call.endpoint, response.status_code, response.headers, body)

    async def _body(self, response: httpx.Response) -> bytes:
        """The decompressed body, cut short with an error when it grows too large."""
        declared = response.headers.get("content-length", "")
        if declared.isdecimal():
            if int(declared) > self._max_bytes:
                raise self._too_large(response)
            if "content-encoding" not in response.headers:
                return await response.aread()
        parts = []
        size = 0
        async for part in response.aiter_bytes():
            parts.append(part)
            size += len(part)
            if size > self._max_bytes:
                raise self._too_large(response)
        return b"".join(parts)

    def _too_large(self, response: httpx.Response) -> BadAnswer:
        import humanize  # only needed here

        limit = humanize.naturalsize(self._max_bytes, binary=True)
        return BadAnswer(
            str(response.request.url),
            f"the answer is larger than the limit of {limit}",
            remedy="raise max_response_bytes if this machine has the memory for it",
        )

    def _url(self, endpoint: str) -> httpx.URL:
        """The endpoint's full URL; made once, since parsing one takes 20 µs."""
        url = self._urls.get(endpoint)
        if url is None:
            path = self._base_url.path.rstrip("/") + endpoint
            url = self._urls[endpoint] = self._base_url.copy_with(path=path)
        return url


def _base_url(url: str) -> httpx.URL:
    try:
        return httpx.URL(url)
    except httpx.InvalidURL as error:
        raise SettingsError(f"the URL {literal(url)} cannot be used: {error}") from None


def _headers(encoding: Encoding, login: Login) -> httpx.Headers:
    """Headers of every request in one encoding; a Bearer token wins (protocol §4.1)."""
    headers = {
        "Accept": encoding.value,
        "Accept-Encoding": "gzip, deflate",
        "Content-Type": encoding.value,
        "User-Agent": USER_AGENT,
    }
    # No local name holds a revealed secret: an error's traceback may show the locals.
    if login.oauth_token.reveal():
        if not _fits_header(login.oauth_token):
            raise SettingsError("the OAuth token holds characters that no token can hold")
        headers["Authorization"] = f"Bearer {login.oauth_token.reveal()}"
    elif login.user or login.password.reveal():
        headers["Authorization"] = f"Basic {_basic(login)}"
    return httpx.Headers(headers)


def _fits_header(secret: Secret) -> bool:
    return secret.reveal().isascii() and secret.reveal().isprintable()


def _basic(login: Login) -> str:
    return base64.b64encode(f"{login.user}:{login.password.reveal()}".encode()).decode()
