from __future__ import annotations

import asyncio
import subprocess
import sys
import threading
from typing import TYPE_CHECKING

import httpx
import pytest

from jobview.kinetica.transport import ChangingTransport

if TYPE_CHECKING:
    from collections.abc import AsyncIterator

REQUEST = httpx.Request("POST", "http://head:9191/get/job", content=b"")


class _HeldBody(httpx.AsyncByteStream):
    """A body whose end is held back until it is let go."""

    def __init__(self, go_on: asyncio.Event) -> None:
        self._go_on = go_on

    async def __aiter__(self) -> AsyncIterator[bytes]:
        await self._go_on.wait()
        yield b"end"


class NamedTransport(httpx.AsyncBaseTransport):
    """Answers with its name; can hold its answers back or fail."""

    def __init__(self, name: str) -> None:
        self.name = name
        self._is_closed = False
        self.closed_while_in_use = False
        self.go_on = asyncio.Event()
        self.go_on.set()
        self.fault: Exception | None = None

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        if self.fault:
            raise self.fault
        return httpx.Response(200, headers={"by": self.name}, stream=_HeldBody(self.go_on))

    async def aclose(self) -> None:
        self.closed_while_in_use |= not self.go_on.is_set()
        self._is_closed = True

    def is_closed(self) -> bool:
        return self._is_closed


async def ask(transport: httpx.AsyncBaseTransport) -> str:
    response = await transport.handle_async_request(REQUEST)
    await response.aread()
    await response.aclose()
    return response.headers["by"]


async def test_requests_change_over_after_the_given_number() -> None:
    first, second = NamedTransport("first"), NamedTransport("second")
    transport = ChangingTransport(first, lambda: second, change_after=3)
    assert [await ask(transport) for _ in range(2)] == ["first", "first"]
    assert not transport.has_changed
    assert await ask(transport) == "first"
    await transport.change()
    assert await ask(transport) == "second"
    assert first.is_closed()
    assert not second.is_closed()
    await transport.aclose()
    assert second.is_closed()


async def test_the_change_is_prepared_in_a_thread_and_only_once() -> None:
    second = NamedTransport("second")
    loads: list[int] = []

    def load() -> httpx.AsyncBaseTransport:
        loads.append(threading.get_ident())
        return second

    transport = ChangingTransport(NamedTransport("first"), load, change_after=1)
    await ask(transport)
    await asyncio.gather(transport.change(), transport.change())
    await transport.change()
    assert len(loads) == 1
    assert loads[0] != threading.get_ident()


async def test_a_request_in_flight_finishes_on_the_first_transport() -> None:
    first, second = NamedTransport("first"), NamedTransport("second")
    transport = ChangingTransport(first, lambda: second)
    first.go_on.clear()
    in_flight = asyncio.create_task(ask(transport))
    await asyncio.sleep(0)
    await transport.change()
    assert await ask(transport) == "second"
    assert not first.is_closed()
    first.go_on.set()
    assert await in_flight == "first"
    assert first.is_closed()
    assert not first.closed_while_in_use


async def test_a_failed_request_counts_as_finished() -> None:
    first, second = NamedTransport("first"), NamedTransport("second")
    first.fault = httpx.ConnectError("refused")
    transport = ChangingTransport(first, lambda: second, change_after=1)
    with pytest.raises(httpx.ConnectError):
        await ask(transport)
    await transport.change()
    assert first.is_closed()


async def test_an_answer_closed_twice_counts_once() -> None:
    first, second = NamedTransport("first"), NamedTransport("second")
    transport = ChangingTransport(first, lambda: second)
    response = await transport.handle_async_request(REQUEST)
    held = await transport.handle_async_request(REQUEST)
    await response.aclose()
    await response.stream.aclose()  # type: ignore[union-attr] # asynchronous, see above
    await transport.change()
    assert not first.is_closed()
    await held.aclose()
    assert first.is_closed()


async def test_without_the_second_transport_the_first_goes_on() -> None:
    def load() -> httpx.AsyncBaseTransport:
        raise ImportError("aiohttp")

    first = NamedTransport("first")
    transport = ChangingTransport(first, load, change_after=1)
    await ask(transport)
    await transport.change()
    assert not transport.has_changed
    assert await ask(transport) == "first"
    assert not first.is_closed()


async def test_closing_gives_up_a_change_under_way() -> None:
    may_load = threading.Event()

    def load() -> httpx.AsyncBaseTransport:
        may_load.wait(10)
        return NamedTransport("second")

    first = NamedTransport("first")
    transport = ChangingTransport(first, load)
    change = asyncio.create_task(transport.change())
    await asyncio.sleep(0)
    await transport.aclose()
    may_load.set()
    assert first.is_closed()
    with pytest.raises(asyncio.CancelledError):
        await change


@pytest.mark.parametrize("module", ["aiohttp", "fastavro", "gpudb", "humanize"])
def test_a_source_is_ready_without_slow_modules(module: str) -> None:
    code = (
        "import asyncio, sys\n"
        "from jobview.clock import SystemClock\n"
        "from jobview.kinetica.client import open_source\n"
        "from jobview.settings import Settings\n"
        "async def main():\n"
        "    async with open_source(Settings(), SystemClock()): pass\n"
        "asyncio.run(main())\n"
        f"sys.exit({module!r} in sys.modules)\n"
    )
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0
