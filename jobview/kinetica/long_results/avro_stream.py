"""Avro values read from bytes that are still arriving, none of them held longer than needed."""

from __future__ import annotations

import asyncio
import io
from contextlib import suppress
from typing import TYPE_CHECKING, Final

from jobview.jobs.transfer import size_words
from jobview.results.avro_bytes.reader import AvroError
from jobview.results.avro_bytes.stretch import AT_ONCE_BYTES, Stretch
from jobview.results.avro_bytes.varints import read_long

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable

MOST_ENTRIES: Final = 10_000
"""How many entries all maps together may have; servers send a handful. An empty one takes two
bytes on the wire and some hundred in memory."""

_ENTRIES_AT_ONCE: Final = 500
"""Read in 2 ms; then other tasks have their turn."""

_LEAST_ENTRY_BYTES: Final = 2
"""An empty name and an empty text."""

_LONGEST_LONG: Final = 10
"""Bytes of an integer of 64 bits."""

_GOES_ON: Final = 0x80
"""The bit of an integer's byte that says that another one follows."""


async def text_of(data: bytes) -> str:
    """The string that bytes are as UTF-8; a long one is made in a thread.

    Raises:
        AvroError: they are none.
    """
    try:
        if len(data) <= AT_ONCE_BYTES:
            return data.decode()
        return await asyncio.to_thread(Stretch.of(data).text)
    except UnicodeDecodeError:
        raise AvroError("a string is not UTF-8") from None


class AvroStream:
    """A cursor that waits for what it reads.

    As `ByteReader` it believes no length and no count that cannot be true: a run of bytes has the
    room that the run around it has left, and strings and the entries of maps have a budget. Besides
    AvroError every method raises what its source of pieces raises.
    """

    def __init__(self, piece: Callable[[], Awaitable[bytes]], max_text_bytes: int) -> None:
        """Read from the first byte on.

        Args:
            piece: gives the next bytes; empty at the end.
            max_text_bytes: how long all strings together may be.
        """
        self._piece = piece
        self._max_text_bytes = max_text_bytes
        self._text_bytes = 0
        self._entries = 0
        self._held = b""
        self._at = 0
        """Where in `_held` the cursor stands."""
        self._passed = 0
        """Bytes before `_held`."""
        self._ends: list[int] = []
        """Where the runs end that the cursor is in, the innermost last."""

    async def flag(self) -> bool:
        """One boolean."""
        byte = await self._byte()
        if byte > 1:
            raise AvroError(f"{byte} is not a boolean")
        return byte == 1

    async def long(self) -> int:
        """One integer."""
        data = bytearray()
        while len(data) < _LONGEST_LONG:
            data.append(await self._byte())
            if data[-1] < _GOES_ON:
                with suppress(OverflowError):  # ten bytes have room for 70 bits
                    return read_long(bytes(data), 0)[0]
                break
        raise AvroError("an integer is longer than 64 bits")

    async def size(self) -> int:
        """How many bytes a string, or a run of bytes, has; they come next."""
        size = await self.long()
        self._check_room(size, f"{size} bytes")
        return size

    async def text(self) -> str:
        """One string."""
        left = await self.size()
        self._text_bytes += left
        if self._text_bytes > self._max_text_bytes:
            raise AvroError(f"more than {size_words(self._max_text_bytes)} of strings")
        data = io.BytesIO()
        while left:
            left -= data.write(await self.some(left))
        return await text_of(data.getvalue())

    async def texts(self) -> dict[str, str]:
        """One map of strings."""
        entries: dict[str, str] = {}
        while count := await self.long():
            end = await self._block_end(count)
            for place in range(self._entries - abs(count), self._entries):
                name = await self.text()
                entries[name] = await self.text()
                if place % _ENTRIES_AT_ONCE == _ENTRIES_AT_ONCE - 1:
                    await asyncio.sleep(0)
            if end is not None and self._position != end:
                raise AvroError("a block of a map has another size than it says")
        return entries

    async def some(self, at_most: int) -> memoryview:
        """The next bytes, as many as are here; at least one, at most so many."""
        if not await self._has_more():
            raise AvroError("the bytes end too soon")
        some = memoryview(self._held)[self._at : self._at + at_most]
        self._at += len(some)
        return some

    async def enter(self) -> None:
        """Go into a run of bytes, to read values inside it."""
        size = await self.size()
        self._ends.append(self._position + size)

    def leave(self) -> None:
        """Go on behind the run of bytes that was entered last, all of which must be read."""
        left = self._ends.pop() - self._position
        if left:
            raise AvroError(f"{left} bytes are left over")

    async def check_end(self) -> None:
        """See that nothing follows."""
        if await self._has_more():
            raise AvroError("bytes are left over")

    async def _block_end(self, count: int) -> int | None:
        """Where a map's block ends, whose count was read; None when it does not say."""
        self._entries += abs(count)
        if self._entries > MOST_ENTRIES:
            raise AvroError(f"more than {MOST_ENTRIES:,} entries in its maps")
        self._check_room(abs(count) * _LEAST_ENTRY_BYTES, f"{abs(count)} entries")
        return None if count > 0 else await self.size() + self._position

    def _check_room(self, size: int, what: str) -> None:
        left = self._ends[-1] - self._position if self._ends else None
        if size < 0 or (left is not None and size > left):
            raise AvroError(f"{what} are claimed where {left or 0} bytes are left")

    @property
    def _position(self) -> int:
        return self._passed + self._at

    async def _byte(self) -> int:
        return (await self.some(1))[0]

    async def _has_more(self) -> bool:
        if self._at == len(self._held):
            self._passed += self._at
            self._at = 0
            self._held = await self._piece()
        return bool(self._held)
