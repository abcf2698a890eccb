"""One job as jobview knows it: the server's facts, our phase, and what was observed over time."""

from __future__ import annotations

from array import array
from dataclasses import dataclass, replace
from enum import Enum, auto
from typing import TYPE_CHECKING, Any, Final, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Sequence

    from jobview.jobs.phase import Phase
    from jobview.jobs.source import ListedJob


class JobKey(NamedTuple):
    """A job's identity: ids are per cluster (protocol §4.3), and used again after a restart."""

    cluster: str
    job_id: int
    run: int = 0
    """How many jobs were seen under this id before this one; the server knows nothing of it."""


class Place(Enum):
    """Whether what is told of a job is of its own cluster, and of now."""

    HERE = auto()
    """Its cluster is the one that is asked."""
    FOLLOWED = auto()
    """Another cluster is asked, and has proven by the job's tag that it knows the job."""
    ELSEWHERE = auto()
    """Another cluster is asked, which does not know the job: nothing is known of it by now."""


@dataclass(frozen=True, slots=True, eq=False)
class Estimate:
    """What the progress samples of a running job tell; every figure is an estimate."""

    rate_per_s: float | None = None
    """Percentage points a second; None with too few samples."""
    ends_s: float | None = None
    """Likely end; None with fewer than three distinct samples or when stalled."""
    ends_earliest_s: float | None = None
    ends_latest_s: float | None = None
    stalled_since_s: float | None = None
    """Since when progress has stood still for unusually long; None when it moves."""
    moved_s: float | None = None
    """When progress last changed."""
    rates: tuple[float, ...] = ()
    """Rates over equal slices of the observed time, oldest first, for a sparkline."""

    def shifted(self, step_s: float) -> Estimate:
        """The same by a clock that was put forward by so much."""
        if self is NO_ESTIMATE:
            return self
        return replace(
            self,
            ends_s=_shifted(self.ends_s, step_s),
            ends_earliest_s=_shifted(self.ends_earliest_s, step_s),
            ends_latest_s=_shifted(self.ends_latest_s, step_s),
            stalled_since_s=_shifted(self.stalled_since_s, step_s),
            moved_s=_shifted(self.moved_s, step_s),
        )


NO_ESTIMATE = Estimate()


@dataclass(frozen=True, slots=True, eq=False)
class Curve:
    """When a job was seen to move, and how far it had come; oldest first, both equally long."""

    times_s: Sequence[float] = ()
    """Seconds since the epoch by our clock."""
    percents: Sequence[int] = ()

    def shifted(self, step_s: float) -> Curve:
        """The same by a clock that was put forward by so much."""
        if not self.times_s:
            return self
        return Curve(array("d", [time_s + step_s for time_s in self.times_s]), self.percents)


NO_CURVE = Curve()

UNTOUCHED: Final[dict[str, Any]] = {
    "progress": None,
    "curve": NO_CURVE,
    "is_synchronous": False,
    "is_resolved": False,
    "error_message": "",
    "outcome": "",
}
"""What is known of a job that has just started, by the fields of `Job`."""


@dataclass(frozen=True, slots=True, eq=False)
class Job:
    """One job, immutable; an unchanged job is the same object from snapshot to snapshot."""

    key: JobKey
    listed: ListedJob
    """The newest list row; made from the reply of /get/job for a job that was never listed."""
    phase: Phase
    first_seen_s: float
    progress: int | None = None
    """Approximate percentage as the server said it; None before it was asked."""
    estimate: Estimate = NO_ESTIMATE
    curve: Curve = NO_CURVE
    """Its progress as far as it was seen, also when it is over."""
    is_synchronous: bool = False
    """Listed, but unknown to /get/job: it has no progress and no result to fetch."""
    is_listed: bool = True
    """Whether the newest list still held it."""
    is_superseded: bool = False
    """Whether its id is another job's by now: no answer is about this one, and nothing can be done
    about it any more."""
    is_resolved: bool = False
    """Whether /get/job has given its final word, and can be relied on: outcome and error are as
    good as they get."""
    finished_s: float | None = None
    """When we first saw it finished; the server tells no finishing time. None while it runs, and
    for a job that was never seen at work: it may have ended long before."""
    error_message: str = ""
    outcome: str = ""
    """One line for a finished job: the result's summary or the error's first line; server text."""
    cancel_words: str = ""
    """How far a cancellation of ours has come, in the server's words where it gave any."""
    job_tag: str = ""
    place: Place = Place.HERE
    server_offset_s: float | None = None
    """The server's clock minus ours when it received the job; None when not known. Either may be
    set later: what has happened keeps its age."""

    @property
    def job_id(self) -> int:
        """The server's id."""
        return self.key.job_id

    @property
    def endpoint(self) -> str:
        """The endpoint the job runs, such as `/alter/table`."""
        return self.listed.endpoint

    @property
    def status(self) -> str:
        """The server's own status word."""
        return self.listed.status

    @property
    def received_s(self) -> float | None:
        """When the server received it, as seconds since the epoch by our clock; None if unknown."""
        received_ms, offset_s = self.listed.received_ms, self.server_offset_s
        return None if received_ms is None or offset_s is None else received_ms / 1000 - offset_s

    @property
    def is_unheard_of(self) -> bool:
        """Whether no server ever told of it: somebody wants to know about its id."""
        return not (self.status or self.endpoint) and self.listed.received_ms is None

    @property
    def is_stalled(self) -> bool:
        """Whether the job runs but its progress has stood still for unusually long."""
        return self.estimate.stalled_since_s is not None and self.phase.is_active

    def shifted(self, step_s: float) -> Job:
        """The same with its times by a clock that was put forward by so much."""
        return replace(
            self,
            first_seen_s=self.first_seen_s + step_s,
            finished_s=_shifted(self.finished_s, step_s),
            server_offset_s=_shifted(self.server_offset_s, -step_s),
            estimate=self.estimate.shifted(step_s),
            curve=self.curve.shifted(step_s),
        )


def _shifted(time_s: float | None, step_s: float) -> float | None:
    return None if time_s is None else time_s + step_s
