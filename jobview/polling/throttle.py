"""Kindness of those who know what to ask: each waits for its turn under the server's ceilings."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING

from jobview.polling.rate import RequestCeiling

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable

    from jobview.clock import Clock


class Throttle:
    """Use it as `async with throttle:` around each request; entering waits for its turn."""

    def __init__(
        self,
        clock: Clock,
        *,
        max_in_flight: int,
        max_requests_per_s: int,
        sleep: Callable[[float], Awaitable[None]] = asyncio.sleep,
    ) -> None:
        """Allow so many requests.

        Args:
            clock: whose monotonic reading counts.
            max_in_flight: requests under way at once.
            max_requests_per_s: requests in any one second; so many may begin at once.
            sleep: lets seconds pass.
        """
        self._ceiling = RequestCeiling(max_requests_per_s, clock)
        # With no more places than the ceiling has, the ceiling always names a finite delay.
        self._places = asyncio.Semaphore(min(max_in_flight, max_requests_per_s))
        self._sleep = sleep

    async def __aenter__(self) -> None:
        await self._places.acquire()
        try:
            while (delay_s := self._ceiling.delay_s()) > 0:
                await self._sleep(delay_s)
        except asyncio.CancelledError:
            self._places.release()
            raise
        self._ceiling.start()

    async def __aexit__(self, *_: object) -> None:
        self._ceiling.end()
        self._places.release()
