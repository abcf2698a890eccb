"""Jobs of clusters that are not asked at present, and the ids by which the active one knows them.

A tag is what two clusters have in common about a job, but users give one tag to many jobs. So two
jobs are held to be one only if the tag was borne by one job alone when its cluster was left, if
their endpoint is the same, if the other is no older, and if one that had ended, ended alike. A job
whose own cluster has given its id to another is held to be none.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from jobview.jobs.listing import completed, is_other_job
from jobview.jobs.phase import phase_told

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Mapping

    from jobview.jobs.job import Job, JobKey
    from jobview.jobs.source import JobReply, ListedJob

CLOCKS_APART_MS: Final = 10 * 60 * 1000
"""How far the clocks of two clusters may be apart when it is judged which job is older."""


class Strays:
    """The tags of jobs that were left behind, and their keys on the cluster that is asked."""

    def __init__(self) -> None:
        self._by_tag: dict[str, JobKey | None] = {}
        """None for a tag that tells nothing, as several jobs bore it."""
        self._native: dict[JobKey, JobKey] = {}
        """A job's key on the active cluster, by the key that it is shown under."""
        self._shown: dict[JobKey, JobKey] = {}
        self._rows: dict[JobKey, ListedJob] = {}
        """What the active cluster's list told last of a job that is or was shown under another
        key, by its key there."""

    def restart(self, jobs: Iterable[Job]) -> None:
        """Another cluster is asked; `jobs` are those of all others."""
        for known in (self._native, self._shown, self._by_tag, self._rows):
            known.clear()
        for job in jobs:
            if tag := job.job_tag:
                self._by_tag[tag] = None if job.is_superseded or tag in self._by_tag else job.key

    @property
    def natives(self) -> Collection[JobKey]:
        """Keys on the active cluster that are not, or may not be, those of shown jobs."""
        return self._shown.keys() | self._rows.keys()

    def native_of(self, key: JobKey) -> JobKey | None:
        """The key on the active cluster of a job that is shown under `key`; None if not known."""
        return self._native.get(key)

    def is_shared(self, tag: str) -> bool:
        """Whether the tag tells nothing, since several jobs bore it."""
        return tag in self._by_tag and self._by_tag[tag] is None

    def is_shown_elsewhere(self, key: JobKey) -> bool:
        """Whether the active cluster's job `key` is shown under the key of another cluster."""
        return key in self._shown

    def is_other_job(self, native: JobKey, row: ListedJob) -> bool:
        """Whether `row` is another job's, which has got the id of the active cluster's `native`."""
        known = self._rows.get(native)
        return known is not None and is_other_job(known, row)

    def noted_row(self, native: JobKey, row: ListedJob, silent: Iterable[str]) -> ListedJob:
        """The row of the active cluster's job `native`, which is shown elsewhere; it is noted.

        It holds what the list had told before as well; `silent` is as of `listing.completed`.
        """
        row = self.taken_row(native, row, silent)
        self._rows[native] = row
        return row

    def taken_row(self, native: JobKey, row: ListedJob, silent: Iterable[str]) -> ListedJob:
        """The same of a job that has its own key from now on."""
        known = self._rows.pop(native, None)
        return row if known is None else completed(row, known, silent)

    def shown_of(
        self, native: JobKey, reply: JobReply, jobs: Mapping[JobKey, Job]
    ) -> JobKey | None:
        """Under which other key the active cluster's job `native` is shown; None if it is not.

        Args:
            native: the job.
            reply: an answer about it, which may tell its tag.
            jobs: all that are shown.
        """
        if native in self._shown:
            return self._shown[native]
        key = self._by_tag.get(reply.info.get("job_tag", ""))
        stray, job = None if key is None else jobs.get(key), jobs.get(native)
        if stray is None or stray.key in self._native or not is_same(stray, reply, job):
            return None
        self._shown[native], self._native[stray.key] = stray.key, native
        if job is not None:
            self._rows[native] = job.listed
        return stray.key

    def part(self, key: JobKey) -> None:
        """The active cluster no longer knows the job that is shown under `key`, or nobody does."""
        native = self._native.pop(key, None)
        if native is not None:
            del self._shown[native]

    def lose(self, native: JobKey) -> JobKey | None:
        """The active cluster's job `native` has lost its id to another one.

        Its tag tells nothing from now on: a job of that tag is as likely a later one.

        Returns:
            The key that it was shown under; None if it was not.
        """
        self._rows.pop(native, None)
        shown = self._shown.get(native)
        if shown is not None:
            self.part(shown)
            for tag, key in self._by_tag.items():
                if key == shown:
                    self._by_tag[tag] = None
        return shown


def is_same(stray: Job, reply: JobReply, job: Job | None = None) -> bool:
    """Whether `stray`, a job of another cluster, may be the job of `reply`, which bears its tag.

    Args:
        stray: the job as it is known.
        reply: what the cluster that is asked tells of the job of that tag.
        job: what its list told of that job, where it is known which one it is.
    """
    if stray.endpoint not in {"", reply.endpoint}:
        return False
    said = phase_told(reply)
    if stray.phase.is_final and stray.phase is not said:
        return False
    if job is not None and job.phase.is_final and not said.is_final:
        return False  # the answer is older than what is known
    received_ms = None if job is None else job.listed.received_ms
    left_ms = stray.listed.received_ms
    if received_ms is None or left_ms is None:
        return True
    return received_ms > left_ms - CLOCKS_APART_MS
