"""What a running job's percentages tell: how fast it is, when it may end, whether it stands still.

The server calls its percentage approximate and rounds it to a whole number; some jobs jump from
0 to 100. So only movements are kept as samples, an end is estimated only from three distinct ones,
and it comes with a range.
"""

from __future__ import annotations

import itertools
from array import array
from bisect import bisect_right
from operator import attrgetter
from typing import TYPE_CHECKING, Final

from jobview.jobs.job import NO_ESTIMATE, Curve, Estimate
from jobview.jobs.phase import Phase

if TYPE_CHECKING:
    from jobview.jobs.source import JobReply

MAX_SAMPLES: Final = 64
"""Kept for each job; when full, every second of the older half goes."""

MAX_SLICES: Final = 20
"""Of a sparkline."""

MIN_DISTINCT: Final = 3
"""Distinct percentages without which nothing is estimated."""

MIN_STALL_S: Final = 60.0
"""No job is called stalled sooner."""

STALL_STEPS: Final = 4
"""How many times its usual step a job may take before it is called stalled."""

STALL_UNMOVED_S: Final = 300.0
"""The same for a job that was never seen to move, and whose step is unknown therefore."""

STALL_AT_ZERO_S: Final = 900.0
"""The same for a job that never left 0: it may be one that goes from 0 to 100 at once."""

FARTHEST_S: Final = 100 * 86_400.0
"""An end farther away than this is extrapolated from next to nothing, and left out."""

NEW_PASS_POINTS: Final = 5
"""A fall by more than this many points starts a new pass; a smaller one is noise."""

_STEPS_LOOKED_AT: Final = 16
_FIELDS: Final = attrgetter(*Estimate.__slots__)


class ProgressTrack:
    """The percentages of one running job over time, in bounded memory.

    Times are whatever clock the caller uses throughout; a clock that was set back moves the
    samples back with it.
    """

    __slots__ = ("_curve", "_estimate", "_has_moved", "_percents", "_sampled_s", "_times")

    def __init__(self) -> None:
        self._times = array("d")
        self._percents = array("b")
        self._sampled_s = 0.0
        self._has_moved = False
        self._estimate = NO_ESTIMATE
        self._curve: Curve | None = None

    def add(self, at_s: float, percent: int) -> Estimate:
        """Take in what the server said at `at_s` and give the estimate as of then.

        Args:
            at_s: when the answer arrived.
            percent: as the server said it; values outside 0 to 100 count as the nearer end.

        Returns:
            The new estimate; the same object as before when nothing in it changed.
        """
        percent = min(max(percent, 0), 100)
        if not self._times:
            self._times.append(at_s)
            self._percents.append(percent)
            self._curve = None
        elif at_s < self._sampled_s:
            back_s = at_s - self._sampled_s
            self._times = array("d", [time_s + back_s for time_s in self._times])
            self._curve = None
        self._sampled_s = at_s
        if percent != self._percents[-1]:
            self._move(at_s, percent)
        return self._refreshed()

    def shift(self, step_s: float) -> None:
        """The caller's clock was put forward by so much."""
        self._times = array("d", [time_s + step_s for time_s in self._times])
        self._sampled_s += step_s
        self._estimate = self._estimate.shifted(step_s)
        self._curve = None

    @property
    def curve(self) -> Curve:
        """The samples held now; the same object until one is added."""
        if self._curve is None:
            self._curve = Curve(self._times[:], self._percents[:])
        return self._curve

    def _move(self, at_s: float, percent: int) -> None:
        if percent < self._percents[-1] - NEW_PASS_POINTS:
            self._times = array("d")
            self._percents = array("b")
        elif len(self._times) >= MAX_SAMPLES:
            half = MAX_SAMPLES // 2
            self._times = self._times[:half:2] + self._times[half:]
            self._percents = self._percents[:half:2] + self._percents[half:]
        self._times.append(at_s)
        self._percents.append(percent)
        self._has_moved = True
        self._curve = None

    def _refreshed(self) -> Estimate:
        estimate = self._estimated()
        if _FIELDS(estimate) != _FIELDS(self._estimate):
            self._estimate = estimate
        return self._estimate

    def _estimated(self) -> Estimate:
        moved_s = self._times[-1]
        idle_s = self._sampled_s - moved_s
        usual_s = self._usual_step_s()
        patience_s = self._patience_s(usual_s)
        stalled_since_s = moved_s if idle_s > patience_s else None
        # Standing still counts against the rate only beyond the usual step, and only until the
        # job is called stalled: in between a step the estimate keeps still.
        until_s = moved_s + min(max(idle_s - usual_s, 0.0), patience_s)
        rate = ends_s = earliest_s = latest_s = None
        if len(set(self._percents)) >= MIN_DISTINCT:
            rates = self._recent_rates(until_s)
            rate = rates[0] if rates else None
            if rates and stalled_since_s is None:
                ends_s, earliest_s, latest_s = self._end(until_s, rates)
        return Estimate(
            rate_per_s=rate,
            ends_s=ends_s,
            ends_earliest_s=earliest_s,
            ends_latest_s=latest_s,
            stalled_since_s=stalled_since_s,
            moved_s=moved_s if self._has_moved else None,
            rates=self._slices(until_s),
        )

    def _usual_step_s(self) -> float:
        """The usual time between two movements; 0 when fewer than two samples are held."""
        times = self._times[-_STEPS_LOOKED_AT - 1 :]
        steps = sorted(later - sooner for sooner, later in itertools.pairwise(times))
        if len(steps) < MIN_DISTINCT:
            return steps[-1] if steps else 0.0
        return steps[len(steps) // 2]

    def _patience_s(self, usual_s: float) -> float:
        if len(self._times) > 1:
            return max(MIN_STALL_S, STALL_STEPS * usual_s)
        return STALL_UNMOVED_S if self._percents[-1] > 0 else STALL_AT_ZERO_S

    def _recent_rates(self, until_s: float) -> list[float]:
        """Points a second over the last half, the whole and the last quarter; rises only."""
        span_s = until_s - self._times[0]
        rates = []
        for part in (0.5, 1.0, 0.25):
            gained = self._percents[-1] - self._percent_at(until_s - span_s * part)
            if span_s > 0.0 and gained > 0.0:
                rates.append(gained / (span_s * part))
        return rates

    def _end(
        self, until_s: float, rates: list[float]
    ) -> tuple[float, float, float] | tuple[None, None, None]:
        """Likely, earliest and latest end, none of them past; the first of `rates` is the likely.

        A percentage is a whole number, so one point more or less may be left than it says.
        """
        left = 100 - self._percents[-1]
        likely_s = until_s + left / rates[0]
        if left == 0 or likely_s - self._sampled_s > FARTHEST_S:
            return None, None, None
        earliest_s = until_s + (left - 1) / max(rates)
        latest_s = until_s + (left + 1) / min(rates)
        now_s = self._sampled_s
        return max(now_s, likely_s), max(now_s, earliest_s), max(now_s, latest_s)

    def _slices(self, until_s: float) -> tuple[float, ...]:
        """Points a second over equal slices of the time up to `until_s`; falls count as 0."""
        count = min(MAX_SLICES, len(self._times) - 1)
        span_s = until_s - self._times[0]
        if count < 1 or span_s <= 0.0:
            return ()
        width_s = span_s / count
        marks = [self._percent_at(self._times[0] + n * width_s) for n in range(count + 1)]
        return tuple(
            max(later - sooner, 0.0) / width_s for sooner, later in itertools.pairwise(marks)
        )

    def _percent_at(self, time_s: float) -> float:
        """The percentage at `time_s`, on straight lines between samples and level outside."""
        after = bisect_right(self._times, time_s)
        if after == 0:
            return self._percents[0]
        before_s, before = self._times[after - 1], self._percents[after - 1]
        if after == len(self._times):
            return before
        share = (time_s - before_s) / (self._times[after] - before_s)
        return before + share * (self._percents[after] - before)


def progress_told(reply: JobReply, said: Phase, before: int | None) -> int | None:
    """How far the job has come by this reply, which tells that phase; `before` is how far it was.

    A failed job whose last answer says 0 had come as far as was seen before.
    """
    if said.is_final and said is not Phase.DONE and reply.progress <= 0:
        return before
    return reply.progress
