"""All listed jobs as parallel columns, kept in step job by job instead of made anew for a list."""

from __future__ import annotations

from bisect import bisect_left
from typing import TYPE_CHECKING, Any

from jobview.simulator.job import FINAL_WORDS

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator

    from jobview.simulator.job import SimulatedJob


class Roster:
    """Jobs by id, and the columns of /admin/show/jobs over them; ids only grow."""

    def __init__(self) -> None:
        self._jobs: dict[int, SimulatedJob] = {}
        self._active: dict[int, SimulatedJob] = {}
        self._columns: dict[str, list[Any]] = {
            "job_id": [],
            "status": [],
            "endpoint_name": [],
            "time_received": [],
            "auth_id": [],
            "source_ip": [],
            "query_text": [],
            "user_data": [],
            "flags": [],
        }

    def __iter__(self) -> Iterator[SimulatedJob]:
        """Oldest first."""
        return iter(self._jobs.values())

    def __len__(self) -> int:
        return len(self._jobs)

    def get(self, job_id: int) -> SimulatedJob | None:
        """The job of that id, if it is listed."""
        return self._jobs.get(job_id)

    def add(self, job: SimulatedJob) -> None:
        """List a job; its id is higher than all before."""
        self._jobs[job.job_id] = self._active[job.job_id] = job
        cells = (
            job.job_id,
            "",
            job.endpoint,
            job.received_ms,
            job.auth_id,
            job.source_ip,
            job.query_text,
            job.user_data,
            job.flags,
        )
        for column, cell in zip(self._columns.values(), cells, strict=True):
            column.append(cell)

    def end(self, job: SimulatedJob) -> None:
        """A listed job is over: its word no longer changes."""
        del self._active[job.job_id]
        self._columns["status"][self._position(job.job_id)] = FINAL_WORDS[job.ending]

    def remove(self, job_id: int) -> SimulatedJob | None:
        """List a job no longer; returns it, or None when it was not listed."""
        job = self._jobs.pop(job_id, None)
        if job is not None:
            self._active.pop(job_id, None)
            position = self._position(job_id)
            for column in self._columns.values():
                del column[position]
        return job

    def active(self) -> Collection[SimulatedJob]:
        """Jobs that are not over, oldest first."""
        return self._active.values()

    def columns(self, now_s: float, *, with_finished: bool) -> dict[str, list[Any]]:
        """The columns at that moment, to keep; those of active jobs only unless `with_finished`."""
        words = {job_id: job.state_at(now_s).word for job_id, job in self._active.items()}
        places = [self._position(job_id) for job_id in words]
        if with_finished:
            found = {name: column.copy() for name, column in self._columns.items()}
            for place, word in zip(places, words.values(), strict=True):
                found["status"][place] = word
            return found
        found = {name: [column[at] for at in places] for name, column in self._columns.items()}
        return dict(found, status=list(words.values()))

    def _position(self, job_id: int) -> int:
        return bisect_left(self._columns["job_id"], job_id)
