"""An answer whose head has arrived: its body is taken whole, or piece by piece as it comes."""

from __future__ import annotations

import asyncio
import io
from typing import TYPE_CHECKING, Final

from jobview.errors import TooLarge
from jobview.jobs.transfer import size_words
from jobview.kinetica.exchange.failures import Answer
from jobview.kinetica.exchange.link_failures import no_answer
from jobview.kinetica.transport.http import httpx

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Iterator

    from jobview.kinetica.exchange.attempt import Tally
    from jobview.kinetica.exchange.inflate import Inflater
    from jobview.kinetica.messages.calls import Call
    from jobview.settings import Timeouts

MAX_ERROR_BYTES: Final = 1024 * 1024
"""How much of an answer is read whose HTTP status alone says that it is none: enough for any
error message, and what such an answer means is known without the rest."""

LIMIT_REMEDY: Final = "raise max_response_bytes if this machine has the memory for it"


class Incoming:
    """One answer under way; to be closed, which gives up what was not read.

    Attributes:
        url: of the call, in full.
        is_here: whether the whole body is here already, as that of any short answer.
    """

    def __init__(
        self,
        url: str,
        call: Call,
        response: httpx.Response,
        timeouts: Timeouts,
        tally: Tally,
        login_scheme: str = "",
    ) -> None:
        self.url = url
        self._call = call
        self._response = response
        self._timeouts = timeouts
        self._tally = tally
        self._login_scheme = login_scheme
        if not isinstance(response.stream, httpx.AsyncByteStream):
            raise TypeError("an asynchronous transport gave a synchronous answer")
        self._arriving: AsyncIterator[bytes] = aiter(response.stream)
        # httpx would try three encodings on every header of every answer to find this one.
        response.headers.encoding = "iso-8859-1"
        self._coding = _coding_of(response.headers.get("content-encoding", ""))
        self._inflater: Inflater | None = None
        self._inflated: Iterator[bytes] = iter(())
        self._taken_back = b""
        self.is_here = not self._coding and isinstance(response.stream, httpx.ByteStream)

    @property
    def is_success(self) -> bool:
        """Whether the HTTP status is 200."""
        return self._response.status_code == httpx.codes.OK

    @property
    def declared_bytes(self) -> int | None:
        """How long the body is to be; None when the server does not say, or compresses it."""
        declared = self._response.headers.get("content-length", "")
        return int(declared) if declared.isdecimal() and not self._coding else None

    async def piece(self) -> bytes:
        """The next bytes of the body, decompressed; empty at its end.

        Raises:
            ServerError: the rest does not come, or is not compressed as the answer says.
        """
        if self._taken_back:
            piece, self._taken_back = self._taken_back, b""
            return piece
        try:
            piece = await (self._inflated_piece() if self._coding else self._arrived_piece())
        except httpx.HTTPError as error:
            raise no_answer(self.url, self._call, error, self._timeouts) from error
        if not self.is_here:
            # A server on this machine always has the next piece ready: others want their turn.
            await asyncio.sleep(0)
        return piece

    async def beginning(self, count: int) -> bytes:
        """The body's next `count` bytes, fewer when it ends before; `piece` gives them again.

        Raises:
            ServerError: as `piece`.
        """
        held = io.BytesIO()
        while held.tell() < count and (piece := await self.piece()):
            held.write(piece)
        self._taken_back = held.getvalue()
        return self._taken_back[:count]

    async def whole(self, max_bytes: int) -> Answer:
        """The answer with all of its body; of an error's body no more than `MAX_ERROR_BYTES`.

        Args:
            max_bytes: how long the body may be, decompressed.

        Raises:
            TooLarge: it is longer; nothing is read of one that says so beforehand.
            ServerError: as `piece`.
        """
        if self._response.status_code >= httpx.codes.MULTIPLE_CHOICES:
            return self.with_body(await self.beginning(min(max_bytes, MAX_ERROR_BYTES)))
        declared = self.declared_bytes
        if declared is not None and declared > max_bytes:
            raise self.too_large(declared, max_bytes)
        body = io.BytesIO()
        while piece := await self.piece():
            body.write(piece)
            if body.tell() > max_bytes:
                raise self.too_large(None, max_bytes)
        return self.with_body(body.getvalue())

    def with_body(self, body: bytes) -> Answer:
        """The answer as far as it is known, with this body."""
        response = self._response
        return Answer(
            self.url,
            self._call.endpoint,
            response.status_code,
            response.headers,
            body,
            self._login_scheme,
        )

    def too_large(self, size_bytes: int | None, limit_bytes: int) -> TooLarge:
        """The error for an answer that is larger than it may be; None for a size not known."""
        return TooLarge(
            self.url,
            f"the answer is larger than the limit of {size_words(limit_bytes)}",
            size_bytes=size_bytes,
            limit_bytes=limit_bytes,
            remedy=LIMIT_REMEDY,
        )

    async def close(self) -> None:
        """Give up what was not read; the connection is free then, or gone."""
        await self._response.aclose()

    async def _arrived_piece(self) -> bytes:
        async for piece in self._arriving:
            if piece:
                self._tally.received_bytes += len(piece)
                return piece
        return b""

    async def _inflated_piece(self) -> bytes:
        if self._inflater is None:
            # zlib is in the standard library, but servers that compress are rare.
            from jobview.kinetica.exchange.inflate import Inflater

            self._inflater = Inflater(self._coding)
        while not (piece := next(self._inflated, b"")):
            arrived = await self._arrived_piece()
            if not arrived:
                self._inflater.check_end()
                return b""
            self._inflated = self._inflater.pieces(arrived)
        return piece


def _coding_of(said: str) -> str:
    """How a body is compressed; empty where it is not, which servers need not say but may."""
    return "" if said.strip().lower() == "identity" else said
