"""The transport under every request: httpx's interface over the standard library's HTTP client.

Each connection has a thread, because that client blocks. CPU time of a job polled with eight
requests in flight, as a part of the official client's: 1.5 over httpx's own transport, 0.3 over
aiohttp, 0.43 so. But it is there at once: to the first rows httpx's transport takes 50 ms more,
most of it imports, and aiohttp another 180 ms and 10 MB. The threads do not hold up the program's
end, and a socket that is shut under a waiting thread makes a call cancellable like any other.
"""

from __future__ import annotations

import asyncio
import contextlib
from queue import Empty, SimpleQueue
from threading import Thread
from typing import TYPE_CHECKING, Final, NamedTuple

from jobview.kinetica.connection import Connection
from jobview.kinetica.http import httpx

if TYPE_CHECKING:
    from collections.abc import Callable

    from jobview.kinetica.connection import Route

MAX_CONNECTIONS: Final = 10

KEPT_ALIVE_S: Final = 4.0
"""How long an idle connection is kept: less than the 5 s after which Apache, Kinetica's bundled
proxy, closes one. A request that is sent while the other end closes its connection is lost."""


class ThreadedTransport(httpx.AsyncBaseTransport):
    """Sends requests to one server, over the connection used last as long as one is enough."""

    def __init__(self, route: Route, max_body_bytes: int) -> None:
        """Connect when first needed.

        Args:
            route: to the server.
            max_body_bytes: a longer body is cut one byte behind it.
        """
        self._route = route
        self._max_body_bytes = max_body_bytes
        self._free = asyncio.Semaphore(MAX_CONNECTIONS)
        self._workers: set[_Worker] = set()
        self._idle: list[_Worker] = []

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        """Send one request and wait for the whole answer.

        Raises:
            httpx.TransportError: no answer, or not all of it.
        """
        worker = await self._free_worker(request.extensions["timeout"]["pool"])
        answer: asyncio.Future[httpx.Response] = asyncio.get_running_loop().create_future()
        worker.give(_Errand(request, answer))
        try:
            return await answer
        except asyncio.CancelledError:
            worker.connection.abort()
            raise

    async def aclose(self) -> None:
        """Close all connections; requests under way fail."""
        for worker in self._workers:
            worker.dismiss()
        self._workers.clear()
        self._idle.clear()

    async def _free_worker(self, pool_s: float) -> _Worker:
        if self._free.locked():
            try:
                async with asyncio.timeout(pool_s):
                    await self._free.acquire()
            except TimeoutError:
                raise httpx.PoolTimeout("all connections are in use") from None
        else:
            await self._free.acquire()  # without a timer, this never waits
        return self._idle.pop() if self._idle else self._new_worker()

    def _new_worker(self) -> _Worker:
        connection = Connection(self._route, self._max_body_bytes)
        try:
            worker = _Worker(connection, asyncio.get_running_loop(), self._returned)
        except RuntimeError as error:  # the system gives no more threads
            self._free.release()
            raise httpx.ConnectError(str(error)) from error
        self._workers.add(worker)
        return worker

    def _returned(self, worker: _Worker, errand: _Errand, outcome: _Outcome) -> None:
        """A worker has done an errand; runs on the event loop."""
        self._free.release()
        if worker in self._workers:
            self._idle.append(worker)
        if errand.answer.done():
            return
        if isinstance(outcome, httpx.Response):
            errand.answer.set_result(outcome)
        else:
            errand.answer.set_exception(outcome)


class _Errand(NamedTuple):
    request: httpx.Request
    answer: asyncio.Future[httpx.Response]

    def is_wanted(self) -> bool:
        return not self.answer.cancelled()


_Outcome = httpx.Response | httpx.HTTPError


class _Worker:
    """A thread with one connection, doing one errand at a time."""

    def __init__(
        self,
        connection: Connection,
        loop: asyncio.AbstractEventLoop,
        returned: Callable[[_Worker, _Errand, _Outcome], None],
    ) -> None:
        self.connection = connection
        self._loop = loop
        self._returned = returned
        self._inbox: SimpleQueue[_Errand | None] = SimpleQueue()
        # A daemon: while a connection is being made the thread cannot be called off, and quitting
        # must not wait for it.
        Thread(target=self._work, name="jobview-http", daemon=True).start()

    def give(self, errand: _Errand) -> None:
        self._inbox.put(errand)

    def dismiss(self) -> None:
        self._inbox.put(None)
        self.connection.abort()

    def _work(self) -> None:
        while (errand := self._next()) is not None:
            outcome: _Outcome = httpx.TransportError("the connection's thread has ended")
            try:
                outcome = self.connection.answer(errand.request, errand.is_wanted)
            except httpx.HTTPError as error:
                outcome = error
            finally:
                # The loop may be gone before the thread is, and then nobody waits.
                with contextlib.suppress(RuntimeError):
                    self._loop.call_soon_threadsafe(self._returned, self, errand, outcome)
        self.connection.close()

    def _next(self) -> _Errand | None:
        try:
            return self._inbox.get(timeout=KEPT_ALIVE_S)
        except Empty:
            self.connection.close()
            return self._inbox.get()
