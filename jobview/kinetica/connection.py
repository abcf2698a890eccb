"""One connection to a server, over the standard library's HTTP client; its calls block.

`jobview.kinetica.transport` runs each connection in a thread of its own.
"""

from __future__ import annotations

import base64
import contextlib
import select
import socket
from dataclasses import dataclass
from http.client import (
    HTTP_PORT,
    HTTPS_PORT,
    HTTPConnection,
    HTTPException,
    HTTPSConnection,
    IncompleteRead,
    RemoteDisconnected,
)
from typing import TYPE_CHECKING, Final, NamedTuple

from jobview.kinetica.http import httpx

if TYPE_CHECKING:
    import ssl
    from collections.abc import Callable
    from http.client import HTTPResponse

CUT_OFF: Final = "the connection was closed before the answer was complete"
"""Text of the `httpx.RemoteProtocolError` for an answer that ended early."""

_NO_TUNNEL: Final = "Tunnel connection failed: "
"""How http.client begins a proxy's refusal; status and phrase follow."""


@dataclass(frozen=True, slots=True)
class Route:
    """How a server is reached."""

    url: httpx.URL
    context: ssl.SSLContext
    """How to verify the server; only used for https."""
    proxy: httpx.Proxy | None = None

    def opened(self, connect_s: float) -> HTTPConnection:
        """A new connection along this route, connected.

        Raises:
            OSError: refused, timed out after `connect_s` seconds, not trusted, name unknown.
            HTTPException: the proxy's answer is not HTTP.
        """
        host, port = _address(self.url)
        peer = _address(self.proxy.url) if self.proxy else (host, port)
        http: HTTPConnection
        if self.url.scheme == "https":
            http = HTTPSConnection(*peer, timeout=connect_s, context=self.context)
            if self.proxy:
                http.set_tunnel(host, port, self.proxy_login)
        else:
            http = HTTPConnection(*peer, timeout=connect_s)
        http.connect()
        return http

    def target(self, url: httpx.URL) -> str:
        """What stands in the request line: a proxy of plain http wants the whole URL."""
        is_forwarded = self.proxy and url.scheme == "http"
        return str(url) if is_forwarded else url.raw_path.decode("ascii")

    @property
    def proxy_login(self) -> dict[str, str]:
        """The proxy's login as a header; empty without one."""
        if self.proxy is None or self.proxy.raw_auth is None:
            return {}
        pair = base64.b64encode(b":".join(self.proxy.raw_auth)).decode()
        return {"Proxy-Authorization": f"Basic {pair}"}


class _Phase(NamedTuple):
    """How far a request has come, for telling the standard library's errors as httpx's."""

    timeout: type[httpx.TimeoutException]
    fault: type[httpx.NetworkError]

    def told(self, error: OSError | HTTPException | UnicodeError) -> httpx.TransportError:
        """The httpx error for `error`; a UnicodeError comes of a host name of no legal form."""
        text = str(error)
        if isinstance(error, TimeoutError):
            return self.timeout(text)
        if isinstance(error, RemoteDisconnected | IncompleteRead):
            return httpx.RemoteProtocolError(CUT_OFF)
        if isinstance(error, HTTPException):
            return httpx.RemoteProtocolError(text or type(error).__name__)
        if text.startswith(_NO_TUNNEL):
            return httpx.ProxyError(text.removeprefix(_NO_TUNNEL))
        return self.fault(text)


_CONNECTING: Final = _Phase(httpx.ConnectTimeout, httpx.ConnectError)
_SENDING: Final = _Phase(httpx.WriteTimeout, httpx.WriteError)
_RECEIVING: Final = _Phase(httpx.ReadTimeout, httpx.ReadError)


class Connection:
    """Sends requests one after the other, over one connection as long as it lasts.

    A request is never sent twice: a connection that the server has closed is replaced before a
    request is sent on it, not after.
    """

    def __init__(self, route: Route, max_body_bytes: int) -> None:
        """Connect when first needed.

        Args:
            route: to the server.
            max_body_bytes: at most one byte more of a body is read.
        """
        self._route = route
        self._max_body_bytes = max_body_bytes
        self._http: HTTPConnection | None = None
        self._poll = select.poll()

    def answer(self, request: httpx.Request, is_wanted: Callable[[], bool]) -> httpx.Response:
        """The server's whole answer; a body over the limit ends one byte behind it.

        Args:
            request: with its timeouts.
            is_wanted: asked once more when the connection stands, before anything is sent.

        Raises:
            httpx.TransportError: none came, or not all of it, or it is not HTTP.
        """
        timeouts = request.extensions["timeout"]
        phase = _CONNECTING
        try:
            http = self._connected(timeouts["connect"])
            if not is_wanted():
                raise httpx.WriteError("given up before it was sent")
            phase = _SENDING
            _limit(http, timeouts["write"])
            self._send(http, request)
            phase = _RECEIVING
            _limit(http, timeouts["read"])
            return self._received(http)
        except (OSError, HTTPException, UnicodeError) as error:
            self.close()
            # Without its frames, whose locals are the request's headers, the login among them.
            raise phase.told(error) from error.with_traceback(None)
        except httpx.TransportError:
            self.close()
            raise

    def close(self) -> None:
        """Close the connection; the next request opens another."""
        if self._http is not None:
            self._http.close()
            self._http = None

    def abort(self) -> None:
        """Make a request under way in another thread fail now, unless it is still connecting."""
        http = self._http
        sock = http.sock if http else None
        if sock is not None:
            with contextlib.suppress(OSError):  # the other end may have closed it meanwhile
                # Not SSLSocket's own method: that pulls TLS away from under the reading thread.
                socket.socket.shutdown(sock, socket.SHUT_RDWR)

    def _connected(self, connect_s: float) -> HTTPConnection:
        # Nothing is due to arrive, so what can be read is the server's farewell.
        if self._http is not None and (self._http.sock is None or self._poll.poll(0)):
            self.close()
        if self._http is None:
            self._http = self._route.opened(connect_s)
            self._poll = select.poll()
            self._poll.register(self._http.sock, select.POLLIN)
        return self._http

    def _send(self, http: HTTPConnection, request: httpx.Request) -> None:
        headers = {name.decode(): value.decode() for name, value in request.headers.raw}
        if self._route.proxy and request.url.scheme == "http":
            headers |= self._route.proxy_login
        http.request(request.method, self._route.target(request.url), request.content, headers)

    def _received(self, http: HTTPConnection) -> httpx.Response:
        response = http.getresponse()
        body = b""
        if response.length is None or response.length <= self._max_body_bytes:
            body = response.read(self._max_body_bytes + 1)
            if response.length and len(body) <= self._max_body_bytes:
                raise IncompleteRead(body, response.length)
        if not response.isclosed():
            # What is left of an answer too large would be taken for the next one's beginning.
            self.close()
        return httpx.Response(
            response.status, headers=_raw_headers(response), stream=httpx.ByteStream(body)
        )


def _limit(http: HTTPConnection, timeout_s: float) -> None:
    if http.sock.gettimeout() != timeout_s:  # setting it is a system call
        http.sock.settimeout(timeout_s)


def _address(url: httpx.URL) -> tuple[str, int]:
    default = HTTPS_PORT if url.scheme == "https" else HTTP_PORT
    return url.raw_host.decode("ascii"), url.port or default


def _raw_headers(response: HTTPResponse) -> list[tuple[bytes, bytes]]:
    return [
        (name.encode("latin-1"), value.encode("latin-1")) for name, value in response.getheaders()
    ]
