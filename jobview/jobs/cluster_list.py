"""What one cluster listed last, which of its ids were used again, and how its clock goes."""

from __future__ import annotations

from typing import TYPE_CHECKING

from jobview.jobs.job import JobKey
from jobview.jobs.server_clock import ServerClock

if TYPE_CHECKING:
    from jobview.jobs.source import ListedJob


class ClusterList:
    """One cluster's side of the store; kept while another cluster is asked.

    Attributes:
        cluster: its URL, first half of its jobs' keys.
        rows: what is known of the jobs in the newest list; the very objects that jobs refer to.
        own: ids of listed calls of our own.
        mark: the store's mark when it arrived.
        heard_s: when it arrived, by the wall clock; None before one did.
        clock: how far its clock is from ours.
    """

    def __init__(self, cluster: str) -> None:
        self.cluster = cluster
        self.rows: dict[int, ListedJob] = {}
        self.own: set[int] = set()
        self.mark = 0
        self.heard_s: float | None = None
        self.clock = ServerClock()
        self._runs: dict[int, int] = {}
        """How often an id was used again; ids that were not are not held."""

    def our_clock_was_set(self, step_s: float) -> None:
        """Our clock was put forward by so much: the list keeps its age, the server its time."""
        self.clock.our_clock_was_set(step_s)
        if self.heard_s is not None:
            self.heard_s += step_s

    def key(self, job_id: int) -> JobKey:
        """The key of the job that has this id now."""
        return JobKey(self.cluster, job_id, self._runs.get(job_id, 0))

    def next_key(self, job_id: int) -> JobKey:
        """The key of another job that has got this id."""
        self._runs[job_id] = self._runs.get(job_id, 0) + 1
        return self.key(job_id)
