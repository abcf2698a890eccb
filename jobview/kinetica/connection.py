"""One connection to a server, kept from one request to the next."""

from __future__ import annotations

import contextlib
from typing import TYPE_CHECKING, Final, NamedTuple

import h11

from jobview.kinetica.http import httpx
from jobview.kinetica.talk import Talk

if TYPE_CHECKING:
    from jobview.kinetica.route import Route


class _Phase(NamedTuple):
    """How far a request has come, for telling errors of lower layers as httpx's."""

    timeout: type[httpx.TimeoutException]
    fault: type[httpx.NetworkError]

    def told(self, error: OSError | ValueError | h11.ProtocolError) -> httpx.TransportError:
        """The httpx error for `error`; a ValueError comes of a host name of no legal form."""
        text = str(error)
        if isinstance(error, TimeoutError):
            return self.timeout(text)
        if isinstance(error, h11.LocalProtocolError):
            # h11 quotes the header it will not send, which may be the login.
            return httpx.LocalProtocolError("the request cannot be sent as HTTP")
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
        self._talk: Talk | None = None
        self._is_dismissed = False

    @property
    def is_open(self) -> bool:
        """Whether there is a connection at present."""
        return self._talk is not None

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
            raise phase.told(error) from _without_frames(error)
        finally:
            if not is_complete:
                self.close()
        return response

    def close(self) -> None:
        """Close the connection; a request under way fails, the next one opens another."""
        if self._talk is not None:
            self._talk.wire.close()
            self._talk = None

    def dismiss(self) -> None:
        """Close the connection for good; a request that waits for it to be made is not sent."""
        self._is_dismissed = True
        self.close()

    async def _connected(self, connect_s: float) -> Talk:
        # Nothing is due to arrive, so what has arrived is the server's farewell.
        if self._talk is not None and not self._talk.wire.is_quiet:
            self.close()
        if self._talk is None:
            self._talk = Talk(await self._route.opened(connect_s))
        if self._is_dismissed:
            raise ConnectionAbortedError("closed")
        return self._talk

    def _sent(self, request: httpx.Request) -> h11.Request:
        return h11.Request(
            method=request.method,
            target=self._route.target(request.url),
            headers=request.headers.raw + self._route.extra_headers,
        )

    async def _received(self, talk: Talk, read_s: float) -> httpx.Response:
        head = await talk.head(read_s)
        raw = head.headers.raw_items()
        body = b""
        # A declared length tells of a body too large without its bytes.
        if _declared_bytes(head) <= self._max_body_bytes:
            body = await talk.body(self._max_body_bytes + 1, read_s)
        return httpx.Response(head.status_code, headers=raw, stream=httpx.ByteStream(body))


def _without_frames(error: BaseException) -> BaseException:
    """The error; the frames it came through hold the request's headers, the login among them."""
    cause: BaseException | None = error
    while cause is not None:
        cause.__traceback__ = None
        cause = cause.__cause__ or cause.__context__
    return error


def _declared_bytes(head: h11.Response) -> int:
    """How long the answer's body says it is; 0 when it does not say."""
    for name, value in head.headers:
        if name == b"content-length":
            with contextlib.suppress(ValueError):  # h11 lets only digits pass
                return int(value)
    return 0
