"""The only place that reads the time; everything else is handed a `Clock`."""

from __future__ import annotations

import time
from typing import Protocol


class Clock(Protocol):
    """Two readings: the wall clock for people, the monotonic one for durations."""

    def wall_s(self) -> float:
        """Seconds since the epoch, UTC; may jump when the machine's clock is set."""
        ...

    def monotonic_s(self) -> float:
        """Seconds from an arbitrary start; never goes back."""
        ...


class SystemClock:
    """The machine's own clocks."""

    def wall_s(self) -> float:
        """Seconds since the epoch, UTC."""
        return time.time()

    def monotonic_s(self) -> float:
        """Seconds from an arbitrary start; never goes back."""
        return time.monotonic()
