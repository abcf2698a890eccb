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

    def pieces(self, data: bytes) -> Iterator[bytes]:
        """What `data` holds, in pieces of at most `PIECE_BYTES`; only to be read to its end.

        Raises:
            httpx.DecodingError: it is not compressed so.
        """
        while data:
            if self._inside is None:
                self._inside = zlib.decompressobj(self._window_bits(data))
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

    def _window_bits(self, data: bytes) -> int:
        if self._coding == "gzip":
            return _GZIP_BITS
        has_header = data[0] & _METHOD_BITS == _METHOD_DEFLATE
        return zlib.MAX_WBITS if has_header else -zlib.MAX_WBITS
