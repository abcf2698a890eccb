"""Since when /get/job has told nothing though it was asked, whatever news the list has.

The list tells which jobs there are and which of them run, but not how far they are. So a server may
be heard well and every bar on screen stand still, which looks like jobs that stand still.
"""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Final

from jobview.errors import OtherCluster, OtherJob, TooLarge, UnknownJob, Unreachable
from jobview.jobs.snapshot import Silence

if TYPE_CHECKING:
    from jobview.errors import ServerError
    from jobview.jobs.source import JobReply

SLOW_LATENCIES: Final = 2
"""An answer is late after an interval, and never before so many times what the newest one took."""

NEW_TRY_S: Final = 0.5
"""Where requests fail the next ones are given so long before it is told: most are answered."""

FAILURES: Final = 2
"""One request may fail because of the job that it is about; so many in a row, with no answer
between them, are the server's."""

ANSWERS: Final = (OtherCluster, OtherJob, UnknownJob, TooLarge)
"""Errors that tell something about the one job that was asked about. That the server refuses to is
none: where it refuses all, nothing is told."""


def is_answer(result: JobReply | ServerError) -> bool:
    """Whether /get/job has told what was asked, be it that there is no such job."""
    return isinstance(result, ANSWERS) or not isinstance(result, Exception)


class ProgressWatch:
    """Follows requests about single jobs; times are by the monotonic clock, in seconds.

    Attributes:
        latency_s: what the newest answer took; 0 before the first.
        silence: what there is to say, as of the last look; None when nothing is late.
    """

    def __init__(self) -> None:
        self.latency_s = 0.0
        self.silence: Silence | None = None
        self._unanswered_s: float | None = None
        """When the first request was made since the newest answer."""
        self._failures = 0
        """Since then."""
        self._reason = ""
        self._remedy = ""

    def asked(self, now_s: float) -> None:
        """A request is made."""
        if self._unanswered_s is None:
            self._unanswered_s = now_s

    def answered(self, now_s: float, since_s: float, *, others_wait: bool) -> None:
        """One that was made at `since_s` is answered; `others_wait` when not all are."""
        self.forget()
        self.latency_s = now_s - since_s
        if others_wait:
            self._unanswered_s = now_s

    def failed(self, error: ServerError, *, is_alone: bool) -> None:
        """One has failed; `is_alone` when no other job can be asked about instead."""
        self._failures += FAILURES if is_alone else 1
        self._reason = error.what
        # The list is answered, so the URL is right and the server is up.
        self._remedy = "" if isinstance(error, Unreachable) else error.remedy

    def forget(self) -> None:
        """Nobody waits for an answer any more."""
        self._unanswered_s = self.silence = None
        self._failures = 0
        self._reason = self._remedy = ""

    def late_s(self, interval_s: float, waiting_s: float | None) -> float:
        """From when on there is silence unless an answer comes; infinite when none is due.

        Args:
            interval_s: between rounds of requests.
            waiting_s: since when the one under way has heard nothing that has waited longest;
                None when none is.
        """
        if self._unanswered_s is None:
            return math.inf
        patience_s = max(interval_s, SLOW_LATENCIES * self.latency_s)
        late_s = self._unanswered_s + patience_s
        if self._failures >= FAILURES:
            new_try_s = min(NEW_TRY_S, interval_s)
            return late_s if waiting_s is None else max(late_s, waiting_s + new_try_s)
        return math.inf if waiting_s is None else max(late_s, waiting_s + patience_s)

    def look(self, now_s: float, interval_s: float, waiting_s: float | None) -> None:
        """Bring `silence` up to now; only an answer ends it. Arguments as of `late_s`."""
        is_silent = self.silence is not None or now_s >= self.late_s(interval_s, waiting_s)
        if is_silent and self._unanswered_s is not None:
            self.silence = Silence(self._unanswered_s, self._reason, self._remedy)
