"""One connection to a server: HTTP as h11 understands it, over a `Wire`."""

from __future__ import annotations

import asyncio
import base64
import contextlib
from dataclasses import dataclass
from http.client import HTTP_PORT, HTTPS_PORT
from typing import TYPE_CHECKING, Final, NamedTuple

import h11

from jobview.kinetica.http import httpx
from jobview.kinetica.wire import Wire

if TYPE_CHECKING:
    import ssl

CUT_OFF: Final = "the connection was closed before the answer was complete"
"""Text of the `httpx.RemoteProtocolError` for an answer that ended early."""

MAX_HEAD_BYTES: Final = 100 * 1024
"""The longest status line with headers, and the longest line of a chunk, that is taken in."""

_Raw = list[tuple[bytes, bytes]]


@dataclass(frozen=True, slots=True)
class Route:
    """How a server is reached."""

    url: httpx.URL
    context: ssl.SSLContext
    """How to verify the server; only used for https."""
    proxy: httpx.Proxy | None = None

    async def opened(self, connect_s: float) -> Wire:
        """A new connection along this route.

        Raises:
            OSError: refused, timed out after `connect_s` seconds, not trusted, name unknown.
            ValueError: no host can have such a name.
            h11.ProtocolError: the proxy's answer is not HTTP.
            httpx.ProxyError: the proxy refuses; status and phrase are its text.
        """
        async with asyncio.timeout(connect_s):
            if self.proxy and self._is_secure:
                return await self._tunnelled(_address(self.proxy.url), connect_s)
            peer = _address(self.proxy.url if self.proxy else self.url)
            context = self.context if self._is_secure else None
            return await Wire.opened(*peer, connect_s, context)

    def target(self, url: httpx.URL) -> bytes:
        """What stands in the request line: a proxy of plain http wants the whole URL."""
        return str(url).encode("ascii") if self._is_forwarded else url.raw_path

    @property
    def extra_headers(self) -> _Raw:
        """The login at a proxy that sees each request; empty without one."""
        return self._proxy_login if self._is_forwarded else []

    @property
    def _is_secure(self) -> bool:
        return self.url.scheme == "https"

    @property
    def _is_forwarded(self) -> bool:
        return self.proxy is not None and not self._is_secure

    @property
    def _proxy_login(self) -> _Raw:
        if self.proxy is None or self.proxy.raw_auth is None:
            return []
        pair = base64.b64encode(b":".join(self.proxy.raw_auth))
        return [(b"Proxy-Authorization", b"Basic " + pair)]

    async def _tunnelled(self, proxy: tuple[str, int], timeout_s: float) -> Wire:
        """A connection through the proxy that nobody on the way can read."""
        wire = await Wire.opened(*proxy, timeout_s)
        with contextlib.ExitStack() as unfit:
            unfit.callback(wire.close)
            _check_tunnel(await self._asked_for_tunnel(_Talk(wire), timeout_s))
            await wire.secure(_address(self.url)[0], self.context)
            unfit.pop_all()
        return wire

    async def _asked_for_tunnel(self, talk: _Talk, timeout_s: float) -> h11.Response:
        host, port = _address(self.url)
        target = f"[{host}]:{port}" if ":" in host else f"{host}:{port}"
        headers = [(b"Host", target.encode("ascii")), *self._proxy_login]
        request = h11.Request(method="CONNECT", target=target, headers=headers)
        await talk.ask(request, b"", timeout_s)
        return await talk.head(timeout_s)


def _check_tunnel(answer: h11.Response) -> None:
    if not httpx.codes.is_success(answer.status_code):
        phrase = answer.reason.decode("latin-1")
        raise httpx.ProxyError(f"{answer.status_code} {phrase}")


class _Phase(NamedTuple):
    """How far a request has come, for telling errors of lower layers as httpx's."""

    timeout: type[httpx.TimeoutException]
    fault: type[httpx.NetworkError]

    def told(self, error: OSError | ValueError | h11.ProtocolError) -> httpx.TransportError:
        """The httpx error for `error`; a ValueError comes of a host name of no legal form."""
        text = str(error)
        if isinstance(error, TimeoutError):
            return self.timeout(text)
        if isinstance(error, h11.ProtocolError):
            return httpx.RemoteProtocolError(text)
        return self.fault(text)


_CONNECTING: Final = _Phase(httpx.ConnectTimeout, httpx.ConnectError)
_SENDING: Final = _Phase(httpx.WriteTimeout, httpx.WriteError)
_RECEIVING: Final = _Phase(httpx.ReadTimeout, httpx.ReadError)


class Connection:
    """Sends requests one after the other, over one connection as long as it lasts.

    A request is never sent twice: a connection that the server has closed is replaced before a
    request is sent on it, not after.

    Attributes:
        idle_since_s: for who keeps connections: since when it waits, by the loop's clock.
    """

    def __init__(self, route: Route, max_body_bytes: int) -> None:
        """Connect when first needed.

        Args:
            route: to the server.
            max_body_bytes: at most one byte more of a body is read.
        """
        self.idle_since_s = 0.0
        self._route = route
        self._max_body_bytes = max_body_bytes
        self._talk: _Talk | None = None

    async def answer(self, request: httpx.Request) -> httpx.Response:
        """The server's whole answer; a body over the limit ends one byte behind it.

        A call that is cancelled closes the connection.

        Args:
            request: with its timeouts and its whole content.

        Raises:
            httpx.TransportError: none came, or not all of it, or it is not HTTP.
        """
        timeouts = request.extensions["timeout"]
        phase = _CONNECTING
        is_complete = False
        try:
            talk = await self._connected(timeouts["connect"])
            phase = _SENDING
            await talk.ask(self._sent(request), request.content, timeouts["write"])
            phase = _RECEIVING
            response = await self._received(talk, timeouts["read"])
            is_complete = talk.can_go_on()
        except (OSError, ValueError, h11.ProtocolError) as error:
            # Without its frames, whose locals are the request's headers, the login among them.
            raise phase.told(error) from error.with_traceback(None)
        finally:
            if not is_complete:
                self.close()
        return response

    def close(self) -> None:
        """Close the connection; a request under way fails, the next one opens another."""
        if self._talk is not None:
            self._talk.wire.close()
            self._talk = None

    async def _connected(self, connect_s: float) -> _Talk:
        # Nothing is due to arrive, so what has arrived is the server's farewell.
        if self._talk is not None and not self._talk.wire.is_quiet:
            self.close()
        if self._talk is None:
            self._talk = _Talk(await self._route.opened(connect_s))
        return self._talk

    def _sent(self, request: httpx.Request) -> h11.Request:
        return h11.Request(
            method=request.method,
            target=self._route.target(request.url),
            headers=request.headers.raw + self._route.extra_headers,
        )

    async def _received(self, talk: _Talk, read_s: float) -> httpx.Response:
        head = await talk.head(read_s)
        raw = head.headers.raw_items()
        body = b""
        # A declared length tells of a body too large without its bytes.
        if _declared_bytes(head) <= self._max_body_bytes:
            body = await talk.body(self._max_body_bytes + 1, read_s)
        return httpx.Response(head.status_code, headers=raw, stream=httpx.ByteStream(body))


class _Talk:
    """Questions and answers over one wire, in HTTP/1.1."""

    def __init__(self, wire: Wire) -> None:
        self.wire = wire
        self._http = h11.Connection(h11.CLIENT, max_incomplete_event_size=MAX_HEAD_BYTES)
        self._has_ended = False

    async def ask(self, head: h11.Request, body: bytes, write_s: float) -> None:
        """Send a request."""
        data = self._http.send(head) or b""
        if body:
            data += self._http.send(h11.Data(data=body)) or b""
        data += self._http.send(h11.EndOfMessage()) or b""
        await self.wire.write(data, write_s)

    async def head(self, read_s: float) -> h11.Response:
        """An answer's status and headers; what comes before it, such as 100, is passed over."""
        while True:
            event = await self._event(read_s)
            if isinstance(event, h11.Response):
                return event

    async def body(self, max_bytes: int, read_s: float) -> bytes:
        """The answer's body, no longer than so much."""
        parts = []
        size = 0
        while size < max_bytes and isinstance(event := await self._event(read_s), h11.Data):
            part = bytes(event.data[: max_bytes - size])
            parts.append(part)
            size += len(part)
        return b"".join(parts)

    def can_go_on(self) -> bool:
        """Make ready for the next question; False when another connection is needed for it.

        What is left of an answer too large, or came uncalled for, would be taken for the next
        answer's beginning.
        """
        is_over = self._http.our_state is h11.DONE and self._http.their_state is h11.DONE
        if not is_over or self._http.trailing_data[0]:
            return False
        self._http.start_next_cycle()
        return True

    async def _event(self, read_s: float) -> object:
        """What h11 makes of the bytes next: one of its events, or its sign for no more."""
        try:
            while (event := self._http.next_event()) is h11.NEED_DATA:
                data = await self.wire.read(read_s)
                self._has_ended = not data
                self._http.receive_data(data)
        except h11.RemoteProtocolError:
            if self._has_ended:
                raise h11.RemoteProtocolError(CUT_OFF) from None
            raise
        if isinstance(event, h11.ConnectionClosed):
            raise h11.RemoteProtocolError(CUT_OFF)
        return event


def _declared_bytes(head: h11.Response) -> int:
    """How long the answer's body says it is; 0 when it does not say."""
    for name, value in head.headers:
        if name == b"content-length":
            with contextlib.suppress(ValueError):  # h11 lets only digits pass
                return int(value)
    return 0


def _address(url: httpx.URL) -> tuple[str, int]:
    default = HTTPS_PORT if url.scheme == "https" else HTTP_PORT
    return url.raw_host.decode("ascii"), url.port or default
