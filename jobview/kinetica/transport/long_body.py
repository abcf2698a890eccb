"""The body of a long answer, read from its connection as fast as the reader takes it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Self

from jobview.kinetica.transport.http import httpx
from jobview.kinetica.transport.stage import FAULTS, without_frames

if TYPE_CHECKING:
    from collections.abc import Callable

    from jobview.kinetica.transport.stage import Fault
    from jobview.kinetica.transport.talk import Talk
    from jobview.kinetica.transport.time_limit import TimeLimit


class LongBody(httpx.AsyncByteStream):
    """A body in pieces of up to a mebibyte; whoever has it closes it, read to its end or not.

    An iterator and no generator: one that is left in the middle needs no task to be cleared away.
    """

    def __init__(
        self,
        talk: Talk,
        beginning: bytes,
        read_s: float,
        limit: TimeLimit,
        told: Callable[[Fault], httpx.TransportError],
        on_end: Callable[[bool], None],
    ) -> None:
        """The body of the answer whose head was read last.

        Args:
            talk: where it comes from.
            beginning: what was read of it already.
            read_s: how long to wait for a piece.
            limit: the time for all pieces together; what the reader takes in between is its own.
            told: gives httpx's error for one of a lower layer.
            on_end: called once when the body is closed, with whether all of it was read.
        """
        self._talk = talk
        self._beginning = beginning
        self._read_s = read_s
        self._limit = limit
        self._told = told
        self._on_end: Callable[[bool], None] | None = on_end
        self._is_complete = False
        limit.grant(len(beginning))
        limit.pause()

    def __aiter__(self) -> Self:
        return self

    async def __anext__(self) -> bytes:
        """The next piece.

        Raises:
            httpx.TransportError: it did not come.
        """
        if self._on_end is None:
            raise httpx.ReadError("closed")
        if self._beginning:
            piece, self._beginning = self._beginning, b""
            return piece
        self._limit.resume()
        try:
            piece = await self._next_piece()
        except FAULTS as error:
            raise self._told(error) from without_frames(error)
        finally:
            self._limit.pause()
        if not piece:
            self._is_complete = True
            raise StopAsyncIteration
        self._limit.grant(len(piece))
        return piece

    async def _next_piece(self) -> bytes:
        if self._limit.is_over:
            # While there is always something to read, nobody waits and nobody sees the time.
            raise TimeoutError
        self._talk.wire.ends_s = self._limit.ends_s
        return await self._talk.part(self._read_s)

    async def aclose(self) -> None:
        """Read no more; what is left unread costs the connection."""
        if self._on_end is not None:
            on_end, self._on_end = self._on_end, None
            on_end(self._is_complete)
