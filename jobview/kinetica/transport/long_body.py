"""The body of a long answer, read from its connection as fast as the reader takes it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Self

from jobview.kinetica.transport.http import httpx
from jobview.kinetica.transport.stage import FAULTS, RECEIVING, without_frames

if TYPE_CHECKING:
    from collections.abc import Callable

    from jobview.kinetica.transport.talk import Talk


class LongBody(httpx.AsyncByteStream):
    """A body in pieces of up to a mebibyte; whoever has it closes it, read to its end or not.

    An iterator and no generator: one that is left in the middle needs no task to be cleared away.
    """

    def __init__(
        self, talk: Talk, beginning: bytes, read_s: float, on_end: Callable[[bool], None]
    ) -> None:
        """The body of the answer whose head was read last.

        Args:
            talk: where it comes from.
            beginning: what was read of it already.
            read_s: how long to wait for a piece.
            on_end: called once when the body is closed, with whether all of it was read.
        """
        self._talk = talk
        self._beginning = beginning
        self._read_s = read_s
        self._on_end: Callable[[bool], None] | None = on_end
        self._is_complete = False

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
        try:
            piece = await self._talk.part(self._read_s)
        except FAULTS as error:
            raise RECEIVING.told(error) from without_frames(error)
        if not piece:
            self._is_complete = True
            raise StopAsyncIteration
        return piece

    async def aclose(self) -> None:
        """Read no more; what is left unread costs the connection."""
        if self._on_end is not None:
            on_end, self._on_end = self._on_end, None
            on_end(self._is_complete)
