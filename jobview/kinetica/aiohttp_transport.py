"""The cheap transport: httpx's interface over aiohttp's client, with httpx's errors.

Import it only where its 180 ms of CPU do not matter; `jobview.kinetica.transport` does so.
"""

from __future__ import annotations

import base64
from typing import TYPE_CHECKING

import aiohttp
import httpx
from httpx_aiohttp import AiohttpTransport

if TYPE_CHECKING:
    import ssl


class PollingTransport(httpx.AsyncBaseTransport):
    """`httpx_aiohttp.AiohttpTransport` for one server, its errors put right.

    That transport tells every failed connection as a timeout, and lets aiohttp's own errors about
    malformed answers through; those hold the request's headers, password included.
    """

    def __init__(
        self, context: ssl.SSLContext, proxy: httpx.Proxy | None, limits: httpx.Limits
    ) -> None:
        def session() -> aiohttp.ClientSession:
            connector = aiohttp.TCPConnector(
                ssl=context,
                limit=limits.max_connections or 0,
                keepalive_timeout=limits.keepalive_expiry,
            )
            # httpx keeps the cookies; a second jar would cost 20 µs a request.
            return aiohttp.ClientSession(connector=connector, cookie_jar=aiohttp.DummyCookieJar())

        # The session is made at the first request, on the event loop that it belongs to.
        self._proxy_login = _login_of(proxy)
        bare = httpx.Proxy(proxy.url, headers=self._proxy_login) if proxy else None
        self._inner = AiohttpTransport(verify=context, proxy=bare, limits=limits, client=session)

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        """Send one request."""
        if self._proxy_login and request.url.scheme == "http":
            # aiohttp gives a proxy its headers only with CONNECT, that is for https.
            request.headers.update(self._proxy_login)
        try:
            return await self._inner.handle_async_request(request)
        except httpx.TransportError as error:
            fault = _told_right(error)
        except aiohttp.ClientResponseError as error:
            fault = httpx.RemoteProtocolError(error.message)
        except aiohttp.ClientError as error:
            fault = httpx.RemoteProtocolError(str(error))
        # Raised outside of the handlers, so that nothing of aiohttp's error hangs on to it.
        raise fault

    async def aclose(self) -> None:
        """Close all connections."""
        await self._inner.aclose()


def _login_of(proxy: httpx.Proxy | None) -> dict[str, str]:
    """A proxy's login as a header: aiohttp deprecates the parameter that httpx-aiohttp uses."""
    if proxy is None or proxy.raw_auth is None:
        return {}
    pair = base64.b64encode(b":".join(proxy.raw_auth)).decode()
    return {"Proxy-Authorization": f"Basic {pair}"}


def _told_right(error: httpx.TransportError) -> httpx.TransportError:
    """The httpx error that httpx's own transport would have raised."""
    cause = error.__cause__
    told = type(error)(str(error))
    if isinstance(cause, aiohttp.ClientConnectorError):
        told = httpx.ConnectError(str(cause))
        told.__cause__ = cause.__cause__
    elif isinstance(cause, aiohttp.ServerDisconnectedError):
        told = httpx.RemoteProtocolError("Server disconnected without sending a response.")
    elif isinstance(cause, aiohttp.ClientOSError):
        told = httpx.ReadError(str(cause))
    return told
