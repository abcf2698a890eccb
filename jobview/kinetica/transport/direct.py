"""The transport under every request: httpx's interface, its own HTTP parser, asyncio's sockets.

httpx's own transport puts a pool, locks and a portable socket layer around that parser, h11. CPU
time of a job polled with eight requests in flight, as a part of the official client's: 1.5 over
httpx's own transport, 0.4 over one connection class of it or over the standard library's client
in threads, 0.3 over aiohttp and 0.3 so. And it is there at once: to the first rows httpx's
transport takes 50 ms more, most of it imports, and aiohttp another 180 ms and 10 MB.
"""

from __future__ import annotations

import asyncio
import math
from typing import TYPE_CHECKING, Final

from jobview.kinetica.transport.connection import Connection
from jobview.kinetica.transport.http import httpx
from jobview.kinetica.transport.time_limit import TimeLimit

if TYPE_CHECKING:
    from jobview.kinetica.transport.route import Route

MAX_CONNECTIONS: Final = 14
"""For eight requests about jobs, and `OTHER_REQUESTS`."""

OTHER_REQUESTS: Final = 6
"""So many may be under way beside those about jobs: the list, once more where it hangs, how the
server fares, a result, and what acts. Requests that hang must not keep these from being sent."""

KEPT_ALIVE_S: Final = 4.0
"""How long an idle connection is kept: less than the 5 s after which Apache, Kinetica's bundled
proxy, closes one. A request that is sent while the other end closes its connection is lost."""


class DirectTransport(httpx.AsyncBaseTransport):
    """Sends requests to one server, over the connection used last as long as one is enough."""

    def __init__(self, route: Route, max_connections: int = MAX_CONNECTIONS) -> None:
        """Connect along `route` when first needed."""
        self._route = route
        self._free = asyncio.Semaphore(max_connections)
        self._busy: set[Connection] = set()
        self._idle: list[Connection] = []
        """The one used last at the end."""
        self._closing: asyncio.TimerHandle | None = None
        self._is_closed = False

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        """Send one request and wait for the answer; the body of a long one is still to be read.

        Besides httpx's four timeouts a request may name a fifth, `total`: the time for all of it.

        The answer holds its place and its connection until it is closed.

        Raises:
            httpx.TransportError: no answer, or not all of it.
        """
        timeouts = request.extensions["timeout"]
        limit = TimeLimit(timeouts.get("total", math.inf))
        await self._take_place(timeouts["pool"], limit)
        if self._is_closed:
            self._free.release()
            raise httpx.ConnectError("closed")
        connection = self._idle.pop() if self._idle else Connection(self._route, self._give_back)
        self._busy.add(connection)
        return await connection.answer(request, limit)

    async def aclose(self) -> None:
        """Close all connections; requests under way fail."""
        if self._closing is not None:
            self._closing.cancel()
        self._is_closed = True
        for connection in (*self._idle, *self._busy):
            connection.dismiss()
        self._idle.clear()
        self._busy.clear()
        await asyncio.sleep(0)  # asyncio closes a socket in the loop's next turn

    async def _take_place(self, pool_s: float, limit: TimeLimit) -> None:
        if not self._free.locked():
            await self._free.acquire()  # without a timer, this never waits
            return
        try:
            async with asyncio.timeout(min(pool_s, limit.left_s)):
                await self._free.acquire()
        except TimeoutError:
            if limit.is_over:
                raise limit.fault(0, is_sent=False) from None
            raise httpx.PoolTimeout("all connections are in use") from None

    def _give_back(self, connection: Connection) -> None:
        self._busy.discard(connection)
        self._free.release()
        if connection.is_open and not self._is_closed:
            self._keep(connection)

    def _keep(self, connection: Connection) -> None:
        connection.idle_since_s = asyncio.get_running_loop().time()
        self._idle.append(connection)
        if self._closing is None:
            self._close_later()

    def _close_later(self) -> None:
        """Wait for the connection that has been idle longest."""
        loop = asyncio.get_running_loop()
        self._closing = loop.call_at(self._idle[0].idle_since_s + KEPT_ALIVE_S, self._close_idle)

    def _close_idle(self) -> None:
        self._closing = None
        now_s = asyncio.get_running_loop().time()
        while self._idle and self._idle[0].idle_since_s + KEPT_ALIVE_S <= now_s:
            self._idle.pop(0).close()
        if self._idle:
            self._close_later()
