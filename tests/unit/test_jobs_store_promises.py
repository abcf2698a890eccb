"""Whatever comes when: no running job is lost, no ended one runs, no key changes hands.

A model of what the servers said stands beside the store and is asked the same questions.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule

from jobview.jobs.job import NO_ESTIMATE, JobKey, Place
from jobview.jobs.order import JobOrder
from jobview.jobs.phase import Phase, phase_of_listed, phase_told
from jobview.jobs.ring_store import RingStore
from jobview.jobs.snapshot import EMPTY_SNAPSHOT, Link
from jobview.jobs.source import JobList, JobReply, ListedJob
from jobview.jobs.store import Store
from tests.fakes.jobs import CLUSTER, reply, row

if TYPE_CHECKING:
    from jobview.jobs.job import Job

OTHER_CLUSTER = "http://127.0.0.1:9192"
IDS = st.integers(0, 4)
AGES = st.integers(0, 3)
STATUSES = ["running", "none", "done", "async job done", "error", "odd", ""]
WORDS = st.sampled_from(STATUSES)
TIMES = st.sampled_from([None, 1, 2])
ROWS = st.lists(st.builds(row, IDS, WORDS, received_ms=TIMES), max_size=6)
JOB_STATUSES = ["RUNNING", "DONE", "ERROR", "CANCELLED", "ODD"]
REPLIES = st.builds(reply, IDS, st.sampled_from(JOB_STATUSES), st.integers(-5, 200))
TAGS = ["own", "own", "own", "", "t0"]
"""What an answer names: the job's own tag, which one job of each cluster bears, none, or any."""

ENDED = {Phase.DONE, Phase.FAILED, Phase.CANCELLED}


def own_tag(key: JobKey) -> str:
    """One job of each cluster bears it."""
    return f"t{(key.job_id + (key.cluster == OTHER_CLUSTER)) % 5}"


@dataclass
class Known:
    """What the servers said about one job."""

    received_ms: int | None
    ended: int | None = None
    """The store's mark when it was said last that the job has ended."""
    may_run: bool = True
    """Whether it was said since, or never said otherwise, that the job is at work."""
    is_at_work_in_list: bool = True
    """Whether the newest list of the cluster that is asked says so."""
    row: ListedJob | None = None
    was_told_running: bool = False
    """Whether /get/job said that it runs after the list had said that it has ended: a list that
    only repeats itself does not end that."""
    was_told_ended: bool = False
    """Whether /get/job ever called it ended: a list that says otherwise may lag behind."""
    was_told_elsewhere: bool = False
    """Whether another cluster has told of it since its own was asked last."""
    tags: frozenset[str] = frozenset()
    """Tags that answers of its own cluster have named; the first that counted is its tag."""

    def note_reply(self, said: Phase, asked: int, mark: int, *, is_late: bool) -> None:
        """/get/job has said so; an older answer may have been overtaken by a list."""
        if said.is_final:
            self.was_told_ended = True
            if not is_late:
                self.ended, self.may_run = mark, False
        elif said is not Phase.UNKNOWN and (self.ended is None or asked >= self.ended):
            self.may_run = self.was_told_running = True


class Promises(RuleBasedStateMachine):
    """A cluster that restarts, answers late, contradicts itself, lists damaged, and fails."""

    def __init__(self) -> None:
        super().__init__()
        self.store = self.make_store()
        self.now_s = 1_700_000_000.0
        self.list_mark = 0
        self.known: dict[JobKey, Known] = {}
        self.runs: dict[tuple[str, int], int] = {}
        self.order = JobOrder("status")
        self.snapshot = EMPTY_SNAPSHOT
        self.over: dict[JobKey, Job] = {}
        """Jobs as they were when their id was first seen to be another's."""
        self.chosen: JobKey | None = None
        self.chosen_ms: int | None = None
        self.strayed: set[JobKey] = set()
        """Jobs that are or were shown under the key of another cluster, and not since by theirs."""

    def make_store(self) -> Store:
        """The store under test."""
        return Store(CLUSTER, kept_left=1_000)

    def _key(self, job_id: int, cluster: str = "") -> JobKey:
        """The newest key under an id, found without the store's help."""
        cluster = cluster or self.store.cluster
        return JobKey(cluster, job_id, self.runs.get((cluster, job_id), 0))

    @rule(rows=ROWS, age=AGES)
    def a_list_arrives(self, rows: list[ListedJob], age: int) -> None:
        once, asked = self._fold_list(rows, age, "")
        for key, known in self.known.items():
            if key.cluster == self.store.cluster:
                known.is_at_work_in_list = False
        for listed in once:
            self._note_row(listed, asked)
        in_list = {listed.job_id for listed in once}
        for key, job in self.store.register.jobs.items():
            if key == self._key(key.job_id) and key in self.known:
                assert job.is_listed is (key.job_id in in_list)
        self._forget_dropped()

    @rule(rows=ROWS, age=AGES)
    def a_damaged_list_arrives(self, rows: list[ListedJob], age: int) -> None:
        """Rows are missing and cells are; a row of another time may have another row's cells."""
        whole = [one for one in rows if one.endpoint]
        once, asked = self._fold_list(whole, age, f"9 ids, {len(rows)} statuses")
        for listed in once:
            known = self.known.get(self._key(listed.job_id))
            if known is None or len({known.received_ms, listed.received_ms} - {None}) < 2:
                self._note_row(listed, asked, is_damaged=True)
        self._forget_dropped()

    def _forget_dropped(self) -> None:
        """Jobs that went without a word that is known; who has the id next has another key."""
        absent = self.known.keys() - self.store.register.jobs.keys()
        self.strayed &= absent
        for key in absent - self.strayed:
            row = self.known.pop(key).row
            assert row is None or phase_of_listed(row.status) is Phase.UNKNOWN, key
            self.runs[key[:2]] = max(self.runs.get(key[:2], 0), key.run + 1)

    def _fold_list(
        self, rows: list[ListedJob], age: int, damage: str
    ) -> tuple[list[ListedJob], int]:
        self.now_s += 1.0
        once = list({row.job_id: row for row in rows}.values())
        # One list is under way at a time; answers about single jobs may come while it is.
        asked = max(self.list_mark, self.store.mark - age)
        answer = JobList(once, {}, 0.1, None, self.store.cluster, damage)
        self.store.fold_list(answer, asked=asked, heard_s=self.now_s)
        self.list_mark = self.store.mark
        return once, asked

    def _note_row(self, listed: ListedJob, asked: int, *, is_damaged: bool = False) -> None:
        key = self._key(listed.job_id)
        known = self.known.get(key)
        received_ms = listed.received_ms
        if known is not None and len({known.received_ms, received_ms} - {None}) > 1:
            key, known = key._replace(run=key.run + 1), None
            self.runs[key[:2]] = key.run
        if known is None:
            known = self.known[key] = Known(received_ms)
        known.received_ms = known.received_ms or received_ms
        if not listed.status or not self._is_told_by_list(key):
            return
        phase = phase_of_listed(listed.status)
        known.is_at_work_in_list = phase in {Phase.QUEUED, Phase.RUNNING}
        listed = listed._replace(received_ms=known.received_ms)  # a damaged list may lack it
        is_repeated, known.row = listed == known.row, listed
        if phase.is_final:
            if not (is_repeated and known.was_told_running):
                known.may_run = known.was_told_running = False
            if not (is_repeated and is_damaged):  # such a list does not confirm what it had said
                known.ended = self.store.mark
        elif phase is not Phase.UNKNOWN and (
            not known.was_told_ended or asked >= (known.ended or 0)
        ):
            known.may_run = True

    def _is_told_by_list(self, _key: JobKey) -> bool:
        return True

    @rule(answer=REPLIES, age=AGES, run=st.integers(0, 1))
    def an_answer_arrives(self, answer: JobReply, age: int, run: int) -> None:
        """Sometimes for the job that had the id before, asked for long ago."""
        newest = self._key(answer.job_id)
        key = newest._replace(run=max(newest.run - run, 0))
        asked = max(0, self.store.mark - age)
        known = self.known.get(key)
        self.now_s += 1.0
        answer = replace(answer, cluster=self.store.cluster)
        self.store.fold_reply(key, answer, asked=asked, heard_s=self.now_s)
        if known is not None and key == newest:
            self._note_reply(key, phase_told(answer), asked, is_late=bool(age))

    def _note_reply(self, key: JobKey, said: Phase, asked: int, *, is_late: bool) -> None:
        self.known[key].note_reply(said, asked, self.store.mark, is_late=is_late)

    @rule(job_id=IDS, is_refused=st.booleans())
    def an_answer_fails(self, job_id: int, is_refused: bool) -> None:  # noqa: FBT001
        key = self._key(job_id)
        fold = self.store.fold_refusal if is_refused else self.store.fold_unknown
        fold(key, heard_s=self.now_s, words="no")
        self._forget_dropped()

    @rule(index=st.integers(0, 20))
    def the_user_chooses(self, index: int) -> None:
        if self.order.keys:
            self.chosen = self.order.keys[index % len(self.order.keys)]
            self.chosen_ms = self.snapshot.jobs[self.chosen].listed.received_ms

    @rule()
    def the_board_follows(self) -> None:
        self.snapshot = self.store.snapshot(link=Link())
        self.order.update(self.snapshot)
        if self.chosen in self.snapshot.removed:
            self.chosen = None
        for index, key in enumerate(self.order.keys):
            assert self.order.index_of(key) == index

    def _shown(self, key: JobKey) -> Job:
        """The job that stands for what the model calls `key`."""
        return self.store.register.jobs[key]

    @invariant()
    def no_running_job_is_lost(self) -> None:
        for key, known in self.known.items():
            if known.is_at_work_in_list and not known.was_told_ended:
                assert self._shown(key).phase.is_active, key

    @invariant()
    def no_job_runs_that_the_server_said_had_ended(self) -> None:
        for key, known in self.known.items():
            if key in self.store.register.jobs:
                assert known.may_run or self._shown(key).phase.is_final, key

    @invariant()
    def no_key_changes_hands(self) -> None:
        jobs = self.store.register.jobs
        for key, known in self.known.items():
            if key in jobs:
                assert jobs[key].listed.received_ms == known.received_ms, key
                assert jobs[key].is_superseded is (key != self._key(key.job_id, key.cluster))

    @invariant()
    def nothing_more_is_heard_of_a_job_whose_id_is_anothers(self) -> None:
        for key, job in self.store.register.jobs.items():
            if job.is_superseded:
                over = self.over.setdefault(key, job)
                now = (job.phase, job.progress, job.outcome, job.listed)
                assert now == (over.phase, over.progress, over.outcome, over.listed)

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


class RingPromises(Promises):
    """Two such clusters, of which one is asked at a time, and jobs that both know by a tag."""

    store: RingStore

    def __init__(self) -> None:
        super().__init__()
        self.attached: dict[JobKey, JobKey] = {}
        """Which key a job of the cluster that is asked is shown under, when it is another's."""
        self.bearers: Counter[str] = Counter()
        """How many jobs of the cluster that was left bear a tag."""

    def make_store(self) -> RingStore:
        """The store under test."""
        return RingStore(CLUSTER, kept_left=1_000)

    def _shown(self, key: JobKey) -> Job:
        return self.store.register.jobs[self.attached.get(key, key)]

    def _is_told_by_list(self, key: JobKey) -> bool:
        return key not in self.attached  # of those only /get/job tells

    @initialize(
        count=st.integers(0, 4),
        reused=st.sets(IDS, max_size=2),
        has_ended=st.booleans(),
        is_known_by_tag=st.booleans(),
    )
    def a_cluster_fails(
        self,
        count: int,
        reused: set[int],
        has_ended: bool,  # noqa: FBT001
        is_known_by_tag: bool,  # noqa: FBT001
    ) -> None:
        """Begin where it matters: with tagged jobs of a cluster that another one stands in for."""
        rows = [row(job_id, received_ms=1) for job_id in range(count)]
        self.a_list_arrives(rows, 0)
        for index in range(count):
            said = "DONE" if has_ended else "RUNNING"
            self.an_answer_names_a_tag(index, said, "own", 0, is_of_the_other=False)
        if reused:
            again = [one._replace(received_ms=2) if one.job_id in reused else one for one in rows]
            self.a_list_arrives(again, 0)
        self.the_other_cluster_takes_over()
        self.a_list_arrives(rows, 0)
        if is_known_by_tag:
            for index in range(2 * count):
                said = "DONE" if has_ended else "RUNNING"
                self.an_answer_names_a_tag(index, said, "own", 0, is_of_the_other=False)

    def _note_reply(self, key: JobKey, said: Phase, asked: int, *, is_late: bool) -> None:
        super()._note_reply(key, said, asked, is_late=is_late)
        if key in self.attached:
            self._follow(self.attached[key], said, asked, is_late=is_late)

    @rule()
    def the_other_cluster_takes_over(self) -> None:
        for key in self.known.keys() - self.store.register.jobs.keys():
            del self.known[key]
            self.runs[key[:2]] = max(self.runs.get(key[:2], 0), key.run + 1)
        self.attached = {}
        self.bearers = Counter(
            job.job_tag
            for key, job in self.store.register.jobs.items()
            if key.cluster == self.store.cluster
        )
        (cluster,) = {CLUSTER, OTHER_CLUSTER} - {self.store.cluster}
        for _ in self.store.move_steps(cluster, self.now_s):
            pass
        for key, known in self.known.items():
            known.is_at_work_in_list = False
            if key.cluster == cluster and known.was_told_elsewhere:
                known.may_run, known.ended, known.was_told_elsewhere = True, None, False

    @rule(
        index=st.integers(0, 20),
        job_status=st.sampled_from(JOB_STATUSES),
        tag=st.sampled_from(TAGS),
        age=AGES,
        is_of_the_other=st.sampled_from([False, False, False, True]),
    )
    def an_answer_names_a_tag(
        self,
        index: int,
        job_status: str,
        tag: str,
        age: int,
        is_of_the_other: bool,  # noqa: FBT001
    ) -> None:
        """About any job that is shown, as whoever is asked knows it; or of who was asked before."""
        keys = sorted(self.store.register.jobs)
        if not keys:
            return
        key = keys[index % len(keys)]
        if (asked_as := self.store.asked_as(key)) is None:
            return
        (other,) = {CLUSTER, OTHER_CLUSTER} - {self.store.cluster}
        teller = other if is_of_the_other else self.store.cluster
        tag = own_tag(key) if tag == "own" else tag
        before = self.store.register.jobs[key]
        said = reply(key.job_id, job_status, 7, info={"job_tag": tag}, cluster=teller)
        asked = max(0, self.store.mark - age)
        self.now_s += 1.0
        self.store.fold_reply(key, said, asked=asked, heard_s=self.now_s)
        self._note_telling(key, asked_as, said, asked, is_late=bool(age))
        after = self.store.register.jobs.get(key)
        if after is not None and after.place is Place.FOLLOWED and before.phase in ENDED:
            assert after.phase is before.phase  # it has ended before the eyes of its own cluster

    def _note_telling(
        self, key: JobKey, asked_as: JobKey, said: JobReply, asked: int, *, is_late: bool
    ) -> None:
        phase, mark = phase_told(said), self.store.mark
        tag = said.info["job_tag"]
        if said.cluster != self.store.cluster:
            if said.cluster == key.cluster and not said.running and key in self.known:
                self.known[key].note_reply(phase, asked, mark, is_late=is_late)
                self.known[key].tags |= {tag}
            return
        if key.cluster == said.cluster:
            known = self.known[key]
            if key not in self.store.register.jobs and key not in self.attached:
                (shown,) = [
                    other
                    for other in self.store.register.jobs
                    if self.store.native_of(other) == key and other != key
                ]
                assert tag in self.known[shown].tags - {""}
                assert self.bearers[tag] == 1
                assert not self.store.register.jobs[shown].is_superseded
                self.attached[key] = shown
                self.strayed.add(key)
            self._note_reply(key, phase, asked, is_late=is_late)
            known.tags |= {tag}
        elif self.store.register.jobs[key].place is Place.FOLLOWED:
            assert tag in self.known[key].tags - {""}
            assert self.bearers[tag] <= 1
            self._follow(key, phase, asked, is_late=is_late)
            if asked_as in self.attached:
                self.known[asked_as].note_reply(phase, asked, mark, is_late=is_late)

    def _follow(self, key: JobKey, phase: Phase, asked: int, *, is_late: bool) -> None:
        """Another cluster's word on a job holds until its own is asked again."""
        known = self.known[key]
        known.was_told_elsewhere = True
        known.note_reply(phase, asked, self.store.mark, is_late=is_late)

    @invariant()
    def a_job_is_parted_until_the_next_list(self) -> None:
        for key, shown in list(self.attached.items()):
            if self.store.native_of(shown) != key:
                del self.attached[key]
                known = self.known[key]  # what was told of it is known of the other alone
                known.is_at_work_in_list, known.may_run, known.ended = False, True, None

    @invariant()
    def no_request_is_about_another_job(self) -> None:
        natives = set()
        for key, job in self.store.register.jobs.items():
            native, asked_as = self.store.native_of(key), self.store.asked_as(key)
            assert (asked_as is None) is job.is_superseded, key
            if native is None:
                assert asked_as is None or (asked_as == key and key.cluster != self.store.cluster)
                continue
            assert asked_as == native == self._key(native.job_id), key
            assert native not in natives
            natives.add(native)
            assert native == key or self.attached[native] == key

    @invariant()
    def a_job_is_where_its_cluster_is(self) -> None:
        for key, job in self.store.register.jobs.items():
            assert (job.place is Place.HERE) is (key.cluster == self.store.cluster)
            if job.place is Place.ELSEWHERE:
                assert job.phase is Phase.UNKNOWN or job.phase.is_final
                assert job.estimate is NO_ESTIMATE


TestPromises = Promises.TestCase
TestPromises.settings = settings(max_examples=150, stateful_step_count=25, deadline=None)
TestRingPromises = RingPromises.TestCase
TestRingPromises.settings = settings(max_examples=200, stateful_step_count=30, deadline=None)
