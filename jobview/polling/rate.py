"""A strict ceiling on requests per second, for one who decides late what to ask next.

Nothing waits in a queue here: who may not ask yet is told how long, and chooses again then.
"""

from __future__ import annotations

import math
from collections import deque
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from jobview.clock import Clock

WINDOW_S: Final = 1.0


class RequestCeiling:
    """No more than `limit` requests in any one second, measured here or at the server.

    A request holds its place until a second after it ended. The server takes it in at some moment
    between start and end, so whatever the way there adds, no second at the server sees more.

    Attributes:
        limit: requests a second.
    """

    def __init__(self, limit: int, clock: Clock) -> None:
        """Allow `limit` requests a second.

        Args:
            limit: requests a second, at least 1.
            clock: whose monotonic reading counts.

        Raises:
            ValueError: the limit allows no request at all.
        """
        if limit < 1:
            raise ValueError(f"a ceiling of {limit} requests a second allows none")
        self.limit = limit
        self._clock = clock
        self._open = 0
        self._ended: deque[float] = deque()
        """When requests ended, oldest first, by the monotonic clock."""

    def delay_s(self, count: int = 1) -> float:
        """How long until `count` requests may start: 0 for now, infinite while it takes an end.

        A `count` above the limit is asked for as the limit: it is the most that can be had.
        """
        now_s = self._clock.monotonic_s()
        while self._ended and self._ended[0] + WINDOW_S <= now_s:
            self._ended.popleft()
        missing = min(count, self.limit) - (self.limit - self._open - len(self._ended))
        if missing <= 0:
            return 0.0
        if missing > len(self._ended):
            return math.inf
        return self._ended[missing - 1] + WINDOW_S - now_s

    def start(self, count: int = 1) -> None:
        """Count `count` requests as under way; what may not wait may start above the ceiling."""
        self._open += count

    def end(self, count: int = 1) -> None:
        """Count `count` requests as ended; each held its place and holds it a second longer."""
        self._open -= count
        self._ended.extend([self._clock.monotonic_s()] * count)
