"""How far the server's clock is from ours, told from the dates of its answers."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from jobview.jobs.source import JobList

_MIN_CHANGE_S: Final = 1.5
"""HTTP dates are whole seconds, so a smaller change of the clocks' difference is rounding."""


class ServerClock:
    """Follows the dates of answers; a change counts once a second answer in a row confirms it.

    A proxy may date an answer by its own clock, and of two proxies with different clocks each may
    serve every other answer: all ages would jump to and fro.

    Attributes:
        offset_s: the server's clock minus ours; 0 before the first date.
    """

    def __init__(self) -> None:
        self.offset_s = 0.0
        self._candidate_s: float | None = None
        self._is_known = False

    def note(self, job_list: JobList, heard_s: float) -> None:
        """Take in the date of an answer that arrived at `heard_s`, if it has one."""
        if job_list.server_s is None:
            return
        # The answer was dated half its way ago, in a second of which half had passed on average.
        offset_s = job_list.server_s + 0.5 - (heard_s - job_list.latency_s / 2)
        candidate_s, self._candidate_s = self._candidate_s, None
        if abs(offset_s - self.offset_s) <= _MIN_CHANGE_S:
            self._is_known = True
        elif not self._is_known or (
            candidate_s is not None and abs(offset_s - candidate_s) <= _MIN_CHANGE_S
        ):
            self.offset_s = offset_s
            self._is_known = True
        else:
            self._candidate_s = offset_s

    def our_clock_was_set(self, step_s: float) -> None:
        """Our own clock was put forward by so much, or back by a negative number of seconds."""
        if self._is_known:
            self.offset_s -= step_s
        self._candidate_s = None
