"""Where a binary answer's result goes as it arrives: into memory, up to a limit, or away."""

from __future__ import annotations

import io
from typing import TYPE_CHECKING

from jobview.jobs.transfer import Transfer
from jobview.kinetica.long_results.avro_stream import text_of
from jobview.kinetica.long_results.refusal import ResultTooLarge

if TYPE_CHECKING:
    from jobview.jobs.transfer import OnProgress
    from jobview.kinetica.long_results.avro_stream import AvroStream
    from jobview.kinetica.long_results.block_writer import BlockWriter


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
    """Writes a result away and keeps none of it; of two forms the first."""

    def __init__(self, writer: BlockWriter, on_progress: OnProgress | None = None) -> None:
        self._writer = writer
        self._on_progress = on_progress

    async def receive(self, stream: AvroStream, size: int) -> None:
        """Take the next `size` bytes of the stream."""
        is_wanted = not self._writer.taken_bytes
        left = size
        while left:
            some = await stream.some(left)
            left -= len(some)
            if is_wanted:
                await self._writer.add(some)
                if self._on_progress is not None:
                    self._on_progress(Transfer(size - left, size))

    async def parts(self) -> tuple[bytes, str]:
        """Nothing is kept for the reply; all is written now."""
        await self._writer.flush()
        return b"", ""
