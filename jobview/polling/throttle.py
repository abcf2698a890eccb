"""Kindness to the server: so many requests under way at once, and so many begun in any second."""

from __future__ import annotations

import asyncio
from collections import deque
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from jobview.clock import Clock


class Throttle:
    """Use it as `async with throttle:` around each request; entering waits for its turn.

    Args:
        clock: the second's measure.
        max_in_flight: requests under way at once.
        max_requests_per_s: requests begun within any one second; so many may begin at once.
    """

    def __init__(self, clock: Clock, *, max_in_flight: int, max_requests_per_s: int) -> None:
        self._clock = clock
        self._places = asyncio.Semaphore(max_in_flight)
        self._begun_s: deque[float] = deque(maxlen=max_requests_per_s)
        """When the newest requests began or will begin."""

    async def __aenter__(self) -> None:
        await self._places.acquire()
        try:
            await asyncio.sleep(self.reserve_s())
        except asyncio.CancelledError:
            self._places.release()
            raise

    async def __aexit__(self, *_: object) -> None:
        self._places.release()

    def reserve_s(self) -> float:
        """Take the next free moment for one request; gives how many seconds from now it is."""
        now_s = self._clock.monotonic_s()
        begin_s = now_s
        if len(self._begun_s) == self._begun_s.maxlen:
            begin_s = max(now_s, self._begun_s[0] + 1.0)
        self._begun_s.append(begin_s)
        return begin_s - now_s
