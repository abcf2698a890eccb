"""The job engine: which jobs exist now, and what clients do to them.

A job's whole life is drawn when it is made, so nothing happens between requests: each request
first brings the engine to the present, which costs only what has changed since the last one.
"""

from __future__ import annotations

from collections import deque
from heapq import heappop, heappush
from typing import TYPE_CHECKING, Final

from jobview.simulator.chance import chance
from jobview.simulator.content.opening import SCENES
from jobview.simulator.options import Lookup
from jobview.simulator.population import Population, mean_running_s
from jobview.simulator.ring import REPLICA_LAG_S, Place
from jobview.simulator.roster import Roster
from jobview.simulator.timeline import Timeline

if TYPE_CHECKING:
    from collections.abc import Sequence

    from jobview.clock import Clock
    from jobview.simulator.job import SimulatedJob
    from jobview.simulator.options import SimulatorOptions
    from jobview.simulator.population import Submission

FIRST_JOB_ID: Final = 36_041
ID_GAP: Final = (3, 9)
"""Ids grow by more than one: other calls take some. The two after the newest job are free for
the monitoring calls that a list shows."""
KEPT_CREATED: Final = 1000
"""How many finished jobs of clients are kept, beside the invented ones."""
MOST_SHARED: Final = 8
"""How many jobs of the start exist on every cluster of a ring, at most."""
KEPT_AT_LEAST: Final = 4
"""How many finished jobs are listed however few jobs there are."""
CANCEL_DELAY_S: Final = (2.0, 6.0)
NOBODY: Final = -1
"""An id that no job has."""
RETURN_GAP_S: Final = 0.02
"""How soon one after the other clients come back after a restart."""
CATCH_UP: Final = 2.0
"""After a long silence at most so many times the listed jobs are made up for."""


class Engine:
    """All jobs of one simulated server; not safe for use from several threads.

    Attributes:
        roster: the jobs that are listed; call `advance` before looking.
    """

    def __init__(
        self,
        options: SimulatorOptions,
        clock: Clock,
        place: Place | None = None,
        life: int = 0,
    ) -> None:
        self._options = options
        self._place = place or Place()
        self._timeline = Timeline(clock, options.speed)
        is_first = not (life or self._place.index)
        seed = options.seed if is_first else f"{options.seed}/{self._place.index}/{life}"
        self._population = Population(seed)
        # The same on every cluster of a ring and in every life: one id is another job in each.
        self._arrivals = chance(options.seed, "arrivals")
        self._gaps = self._arrivals if is_first else chance(seed, "gaps")
        self._cancellations = chance(options.seed, "cancellations")
        self.roster = Roster()
        self._tags: dict[str, int] = {}
        self._ends: list[tuple[float, int]] = []
        self._finished: deque[int] = deque()
        self._finished_created: deque[int] = deque()
        self._arrived = 0
        self._created = 0
        self._newest_id = FIRST_JOB_ID
        running = _running_count(options.jobs)
        self._kept = max(options.jobs - running, KEPT_AT_LEAST)
        self._gap_s = mean_running_s() / running if running else float("inf")
        self._catch_up_s = CATCH_UP * options.jobs * self._gap_s if running else 0.0
        if life:
            self._found_after_restart(running)
        else:
            self._found(options.jobs, running)
            self._found_large()
        self._next_arrival_s = self._timeline.start_s + self._draw_gap_s()

    def now_s(self) -> float:
        """Simulated time now."""
        return self._timeline.now_s()

    @property
    def newest_id(self) -> int:
        """The highest job id so far."""
        return self._newest_id

    def advance(self) -> float:
        """Bring everything to the present; cheap when little has happened.

        Returns:
            Simulated time now.
        """
        now_s = self._timeline.now_s()
        self._next_arrival_s = max(self._next_arrival_s, now_s - self._catch_up_s)
        while self._next_arrival_s <= now_s:
            self._arrive(self._next_arrival_s)
            self._next_arrival_s += self._draw_gap_s()
        while self._ends and self._ends[0][0] <= now_s:
            self._settle(*heappop(self._ends))
        return now_s

    def ask(self, job_id: int, tag: str = "") -> SimulatedJob | None:
        """The asynchronous job of that id or tag, as `Lookup` says; None when it is not known."""
        self.advance()
        job = self.roster.get(self.meant([job_id], tag)[0])
        return job if job is not None and job.is_asynchronous else None

    def create(self, wish: Submission) -> SimulatedJob:
        """Start what a client asked for."""
        now_s = self.advance()
        self._created += 1
        self._newest_id = self._place.own_id(self._newest_id + ID_GAP[0])
        job = self._population.created(f"created{self._created}", self._newest_id, now_s, wish)
        job.received_ms = self._timeline.received_ms(now_s)
        self._add(job)
        return job

    def cancel(self, job_ids: Sequence[int], tag: str = "") -> list[tuple[int, str]]:
        """Ask jobs to stop.

        Returns:
            Each id with what the server says; the real words are undocumented (protocol §1.2).
        """
        now_s = self.advance()
        return [(job_id, self._cancel_one(job_id, now_s)) for job_id in self.meant(job_ids, tag)]

    def meant(self, job_ids: Sequence[int], tag: str) -> Sequence[int]:
        """The ids of the jobs that a request with these ids and that tag is about."""
        if not tag:
            return job_ids
        if self._options.lookup is Lookup.TAG:
            return [self._tags.get(tag, NOBODY)]
        if tag in self._tags and not any(map(self.roster.get, job_ids)):
            return [self._tags[tag]]
        return job_ids

    def _cancel_one(self, job_id: int, now_s: float) -> str:
        job = self.roster.get(job_id)
        if job is None:
            return "not found"
        if job.is_over(now_s):
            return f"not cancelled: {job.state_at(now_s).word}"
        if not job.kind.is_cancellable:
            return "not cancellable: inserts, updates and deletes run to their end"
        end_s = job.end_s
        job.cancel(now_s, self._cancellations.uniform(*CANCEL_DELAY_S))
        if job.end_s != end_s:
            heappush(self._ends, (job.end_s, job_id))
        return "cancelling"

    def _found(self, count: int, running: int) -> None:
        """Fill the board with what is there at the start: composed jobs first, then drawn ones."""
        now_s = self._timeline.start_s
        draw = self._population
        shared = self._shared(count, now_s)
        scenes = 0 if self._place.index else min(count - len(shared), len(SCENES))
        jobs = [*shared, *(draw.scene(index, now_s) for index in range(scenes))]
        still = sum(not job.is_over(now_s) for job in jobs)
        for number in range(count - len(jobs)):
            if still < running:
                still += 1
                jobs.append(draw.running_at_start(f"start{number}", now_s))
            else:
                jobs.append(draw.finished_at_start(f"start{number}", now_s))
        jobs.sort(key=lambda job: job.received_s)
        for job in jobs:
            job.job_id = self._draw_id()
            if job in shared:
                # Smaller than any gap, so that ids go on alike on all clusters.
                job.job_id = self._place.own_id(job.job_id)
            else:
                self._tag_apart(job)
            self._add(job)
        self._newest_id = max(self._newest_id, jobs[-1].job_id if jobs else 0)
        while self._ends and self._ends[0][0] <= now_s:
            self._settle(*heappop(self._ends))

    def _found_large(self) -> None:
        """List the jobs that are there for their size."""
        draw, now_s = self._population, self._timeline.start_s
        jobs = []
        if mib := self._options.big_result_mib:
            jobs.append(draw.large_at_start(now_s, mib))
        if mib := self._options.user_data_mib:
            jobs.append(draw.talkative_at_start(now_s, mib))
        for job in jobs:
            job.job_id = self._draw_id()
            self._add(job)

    def _found_after_restart(self, running: int) -> None:
        """Have as many jobs run as usual, all submitted again within the last moments."""
        for number in range(running):
            at_s = self._timeline.start_s - (running - number) * RETURN_GAP_S
            job = self._population.arrival(f"return{number}", self._draw_id(), at_s)
            self._tag_apart(job)
            self._add(job)

    def _shared(self, count: int, now_s: float) -> list[SimulatedJob]:
        """The jobs of the start that every cluster of the ring has, each with ids of its own."""
        if not self._place.is_in_ring:
            return []
        draw = Population(f"{self._options.seed}/ring")
        lag_s = self._place.index * REPLICA_LAG_S
        return [draw.shared(number, now_s, lag_s) for number in range(min(count // 4, MOST_SHARED))]

    def _tag_apart(self, job: SimulatedJob) -> None:
        """Let no tag of a cluster's own job be another cluster's too."""
        if self._place.index:
            job.tag += f"-{self._place.index + 1}"

    def _arrive(self, at_s: float) -> None:
        self._arrived += 1
        job = self._population.arrival(f"arrival{self._arrived}", self._draw_id(), at_s)
        job.received_ms = self._timeline.received_ms(at_s)
        self._tag_apart(job)
        self._add(job)

    def _add(self, job: SimulatedJob) -> None:
        self.roster.add(job)
        self._tags[job.tag] = job.job_id
        heappush(self._ends, (job.end_s, job.job_id))

    def _settle(self, end_s: float, job_id: int) -> None:
        """File a job whose end has come; the former end of a cancelled one means nothing."""
        job = self.roster.get(job_id)
        if job is None or job.end_s != end_s:
            return
        self.roster.end(job)
        if not job.is_asynchronous:
            self._forget(job_id)
            return
        queue, kept = self._finished, self._kept
        if job.request is not None:
            queue, kept = self._finished_created, KEPT_CREATED
        queue.append(job_id)
        while len(queue) > kept:
            self._forget(queue.popleft())

    def _forget(self, job_id: int) -> None:
        job = self.roster.remove(job_id)
        if job is not None and self._tags.get(job.tag) == job_id:
            del self._tags[job.tag]

    def _draw_id(self) -> int:
        shift = max(self._place.size - ID_GAP[0], 0)
        self._newest_id += self._arrivals.randint(*ID_GAP) + shift
        return self._newest_id

    def _draw_gap_s(self) -> float:
        return self._gaps.expovariate(1.0) * self._gap_s


def _running_count(jobs: int) -> int:
    """How many of so many jobs run: a quarter of few, a tenth of thousands."""
    return 0 if jobs == 0 else max(1, min(jobs // 4, 100), jobs // 10)
