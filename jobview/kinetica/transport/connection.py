"""One connection to a server, kept from one request to the next."""

from __future__ import annotations

import asyncio
import contextlib
import itertools
import math
from functools import partial
from typing import TYPE_CHECKING, Final

import h11

from jobview.kinetica.transport.http import httpx
from jobview.kinetica.transport.long_body import LongBody
from jobview.kinetica.transport.stage import CONNECTING, FAULTS, RECEIVING, SENDING, without_frames
from jobview.kinetica.transport.talk import Talk
from jobview.kinetica.transport.time_limit import TimeLimit

if TYPE_CHECKING:
    from collections.abc import Callable

    from jobview.kinetica.transport.route import Route
    from jobview.kinetica.transport.stage import Fault, Stage


READ_AT_ONCE_BYTES: Final = 64 * 1024
"""A longer body is read as its reader goes; most answers about a job have some hundred bytes."""

_PARTS_AT_ONCE: Final = 256
"""So many pieces of a body are taken in 5 ms, then other tasks have their turn."""


class Connection:
    """Sends requests one after the other, over one connection as long as it lasts.

    A request is never sent twice: a connection that the server has closed is replaced before a
    request is sent on it, not after.

    Attributes:
        idle_since_s: for who keeps connections: since when it waits, by the loop's clock.
    """

    def __init__(self, route: Route, on_free: Callable[[Connection], None]) -> None:
        """Connect when first needed.

        Args:
            route: to the server.
            on_free: called when an answer has been read, given up or failed.
        """
        self.idle_since_s = 0.0
        self._route = route
        self._on_free = on_free
        self._talk: Talk | None = None
        self._is_dismissed = False
        self._arrived_before = 0

    @property
    def is_open(self) -> bool:
        """Whether there is a connection at present."""
        return self._talk is not None

    async def answer(
        self, request: httpx.Request, limit: TimeLimit | None = None
    ) -> httpx.Response:
        """The server's answer: a short one whole, a long one with its body still to be read.

        A call that is cancelled closes the connection.

        Args:
            request: with its timeouts and its whole content.
            limit: the time for all of it, of which a long body earns more as it comes; without one
                it may take for ever.

        Returns:
            An answer to be closed; the connection is free when it is here whole, or closed.

        Raises:
            httpx.TransportError: none came, or not all of it, or it is not HTTP.
        """
        timeouts = request.extensions["timeout"]
        limit = limit or TimeLimit(math.inf)
        stage = CONNECTING
        response: httpx.Response | None = None
        try:
            talk = await self._connected(min(timeouts["connect"], limit.left_s))
            talk.wire.ends_s = limit.ends_s
            self._arrived_before = talk.wire.arrived_bytes
            stage = SENDING
            await talk.ask(self._sent(request), request.content, timeouts["write"])
            stage = RECEIVING
            response = await self._received(talk, timeouts["read"], limit)
        except FAULTS as error:
            raise self._told(error, stage, limit) from without_frames(error)
        finally:
            if response is None:
                self._end(is_complete=False)
        return response

    def close(self) -> None:
        """Close the connection; a request under way fails, the next one opens another."""
        if self._talk is not None:
            self._talk.wire.close()
            self._talk = None

    def dismiss(self) -> None:
        """Close the connection for good; a request that waits for it to be made is not sent."""
        self._is_dismissed = True
        self.close()

    async def _connected(self, connect_s: float) -> Talk:
        # Nothing is due to arrive, so what has arrived is the server's farewell.
        if self._talk is not None and not self._talk.wire.is_quiet:
            self.close()
        if self._talk is None:
            self._talk = Talk(await self._route.opened(connect_s))
        if self._is_dismissed:
            raise ConnectionAbortedError("closed")
        return self._talk

    def _sent(self, request: httpx.Request) -> h11.Request:
        return h11.Request(
            method=request.method,
            target=self._route.target(request.url),
            headers=request.headers.raw + self._route.extra_headers,
        )

    async def _received(self, talk: Talk, read_s: float, limit: TimeLimit) -> httpx.Response:
        head = await talk.head(read_s)
        body = bytearray()
        if _declared_bytes(head) <= READ_AT_ONCE_BYTES:
            for count in itertools.count(1):
                part = await talk.part(read_s)
                if not part:
                    self._end(is_complete=True)
                    return _response(head, httpx.ByteStream(bytes(body)))
                body += part
                if len(body) > READ_AT_ONCE_BYTES:
                    break
                if count % _PARTS_AT_ONCE == 0:
                    await asyncio.sleep(0)
        told = partial(self._told, stage=RECEIVING, limit=limit)
        return _response(head, LongBody(talk, bytes(body), read_s, limit, told, self._end))

    def _told(self, error: Fault, stage: Stage, limit: TimeLimit) -> httpx.TransportError:
        """The httpx error for what a lower layer raised."""
        if not (isinstance(error, TimeoutError) and limit.is_over):
            return stage.told(error)
        arrived = self._arrived_before if self._talk is None else self._talk.wire.arrived_bytes
        return limit.fault(arrived - self._arrived_before, is_sent=stage is not CONNECTING)

    def _end(self, is_complete: bool) -> None:  # noqa: FBT001 - LongBody's call
        """Be free for the next request, on this connection if the answer was read to its end."""
        if self._talk is not None and not (is_complete and self._talk.can_go_on()):
            self.close()
        self._on_free(self)


def _response(head: h11.Response, stream: httpx.AsyncByteStream) -> httpx.Response:
    return httpx.Response(head.status_code, headers=head.headers.raw_items(), stream=stream)


def _declared_bytes(head: h11.Response) -> int:
    """How long the answer's body is to be; 0 when it does not say."""
    for name, value in head.headers:
        if name == b"content-length":
            with contextlib.suppress(ValueError):  # h11 lets only digits pass
                return int(value)
    return 0
