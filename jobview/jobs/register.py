"""The jobs as of now, counted by phase, and what changed since the newest snapshot of them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from jobview.jobs.census import Census
from jobview.jobs.snapshot import Snapshot

if TYPE_CHECKING:
    from collections.abc import Collection

    from jobview.jobs.job import Job, JobKey
    from jobview.jobs.snapshot import Link
    from jobview.jobs.source import ClusterInfo


class Register:
    """Holds each job's newest form and takes snapshots.

    Attributes:
        jobs: a live view, changed by `put` and `drop`.
        census: how many of them are in which phase.
    """

    def __init__(self) -> None:
        self.jobs: dict[JobKey, Job] = {}
        self.census = Census()
        self._published = Snapshot()
        self._changed: set[JobKey] = set()
        self._removed: set[JobKey] = set()
        self._touched: dict[JobKey, None] = {}

    @property
    def has_news(self) -> bool:
        """Whether a job has changed since the newest snapshot."""
        return bool(self._changed or self._removed)

    def put(self, job: Job) -> None:
        """Hold `job` in place of what was held under its key."""
        key = job.key
        old = self.jobs.get(key)
        if old is job:
            return
        self.jobs[key] = job
        self.census.exchange(old, job)
        self._changed.add(key)
        self._removed.discard(key)
        self._touched[key] = None

    def drop(self, key: JobKey) -> None:
        """Hold the job no longer."""
        self.census.exchange(self.jobs.pop(key), None)
        self._changed.discard(key)
        self._touched[key] = None
        if key in self._published.jobs:
            self._removed.add(key)

    def take_touched(self) -> Collection[JobKey]:
        """Keys of jobs that were put or dropped since this was last called, in that order."""
        touched, self._touched = self._touched, {}
        return touched

    def snapshot(
        self,
        *,
        link: Link,
        cluster: ClusterInfo | None,
        data_s: float | None,
        server_offset_s: float,
        own_call_count: int,
        requests_per_min: int,
        interval_s: float,
        is_paused: bool,
    ) -> Snapshot:
        """All jobs in one immutable value; the arguments are passed on in it."""
        before = self._published
        self._published = Snapshot(
            jobs=self.jobs.copy() if self.has_news else before.jobs,
            serial=before.serial + 1,
            changed=frozenset(self._changed),
            removed=frozenset(self._removed),
            counts=self.census.by_phase(),
            stalled_count=self.census.stalled_count,
            link=link,
            cluster=cluster,
            data_s=data_s,
            server_offset_s=server_offset_s,
            own_call_count=own_call_count,
            requests_per_min=requests_per_min,
            interval_s=interval_s,
            is_paused=is_paused,
        )
        self._changed.clear()
        self._removed.clear()
        return self._published
