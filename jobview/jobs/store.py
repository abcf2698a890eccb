"""All jobs of one cluster, from answers folded in as they arrive to immutable snapshots.

A list of 10,000 rows of which few differ from the list before costs a comparison a row; objects
are built for the rows that differ. Jobs that leave the list stay, to be asked for once more, and
are kept up to a limit after that.
"""

from __future__ import annotations

from dataclasses import replace
from itertools import islice
from typing import TYPE_CHECKING, Final

from jobview.jobs.cancellation import Cancellation
from jobview.jobs.entry import Entry
from jobview.jobs.job import JobKey
from jobview.jobs.kept_text import LINE_CHARACTERS, kept
from jobview.jobs.listing import OWN_ENDPOINTS, rows_by_id
from jobview.jobs.register import Register

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from jobview.jobs.cancellation import Delivery
    from jobview.jobs.snapshot import Link, Snapshot
    from jobview.jobs.source import ClusterInfo, JobList, JobReply, ListedJob

COMPARED_ROWS: Final = 2_500
"""Rows to compare in one step: about 2 ms."""

STEP_ROWS: Final = 250
"""Rows to build objects for in one step: about 3 ms."""

KEPT_LEFT: Final = 2_000
"""Finished jobs to keep after they left the list."""

KEPT_LEFT_CHARACTERS: Final = 16_000_000
"""The most that the texts of those that left the list may have together: a query of megabytes may
be listed for a while, and then another."""

_MIN_OFFSET_CHANGE_S: Final = 1.5
"""HTTP dates are whole seconds, so a smaller change of the clocks' difference is rounding."""


class Store:
    """Folds a cluster's answers into snapshots.

    Attributes:
        cluster: first half of the keys of jobs folded in from now on.
        register: all jobs as of now, and what changed lately.
        mark: counts what was folded in; note it when a request is sent and hand it in with the
            answer, which tells older from newer.
    """

    def __init__(self, cluster: str, *, kept_left: int = KEPT_LEFT) -> None:
        self.cluster = cluster
        self.register = Register()
        self.mark = 0
        self._kept_left = kept_left
        self._entries: dict[JobKey, Entry] = {}
        self._rows: dict[int, ListedJob] = {}
        """The newest list; unchanged rows stay the very objects that jobs refer to."""
        self._own: set[int] = set()
        self._watched: dict[JobKey, str] = {}
        self._left: dict[JobKey, int] = {}
        """Jobs that are in no list, in the order in which they left, and their texts' length."""
        self._cancelling: set[JobKey] = set()
        self._data_s: float | None = None
        self._server_offset_s = 0.0

    def watch(self, job_id: int, job_tag: str = "") -> JobKey:
        """Keep a job whether it is in the list or not; answers about it make it appear."""
        key = JobKey(self.cluster, job_id)
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
        mark = self.mark
        rows = rows_by_id(job_list.rows)
        known = self._rows
        yield
        changed: list[ListedJob] = []
        items = iter(rows.items())
        while some := list(islice(items, COMPARED_ROWS)):
            changed += [row for job_id, row in some if known.get(job_id) != row]
            yield
        left = [job_id for job_id in known if job_id not in rows]
        for count, row in enumerate(changed, 1):
            known[row.job_id] = row
            self._fold_row(row, asked, mark, heard_s)
            if count % STEP_ROWS == 0:
                yield
        for count, job_id in enumerate(left, 1):
            del known[job_id]
            self._fold_absence(job_id, mark, heard_s)
            if count % STEP_ROWS == 0:
                yield
        self._refresh_cancellations(heard_s)
        self._trim()
        self._data_s = heard_s
        self._note_server_time(job_list, heard_s)

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
            entry.take_reply(reply, asked=asked, mark=self.mark, now_s=heard_s, outcome=outcome)
            self._put(entry)

    def fold_unknown(self, key: JobKey, *, heard_s: float, words: str = "") -> None:
        """/get/job does not know the job: it is a synchronous one, or gone.

        Args:
            key: the job that was asked for.
            heard_s: when the answer arrived.
            words: the server's own.
        """
        if (entry := self._entry_to_tell(key, heard_s)) is not None:
            entry.take_unknown(heard_s, words)
            self._put(entry)

    def fold_refusal(self, key: JobKey, *, heard_s: float, words: str) -> None:
        """/get/job refused to tell; arguments as of `fold_unknown`."""
        if (entry := self._entry_to_tell(key, heard_s)) is not None:
            entry.take_refusal(heard_s, words)
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
                said = words.get(key.job_id) or "cancel sent; the server said nothing"
                said = kept(said, LINE_CHARACTERS)
                told = replace(entry.cancellation, delivery=delivery, answer=said)
                self._note_cancellation(key, told, at_s)

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
            data_s=self._data_s,
            server_offset_s=self._server_offset_s,
            own_call_count=len(self._own),
            requests_per_min=requests_per_min,
            interval_s=interval_s,
            is_paused=is_paused,
        )

    def _fold_row(self, row: ListedJob, asked: int, mark: int, heard_s: float) -> None:
        key = JobKey(self.cluster, row.job_id)
        entry = self._entries.get(key)
        if row.endpoint in OWN_ENDPOINTS and key not in self._watched:
            self._own.add(row.job_id)
            if entry is not None:
                self._drop(key)
            return
        self._own.discard(row.job_id)
        self._left.pop(key, None)
        if entry is None or entry.is_other_run(row):
            self._cancelling.discard(key)
            entry = Entry.of_row(key, row, mark, heard_s, self._watched.get(key, ""))
        else:
            entry.take_row(row, asked=asked, mark=mark, now_s=heard_s)
        self._put(entry)

    def _fold_absence(self, job_id: int, mark: int, heard_s: float) -> None:
        self._own.discard(job_id)
        key = JobKey(self.cluster, job_id)
        if (entry := self._entries.get(key)) is not None:
            self._left[key] = entry.text_characters
            entry.leave_list(mark=mark, now_s=heard_s)
            self._put(entry)

    def _entry_to_tell(self, key: JobKey, heard_s: float) -> Entry | None:
        """The entry that an answer about `key` is for; None when nobody wants to know any more."""
        self.mark += 1
        entry = self._entries.get(key)
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

    def _trim(self) -> None:
        """Drop the oldest of the jobs that left the list, finished ones first."""
        spare = len(self._left) - self._kept_left
        excess = sum(self._left.values()) - KEPT_LEFT_CHARACTERS
        if spare <= 0 and excess <= 0:
            return
        jobs = self.register.jobs
        unwatched = [key for key in self._left if key not in self._watched]
        finished = [key for key in unwatched if jobs[key].phase.is_final]
        for key in finished[: max(spare, 0)]:
            self._drop(key)
        # Jobs nobody found the time to ask for are dropped as well before they fill the memory.
        if (spare := len(self._left) - 2 * self._kept_left) > 0:
            rest = [key for key in unwatched if key in self._left]
            for key in rest[:spare]:
                self._drop(key)
        self._trim_texts([*finished, *unwatched])

    def _trim_texts(self, candidates: Iterable[JobKey]) -> None:
        excess = sum(self._left.values()) - KEPT_LEFT_CHARACTERS
        for key in candidates:
            if excess <= 0:
                break
            if (characters := self._left.get(key)) is not None:
                excess -= characters
                self._drop(key)

    def _put(self, entry: Entry) -> None:
        self._entries[entry.job.key] = entry
        self.register.put(entry.job)

    def _drop(self, key: JobKey) -> None:
        del self._entries[key]
        self._left.pop(key, None)
        self._cancelling.discard(key)
        self.register.drop(key)

    def _note_server_time(self, job_list: JobList, heard_s: float) -> None:
        if job_list.server_s is None:
            return
        # The answer was dated half its way ago, in a second of which half had passed on average.
        offset_s = job_list.server_s + 0.5 - (heard_s - job_list.latency_s / 2)
        if abs(offset_s - self._server_offset_s) > _MIN_OFFSET_CHANGE_S:
            self._server_offset_s = offset_s
