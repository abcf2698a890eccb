"""The store of a ring: jobs of several clusters, of which one is asked at a time.

A job keeps the key that it was first seen under. While another cluster is asked, what runs of it
is not known, unless that cluster names the job's tag: then its words are folded in under that key.
Ids of two clusters are never compared, and each cluster's ids may be used again.
"""

from __future__ import annotations

import itertools
from typing import TYPE_CHECKING

from jobview.jobs.cluster_list import ClusterList
from jobview.jobs.job import JobKey
from jobview.jobs.keeping import KEPT_LEFT
from jobview.jobs.steps import STEP_ROWS
from jobview.jobs.store import Store
from jobview.jobs.strays import Strays, is_same
from jobview.jobs.target import NO_ID, tag_words

if TYPE_CHECKING:
    from collections.abc import Iterator

    from jobview.jobs.arrival import Arrival
    from jobview.jobs.source import JobReply, ListedJob


class RingStore(Store):
    """As `Store`, whose `cluster` is the one that is asked now; a `Store` while it never moves."""

    def __init__(self, cluster: str, *, kept_left: int = KEPT_LEFT) -> None:
        super().__init__(cluster, kept_left=kept_left)
        self._lists = {cluster: self._list}
        """The side of each cluster that was asked so far."""
        self._strays = Strays()

    def watch(self, job_id: int, job_tag: str = "") -> JobKey:
        """See `Store.watch`; each tag that is given without an id is a job of its own."""
        if job_id != NO_ID or not job_tag:
            return super().watch(job_id, job_tag)
        keys = (JobKey(self.cluster, NO_ID, run) for run in itertools.count())
        key = next(key for key in keys if self._watched.get(key, job_tag) == job_tag)
        self._watched[key] = job_tag
        return key

    def is_current(self, key: JobKey) -> bool:
        """See `Store.is_current`; no other job gets what stands in place of an id."""
        if key.job_id == NO_ID and self._watched.get(key):
            return key.cluster == self.cluster
        return super().is_current(key)

    def native_of(self, key: JobKey) -> JobKey | None:
        """The key by which the cluster that is asked now means the job; None while it means none.

        Only by this one may a job be cancelled.
        """
        native = self._strays.native_of(key) or key
        return native if self.is_current(native) else None

    def doubt_of(self, key: JobKey) -> str:
        """Why it is not proved which job the user means by the key, as a clause; empty if it is.

        That of a job which is known by its tag alone, and of an id with a tag that the user has
        named and no answer has: the job of that id may be another than the one of that tag.
        """
        tag, wanted = self.tag_of(key), self._watched.get(key, "")
        if key.job_id == NO_ID and tag:
            return self._bearer_words(tag)
        if self._is_tag_claimed(key):
            return f"no answer has shown that job {key.job_id} has the tag {tag}"
        if wanted not in {"", tag}:
            return f"{tag_words(key.job_id, wanted, tag)}: watch it by its id alone to cancel"
        return ""

    def asked_tag(self, key: JobKey, asked_as: JobKey) -> str:
        """The tag that an answer about the job must bear, asked for as `asked_as`; else empty.

        On its own cluster a job of an id is asked which tag it has before a user is believed.
        """
        is_home = key == asked_as and key.cluster == self.cluster and key.job_id != NO_ID
        return "" if is_home and self._is_tag_claimed(key) else self.tag_of(key)

    def asked_as(self, key: JobKey) -> JobKey | None:
        """The key to ask about the job by; None when its id is another job's by now.

        That is the native one. A job of another cluster that has none is asked for by its own and
        its tag, which an answer must name.
        """
        if (native := self.native_of(key)) is not None:
            return native
        entry = self._entries.get(key)
        is_lost = key.cluster == self.cluster or (entry is not None and entry.job.is_superseded)
        return None if is_lost else key

    def move_steps(self, cluster: str, now_s: float) -> Iterator[None]:
        """Another cluster is asked from now on; in steps as `list_steps`.

        Jobs that have ended stay as they are. What runs of the others is not known any more, until
        the new cluster tells of it by tag, or its own is asked again.
        """
        self.mark += 1
        for native in self._strays.natives:  # while it is not asked, its ids may be used again
            self._list.next_key(native.job_id)
        self._strays.restart(())
        self._list.go()
        former_s = self._list.heard_s
        self._list = self._lists.setdefault(cluster, ClusterList(cluster))
        if self._list.heard_s is None:
            self._list.heard_s = former_s  # of what is shown until it gives a list of its own
        for count, (key, entry) in enumerate(list(self._entries.items()), 1):
            if key.cluster != cluster:
                entry.go_elsewhere()
                self._left.setdefault(key, entry.text_characters)
            else:
                entry.come_home(now_s)
                if entry.job.is_listed:
                    self._list.rows[key.job_id] = entry.job.listed
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
        if self.is_current(key):
            key = self._shown_as(key, reply)
        super().fold_reply(key, reply, asked=asked, heard_s=heard_s, outcome=outcome)

    def fold_unknown(
        self, key: JobKey, *, heard_s: float, words: str = "", asked: int | None = None
    ) -> None:
        """See `Store.fold_unknown`; a cluster that is not the job's own cannot deny it."""
        if key.cluster == self.cluster:
            super().fold_unknown(key, heard_s=heard_s, words=words, asked=asked)
        else:
            self.fold_elsewhere(key, heard_s=heard_s)

    def fold_refusal(
        self, key: JobKey, *, heard_s: float, words: str, is_lasting: bool = False
    ) -> None:
        """See `Store.fold_refusal`; a cluster that is not the job's own cannot refuse it."""
        if key.cluster == self.cluster:
            super().fold_refusal(key, heard_s=heard_s, words=words, is_lasting=is_lasting)
        else:
            self.fold_elsewhere(key, heard_s=heard_s)

    def our_clock_was_set(self, step_s: float) -> None:
        """See `Store.our_clock_was_set`; the clocks of the others are as far from ours."""
        super().our_clock_was_set(step_s)
        for cluster, its_list in self._lists.items():
            if cluster != self.cluster:
                its_list.our_clock_was_set(step_s)

    def _is_tag_claimed(self, key: JobKey) -> bool:
        entry = self._entries.get(key)
        return bool(self._watched.get(key)) if entry is None else entry.is_tag_claimed

    def _bearer_words(self, tag: str) -> str:
        bearers = sorted(
            key.job_id
            for key, job in self.register.jobs.items()
            if job.job_tag == tag
            and key.job_id != NO_ID
            and job.phase.is_active
            and self.is_current(key)
            and not self._is_tag_claimed(key)
        )
        if not bearers:
            return f"which id the job with the tag {tag} has is not known"
        if len(bearers) > 1:
            return f"{len(bearers)} jobs have the tag {tag}: cancel one by its own row"
        return f"the job with the tag {tag} is {bearers[0]}: cancel it by its own row"

    def _is_proven(self, key: JobKey, reply: JobReply) -> bool:
        tag, entry = self.tag_of(key), self._entries.get(key)
        if not tag or reply.info.get("job_tag") != tag or self._strays.is_shared(tag):
            return False
        return entry is None or is_same(entry.job, reply)

    def _shown_as(self, key: JobKey, reply: JobReply) -> JobKey:
        """The key under which the active cluster's job `key` is shown, now that its tag is known.

        The row that was there first stays, as it may be selected or marked.
        """
        shown = self._strays.shown_of(key, reply, self.register.jobs)
        if shown is None:
            return key
        if key in self._entries:
            self._drop(key)
        return shown

    def _sure_row(self, row: ListedJob) -> ListedJob | None:
        is_other = self._strays.is_other_job(self._list.key(row.job_id), row)
        return None if is_other else super()._sure_row(row)

    def _fold_row(self, row: ListedJob, arrival: Arrival) -> ListedJob:
        native = self._list.key(row.job_id)
        if self._strays.is_other_job(native, row):
            self._lose(native)
        elif self._strays.is_shown_elsewhere(native):
            return self._strays.noted_row(native, row, arrival.silent)
        else:
            row = self._strays.taken_row(native, row, arrival.silent)
        return super()._fold_row(row, arrival)

    def _lose(self, native: JobKey) -> None:
        """The active cluster has given another job the id of one shown under another key."""
        self._list.next_key(native.job_id)
        shown = self._strays.lose(native)
        if shown is not None and (entry := self._entries.get(shown)) is not None:
            entry.go_elsewhere()
            self._put(entry)

    def _drop(self, key: JobKey) -> None:
        self._part(key)
        super()._drop(key)

    def _part(self, key: JobKey) -> None:
        """Show the active cluster's own row again, where there is one, from the next list on."""
        native = self._strays.native_of(key)
        if native is not None:
            self._strays.part(key)
            self._list.rows.pop(native.job_id, None)
