"""The only place that reads the time; everything else is handed a `Clock`."""

from __future__ import annotations

import time
from typing import Final, Protocol

_ELAPSING: Final[int] = getattr(time, "CLOCK_BOOTTIME", time.CLOCK_MONOTONIC)
"""The clock that goes on while the machine sleeps. Linux has one of its own for that; macOS's
`CLOCK_MONOTONIC` does, though `time.monotonic` does not."""


class Clock(Protocol):
    """Two readings: the wall clock for people, the monotonic one for durations."""

    def wall_s(self) -> float:
        """Seconds since the epoch, UTC; may jump when the machine's clock is set."""
        ...

    def monotonic_s(self) -> float:
        """Seconds from an arbitrary start; never goes back, goes on while the machine sleeps."""
        ...


class SystemClock:
    """The machine's own clocks."""

    def wall_s(self) -> float:
        """Seconds since the epoch, UTC."""
        return time.time()

    def monotonic_s(self) -> float:
        """Seconds from an arbitrary start, those in which the machine slept included."""
        return time.clock_gettime(_ELAPSING)
