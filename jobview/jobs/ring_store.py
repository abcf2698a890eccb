"""The store of a ring: jobs of several clusters, of which one is asked at a time.

A job keeps the key that it was first seen under. While another cluster is asked, what runs of it
is not known, unless that cluster names the job's tag: then its words are folded in under that key.
Ids of two clusters are never compared.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from jobview.jobs.job import JobKey
from jobview.jobs.store import KEPT_LEFT, STEP_ROWS, Store
from jobview.jobs.strays import Strays

if TYPE_CHECKING:
    from collections.abc import Iterator

    from jobview.jobs.source import JobReply, ListedJob


class RingStore(Store):
    """As `Store`, whose `cluster` is the one that is asked now; a `Store` while it never moves."""

    def __init__(self, cluster: str, *, kept_left: int = KEPT_LEFT) -> None:
        super().__init__(cluster, kept_left=kept_left)
        self._strays = Strays()

    def asked_as(self, key: JobKey) -> JobKey:
        """The key to ask about the job by: its own, or that on the cluster that is asked now."""
        return self._strays.native_of(key) or key

    def cancelled_as(self, key: JobKey) -> JobKey | None:
        """The key to cancel the job by; None while it has none on the cluster that is asked now."""
        native = self.asked_as(key)
        return native if native.cluster == self.cluster else None

    def move_steps(self, cluster: str, now_s: float) -> Iterator[None]:
        """Another cluster is asked from now on; in steps as `list_steps`.

        Jobs that have ended stay as they are. What runs of the others is not known any more, until
        the new cluster tells of it by tag, or its own is asked again.
        """
        self.mark += 1
        self.cluster = cluster
        self._rows = {}
        self._own.clear()
        for count, (key, entry) in enumerate(list(self._entries.items()), 1):
            if key.cluster != cluster:
                entry.go_elsewhere()
                self._left.setdefault(key, entry.text_characters)
            else:
                entry.come_home(now_s)
                if entry.job.is_listed:
                    self._rows[key.job_id] = entry.job.listed
                    self._left.pop(key, None)
            self._put(entry)
            if count % STEP_ROWS == 0:
                yield
        jobs = self.register.jobs.values()
        self._strays.restart(job for job in jobs if job.key.cluster != cluster)

    def fold_elsewhere(self, key: JobKey, *, heard_s: float) -> None:
        """The cluster that is asked has not proven to know this job of another one."""
        if key.cluster == self.cluster:
            return
        self._part(key)
        if (entry := self._entry_to_tell(key, heard_s)) is not None:
            entry.go_elsewhere()
            self._put(entry)

    def fold_reply(
        self, key: JobKey, reply: JobReply, *, asked: int, heard_s: float, outcome: str = ""
    ) -> None:
        """Take in an answer of /get/job, whichever cluster gave it; see `Store.fold_reply`.

        An answer of a cluster that is no longer asked counts for its own jobs, and only when they
        have ended. One of the cluster that is asked counts for a job of another when it names the
        job's tag and endpoint.
        """
        teller = reply.cluster or key.cluster
        if teller != self.cluster:
            if teller == key.cluster and not reply.running:
                super().fold_reply(key, reply, asked=asked, heard_s=heard_s, outcome=outcome)
                self.fold_elsewhere(key, heard_s=heard_s)
            return
        if key.cluster != teller and not self._is_proven(key, reply):
            self.fold_elsewhere(key, heard_s=heard_s)
            return
        if key.cluster == teller:
            key = self._shown_as(key, reply)
        super().fold_reply(key, reply, asked=asked, heard_s=heard_s, outcome=outcome)

    def fold_unknown(self, key: JobKey, *, heard_s: float, words: str = "") -> None:
        """See `Store.fold_unknown`; a cluster that is not the job's own cannot deny it."""
        if key.cluster == self.cluster:
            super().fold_unknown(key, heard_s=heard_s, words=words)
        else:
            self.fold_elsewhere(key, heard_s=heard_s)

    def fold_refusal(self, key: JobKey, *, heard_s: float, words: str) -> None:
        """See `Store.fold_refusal`; a cluster that is not the job's own cannot refuse it."""
        if key.cluster == self.cluster:
            super().fold_refusal(key, heard_s=heard_s, words=words)
        else:
            self.fold_elsewhere(key, heard_s=heard_s)

    def _is_proven(self, key: JobKey, reply: JobReply) -> bool:
        tag, entry = self.tag_of(key), self._entries.get(key)
        endpoint = "" if entry is None else entry.job.endpoint
        return bool(tag) and reply.info.get("job_tag") == tag and endpoint in {"", reply.endpoint}

    def _shown_as(self, key: JobKey, reply: JobReply) -> JobKey:
        """The key under which the active cluster's job `key` is shown, now that its tag is known.

        The row that was there first stays, as it may be selected or marked.
        """
        entry = self._entries.get(key)
        shown = self._strays.shown_of(key, reply, None if entry is None else entry.job)
        if shown is None or shown not in self._entries:
            return key
        if entry is not None:
            self._drop(key)
        return shown

    def _fold_row(self, row: ListedJob, asked: int, mark: int, heard_s: float) -> None:
        if not self._strays.is_shown_elsewhere(JobKey(self.cluster, row.job_id)):
            super()._fold_row(row, asked, mark, heard_s)

    def _drop(self, key: JobKey) -> None:
        self._part(key)
        super()._drop(key)

    def _part(self, key: JobKey) -> None:
        """Show the active cluster's own row again, where there is one, from the next list on."""
        native = self._strays.native_of(key)
        if native is not None:
            self._strays.part(key)
            self._rows.pop(native.job_id, None)
