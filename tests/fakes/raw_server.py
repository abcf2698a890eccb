"""A loopback server of bare sockets, for every fault that a real one would not commit."""

from __future__ import annotations

import asyncio
import contextlib
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import ssl
    from collections.abc import AsyncIterator, Awaitable, Callable

_STEPS_TO_ACCEPT = 10
"""More turns of the loop than it takes from a connection in the backlog to its task, so that
none is left half accepted when the listener is closed."""


@dataclass
class RawRequest:
    """One HTTP request as it arrived, and the connection to answer it on."""

    head: str
    body: bytes
    connection: int
    """Which connection it came on, counted from 1."""
    writer: asyncio.StreamWriter = field(repr=False)
    ended: asyncio.Event = field(repr=False)
    """Set when its connection has been closed, by whichever end."""

    @property
    def path(self) -> str:
        return self.head.split(" ", 2)[1]

    def header(self, name: str) -> str | None:
        """The first value of a header, without regard to case."""
        for line in self.head.splitlines()[1:]:
            key, _, value = line.partition(":")
            if key.strip().lower() == name.lower():
                return value.strip()
        return None

    async def send(self, data: bytes) -> None:
        self.writer.write(data)
        await self.writer.drain()

    def reset(self) -> None:
        """Cut the connection without a farewell."""
        self.writer.transport.abort()


@dataclass
class RawServer:
    """What a running server has seen."""

    url: str
    requests: list[RawRequest] = field(default_factory=list)
    connection_count: int = 0


def http_answer(
    body: bytes = b"",
    *,
    status: str = "200 OK",
    content_type: str = "application/json",
    headers: tuple[str, ...] = (),
) -> bytes:
    """A complete HTTP/1.1 answer."""
    lines = [
        f"HTTP/1.1 {status}",
        f"Content-Type: {content_type}",
        f"Content-Length: {len(body)}",
        *headers,
    ]
    return "\r\n".join(lines).encode("latin-1") + b"\r\n\r\n" + body


@asynccontextmanager
async def raw_server(
    answer: Callable[[RawRequest], Awaitable[None]], *, tls: ssl.SSLContext | None = None
) -> AsyncIterator[RawServer]:
    """Serve on a free loopback port; each request is handed to `answer`, one after the other."""
    server = RawServer("")
    tasks: set[asyncio.Task[None]] = set()

    async def serve(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        task = asyncio.current_task()
        assert task is not None
        tasks.add(task)
        task.add_done_callback(tasks.discard)
        server.connection_count += 1
        connection = server.connection_count
        ended = asyncio.Event()
        try:
            while True:
                head = (await reader.readuntil(b"\r\n\r\n")).decode("latin-1")
                request = RawRequest(head, b"", connection, writer, ended)
                length = int(request.header("content-length") or 0)
                request.body = await reader.readexactly(length)
                server.requests.append(request)
                await answer(request)
        except (asyncio.IncompleteReadError, ConnectionError, asyncio.CancelledError):
            writer.transport.abort()
        finally:
            ended.set()

    listener = await asyncio.start_server(serve, "127.0.0.1", 0, ssl=tls)
    scheme = "https" if tls else "http"
    server.url = f"{scheme}://127.0.0.1:{listener.sockets[0].getsockname()[1]}"
    try:
        yield server
    finally:
        for _ in range(_STEPS_TO_ACCEPT):
            await asyncio.sleep(0)
        listener.close()
        for task in list(tasks):
            task.cancel()
        for task in list(tasks):
            with contextlib.suppress(asyncio.CancelledError):
                await task
        await listener.wait_closed()
