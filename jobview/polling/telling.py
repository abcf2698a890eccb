"""When the next snapshot is due: news are gathered, and wait for a list that is near."""

from __future__ import annotations

import math
from typing import Final

GATHER_S: Final = 1.0
"""How long after a snapshot the next one tells what was heard about single jobs, at the earliest; a
reader who has a beat of its own asks for it before."""

LIST_NEAR_S: Final = 0.25
"""What was gathered waits so much longer for a list that has just been asked for or is about to
be: its answer brings a snapshot anyway, and two in a row are painted twice."""

ROUNDING_S: Final = 1e-6
"""A time computed and waited for may be missed by a rounding of the clock."""


class Telling:
    """Keeps when a snapshot was given last; all times are by the monotonic clock."""

    def __init__(self) -> None:
        self._told_s = -math.inf
        self._is_promised = False
        """Whether the reader was told to expect a snapshot with the list that is near."""

    def told(self, now_s: float) -> None:
        """A snapshot is given now."""
        self._told_s = now_s
        self._is_promised = False

    def is_promised_at(self, now_s: float, list_s: float, *, is_paused: bool) -> bool:
        """Whether a list is near, which then brings a snapshot; or else the reader gets one anyway.

        Args:
            now_s: the present.
            list_s: when a list was asked for, or is to be.
            is_paused: whether none is asked for.
        """
        if is_near := _is_near(now_s, list_s, is_paused=is_paused):
            self._is_promised = True
        return is_near

    def due_s(self, list_s: float, *, has_news: bool, is_paused: bool) -> float:
        """When a snapshot is due though no list has come; may be infinite."""
        if self._is_promised:
            return list_s + LIST_NEAR_S
        if not has_news:
            return math.inf
        gathered_s = self._told_s + GATHER_S
        if _is_near(gathered_s, list_s, is_paused=is_paused):
            return list_s + LIST_NEAR_S
        return gathered_s


def _is_near(at_s: float, list_s: float, *, is_paused: bool) -> bool:
    """Whether a list has just been asked for, or is about to be."""
    return not is_paused and abs(at_s - list_s) < LIST_NEAR_S
