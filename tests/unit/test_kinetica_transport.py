from __future__ import annotations

import asyncio
import ssl
import subprocess
import sys
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import httpx
import pytest

from jobview.kinetica.transport import direct as transport_module
from jobview.kinetica.transport.connection import READ_AT_ONCE_BYTES
from jobview.kinetica.transport.direct import MAX_CONNECTIONS, DirectTransport
from jobview.kinetica.transport.network import tls_context
from jobview.kinetica.transport.route import Route
from tests.fakes.raw_server import RawRequest, http_answer, raw_server

if TYPE_CHECKING:
    from collections.abc import AsyncIterator

    from jobview.kinetica.transport.wire import Wire

LONG = READ_AT_ONCE_BYTES + 1000
"""A body that is not read at once."""


def post(url: str, *, pool_s: float = 5.0, connect_s: float = 5.0) -> httpx.Request:
    timeouts = {"connect": connect_s, "read": 5.0, "write": 5.0, "pool": pool_s}
    extensions = {"timeout": timeouts}
    return httpx.Request("POST", url + "/get/job", content=b"T\x00", extensions=extensions)


@asynccontextmanager
async def direct(url: str) -> AsyncIterator[DirectTransport]:
    context = tls_context(url, None, insecure=False)
    async with DirectTransport(Route(httpx.URL(url), lambda: context)) as transport:
        yield transport


async def body_of(transport: httpx.AsyncBaseTransport, url: str) -> bytes:
    response = await transport.handle_async_request(post(url))
    return await response.aread()


class HeldServer:
    """Answers each request when told to."""

    def __init__(self) -> None:
        self.held: asyncio.Queue[RawRequest] = asyncio.Queue()

    async def __call__(self, request: RawRequest) -> None:
        await self.held.put(request)


@dataclass(frozen=True)
class HeldRoute(Route):
    """Makes a connection when told to."""

    opening: asyncio.Event = field(default_factory=asyncio.Event)
    may_open: asyncio.Event = field(default_factory=asyncio.Event)

    async def opened(self, connect_s: float) -> Wire:
        self.opening.set()
        await self.may_open.wait()
        return await super().opened(connect_s)


async def echo(request: RawRequest) -> None:
    await request.send(http_answer(request.body))


async def test_an_answer_comes_back_whole() -> None:
    async def answer(request: RawRequest) -> None:
        assert request.path == "/p/get/job"
        await request.send(http_answer(b"body", status="418 Teapot", headers=("X-Place: Caf\xe9",)))

    async with raw_server(answer) as server, direct(server.url) as transport:
        response = await transport.handle_async_request(post(server.url + "/p"))
        assert response.status_code == 418
        assert (b"X-Place", b"Caf\xe9") in response.headers.raw
        assert await response.aread() == b"body"


async def test_calls_in_turn_share_one_connection() -> None:
    async with raw_server(echo) as server, direct(server.url) as transport:
        for _ in range(5):
            assert await body_of(transport, server.url) == b"T\x00"
        assert server.connection_count == 1


async def test_calls_at_once_have_a_connection_each_and_the_last_used_serves_next() -> None:
    held = HeldServer()
    async with raw_server(held) as server, direct(server.url) as transport:
        calls = [asyncio.create_task(body_of(transport, server.url)) for _ in range(3)]
        requests = [await held.held.get() for _ in calls]
        for request in requests:
            await request.send(http_answer(b"x"))
            await asyncio.wait(calls, return_when=asyncio.FIRST_COMPLETED)
        await asyncio.gather(*calls)
        assert server.connection_count == 3
        next_call = asyncio.create_task(body_of(transport, server.url))
        next_request = await held.held.get()
        await next_request.send(http_answer(b"x"))
        await next_call
        assert server.connection_count == 3


async def test_a_connection_that_the_server_closed_is_replaced_before_sending() -> None:
    async def answer(request: RawRequest) -> None:
        await request.send(http_answer(b"x"))
        request.writer.close()
        await request.writer.wait_closed()

    async with raw_server(answer) as server, direct(server.url) as transport:
        for count in range(1, 4):
            assert await body_of(transport, server.url) == b"x"
            assert len(server.requests) == server.connection_count == count
            await server.requests[-1].ended.wait()


async def test_a_connection_that_is_to_be_closed_is_not_used_again() -> None:
    async def answer(request: RawRequest) -> None:
        await request.send(http_answer(b"x", headers=("Connection: close",)))

    async with raw_server(answer) as server, direct(server.url) as transport:
        assert await body_of(transport, server.url) == b"x"
        assert await body_of(transport, server.url) == b"x"
        assert server.connection_count == 2


async def test_an_idle_connection_is_closed(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(transport_module, "KEPT_ALIVE_S", 0.01)
    async with raw_server(echo) as server, direct(server.url) as transport:
        await body_of(transport, server.url)
        await server.requests[0].ended.wait()
        assert await body_of(transport, server.url) == b"T\x00"
        assert server.connection_count == 2


def long_answer(framing: str) -> bytes:
    if framing == "length":
        return http_answer(b"x" * LONG)
    if framing == "chunks":
        chunk = b"%x\r\n%s\r\n" % (LONG // 2, b"x" * (LONG // 2))
        return b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n" + chunk * 2 + b"0\r\n\r\n"
    return b"HTTP/1.0 200 OK\r\n\r\n" + b"x" * LONG


@pytest.mark.parametrize("framing", ["length", "chunks", "close"])
async def test_a_long_body_is_read_by_its_reader_and_holds_its_connection_until_then(
    framing: str,
) -> None:
    async def answer(request: RawRequest) -> None:
        await request.send(long_answer(framing))
        if framing == "close":
            request.writer.close()

    async with raw_server(answer) as server, direct(server.url) as transport:
        response = await transport.handle_async_request(post(server.url))
        assert not isinstance(response.stream, httpx.ByteStream)
        other = await transport.handle_async_request(post(server.url))
        await other.aclose()
        assert server.connection_count == 2
        assert await response.aread() == b"x" * LONG
        again = await transport.handle_async_request(post(server.url))
        await again.aclose()
        assert server.connection_count == (3 if framing == "close" else 2)


async def test_a_long_body_given_up_costs_its_connection_and_frees_its_place() -> None:
    async def answer(request: RawRequest) -> None:
        await request.send(long_answer("length"))

    async with raw_server(answer) as server, direct(server.url) as transport:
        for _ in range(MAX_CONNECTIONS + 2):
            response = await transport.handle_async_request(post(server.url, pool_s=0.5))
            assert await anext(aiter(response.stream))  # type: ignore[arg-type] # it is async
            await response.aclose()
            with pytest.raises(httpx.StreamError):
                await response.aread()
            await server.requests[-1].ended.wait()


async def test_closing_ends_a_long_body_under_way() -> None:
    async def answer(request: RawRequest) -> None:
        await request.send(long_answer("length")[:-10])

    async with raw_server(answer) as server:
        async with direct(server.url) as transport:
            response = await transport.handle_async_request(post(server.url))
            reading = asyncio.create_task(response.aread())
            await asyncio.sleep(0.01)
        with pytest.raises(httpx.TransportError):
            await reading
        await server.requests[0].ended.wait()


async def test_more_calls_than_connections_wait_their_turn_and_not_for_ever() -> None:
    held = HeldServer()
    async with raw_server(held) as server, direct(server.url) as transport:
        calls = [
            asyncio.create_task(body_of(transport, server.url)) for _ in range(MAX_CONNECTIONS)
        ]
        requests = [await held.held.get() for _ in calls]
        with pytest.raises(httpx.PoolTimeout):
            await transport.handle_async_request(post(server.url, pool_s=0.01))
        waiting = asyncio.create_task(body_of(transport, server.url))
        await requests[0].send(http_answer(b"x"))
        last = await held.held.get()
        for request in [*requests[1:], last]:
            await request.send(http_answer(b"x"))
        assert await asyncio.gather(*calls, waiting) == [b"x"] * (MAX_CONNECTIONS + 1)
        assert server.connection_count == MAX_CONNECTIONS


async def test_cancelling_a_call_closes_its_connection_and_frees_its_place() -> None:
    held = HeldServer()
    async with raw_server(held) as server, direct(server.url) as transport:
        for _ in range(MAX_CONNECTIONS + 2):
            call = asyncio.create_task(body_of(transport, server.url))
            request = await held.held.get()
            call.cancel()
            with pytest.raises(asyncio.CancelledError):
                await call
            await request.ended.wait()


async def test_a_call_cancelled_while_connecting_is_not_sent() -> None:
    async with raw_server(echo) as server:
        route = HeldRoute(httpx.URL(server.url), ssl.create_default_context)
        async with DirectTransport(route) as transport:
            call = asyncio.create_task(transport.handle_async_request(post(server.url)))
            await route.opening.wait()
            call.cancel()
            with pytest.raises(asyncio.CancelledError):
                await call
            route.may_open.set()
            assert await body_of(transport, server.url) == b"T\x00"
            assert len(server.requests) == 1


async def test_a_call_that_still_connects_when_all_is_closed_is_not_sent() -> None:
    async with raw_server(echo) as server:
        route = HeldRoute(httpx.URL(server.url), ssl.create_default_context)
        transport = DirectTransport(route)
        call = asyncio.create_task(transport.handle_async_request(post(server.url)))
        await route.opening.wait()
        await transport.aclose()
        route.may_open.set()
        with pytest.raises(httpx.ConnectError):
            await call
        with pytest.raises(httpx.ConnectError):
            await transport.handle_async_request(post(server.url))
        assert server.requests == []


async def test_a_call_that_failed_leaves_no_connection_to_be_tried_first() -> None:
    held = HeldServer()
    async with raw_server(held) as server, direct(server.url) as transport:
        calls = [asyncio.create_task(body_of(transport, server.url)) for _ in range(2)]
        good, bad = [await held.held.get() for _ in calls]
        await good.send(http_answer(b"x"))
        await asyncio.wait(calls, return_when=asyncio.FIRST_COMPLETED)
        bad.reset()
        await asyncio.wait(calls)
        next_call = asyncio.create_task(body_of(transport, server.url))
        await (await held.held.get()).send(http_answer(b"y"))
        assert await next_call == b"y"
        assert server.connection_count == 2
        assert sum(call.exception() is not None for call in calls) == 1


async def test_closing_ends_calls_under_way_and_connections() -> None:
    held = HeldServer()
    async with raw_server(held) as server:
        async with direct(server.url) as transport:
            call = asyncio.create_task(body_of(transport, server.url))
            request = await held.held.get()
        with pytest.raises(httpx.TransportError):
            await call
        await request.ended.wait()


def run_python(code: str) -> int:
    return subprocess.run([sys.executable, "-c", code], check=False, timeout=30).returncode


OPENED = (
    "import asyncio, sys\n"
    "from jobview.clock import SystemClock\n"
    "from jobview.kinetica.client import open_source\n"
    "from jobview.settings import Settings\n"
    "async def main():\n"
    "    async with open_source(Settings(), SystemClock()): pass\n"
    "asyncio.run(main())\n"
)


def test_a_source_is_ready_without_slow_modules() -> None:
    slow = {
        "httpcore",
        "anyio",
        "fastavro",
        "gpudb",
        "humanize",
        "rich.progress",
        "pygments.lexers",
    }
    assert run_python(OPENED + f"sys.exit(len({slow!r} & set(sys.modules)))") == 0


def test_what_httpx_went_without_is_there_for_others() -> None:
    assert run_python(OPENED + "import pygments.lexers, httpx; httpx.AsyncClient") == 0


def test_quitting_does_not_wait_for_a_silent_server() -> None:
    code = (
        "import asyncio, socket, sys\n"
        "from jobview.clock import SystemClock\n"
        "from jobview.kinetica.client import open_source\n"
        "from jobview.settings import Settings\n"
        "silent = socket.create_server(('127.0.0.1', 0))\n"
        "url = f'http://127.0.0.1:{silent.getsockname()[1]}'\n"
        "async def main():\n"
        "    async with open_source(Settings(urls=(url,)), SystemClock()) as source:\n"
        "        call = asyncio.create_task(source.list_jobs())\n"
        "        await asyncio.to_thread(silent.accept)\n"
        "asyncio.run(main())\n"
    )
    assert run_python(code) == 0


def test_quitting_does_not_wait_for_a_silent_name_server() -> None:
    code = (
        "import asyncio, socket, threading\n"
        "from jobview.clock import SystemClock\n"
        "from jobview.kinetica.client import open_source\n"
        "from jobview.settings import Settings\n"
        "asked, known = threading.Event(), socket.getaddrinfo\n"
        "def looked_up(*args, flags=0, **more):\n"
        "    if flags & socket.AI_NUMERICHOST: return known(*args, flags=flags, **more)\n"
        "    asked.set()\n"
        "    threading.Event().wait()\n"
        "socket.getaddrinfo = looked_up\n"
        "async def main():\n"
        "    url = 'http://head.invalid:9191'\n"
        "    async with open_source(Settings(urls=(url,)), SystemClock()) as source:\n"
        "        call = asyncio.create_task(source.list_jobs())\n"
        "        await asyncio.to_thread(asked.wait)\n"
        "asyncio.run(main())\n"
    )
    assert run_python(code) == 0
