"""Noticing that the machine's wall clock was set, by comparing it with the monotonic one."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from jobview.clock import Clock

MIN_STEP_S: Final = 3.0
"""A smaller difference is the time between the two readings, or a clock being put right slowly;
no figure on screen goes wrong by it."""


class WallStep:
    """Tells by how much the wall clock was put forward or back."""

    def __init__(self, clock: Clock) -> None:
        self._clock = clock
        self._apart_s = self._read_s()

    def taken_s(self) -> float:
        """Seconds the wall clock was put forward since this was last asked; 0 if it was not set."""
        before_s, self._apart_s = self._apart_s, self._read_s()
        step_s = self._apart_s - before_s
        return step_s if abs(step_s) >= MIN_STEP_S else 0.0

    def _read_s(self) -> float:
        return self._clock.wall_s() - self._clock.monotonic_s()
