"""Compressed bodies undone piece by piece, so that a small one cannot become a large one at once.

httpx's decoders give all that a piece holds: of a mebibyte of zeros in gzip that is a gibibyte,
before anybody can object.
"""

from __future__ import annotations

import zlib
from typing import TYPE_CHECKING, Final

from jobview.kinetica.transport.http import httpx

if TYPE_CHECKING:
    from collections.abc import Iterator

PIECE_BYTES: Final = 256 * 1024
"""The most that is undone at a time: about a millisecond."""

MAX_MEMBERS: Final = 1000
"""How many compressed streams one behind the other are taken for one body; servers send one. An
empty one takes 20 bytes on the wire, and a window of 32 KiB is made for it."""

MOST_EXCESS_BYTES: Final = 1024 * 1024
"""How much longer what is compressed may be than what it stands for. Compression adds a few bytes
to each 16 KiB at worst; blocks of nothing could go on for ever and never reach a limit."""

_STEP_BYTES: Final = 64 * 1024
"""zlib copies what it has not used yet at every step, so it gets no more at a time."""

_GZIP_BITS: Final = zlib.MAX_WBITS | 16
_METHOD_BITS: Final = 0x0F
_METHOD_DEFLATE: Final = 8
"""What the first byte of a zlib header says; raw deflate, which some servers send, has none."""


class Inflater:
    """Undoes one content coding, `gzip` or `deflate`."""

    def __init__(self, coding: str) -> None:
        """Be ready for the first piece.

        Args:
            coding: the value of Content-Encoding.

        Raises:
            httpx.DecodingError: it is neither, or several; jobview asks for none of those.
        """
        self._coding = coding.strip().lower().removeprefix("x-")
        if self._coding not in {"gzip", "deflate"}:
            raise httpx.DecodingError(f"compressed as {coding!r}")
        self._inside: zlib._Decompress | None = None
        self._members = 0
        self._excess_bytes = 0

    def pieces(self, data: bytes) -> Iterator[bytes]:
        """What `data` holds, in pieces of at most `PIECE_BYTES`; only to be read to its end.

        Raises:
            httpx.DecodingError: it is not compressed so, or stands for next to nothing.
        """
        for start in range(0, len(data), _STEP_BYTES):
            step = data[start : start + _STEP_BYTES]
            self._excess_bytes += len(step)
            for piece in self._pieces(step):
                self._excess_bytes -= len(piece)
                yield piece
            if self._excess_bytes > MOST_EXCESS_BYTES:
                raise httpx.DecodingError("longer than what it stands for")

    def _pieces(self, data: bytes) -> Iterator[bytes]:
        while data:
            if self._inside is None:
                self._inside = self._next_member(data)
            try:
                piece = self._inside.decompress(data, PIECE_BYTES)
                while piece:
                    yield piece
                    # What is left of the input, or, of input that is used up, of the output.
                    piece = self._inside.decompress(self._inside.unconsumed_tail, PIECE_BYTES)
            except zlib.error as error:
                raise httpx.DecodingError(str(error)) from error
            data = b""
            if self._inside.eof:
                data, self._inside = self._inside.unused_data, None

    def check_end(self) -> None:
        """See that nothing is missing.

        Raises:
            httpx.DecodingError: the compressed data was cut short.
        """
        if self._inside is not None:
            raise httpx.DecodingError("cut short")

    def _next_member(self, data: bytes) -> zlib._Decompress:
        self._members += 1
        if self._members > MAX_MEMBERS:
            raise httpx.DecodingError(f"more than {MAX_MEMBERS} compressed streams")
        return zlib.decompressobj(self._window_bits(data))

    def _window_bits(self, data: bytes) -> int:
        if self._coding == "gzip":
            return _GZIP_BITS
        has_header = data[0] & _METHOD_BITS == _METHOD_DEFLATE
        return zlib.MAX_WBITS if has_header else -zlib.MAX_WBITS
