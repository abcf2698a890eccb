"""What is known at one moment: all jobs, what changed since the last moment, and the link."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping

    from jobview.jobs.job import Job, JobKey
    from jobview.jobs.phase import Phase
    from jobview.jobs.ring import Detour
    from jobview.jobs.source import ClusterInfo


class LinkState(StrEnum):
    """How well we hear the server; the value is the word on screen.

    Whether the data is stale is not a state but its age: `Snapshot.age_s`.
    """

    CONNECTING = "connecting"
    LIVE = "live"
    SLOW = "slow"
    DAMAGED = "list damaged"
    """The newest list lacks cells or whole rows: what it does not tell is as it was before."""
    DOWN = "down"
    UNAUTHORISED = "unauthorised"
    LIMITED = "limited"
    DENIED = "list denied"
    """The job list is refused to this user; watched jobs are still asked for by id."""
    FAULTY = "internal error"
    """An answer could not be taken in: a mistake of jobview's own, not of the server's."""


@dataclass(frozen=True, slots=True, eq=False)
class Link:
    """The state of the connection and, when it is not live, why and what happens next."""

    state: LinkState = LinkState.CONNECTING
    since_s: float = 0.0
    """When the state began, by the wall clock."""
    latency_s: float | None = None
    """Of the newest answer to the list."""
    reason: str = ""
    """Why the state is not live, as a sentence; may hold server text."""
    attempt: int = 0
    """Failed tries in a row."""
    next_try_s: float | None = None
    """When the next try is due, by the monotonic clock; None when none is planned."""
    remedy: str = ""
    """What the operator can do about it; empty when nothing is known."""
    awaited_s: float | None = None
    """Since when an answer is awaited that is late, by the monotonic clock; None when none is."""
    login_file: str = ""
    """The file whose change has a refused login tried again; empty when only the user has."""
    pause_s: float = 0.0
    """From the newest failure to the next try, in seconds."""

    @property
    def is_trouble(self) -> bool:
        """Whether the server did not answer the newest request for the list, or not well."""
        return self.state not in {LinkState.CONNECTING, LinkState.LIVE, LinkState.SLOW}


@dataclass(frozen=True, slots=True)
class Silence:
    """/get/job tells nothing while the list is answered: all progress is as it was before."""

    since_mono_s: float
    """When the first request was made that was not answered, by the monotonic clock."""
    reason: str
    """How such a request failed, as a clause; may hold server text. Empty: none has ended yet."""
    remedy: str = ""
    """What the operator can do about it; empty when nothing is known."""


@dataclass(frozen=True, slots=True, eq=False)
class Snapshot:
    """All jobs at one moment; compared by identity, so a reactive's change test costs nothing."""

    jobs: Mapping[JobKey, Job] = field(default_factory=dict)
    serial: int = 0
    """One more than the snapshot before: who has missed none may trust `changed` and `removed`;
    0 when nobody counted."""
    changed: frozenset[JobKey] = frozenset()
    """Keys whose job is new or another object than in the snapshot before."""
    removed: frozenset[JobKey] = frozenset()
    counts: Mapping[Phase, int] = field(default_factory=dict)
    stalled_count: int = 0
    link: Link = field(default_factory=Link)
    silence: Silence | None = None
    """That progress is not told at present; None when it is, or nobody has asked for it."""
    cluster: ClusterInfo | None = None
    detour: Detour | None = None
    """Why another cluster than the primary is asked; None while the primary is."""
    data_s: float | None = None
    """When the newest good list arrived, by the wall clock; None before the first."""
    data_mono_s: float | None = None
    """The same by the monotonic clock, for its age: the wall clock may be set meanwhile."""
    server_offset_s: float = 0.0
    """Server's clock minus ours, from HTTP Date headers; add to our time before comparing."""
    own_call_count: int = 0
    """Listed calls that are monitoring itself (/get/job and the like), hidden from `jobs`."""
    requests_per_min: int = 0
    interval_s: float = 2.0
    """Between lists, as the user set it."""
    stretched_s: float = 0.0
    """Between lists at present: longer than the interval while nobody looks and nothing runs."""
    is_paused: bool = False

    @property
    def period_s(self) -> float:
        """Seconds between lists at present."""
        return max(self.interval_s, self.stretched_s)

    def age_s(self, mono_s: float) -> float | None:
        """How old the list is at a time by the monotonic clock; None before the first."""
        return None if self.data_mono_s is None else mono_s - self.data_mono_s


EMPTY_SNAPSHOT = Snapshot()
"""Before anything was heard."""
