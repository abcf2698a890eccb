"""Questions and answers over one wire, in HTTP/1.1 as h11 understands it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import h11

if TYPE_CHECKING:
    from jobview.kinetica.transport.wire import Wire

CUT_OFF: Final = "the connection was closed before the answer was complete"
"""Text of the `h11.RemoteProtocolError` for an answer that ended early."""

MAX_HEAD_BYTES: Final = 100 * 1024
"""The longest status line with headers, and the longest line of a chunk, that is taken in."""


class Talk:
    """One side of a connection that asks and is answered, one question at a time.

    Its calls raise what the wire raises, and `h11.ProtocolError` for what is not HTTP.

    Attributes:
        wire: what it goes over.
    """

    def __init__(self, wire: Wire) -> None:
        self.wire = wire
        self._http = h11.Connection(h11.CLIENT, max_incomplete_event_size=MAX_HEAD_BYTES)
        self._has_ended = False

    async def ask(self, head: h11.Request, body: bytes, write_s: float) -> None:
        """Send a request."""
        data = self._http.send(head) or b""
        if body:
            data += self._http.send(h11.Data(data=body)) or b""
        data += self._http.send(h11.EndOfMessage()) or b""
        await self.wire.write(data, write_s)

    async def head(self, read_s: float) -> h11.Response:
        """An answer's status and headers; what comes before it, such as 100, is passed over."""
        while True:
            event = await self._event(read_s)
            if isinstance(event, h11.Response):
                return event

    async def part(self, read_s: float) -> bytes:
        """The answer's body as far as it has come, without what was given; empty at its end."""
        event = await self._event(read_s)
        return bytes(event.data) if isinstance(event, h11.Data) else b""

    def can_go_on(self) -> bool:
        """Make ready for the next question; False when another connection is needed for it.

        What is left of an answer too large, or came uncalled for, would be taken for the next
        answer's beginning.
        """
        is_over = self._http.our_state is h11.DONE and self._http.their_state is h11.DONE
        if not is_over or self._http.trailing_data[0]:
            return False
        self._http.start_next_cycle()
        return True

    async def _event(self, read_s: float) -> object:
        """What h11 makes of the bytes next: one of its events, or its sign for no more."""
        try:
            while (event := self._http.next_event()) is h11.NEED_DATA:
                data = await self.wire.read(read_s)
                self._has_ended = not data
                self._http.receive_data(data)
        except h11.RemoteProtocolError:
            if self._has_ended:
                raise h11.RemoteProtocolError(CUT_OFF) from None
            raise
        if isinstance(event, h11.ConnectionClosed):
            raise h11.RemoteProtocolError(CUT_OFF)
        return event
