"""The simulated time: the clock's, made faster."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from jobview.clock import Clock


class Timeline:
    """Simulated seconds since the epoch.

    They start with the wall clock, then pass `speed` times as fast as the monotonic one.
    """

    def __init__(self, clock: Clock, speed: float) -> None:
        self._clock = clock
        self._speed = speed
        self._start_s = clock.wall_s()
        self._start_monotonic_s = clock.monotonic_s()

    @property
    def start_s(self) -> float:
        """Simulated time at the start."""
        return self._start_s

    def now_s(self) -> float:
        """Simulated time now."""
        passed_s = self._clock.monotonic_s() - self._start_monotonic_s
        return self._start_s + passed_s * self._speed

    def received_ms(self, at_s: float) -> int:
        """What a client is told for the simulated moment `at_s`: milliseconds by the wall clock.

        A moment before the start is told as it is: a job that was an hour old at the start looks
        an hour old at any speed. A later one is told by when it happened for the client; asked
        soon after it, the answer is right even when the wall clock was set or the machine slept.
        """
        if at_s <= self._start_s:
            return round(at_s * 1000)
        ago_s = (self.now_s() - at_s) / self._speed
        return round((self._clock.wall_s() - ago_s) * 1000)
