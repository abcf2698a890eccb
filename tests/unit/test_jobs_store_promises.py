"""Whatever comes when: no running job is lost, no ended one runs, no key changes hands.

A model of what the server said stands beside the store and is asked the same questions.
"""

from __future__ import annotations

from dataclasses import dataclass

from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, rule

from jobview.jobs.job import JobKey
from jobview.jobs.order import JobOrder
from jobview.jobs.phase import Phase, phase_of_listed, phase_told
from jobview.jobs.snapshot import EMPTY_SNAPSHOT, Link
from jobview.jobs.source import JobList, JobReply, ListedJob
from jobview.jobs.store import Store
from tests.fakes.jobs import CLUSTER, reply, row

OTHER_CLUSTER = "http://127.0.0.1:9192"
IDS = st.integers(0, 4)
AGES = st.integers(0, 3)
WORDS = st.sampled_from(["running", "none", "done", "async job done", "error", "odd", ""])
TIMES = st.sampled_from([None, 1, 2])
ROWS = st.lists(st.builds(row, IDS, WORDS, received_ms=TIMES), max_size=6)
REPLIES = st.builds(
    reply,
    IDS,
    st.sampled_from(["RUNNING", "DONE", "ERROR", "CANCELLED"]),
    st.integers(-5, 200),
)


@dataclass
class Known:
    """What the server said about one job."""

    received_ms: int | None
    ended: int | None = None
    """The store's mark when it said last that the job has ended."""
    may_run: bool = True
    """Whether it said since, or never said otherwise, that the job is at work."""
    is_at_work_in_list: bool = True
    row: ListedJob | None = None
    was_told_running: bool = False
    """Whether /get/job said that it runs after the list had said that it has ended: a list that
    only repeats itself does not end that."""
    was_told_ended: bool = False
    """Whether /get/job ever called it ended: a list that says otherwise may lag behind."""


class Promises(RuleBasedStateMachine):
    """Two clusters that restart, answer late, contradict themselves and fail."""

    def __init__(self) -> None:
        super().__init__()
        self.store = Store(CLUSTER, kept_left=1_000)
        self.now_s = 1_700_000_000.0
        self.list_mark = 0
        self.known: dict[JobKey, Known] = {}
        self.order = JobOrder()
        self.snapshot = EMPTY_SNAPSHOT
        self.chosen: JobKey | None = None
        self.chosen_ms: int | None = None

    def _key(self, job_id: int) -> JobKey:
        """The newest key under an id, found without the store's help."""
        keys = [key for key in self.known if key[:2] == (self.store.cluster, job_id)]
        return max(keys, default=JobKey(self.store.cluster, job_id))

    @rule(rows=ROWS, age=AGES)
    def a_list_arrives(self, rows: list[ListedJob], age: int) -> None:
        self.now_s += 1.0
        once = {row.job_id: row for row in rows}
        # One list is under way at a time; answers about single jobs may come while it is.
        asked = max(self.list_mark, self.store.mark - age)
        answer = JobList(list(once.values()), {}, 0.1, None)
        self.store.fold_list(answer, asked=asked, heard_s=self.now_s)
        self.list_mark = self.store.mark
        for key, known in self.known.items():
            if key.cluster == self.store.cluster:
                known.is_at_work_in_list = False
        for listed in once.values():
            self._note_row(listed, asked)

    def _note_row(self, listed: ListedJob, asked: int) -> None:
        key = self._key(listed.job_id)
        known = self.known.get(key)
        received_ms = listed.received_ms
        if known is not None and len({known.received_ms, received_ms} - {None}) > 1:
            key, known = key._replace(run=key.run + 1), None
        if known is None:
            known = self.known[key] = Known(received_ms)
        known.received_ms = known.received_ms or received_ms
        if not listed.status:
            return
        phase = phase_of_listed(listed.status)
        known.is_at_work_in_list = phase in {Phase.QUEUED, Phase.RUNNING}
        is_repeated, known.row = listed == known.row, listed
        if phase.is_final:
            if not (is_repeated and known.was_told_running):
                known.may_run = known.was_told_running = False
            known.ended = self.store.mark
        elif not known.was_told_ended or asked >= (known.ended or 0):
            known.may_run = True

    @rule(answer=REPLIES, age=AGES, run=st.integers(0, 1))
    def an_answer_arrives(self, answer: JobReply, age: int, run: int) -> None:
        """Sometimes for the job that had the id before, asked for long ago."""
        self.now_s += 1.0
        newest = self._key(answer.job_id)
        key = newest._replace(run=max(newest.run - run, 0))
        asked = max(0, self.store.mark - age)
        known = self.known.get(key)
        self.now_s += 1.0
        self.store.fold_reply(key, answer, asked=asked, heard_s=self.now_s)
        if known is None or key != newest:
            return
        if phase_told(answer).is_final:
            known.was_told_ended = True
            if not age:  # an older answer may have been overtaken by a list
                known.ended, known.may_run = self.store.mark, False
        elif known.ended is None or asked >= known.ended:
            known.may_run = known.was_told_running = True

    @rule(job_id=IDS, is_refused=st.booleans())
    def an_answer_fails(self, job_id: int, is_refused: bool) -> None:  # noqa: FBT001
        key = self._key(job_id)
        fold = self.store.fold_refusal if is_refused else self.store.fold_unknown
        fold(key, heard_s=self.now_s, words="no")

    @rule()
    def the_other_cluster_takes_over(self) -> None:
        both = {CLUSTER, OTHER_CLUSTER}
        (self.store.cluster,) = both - {self.store.cluster}

    @rule(index=st.integers(0, 20))
    def the_user_chooses(self, index: int) -> None:
        if self.order.keys:
            self.chosen = self.order.keys[index % len(self.order.keys)]
            self.chosen_ms = self.snapshot.jobs[self.chosen].listed.received_ms

    @rule()
    def the_board_follows(self) -> None:
        self.snapshot = self.store.snapshot(link=Link())
        self.order.update(self.snapshot)
        for index, key in enumerate(self.order.keys):
            assert self.order.index_of(key) == index

    @invariant()
    def no_running_job_is_lost(self) -> None:
        jobs = self.store.register.jobs
        for key, known in self.known.items():
            if known.is_at_work_in_list and not known.was_told_ended:
                assert jobs[key].phase.is_active, key

    @invariant()
    def no_job_runs_that_the_server_said_had_ended(self) -> None:
        jobs = self.store.register.jobs
        for key, known in self.known.items():
            assert known.may_run or jobs[key].phase.is_final, key

    @invariant()
    def no_key_changes_hands(self) -> None:
        jobs = self.store.register.jobs
        for key, known in self.known.items():
            assert jobs[key].listed.received_ms == known.received_ms, key
            is_newest = all(key.run >= other.run for other in self.known if other[:2] == key[:2])
            assert jobs[key].is_superseded is not is_newest

    @invariant()
    def the_chosen_job_stays_chosen(self) -> None:
        if self.chosen is None:
            return
        index = self.order.index_of(self.chosen)
        assert index is not None
        assert self.order.keys[index] == self.chosen
        received_ms = self.snapshot.jobs[self.chosen].listed.received_ms
        assert self.chosen_ms in (None, received_ms)
        self.chosen_ms = received_ms


TestPromises = Promises.TestCase
TestPromises.settings = settings(max_examples=150, stateful_step_count=25, deadline=None)
