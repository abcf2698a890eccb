"""All jobs of one cluster, from answers folded in as they arrive to immutable snapshots.

A list of 10,000 rows of which few differ from the list before costs a comparison a row; objects
are built for the rows that differ. Jobs that leave the list stay, to be asked for once more, and
are kept up to a limit after that.
"""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from jobview.jobs.cancellation import Cancellation
from jobview.jobs.cluster_list import ClusterList
from jobview.jobs.entry import Entry
from jobview.jobs.keeping import KEPT_LEFT, surplus
from jobview.jobs.listing import OWN_ENDPOINTS, rows_by_id
from jobview.jobs.register import Register
from jobview.jobs.steps import changed, in_steps

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from jobview.jobs.arrival import Arrival
    from jobview.jobs.cancellation import Delivery
    from jobview.jobs.job import JobKey
    from jobview.jobs.snapshot import Link, Snapshot
    from jobview.jobs.source import ClusterInfo, JobList, JobReply, ListedJob


class Store:
    """Folds a cluster's answers into snapshots.

    Attributes:
        register: all jobs as of now, and what changed lately.
        mark: counts what was folded in; note it when a request is sent and hand it in with the
            answer, which tells older from newer.
    """

    def __init__(self, cluster: str, *, kept_left: int = KEPT_LEFT) -> None:
        self.register = Register()
        self.mark = 0
        self._kept_left = kept_left
        self._entries: dict[JobKey, Entry] = {}
        self._list = ClusterList(cluster)
        self._watched: dict[JobKey, str] = {}
        self._left: dict[JobKey, int] = {}
        """Jobs that are in no list, in the order in which they left, and their texts' length."""
        self._cancelling: set[JobKey] = set()

    @property
    def cluster(self) -> str:
        """The cluster that is asked: first half of the keys of jobs folded in from now on."""
        return self._list.cluster

    def is_current(self, key: JobKey) -> bool:
        """Whether the server asked now means this job by its id."""
        return key == self._list.key(key.job_id)

    def watch(self, job_id: int, job_tag: str = "") -> JobKey:
        """Keep a job whether it is in the list or not; answers about it make it appear."""
        key = self._list.key(job_id)
        self._watched[key] = job_tag
        if job_tag and (entry := self._entries.get(key)) is not None:
            entry.take_tag(job_tag)
            self._put(entry)
        return key

    def tag_of(self, key: JobKey) -> str:
        """The job's tag as far as it is known; empty when it is not."""
        entry = self._entries.get(key)
        return self._watched.get(key, "") if entry is None else entry.job.job_tag

    def fold_list(self, job_list: JobList, *, asked: int, heard_s: float) -> None:
        """Take in an answer of /admin/show/jobs.

        Of a damaged one no row counts that may be of another job than its id's, and no absence,
        unless many in a row agree on it; see `BELIEVED_LISTS`.

        Args:
            job_list: the answer.
            asked: `mark` when it was asked for.
            heard_s: when it arrived.
        """
        for _ in self.list_steps(job_list, asked=asked, heard_s=heard_s):
            pass

    def list_steps(self, job_list: JobList, *, asked: int, heard_s: float) -> Iterator[None]:
        """As `fold_list`, in steps of a few milliseconds, for a caller with other things to do."""
        self.mark += 1
        misdated = self._list.misdated(job_list, heard_s, self.register.jobs)
        yield from in_steps(misdated, partial(self._date_anew, heard_s))
        arrival = self._list.arrival(job_list, asked=asked, mark=self.mark, heard_s=heard_s)
        rows = rows_by_id(job_list.rows)
        known = self._list.rows
        yield
        news = yield from changed(rows, known)
        if not job_list.damage:
            self._list.mark, self._list.heard_s = arrival.mark, heard_s
        take_row = partial(self._take_row, arrival, is_damaged=bool(job_list.damage))
        yield from in_steps(news, take_row)
        left = self._list.left(job_list, rows, self._kept_left)
        yield from in_steps(left, partial(self._take_absence, arrival))
        self._refresh_cancellations(heard_s)
        for key in surplus(self._left, self.register.jobs, self._watched, self._kept_left):
            self._drop(key)
        self._list.forget_runs(self.register.jobs, self._watched)

    def fold_reply(
        self, key: JobKey, reply: JobReply, *, asked: int, heard_s: float, outcome: str = ""
    ) -> None:
        """Take in an answer of /get/job.

        Args:
            key: the job that was asked for.
            reply: the answer.
            asked: `mark` when it was asked.
            heard_s: when it arrived.
            outcome: a finished job's result in one line.
        """
        if (entry := self._entry_to_tell(key, heard_s)) is not None:
            entry.take_reply(
                reply,
                asked=asked,
                mark=self.mark,
                list_mark=self._list.mark,
                now_s=heard_s,
                outcome=outcome,
            )
            self._put(entry)

    def fold_unknown(
        self, key: JobKey, *, heard_s: float, words: str = "", asked: int | None = None
    ) -> None:
        """/get/job does not know the job: it is a synchronous one, or gone.

        `words` are the server's own, an `asked` of None is now; all else is as of `fold_reply`.
        """
        if (entry := self._entry_to_tell(key, heard_s)) is not None:
            entry.take_unknown(heard_s, words, self.mark if asked is None else asked)
            self._put(entry)

    def fold_refusal(
        self, key: JobKey, *, heard_s: float, words: str, is_lasting: bool = False
    ) -> None:
        """/get/job refused to tell; as `fold_unknown`, and whether it would the next time too."""
        if (entry := self._entry_to_tell(key, heard_s)) is not None:
            entry.take_refusal(heard_s, words, is_lasting=is_lasting)
            self._put(entry)

    def note_cancel(self, keys: Iterable[JobKey], at_s: float) -> None:
        """Say of these jobs that their cancellation was asked for at `at_s`."""
        for key in keys:
            self._note_cancellation(key, Cancellation(at_s), at_s)

    def note_cancel_words(
        self, keys: Iterable[JobKey], words: Mapping[int, str], at_s: float, delivery: Delivery
    ) -> None:
        """Say of these jobs what came of asking for their cancellation.

        Args:
            keys: the jobs, which `note_cancel` was called for.
            words: what was said about each, by job id.
            at_s: when.
            delivery: whether the server answered.
        """
        for key in keys:
            entry = self._entries.get(key)
            if entry is not None and entry.cancellation is not None:
                told = entry.cancellation.answered(delivery, words.get(key.job_id, ""))
                self._note_cancellation(key, told, at_s)

    def our_clock_was_set(self, step_s: float) -> None:
        """Our clock was put forward by `step_s`, or back: all that happened keeps its age."""
        for entry in self._entries.values():
            entry.our_clock_was_set(step_s)
            self.register.put(entry.job)
        self._list.our_clock_was_set(step_s)

    def snapshot(
        self,
        *,
        link: Link,
        cluster: ClusterInfo | None = None,
        requests_per_min: int = 0,
        interval_s: float = 2.0,
        is_paused: bool = False,
    ) -> Snapshot:
        """All that is known now, in one immutable value; the arguments are passed on in it."""
        return self.register.snapshot(
            link=link,
            cluster=cluster,
            data_s=self._list.heard_s,
            server_offset_s=self._list.clock.offset_s,
            own_call_count=len(self._list.own),
            requests_per_min=requests_per_min,
            interval_s=interval_s,
            is_paused=is_paused,
        )

    def _sure_row(self, row: ListedJob) -> ListedJob | None:
        """What a row of a damaged list tells for sure about the job that has its id; or None."""
        entry = self._entries.get(self._list.key(row.job_id))
        if entry is not None:
            return entry.sure_row(row)
        return row if row.endpoint else None  # without, it may be a call of our own

    def _fold_row(self, row: ListedJob, arrival: Arrival) -> ListedJob:
        """Take in a row, and give it back with what was known of its job before."""
        key, heard_s = self._list.key(row.job_id), arrival.heard_s
        entry = self._entries.get(key)
        if entry is not None and entry.is_other_run(row):
            key = self._list.next_key(row.job_id)
            self._supersede(entry, heard_s)
            entry = None
        if row.endpoint in OWN_ENDPOINTS and key not in self._watched:
            self._list.own.add(row.job_id)
            if entry is not None:
                self._drop(key)
            return row
        self._list.own.discard(row.job_id)
        self._left.pop(key, None)
        if entry is None:
            entry = Entry.of_row(key, row, arrival, self._watched.get(key, ""))
        else:
            entry.take_row(row, arrival)
        self._put(entry)
        return entry.job.listed

    def _supersede(self, entry: Entry, heard_s: float) -> None:
        """Keep a job whose id is another's by now as one that has left the list."""
        key = entry.job.key
        self._cancelling.discard(key)
        entry.supersede(heard_s)
        self._left.setdefault(key, entry.text_characters)
        self._put(entry)

    def _date_anew(self, heard_s: float, key: JobKey) -> None:
        entry = self._entries[key]
        entry.date_anew(self._list.clock, heard_s)
        self._put(entry)

    def _take_row(self, arrival: Arrival, row: ListedJob, *, is_damaged: bool) -> None:
        sure = self._sure_row(row) if is_damaged else row
        if sure is None and row.endpoint and self._list.is_believed(row.job_id):
            sure = row
        if sure is not None:
            self._list.rows[row.job_id] = self._fold_row(sure, arrival)

    def _take_absence(self, arrival: Arrival, job_id: int) -> None:
        del self._list.rows[job_id]
        self._list.own.discard(job_id)
        key = self._list.key(job_id)
        if (entry := self._entries.get(key)) is not None:
            self._left[key] = entry.text_characters
            entry.leave_list(mark=arrival.mark, now_s=arrival.heard_s)
            self._put(entry)

    def _entry_to_tell(self, key: JobKey, heard_s: float) -> Entry | None:
        """The entry that an answer about `key` is for; None when nobody wants to know any more."""
        self.mark += 1
        entry = self._entries.get(key)
        if entry is not None and entry.job.is_superseded:
            return None  # the answer may be about the job that has the id now
        if entry is None and key in self._watched:
            entry = Entry.of_watched(key, self.mark, heard_s, self._watched[key])
        return entry

    def _note_cancellation(self, key: JobKey, cancellation: Cancellation, at_s: float) -> None:
        if (entry := self._entries.get(key)) is not None:
            entry.cancellation = cancellation
            self._cancelling.add(key)
            entry.refresh_cancel_words(at_s)
            self._put(entry)

    def _refresh_cancellations(self, now_s: float) -> None:
        for key in list(self._cancelling):
            entry = self._entries[key]
            entry.refresh_cancel_words(now_s)
            self._put(entry)
            if entry.cancellation is None or entry.job.phase.is_final:
                self._cancelling.discard(key)

    def _put(self, entry: Entry) -> None:
        key = entry.job.key
        if entry.is_void and key not in self._watched:
            if self.is_current(key):  # an answer on its way is not about who has the id next
                self._list.next_key(key.job_id)
            self._drop(key)
        else:
            self._entries[key] = entry
            self.register.put(entry.job)

    def _drop(self, key: JobKey) -> None:
        del self._entries[key]
        self._left.pop(key, None)
        self._cancelling.discard(key)
        self.register.drop(key)
