"""Since when /get/job has told nothing though it was asked, whatever news the list has.

The list tells which jobs there are and which of them run, but not how far they are. So a server may
be heard well and every bar on screen stand still, which looks like jobs that stand still.
"""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Final

from jobview.errors import OtherCluster, Refused, TooLarge, UnknownJob
from jobview.jobs.snapshot import Silence

if TYPE_CHECKING:
    from jobview.errors import ServerError
    from jobview.jobs.source import JobReply

LATE_LATENCIES: Final = 2
"""An answer is late after an interval, and never before so many times what the newest one took."""

NEW_TRY_S: Final = 0.5
"""Where requests fail the next ones are given so long before it is told: most are answered."""

ANSWERS: Final = (OtherCluster, UnknownJob, Refused, TooLarge)
"""Errors that tell something about the one job that was asked about."""


def is_answer(result: JobReply | ServerError) -> bool:
    """Whether /get/job has told what was asked, be it that there is no such job."""
    return isinstance(result, ANSWERS) or not isinstance(result, Exception)


class ProgressWatch:
    """Follows requests about single jobs; times are by the monotonic clock, in seconds.

    Attributes:
        latency_s: what the newest answer took; 0 before the first.
        unanswered_s: when the first request was made since the newest answer; None when none was.
    """

    def __init__(self) -> None:
        self.latency_s = 0.0
        self.unanswered_s: float | None = None
        self._is_silent = False
        self._error: ServerError | None = None

    def asked(self, now_s: float) -> None:
        """A request is made."""
        if self.unanswered_s is None:
            self.unanswered_s = now_s

    def answered(self, now_s: float, since_s: float, *, others_wait: bool) -> None:
        """One that was made at `since_s` is answered; `others_wait` when not all are."""
        self.latency_s = now_s - since_s
        self.unanswered_s = now_s if others_wait else None
        self._error = None
        self._is_silent = False

    def failed(self, error: ServerError) -> None:
        """One has failed."""
        self._error = error

    def forget(self) -> None:
        """There is no job left to ask about."""
        self.unanswered_s = self._error = None
        self._is_silent = False

    def late_s(self, interval_s: float, waiting_s: float | None) -> float:
        """From when on there is silence unless an answer comes; infinite when none is due.

        Args:
            interval_s: between rounds of requests.
            waiting_s: since when the one under way has heard nothing that has waited longest;
                None when none is.
        """
        if self.unanswered_s is None:
            return math.inf
        late_s = self.unanswered_s + max(interval_s, LATE_LATENCIES * self.latency_s)
        return late_s if waiting_s is None else max(late_s, waiting_s + min(NEW_TRY_S, interval_s))

    def silence(self, now_s: float, interval_s: float, waiting_s: float | None) -> Silence | None:
        """What there is to say of it now; None when nothing is late. Arguments as of `late_s`."""
        self._is_silent = self.unanswered_s is not None and (
            self._is_silent or now_s >= self.late_s(interval_s, waiting_s)
        )
        if self.unanswered_s is None or not self._is_silent:
            return None
        return Silence(self.unanswered_s, "" if self._error is None else self._error.what)
