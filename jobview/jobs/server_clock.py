"""How far the server's clock is from ours, told from the dates of its answers.

The server's clock may be set while we watch. What it received before keeps the distance of then.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, NamedTuple

if TYPE_CHECKING:
    from jobview.jobs.source import JobList

_ROUNDING_S: Final = 0.5
"""HTTP dates are whole seconds: of the one that is told, half had passed on average."""

_DRIFT_S: Final = 0.5
"""By so much more than both are in doubt two measures may differ though no clock was set."""


class _Measure(NamedTuple):
    offset_s: float
    """The server's clock minus ours."""
    doubt_s: float = _ROUNDING_S
    """By how much that may be wrong."""

    def agrees_with(self, other: _Measure) -> bool:
        """Whether both may be true of one clock that was not set."""
        return abs(self.offset_s - other.offset_s) <= self.doubt_s + other.doubt_s + _DRIFT_S

    def is_before(self, received_ms: int, at_s: float) -> bool:
        """Whether what was received then by the server's clock was so before `at_s` by ours."""
        return received_ms / 1000 - self.offset_s < at_s - self.doubt_s - _DRIFT_S

    def is_after(self, received_ms: int, at_s: float) -> bool:
        """The same the other way round."""
        return received_ms / 1000 - self.offset_s > at_s + self.doubt_s + _DRIFT_S


_ALIKE: Final = _Measure(0.0)
"""What is assumed before the first date."""


class ServerClock:
    """Follows the dates of answers; that a clock was set counts once a second date confirms it.

    A proxy may date an answer by its own clock, and of two proxies with different clocks each may
    serve every other answer: all ages would jump to and fro.
    """

    def __init__(self) -> None:
        self._now = _ALIKE
        self._is_known = False
        self._candidate: _Measure | None = None
        self._former: _Measure | None = None
        """Before the clock was set."""

    @property
    def offset_s(self) -> float:
        """The server's clock minus ours; 0 before the first date."""
        return self._now.offset_s

    def note(self, job_list: JobList, heard_s: float) -> frozenset[float | None]:
        """Take in the date of an answer that arrived at `heard_s`, if it has one.

        Returns:
            Distances that were in doubt, None among them, where more is known now: what was dated
            by them is to be dated anew. When the clock was set that is only what has no date.
        """
        if job_list.server_s is None:
            return frozenset()
        # The answer was dated somewhere on its way.
        way_s = job_list.latency_s / 2
        offset_s = job_list.server_s + _ROUNDING_S - (heard_s - way_s)
        measure, before = _Measure(offset_s, way_s + _ROUNDING_S), self._now
        candidate, self._candidate = self._candidate, None
        if measure.agrees_with(before):
            if not self._is_known:
                self._now = before._replace(doubt_s=measure.doubt_s)
            elif measure.doubt_s < before.doubt_s / 2:
                self._now = measure
        elif not self._is_known:
            self._now = measure
        elif candidate is not None and measure.agrees_with(candidate):
            self._now, self._former = measure, before
            return frozenset({None})
        else:
            self._candidate = measure
        self._is_known = True
        is_better = self.offset_s != before.offset_s
        return frozenset({before.offset_s, None}) if is_better else frozenset()

    def offset_at(self, received_ms: int, since_s: float | None, heard_s: float) -> float | None:
        """The server's clock minus ours when it received a job; None when that is not known.

        Where the clock was set, the distance counts by which the job was received between the
        lists; of several the one that is known best. By none may it be received later than seen.

        Args:
            received_ms: when that was, by the server's clock.
            since_s: when the list came that did not have the job yet; None when there was none.
            heard_s: when the list came that has it.
        """
        if since_s is None:
            return None if self._now.is_after(received_ms, heard_s) else self.offset_s
        known = [each for each in (self._now, self._candidate, self._former) if each is not None]
        possible = [each for each in known if not each.is_after(received_ms, heard_s)]
        for measure in possible:
            if not measure.is_before(received_ms, since_s):
                return measure.offset_s
        return self.offset_s if self._now in possible else received_ms / 1000 - heard_s

    def our_clock_was_set(self, step_s: float) -> None:
        """Our own clock was put forward by so much, or back by a negative number of seconds."""
        if self._is_known:
            self._now = self._now._replace(offset_s=self.offset_s - step_s)
        if self._former is not None:
            self._former = self._former._replace(offset_s=self._former.offset_s - step_s)
        self._candidate = None
