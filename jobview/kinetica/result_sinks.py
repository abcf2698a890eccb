"""Where a result goes as it arrives: into memory, up to a limit, or away at once."""

from __future__ import annotations

import asyncio
import io
from typing import TYPE_CHECKING, Final

from jobview.jobs.transfer import Transfer
from jobview.kinetica.avro_stream import text_of
from jobview.kinetica.job_stream import ResultTooLarge

if TYPE_CHECKING:
    from collections.abc import Callable

    from jobview.jobs.transfer import OnProgress
    from jobview.kinetica.avro_stream import AvroStream

WRITTEN_BYTES: Final = 1024 * 1024
"""How much is gathered before it is written: going into a thread and back takes 0.1 ms."""


class HeldResult:
    """Keeps a result of limited size, in memory once: nothing is joined when it is here."""

    def __init__(self, max_bytes: int, on_progress: OnProgress | None = None) -> None:
        self._max_bytes = max_bytes
        self._on_progress = on_progress
        self._held: list[io.BytesIO] = []
        self._held_bytes = 0

    async def receive(self, stream: AvroStream, size: int) -> None:
        """Take the next `size` bytes of the stream.

        Raises:
            ResultTooLarge: the limit is exceeded with them; nothing was read.
        """
        self._held_bytes += size
        if self._held_bytes > self._max_bytes:
            raise ResultTooLarge(self._held_bytes, self._max_bytes)
        held = io.BytesIO()
        self._held.append(held)
        while held.tell() < size:
            held.write(await stream.some(size - held.tell()))
            if self._on_progress is not None:
                self._on_progress(Transfer(held.tell(), size))

    async def parts(self) -> tuple[bytes, str]:
        """`response` and `response_text`.

        Raises:
            AvroError: the text is not UTF-8.
        """
        response, text = (held.getvalue() for held in self._held)
        return response, await text_of(text)


class WrittenResult:
    """Writes a result away in pieces and keeps none of it; of two forms the first.

    Attributes:
        written_bytes: how much was written.
    """

    def __init__(
        self, write: Callable[[bytes], object], on_progress: OnProgress | None = None
    ) -> None:
        self.written_bytes = 0
        self._write = write
        self._on_progress = on_progress

    async def receive(self, stream: AvroStream, size: int) -> None:
        """Take the next `size` bytes of the stream."""
        is_wanted = not self.written_bytes
        left = size
        gathered = io.BytesIO()
        while left:
            some = await stream.some(min(left, WRITTEN_BYTES))
            left -= len(some)
            if not is_wanted:
                continue
            gathered.write(some)
            if self._on_progress is not None:
                self._on_progress(Transfer(size - left, size))
            if gathered.tell() >= WRITTEN_BYTES or not left:
                await self.write(gathered.getvalue())
                gathered = io.BytesIO()

    async def write(self, data: bytes) -> None:
        """Write `data` in a thread; comes back when it is written, also when cancelled."""
        self.written_bytes += len(data)
        writing = asyncio.ensure_future(asyncio.to_thread(self._write, data))
        try:
            await asyncio.shield(writing)
        except asyncio.CancelledError:
            # Whoever cancels will close the file, which must not happen under the thread's hands.
            await asyncio.wait([writing])
            raise

    async def parts(self) -> tuple[bytes, str]:
        """Nothing is kept for the reply."""
        return b"", ""
