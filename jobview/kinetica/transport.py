"""The transport under the HTTP client: quick to start at first, cheap to poll with for weeks.

Figures, in CPU time of one machine: httpx's own transport needs 45 ms to import and 0.89 ms a
request; the one over aiohttp 0.24 ms a request, but 180 ms to import. So requests begin on the
first, and once there have been as many as would have paid for it, the second is imported in a
thread and takes over. A short command never pays for it.
"""

from __future__ import annotations

import asyncio
from importlib import import_module
from typing import TYPE_CHECKING, Final

import httpx

if TYPE_CHECKING:
    import ssl
    from collections.abc import AsyncIterator, Awaitable, Callable

CHANGE_AFTER: Final = 300
"""Requests whose saving, 0.65 ms each, is worth the second transport's import."""

LIMITS: Final = httpx.Limits(
    max_connections=10,
    max_keepalive_connections=10,
    # Below the 5 s after which Apache, Kinetica's bundled proxy, closes an idle connection: a
    # request sent on a connection while its other end closes it is lost.
    keepalive_expiry=4.0,
)
"""httpx's own transport takes twice the CPU a request with 50 connections instead of 10."""


class ChangingTransport(httpx.AsyncBaseTransport):
    """Sends requests on one transport, and later, without a gap, on another."""

    def __init__(
        self,
        first: httpx.AsyncBaseTransport,
        load_second: Callable[[], httpx.AsyncBaseTransport],
        *,
        change_after: int = CHANGE_AFTER,
    ) -> None:
        """Begin with `first`.

        Args:
            first: the transport for the first requests; closed when they are done.
            load_second: gives the transport for all later ones; called once, in a thread.
            change_after: how many requests start the change.
        """
        self._first = first
        self._load_second = load_second
        self._change_after = change_after
        self._second: httpx.AsyncBaseTransport | None = None
        self._change: asyncio.Task[None] | None = None
        self._count = 0
        self._in_flight = 0

    @property
    def has_changed(self) -> bool:
        """Whether new requests go to the second transport."""
        return self._second is not None

    async def change(self) -> None:
        """Change over now, if that has not happened, and wait until it has."""
        if self._change is None:
            self._change = asyncio.create_task(self._change_over(), name="transport change")
        await asyncio.shield(self._change)

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        """Send one request."""
        if self._second is not None:
            return await self._second.handle_async_request(request)
        self._count += 1
        if self._count == self._change_after and self._change is None:
            self._change = asyncio.create_task(self._change_over(), name="transport change")
        return await self._sent_first(request)

    async def aclose(self) -> None:
        """Close both transports; a change under way is given up."""
        if self._change is not None and not self._change.done():
            self._change.cancel()
            await asyncio.wait([self._change])
        await self._first.aclose()
        if self._second is not None:
            await self._second.aclose()

    async def _change_over(self) -> None:
        try:
            self._second = await asyncio.to_thread(self._load_second)
        except ImportError:
            # A damaged installation costs CPU, not the board: the first transport goes on.
            return
        if self._in_flight == 0:
            await self._first.aclose()

    async def _sent_first(self, request: httpx.Request) -> httpx.Response:
        self._in_flight += 1
        is_answered = False
        try:
            response = await self._first.handle_async_request(request)
            is_answered = True
        finally:
            if not is_answered:
                await self._done_first()
        if not isinstance(response.stream, httpx.AsyncByteStream):
            raise TypeError("an asynchronous transport gave a synchronous answer")
        response.stream = _WatchedStream(response.stream, self._done_first)
        return response

    async def _done_first(self) -> None:
        self._in_flight -= 1
        if self._second is not None and self._in_flight == 0:
            await self._first.aclose()


class _WatchedStream(httpx.AsyncByteStream):
    """A response's body that tells when it is done with."""

    def __init__(self, stream: httpx.AsyncByteStream, done: Callable[[], Awaitable[None]]) -> None:
        self._stream = stream
        self._done: Callable[[], Awaitable[None]] | None = done

    async def __aiter__(self) -> AsyncIterator[bytes]:
        async for part in self._stream:
            yield part

    async def aclose(self) -> None:
        try:
            await self._stream.aclose()
        finally:
            if self._done is not None:
                done, self._done = self._done, None
                await done()


def kinetica_transport(context: ssl.SSLContext, proxy: httpx.Proxy | None) -> ChangingTransport:
    """The transport for one server, with at most ten connections."""

    def load_second() -> httpx.AsyncBaseTransport:
        module = import_module("jobview.kinetica.aiohttp_transport")
        transport: httpx.AsyncBaseTransport = module.PollingTransport(context, proxy, LIMITS)
        return transport

    first = httpx.AsyncHTTPTransport(verify=context, limits=LIMITS, proxy=proxy, trust_env=False)
    return ChangingTransport(first, load_second)
