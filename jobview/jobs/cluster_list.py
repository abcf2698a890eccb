"""What one cluster listed last, which of its ids were used again, and how its clock goes."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from jobview.jobs.arrival import TEXTS, Arrival
from jobview.jobs.job import JobKey
from jobview.jobs.server_clock import ServerClock

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping, Sequence

    from jobview.jobs.job import Job
    from jobview.jobs.source import JobList, ListedJob

KEPT_RUNS: Final = 1_000
"""Of so many ids it is remembered how often they were used again although no job of theirs is held:
answers on their way may still be about one."""

BELIEVED_LISTS: Final = 10
"""What so many damaged lists in a row say is so: that a job has left, or that its id is another's.
One may have lost a row; but a server that never gives a whole list would else have its jobs shown
as they were named last, for ever. Lists that do not tell all their ids are not counted for the
former."""


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
        self._whole_count = 0
        """How many jobs the newest list named that was not damaged."""
        self._unnamed: dict[int, int] = {}
        """How many damaged lists have not named a job of `rows` since it was named, by its id."""
        self._contrary: dict[int, int] = {}
        """How many in a row, as of the one before, gave an id of `rows` to another job."""
        self._contrary_now: dict[int, int] = {}
        """The same as of this one."""
        self._runs: dict[int, int] = {}
        """How often an id was used again, the newest last; ids that were not are not held."""

    def misdated(
        self, job_list: JobList, heard_s: float, jobs: Mapping[JobKey, Job]
    ) -> Sequence[JobKey]:
        """Those of its jobs that were dated while less was known of its clock.

        Args:
            job_list: the list that comes next, whose date is noted.
            heard_s: when it came.
            jobs: all jobs.
        """
        doubtful = self.clock.note(job_list, heard_s)
        if not doubtful:
            return ()
        return [
            key
            for key, job in jobs.items()
            if key.cluster == self.cluster and job.server_offset_s in doubtful
        ]

    def arrival(self, job_list: JobList, *, asked: int, mark: int, heard_s: float) -> Arrival:
        """What holds for all rows of a list that comes next, whose date has been noted."""
        since_s = self.heard_s if self.mark else None
        silent = TEXTS if job_list.damage else job_list.absent  # there any cell may be missing
        return Arrival(asked, mark, heard_s, since_s, silent, self.clock)

    def is_believed(self, job_id: int) -> bool:
        """Whether enough damaged lists in a row give the id to another job, as this one does."""
        count = self._contrary_now[job_id] = self._contrary.get(job_id, 0) + 1
        return count >= BELIEVED_LISTS

    def left(self, job_list: JobList, named: Collection[int], spare_count: int) -> Sequence[int]:
        """Ids of `rows` whose jobs have left the list; to be asked once its own are taken in.

        The silence of a damaged list does not tell that, unless `BELIEVED_LISTS` say the same.
        Before jobs fill the memory of which lists that lack rows say nothing, the oldest of them
        are taken to have left.

        Args:
            job_list: the list that has come.
            named: the ids in it.
            spare_count: how many more than the newest whole list named may be in no list.
        """
        self._contrary, self._contrary_now = self._contrary_now, {}
        missing = [job_id for job_id in self.rows if job_id not in named]
        if not job_list.damage:
            self._unnamed.clear()
            self._whole_count = len(named)
            return missing
        before, step = self._unnamed, 0 if job_list.lacks_rows else 1
        self._unnamed = {job_id: before.get(job_id, 0) + step for job_id in missing}
        surplus = max(len(missing) - self._whole_count - spare_count, 0)
        late = [job_id for job_id in missing if self._unnamed[job_id] >= BELIEVED_LISTS]
        return [*dict.fromkeys([*missing[:surplus], *late])]

    def go(self) -> None:
        """Another cluster is asked: no list of this one is the newest any more."""
        self.rows.clear()
        self.own.clear()
        self._unnamed.clear()
        self._contrary.clear()

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
        self._runs[job_id] = self._runs.pop(job_id, 0) + 1
        return self.key(job_id)

    def forget_runs(self, *held: Collection[JobKey]) -> None:
        """Let go of ids that were used again long ago and that none of these jobs has or had."""
        if len(self._runs) <= 2 * KEPT_RUNS + sum(map(len, held)):
            return
        ids = self.rows.keys() | {key.job_id for keys in held for key in keys}
        for job_id in list(self._runs)[:-KEPT_RUNS]:
            if job_id not in ids:
                del self._runs[job_id]
