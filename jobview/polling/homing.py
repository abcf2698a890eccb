"""When the primary of a ring is tested again while another cluster is asked."""

from __future__ import annotations

import math
from typing import Final

from jobview.jobs.ring import LOOK_HOME_S

CONFIRM_S: Final = 10.0
"""How soon a good test is confirmed by another."""


class Homing:
    """The next test's time, by the monotonic clock.

    Attributes:
        due_s: when the primary is to be tested; infinite while it is asked, or under test.
    """

    def __init__(self) -> None:
        self.due_s = math.inf
        self._is_away = False
        self._is_hurried = False

    def is_due(self, now_s: float, *, is_away: bool) -> bool:
        """Whether to test now; `is_away` is whether another cluster is asked."""
        if is_away != self._is_away:
            self._is_away = is_away
            self.due_s = now_s + LOOK_HOME_S if is_away else math.inf
            self._is_hurried = False
        return now_s >= self.due_s

    def start(self) -> None:
        """A test starts."""
        self.due_s = math.inf

    def end(self, now_s: float, *, was_good: bool) -> None:
        """It has ended; the primary, if that is asked again by now, is tested no more."""
        pause_s = CONFIRM_S if was_good else LOOK_HOME_S
        if self._is_away:
            self.due_s = now_s if self._is_hurried else now_s + pause_s
        self._is_hurried = False

    def hurry(self) -> None:
        """Test now, or once more after the test under way: the user wants to see for himself."""
        if self._is_away:
            self._is_hurried = math.isinf(self.due_s)
            self.due_s = self.due_s if self._is_hurried else -math.inf
