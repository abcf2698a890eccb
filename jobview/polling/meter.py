"""Requests a minute, from a counter that only grows."""

from __future__ import annotations

from collections import deque
from typing import Final

MINUTE_S: Final = 60.0


class RequestMeter:
    """How much a counter grew over the last minute."""

    def __init__(self) -> None:
        self._readings: deque[tuple[float, int]] = deque()

    def per_min(self, now_s: float, count: int) -> int:
        """Note that the counter stands at `count` and tell its growth in a minute.

        During the first minute it is the growth so far; after longer silence, the average.

        Args:
            now_s: by a monotonic clock.
            count: the counter's reading.
        """
        readings = self._readings
        readings.append((now_s, count))
        while len(readings) > 1 and readings[1][0] <= now_s - MINUTE_S:
            readings.popleft()
        since_s, before = readings[0]
        return round((count - before) * MINUTE_S / max(MINUTE_S, now_s - since_s))
