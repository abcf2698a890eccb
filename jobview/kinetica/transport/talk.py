"""Questions and answers over one wire, in HTTP/1.1 as h11 understands it."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING, Final

import h11

from jobview.jobs.transfer import size_words

if TYPE_CHECKING:
    from jobview.kinetica.transport.wire import Wire

CUT_OFF: Final = "the connection was closed before the answer was complete"
"""Text of the `h11.RemoteProtocolError` for an answer that ended early."""

SPEAKS_TLS: Final = "the answer is a TLS record"
"""Text of the `h11.RemoteProtocolError` for an answer of a server that wants to hear TLS."""

_TLS_ALERT: Final = b"\x15\x03"
"""How such an answer begins: a record of alerts, and the version (RFC 8446, 5.1)."""

MAX_HEAD_BYTES: Final = 100 * 1024
"""The longest status line with headers, and the longest line of a chunk, that is taken in."""

MAX_INTERIM_ANSWERS: Final = 20
"""How many answers of the 1xx kind are passed over before the real one."""

_HEAD_STEP_BYTES: Final = 8 * 1024
"""h11 looks at a head's length only while it is incomplete, so it gets no more than this much at
a time of what may be one; nearly all heads are shorter."""

_CHUNKS_STEP_BYTES: Final = 64 * 1024
"""The same of a body in chunks, whose lines and trailers are heads of a kind."""

_TOO_LONG: Final = 431
"""h11's hint for a head that is longer than it may be."""


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
        self._unparsed = b""
        """Has arrived, but not gone to h11 yet."""
        self._step_bytes = _HEAD_STEP_BYTES
        self._is_answered = False
        """Whether anything has come since the question."""

    async def ask(self, head: h11.Request, body: bytes, write_s: float) -> None:
        """Send a request."""
        data = self._http.send(head) or b""
        if body:
            data += self._http.send(h11.Data(data=body)) or b""
        data += self._http.send(h11.EndOfMessage()) or b""
        self._step_bytes = _HEAD_STEP_BYTES
        self._is_answered = False
        await self.wire.write(data, write_s)

    async def head(self, read_s: float) -> h11.Response:
        """An answer's status and headers; what comes before it, such as 100, is passed over."""
        for _ in range(MAX_INTERIM_ANSWERS + 1):
            event = await self._event(read_s)
            if isinstance(event, h11.Response):
                is_chunked = any(name == b"transfer-encoding" for name, _ in event.headers)
                self._step_bytes = _CHUNKS_STEP_BYTES if is_chunked else sys.maxsize
                return event
        raise h11.RemoteProtocolError(
            f"more than {MAX_INTERIM_ANSWERS} interim answers (1xx) without a real one"
        )

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
        if not is_over or self._unparsed or self._http.trailing_data[0]:
            return False
        self._http.start_next_cycle()
        return True

    async def _bytes(self, read_s: float) -> bytes:
        """What h11 has not seen yet, as soon as there is something; empty after a farewell."""
        data = self._unparsed or await self.wire.read(read_s)
        if not self._is_answered and data.startswith(_TLS_ALERT):
            raise h11.RemoteProtocolError(SPEAKS_TLS)
        self._is_answered = True
        return data

    async def _event(self, read_s: float) -> object:
        """What h11 makes of the bytes next: one of its events, or its sign for no more."""
        try:
            while (event := self._http.next_event()) is h11.NEED_DATA:
                data = await self._bytes(read_s)
                self._has_ended = not data
                self._unparsed = data[self._step_bytes :]
                self._http.receive_data(data[: self._step_bytes])
        except h11.RemoteProtocolError as error:
            if self._has_ended:
                raise h11.RemoteProtocolError(CUT_OFF) from None
            if error.error_status_hint == _TOO_LONG:
                size = size_words(MAX_HEAD_BYTES)
                raise h11.RemoteProtocolError(f"a head or line longer than {size}") from None
            raise
        if isinstance(event, h11.ConnectionClosed):
            raise h11.RemoteProtocolError(CUT_OFF)
        return event
