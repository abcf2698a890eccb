"""One HTTP request and its answer.

Requests go from httpx's `Request` straight to an httpx transport. `httpx.AsyncClient.send` would
add authentication flows, redirects, hooks and a cookie search; none of it is wanted here but
cookies, and it costs 0.3 of the CPU of a polled job.
"""

from __future__ import annotations

import base64
from functools import lru_cache
from typing import TYPE_CHECKING, Final

from jobview import __version__
from jobview.errors import SettingsError
from jobview.journal.logins import note_login
from jobview.kinetica.exchange.attempt import Tally
from jobview.kinetica.exchange.cookies import CookieJar
from jobview.kinetica.exchange.incoming import Incoming
from jobview.kinetica.exchange.link_failures import no_answer
from jobview.kinetica.messages.envelope import Encoding
from jobview.kinetica.transport.http import httpx
from jobview.kinetica.transport.network import parsed_url

if TYPE_CHECKING:
    from jobview.jobs.traffic import EndpointTraffic
    from jobview.kinetica.exchange.failures import Answer
    from jobview.kinetica.messages.calls import Call
    from jobview.settings import Login, Secret, Settings, Timeouts

USER_AGENT: Final = f"jobview/{__version__}"

PREPARED_REQUESTS: Final = 256
"""Requests kept for repetition, about 3 KB each: more than can be polled in ten seconds."""


class Exchange:
    """Sends calls to one server, each once, and gives the answers, whatever their status."""

    def __init__(self, settings: Settings, transport: httpx.AsyncBaseTransport) -> None:
        """Prepare what all requests have in common.

        Raises:
            SettingsError: the URL or the login cannot be used.
        """
        self._transport = transport
        self._base_url = parsed_url(settings.urls[0])
        self._timeouts = settings.timeouts
        self._extensions = {"timeout": _limits(settings.timeouts)}
        self._max_bytes = settings.max_response_bytes
        self._cookies = CookieJar()
        # A job is asked for again and again, and making a request takes 7 % of a poll's CPU.
        self._prepared = lru_cache(PREPARED_REQUESTS)(self._request)
        self.request_count = 0
        self._tallies: dict[str, Tally] = {}
        self.set_login(settings.login)

    def tally(self, call: Call) -> Tally:
        """The counts of the call's endpoint."""
        tally = self._tallies.get(call.endpoint)
        if tally is None:
            tally = self._tallies[call.endpoint] = Tally(call.endpoint)
        return tally

    @property
    def traffic(self) -> tuple[EndpointTraffic, ...]:
        """What was asked so far, endpoint by endpoint."""
        return tuple(tally.traffic for tally in self._tallies.values())

    def set_login(self, login: Login) -> None:
        """Let all further requests go with this login.

        Raises:
            SettingsError: the login cannot be used.
        """
        self._headers = {kind: _headers(kind, login) for kind in Encoding}
        self._login_scheme = _scheme(login)
        note_login(login)
        self._prepared.cache_clear()

    async def answer(self, call: Call) -> Answer:
        """The server's whole answer to `call`.

        Raises:
            Unreachable, UntrustedCertificate: none came, or not all of it.
            BadAnswer: what came is not HTTP, or is too large.
        """
        incoming = await self.asked(call)
        try:
            return await incoming.whole(self._max_bytes)
        finally:
            await incoming.close()

    async def asked(self, call: Call) -> Incoming:
        """The server's answer to `call` as soon as its head is here; to be closed.

        Raises:
            ServerError: as `answer`.
        """
        if call.is_repeatable and not self._cookies:
            request = self._prepared(call)
        else:
            request = self._request(call)
            self._cookies.put_into(request)
        url = str(request.url)
        login_scheme = self._login_scheme  # of this request, whatever the login is at its answer
        self.request_count += 1
        tally = self.tally(call)
        tally.request_count += 1
        try:
            response = await self._transport.handle_async_request(request)
        except httpx.HTTPError as error:
            raise no_answer(url, call, error, self._timeouts) from error
        incoming = Incoming(url, call, response, self._timeouts, tally, login_scheme)
        if "set-cookie" in response.headers:
            self._cookies.take_from(response, request)
        return incoming

    def _request(self, call: Call) -> httpx.Request:
        return httpx.Request(
            "POST",
            self._url(call.endpoint),
            headers=self._headers[call.encoding],
            content=call.body,
            extensions=self._extensions,
        )

    def _url(self, endpoint: str) -> httpx.URL:
        return self._base_url.copy_with(path=self._base_url.path.rstrip("/") + endpoint)


def _limits(timeouts: Timeouts) -> dict[str, float]:
    return {
        "connect": timeouts.connect_s,
        "read": timeouts.read_s,
        "write": timeouts.write_s,
        "pool": timeouts.pool_s,
        "total": timeouts.total_s,
    }


def _headers(encoding: Encoding, login: Login) -> httpx.Headers:
    """Headers of every request in one encoding (protocol §4.1)."""
    headers = {
        "Accept": encoding.value,
        "Accept-Encoding": "gzip, deflate",
        "Content-Type": encoding.value,
        "User-Agent": USER_AGENT,
    }
    # No local name holds a revealed secret: an error's traceback may show the locals.
    scheme = _scheme(login)
    if scheme == "Bearer":
        if not _fits_header(login.oauth_token):
            raise SettingsError("the OAuth token holds characters that no token can hold")
        headers["Authorization"] = f"Bearer {login.oauth_token.reveal()}"
    elif scheme == "Basic":
        if ":" in login.user:
            # What follows the colon would be read as the password's beginning.
            raise SettingsError("the user's name holds a colon, which no login can hold")
        if not _is_writable(login):
            raise SettingsError("user or password hold characters that cannot be sent")
        headers["Authorization"] = f"Basic {_basic(login)}"
    return httpx.Headers(headers)


def _scheme(login: Login) -> str:
    """How requests log in, a Bearer token before user and password; empty for anonymous ones."""
    if login.oauth_token:
        return "Bearer"
    return "Basic" if login.user or login.password else ""


def _fits_header(secret: Secret) -> bool:
    is_plain = secret.reveal().isascii() and secret.reveal().isprintable()
    return is_plain and secret.reveal().strip() == secret.reveal()


def _is_writable(login: Login) -> bool:
    try:
        _basic(login)
    except UnicodeEncodeError:
        return False
    return True


def _basic(login: Login) -> str:
    # Bytes that are no UTF-8 come out of the environment so, and go on as they are.
    pair = f"{login.user}:{login.password.reveal()}".encode("utf-8", "surrogateescape")
    return base64.b64encode(pair).decode()
