"""How a server is reached: directly or through a proxy, with or without TLS."""

from __future__ import annotations

import asyncio
import base64
import contextlib
from dataclasses import dataclass
from http.client import HTTP_PORT, HTTPS_PORT
from typing import TYPE_CHECKING

import h11

from jobview.kinetica.transport.http import httpx
from jobview.kinetica.transport.talk import Talk
from jobview.kinetica.transport.wire import Wire

if TYPE_CHECKING:
    import ssl
    from collections.abc import Callable

    _Headers = list[tuple[bytes, bytes]]


@dataclass(frozen=True, slots=True)
class Route:
    """How a server is reached."""

    url: httpx.URL
    context: Callable[[], ssl.SSLContext]
    """How to verify a server, for the next connection; only called for https, in a thread, since it
    may read files."""
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
            context = await asyncio.to_thread(self.context) if self._is_secure else None
            return await Wire.opened(*peer, connect_s, context)

    def target(self, url: httpx.URL) -> bytes:
        """What stands in the request line: a proxy of plain http wants the whole URL."""
        return str(url).encode("ascii") if self._is_forwarded else url.raw_path

    @property
    def extra_headers(self) -> _Headers:
        """The login at a proxy that sees each request; empty without one."""
        return self._proxy_login if self._is_forwarded else []

    @property
    def _is_secure(self) -> bool:
        return self.url.scheme == "https"

    @property
    def _is_forwarded(self) -> bool:
        return self.proxy is not None and not self._is_secure

    @property
    def _proxy_login(self) -> _Headers:
        if self.proxy is None or self.proxy.raw_auth is None:
            return []
        pair = base64.b64encode(b":".join(self.proxy.raw_auth))
        return [(b"Proxy-Authorization", b"Basic " + pair)]

    async def _tunnelled(self, proxy: tuple[str, int], timeout_s: float) -> Wire:
        """A connection through the proxy that nobody on the way can read."""
        wire = await Wire.opened(*proxy, timeout_s)
        with contextlib.ExitStack() as unfit:
            unfit.callback(wire.close)
            _check_tunnel(await self._asked_for_tunnel(Talk(wire), timeout_s))
            context = await asyncio.to_thread(self.context)
            await wire.secure(_address(self.url)[0], context)
            unfit.pop_all()
        return wire

    async def _asked_for_tunnel(self, talk: Talk, timeout_s: float) -> h11.Response:
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


def _address(url: httpx.URL) -> tuple[str, int]:
    default = HTTPS_PORT if url.scheme == "https" else HTTP_PORT
    return url.raw_host.decode("ascii"), url.port or default
