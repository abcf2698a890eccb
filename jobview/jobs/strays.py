"""Jobs of clusters that are not asked at present, and the ids by which the active one knows them.

A tag is what two clusters have in common about a job, but users give one tag to many jobs. So two
jobs are held to be one only if the tag was borne by one job alone when its cluster was left, if
their endpoint is the same, if the other is no older, and if one that had ended, ended alike.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from jobview.jobs.phase import phase_told

if TYPE_CHECKING:
    from collections.abc import Iterable

    from jobview.jobs.job import Job, JobKey
    from jobview.jobs.source import JobReply


CLOCKS_APART_MS: Final = 10 * 60 * 1000
"""How far the clocks of two clusters may be apart when it is judged which job is older."""


class Strays:
    """The tags of jobs that were left behind, and their keys on the cluster that is asked."""

    def __init__(self) -> None:
        self._by_tag: dict[str, Job | None] = {}
        """None for a tag that several of them bear."""
        self._native: dict[JobKey, JobKey] = {}
        """A job's key on the active cluster, by the key that it is shown under."""
        self._shown: dict[JobKey, JobKey] = {}

    def restart(self, jobs: Iterable[Job]) -> None:
        """Another cluster is asked; `jobs` are those of all others."""
        self._native.clear()
        self._shown.clear()
        self._by_tag.clear()
        for job in jobs:
            if job.job_tag:
                self._by_tag[job.job_tag] = None if job.job_tag in self._by_tag else job

    def native_of(self, key: JobKey) -> JobKey | None:
        """The key on the active cluster of a job that is shown under `key`; None if not known."""
        return self._native.get(key)

    def is_shown_elsewhere(self, key: JobKey) -> bool:
        """Whether the active cluster's job `key` is shown under the key of another cluster."""
        return key in self._shown

    def shown_of(self, native: JobKey, reply: JobReply, job: Job | None) -> JobKey | None:
        """Under which other key the active cluster's job `native` is shown; None if it is not.

        Args:
            native: the job.
            reply: an answer about it, which may tell its tag.
            job: what the list told of it.
        """
        if native in self._shown:
            return self._shown[native]
        stray = self._by_tag.get(reply.info.get("job_tag", ""))
        if stray is None or stray.key in self._native or not _is_same(stray, reply, job):
            return None
        self._shown[native], self._native[stray.key] = stray.key, native
        return stray.key

    def part(self, key: JobKey) -> None:
        """The active cluster no longer knows the job that is shown under `key`, or nobody does."""
        native = self._native.pop(key, None)
        if native is not None:
            del self._shown[native]


def _is_same(stray: Job, reply: JobReply, job: Job | None) -> bool:
    """Whether `stray`, as it was left, may be the job of `reply`, which bears the same tag."""
    if stray.endpoint != reply.endpoint:
        return False
    if stray.phase.is_final and stray.phase is not phase_told(reply):
        return False
    received_ms = None if job is None else job.listed.received_ms
    left_ms = stray.listed.received_ms
    if received_ms is None or left_ms is None:
        return True
    return received_ms > left_ms - CLOCKS_APART_MS
