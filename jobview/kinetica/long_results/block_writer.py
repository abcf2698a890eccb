"""Bytes written away in large blocks, in threads, while more of them arrive."""

from __future__ import annotations

import asyncio
import io
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Callable

BLOCK_BYTES: Final = 1024 * 1024
"""How much is gathered before it is written: going into a thread and back takes 0.1 ms."""


class BlockWriter:
    """Gathers bytes and writes them away.

    Attributes:
        taken_bytes: how much it was given; all of that is written after `flush`.
    """

    def __init__(self, write: Callable[[bytes], object]) -> None:
        """Write with `write`, never two calls at a time."""
        self.taken_bytes = 0
        self._write = write
        self._gathered = io.BytesIO()

    async def add(self, data: bytes | memoryview) -> None:
        """Take in the next bytes.

        Raises:
            OSError: whatever writing raises.
        """
        self.taken_bytes += self._gathered.write(data)
        if self._gathered.tell() >= BLOCK_BYTES:
            await self.flush()

    async def flush(self) -> None:
        """Write what was gathered; comes back when it is written, also when cancelled.

        Raises:
            OSError: whatever writing raises.
        """
        data = self._gathered.getvalue()
        if not data:
            return
        self._gathered = io.BytesIO()
        writing = asyncio.ensure_future(asyncio.to_thread(self._write, data))
        try:
            await asyncio.shield(writing)
        except asyncio.CancelledError:
            # Whoever cancels will close the file, which must not happen under the thread's hands.
            await asyncio.wait([writing])
            raise
