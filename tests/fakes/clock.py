"""A clock that moves only when told, and waiting that goes by it."""

from __future__ import annotations

import asyncio
import math

from jobview.clock import Clock

WALL_AHEAD_S = 1_795_443_030.0
"""By how much a new clock's wall reading is ahead of its monotonic one."""

SETTLED_AFTER = 40
"""Turns of the event loop after which everything that can happen has happened."""


async def settle(turns: int = SETTLED_AFTER) -> None:
    """Let all tasks run until each waits for time or for another answer."""
    for _ in range(turns):
        await asyncio.sleep(0)


class FakeClock(Clock):
    """Starts at a fixed moment; `advance` moves both readings, each can also be set alone."""

    def __init__(
        self,
        wall: float = 1_795_444_030.0,
        mono: float = 1_000.0,
        settled_after: int = SETTLED_AFTER,
    ) -> None:
        self._settled_after = settled_after
        self.wall = wall
        self.mono = mono
        self._timers: list[tuple[float, asyncio.Event]] = []
        """When, by the monotonic reading, and what is set then."""

    def wall_s(self) -> float:
        return self.wall

    def monotonic_s(self) -> float:
        return self.mono

    def advance(self, seconds: float) -> None:
        """Let time pass."""
        self.wall += seconds
        self.mono += seconds
        for timer in [timer for timer in self._timers if timer[0] <= self.mono]:
            self._timers.remove(timer)
            timer[1].set()

    async def sleep(self, seconds: float) -> None:
        """Come back when so many seconds have passed by this clock."""
        await self.wait(asyncio.Event(), seconds)

    async def wait(self, event: asyncio.Event, timeout_s: float | None) -> None:
        """Come back when `event` is set or the seconds have passed by this clock."""
        timer = (math.inf if timeout_s is None else self.mono + timeout_s, asyncio.Event())
        self._timers.append(timer)
        waits = [asyncio.ensure_future(each.wait()) for each in (event, timer[1])]
        try:
            await asyncio.wait(waits, return_when=asyncio.FIRST_COMPLETED)
        finally:
            for wait in waits:
                wait.cancel()
            if timer in self._timers:
                self._timers.remove(timer)

    async def run(self, seconds: float) -> None:
        """Let time pass from one moment at which somebody waits to the next, tasks running."""
        end_s = self.mono + seconds
        while True:
            await settle(self._settled_after)
            next_s = min((timer[0] for timer in self._timers), default=math.inf)
            if next_s > end_s:
                break
            self.advance(max(0.0, next_s - self.mono))
            # Adding up may fall short of the moment by the last bit.
            self.mono = max(self.mono, next_s)
            self.advance(0.0)
        self.advance(max(0.0, end_s - self.mono))
        await settle(self._settled_after)


class WorkingClock(FakeClock):
    """Each reading takes some time, as everything does on a real machine."""

    reading_s = 0.0

    def monotonic_s(self) -> float:
        now_s = self.mono
        self.mono += self.reading_s
        return now_s
