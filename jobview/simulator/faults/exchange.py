"""One HTTP exchange in the hands of a fault: what was asked, and ways to answer it wrongly."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass, replace
from http import HTTPStatus
from typing import TYPE_CHECKING, Final

from starlette.datastructures import Headers

from jobview.simulator.faults.connection import STATE_KEY, Connection
from jobview.simulator.media import wants_json
from jobview.simulator.paths import target_of

if TYPE_CHECKING:
    from collections.abc import Callable

    from starlette.responses import Response
    from starlette.types import ASGIApp, Message, Receive, Scope, Send

FULL_BYTES: Final = 1024 * 1024
"""So much may wait to be sent before the sender waits too."""
_FULL_S: Final = 0.02


@dataclass(frozen=True, slots=True)
class Answer:
    """The right answer, kept back."""

    status: int
    headers: tuple[tuple[bytes, bytes], ...]
    body: bytes

    def with_body(self, body: bytes) -> Answer:
        """The same around another body, whose length it says."""
        return self.promising(len(body), body)

    def promising(self, length: int, body: bytes) -> Answer:
        """The same around another body, of which it says that length."""
        kept = tuple(pair for pair in self.headers if pair[0].lower() != b"content-length")
        return replace(self, headers=(*kept, (b"content-length", str(length).encode())), body=body)

    @property
    def head(self) -> bytes:
        """Status line and headers as they go over the wire, announcing the connection's end."""
        lines = [b"HTTP/1.1 %d %s" % (self.status, HTTPStatus(self.status).phrase.encode())]
        lines += [name + b": " + value for name, value in self.headers]
        return b"\r\n".join([*lines, b"connection: close", b"", b""])


class Exchange:
    """One request, read whole, and everything that can be done in place of answering it.

    Attributes:
        endpoint: without the prefix of the URL.
        wants_json: the encoding that the client wants the answer in.
        is_over: whether the fault has ended since; a slow exchange is then done quickly.
    """

    is_over: Callable[[], bool] = staticmethod(lambda: False)

    def __init__(self, app: ASGIApp, scope: Scope, receive: Receive, send: Send) -> None:
        self._app = app
        self._scope = scope
        self._receive = receive
        self.send = send
        self._request = b""
        headers = Headers(scope=scope)
        self.endpoint = target_of(scope["path"]).endpoint
        self.wants_json = wants_json(headers)

    @property
    def path(self) -> str:
        """The path as the client wrote it."""
        return str(self._scope["path"])

    @property
    def connection(self) -> Connection:
        """The socket's side of it.

        Raises:
            TypeError: the application is called without a socket.
        """
        found = self._scope.get("state", {}).get(STATE_KEY)
        if not isinstance(found, Connection):
            raise TypeError("this fault needs a real socket")
        return found

    async def read(self) -> bool:
        """Read the request; False when the client went before it was whole."""
        while True:
            message = await self._receive()
            if message["type"] == "http.disconnect":
                return False
            self._request += message.get("body", b"")
            if not message.get("more_body", False):
                return True

    async def lives(self, seconds: float) -> bool:
        """Wait so long, or until the client is gone; whether it is still there."""
        try:
            async with asyncio.timeout(seconds):
                await self.gone()
        except TimeoutError:
            return True
        return False

    async def gone(self) -> None:
        """Wait until the connection has ended, by whichever side."""
        while (await self._receive())["type"] != "http.disconnect":
            pass

    async def forward(self, *, accept: str = "") -> None:
        """Let the application answer as it should; `accept` in place of the client's own wish."""
        await self._app(self._scope_with(accept), self._replay(), self.send)

    async def answer(self) -> Answer:
        """Let the application do what was asked, and keep its answer back."""
        start: Message = {}
        body = bytearray()

        async def keep(message: Message) -> None:
            if message["type"] == "http.response.start":
                start.update(message)
            else:
                body.extend(message.get("body", b""))

        await self._app(self._scope, self._replay(), keep)
        return Answer(start["status"], tuple(start["headers"]), bytes(body))

    async def respond(self, response: Response) -> None:
        """Send another response in place of the application's."""
        await response(self._scope, self._replay(), self.send)

    async def give(self, answer: Answer) -> None:
        """Send a whole answer in the regular way."""
        await self.begin(answer)
        await self.send({"type": "http.response.body", "body": answer.body})

    async def begin(self, answer: Answer, body: bytes = b"") -> None:
        """Send the head of an answer, and this beginning of its body."""
        await self.send(
            {"type": "http.response.start", "status": answer.status, "headers": answer.headers}
        )
        await self.send({"type": "http.response.body", "body": body, "more_body": True})

    async def write(self, data: bytes) -> bool:
        """Put bytes on the wire past HTTP, as fast as they are read; whether the client lives."""
        transport = self.connection.transport
        transport.write(data)
        while transport.get_write_buffer_size() > FULL_BYTES:
            if not await self.lives(_FULL_S):
                return False
        return await self.lives(0)

    async def close(self) -> None:
        """End the connection when what was written has arrived."""
        self.connection.transport.close()
        await self.gone()

    async def reset(self) -> None:
        """End the connection at once with a reset."""
        self.connection.reset()
        await self.gone()

    def _replay(self) -> Receive:
        """The request again, for an application that reads it first."""
        waiting = [self._request]

        async def receive() -> Message:
            if waiting:
                return {"type": "http.request", "body": waiting.pop(), "more_body": False}
            return await self._receive()

        return receive

    def _scope_with(self, accept: str) -> Scope:
        if not accept:
            return self._scope
        kept = [pair for pair in self._scope["headers"] if pair[0] != b"accept"]
        return {**self._scope, "headers": [*kept, (b"accept", accept.encode())]}
