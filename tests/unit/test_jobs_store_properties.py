"""Whatever servers answer in whatever order, the store loses no job and miscounts none."""

from __future__ import annotations

from collections import Counter

from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, rule

from jobview.jobs.cancellation import Delivery
from jobview.jobs.job import Job, JobKey
from jobview.jobs.listing import OWN_ENDPOINTS
from jobview.jobs.phase import Phase, phase_of_listed, phase_of_reply
from jobview.jobs.snapshot import EMPTY_SNAPSHOT, Link
from jobview.jobs.source import JobList, JobReply, ListedJob
from jobview.jobs.store import Store
from tests.fakes.jobs import CLUSTER, reply, row

IDS = st.integers(0, 7)
STATUSES = st.sampled_from(
    ["running", "none", "local cleanup", "done", "async job done", "cancelled", "error", "odd"]
)
ROWS = st.builds(
    row,
    IDS,
    STATUSES,
    received_ms=st.sampled_from([None, 1, 2]),
    endpoint=st.sampled_from(["/alter/table", "/alter/table", "/get/job"]),
)
REPLIES = st.builds(
    reply,
    IDS,
    st.sampled_from(["RUNNING", "DONE", "ERROR", "CANCELLED", "", "ODD"]),
    st.integers(-5, 200),
    running=st.booleans(),
    successful=st.booleans(),
)
KEPT_LEFT = 3


class AnyServer(RuleBasedStateMachine):
    """Answers at random, some of them asked for long before they arrive."""

    def __init__(self) -> None:
        super().__init__()
        self.store = Store(CLUSTER, kept_left=KEPT_LEFT)
        self.now_s = 1_700_000_000.0
        self.listed: dict[int, ListedJob] = {}
        self.may_be_finished: set[int] = set()
        """Ids of which /get/job ever said anything final, in any run."""
        self.told: set[int] = set()
        """Ids of which anything but the list ever said something."""
        self.ended: dict[int, int | None] = {}
        """When the jobs were received that the list has called ended and not since at work."""
        self.snapshot = EMPTY_SNAPSHOT

    def _asked(self, age: int) -> int:
        self.now_s += 1.0
        return max(0, self.store.mark - age)

    @rule(rows=st.lists(ROWS, max_size=10), age=st.integers(0, 3))
    def the_list_arrives(self, rows: list[ListedJob], age: int) -> None:
        self.store.fold_list(
            JobList(rows, {}, 0.1, None), asked=self._asked(age), heard_s=self.now_s
        )
        once = Counter(row.job_id for row in rows)
        newest = {row.job_id: row for row in rows}
        self.told.update(job_id for job_id, count in once.items() if count > 1)
        # What a row leaves empty, or another job's row, is tested beside the other promises.
        self.told.update(row.job_id for row in rows if row.received_ms is None)
        self.listed = newest
        for job_id, listed in newest.items():
            phase = phase_of_listed(listed.status)
            if phase.is_final:
                self.ended[job_id] = listed.received_ms
            elif phase is not Phase.UNKNOWN:
                self.ended.pop(job_id, None)

    @rule(answer=REPLIES, age=st.integers(0, 3))
    def an_answer_arrives(self, answer: JobReply, age: int) -> None:
        key = JobKey(CLUSTER, answer.job_id)
        self.told.add(key.job_id)
        if phase_of_reply(answer.job_status) is not Phase.RUNNING:
            self.may_be_finished.add(key.job_id)
        self.store.fold_reply(key, answer, asked=self._asked(age), heard_s=self.now_s)

    @rule(job_id=IDS)
    def an_id_is_unknown(self, job_id: int) -> None:
        self.told.add(job_id)
        self._asked(0)
        self.store.fold_unknown(JobKey(CLUSTER, job_id), heard_s=self.now_s)

    @rule(job_id=IDS)
    def an_id_is_refused(self, job_id: int) -> None:
        self.told.add(job_id)
        self.store.fold_refusal(JobKey(CLUSTER, job_id), heard_s=self.now_s, words="denied")

    @rule(job_id=IDS, delivery=st.sampled_from(Delivery))
    def a_cancellation_is_asked_for(self, job_id: int, delivery: Delivery) -> None:
        keys = [JobKey(CLUSTER, job_id)]
        self.store.note_cancel(keys, self.now_s)
        self.store.note_cancel_words(keys, {job_id: "OK"}, self.now_s, delivery)

    @rule(job_id=IDS)
    def an_id_is_watched(self, job_id: int) -> None:
        self.told.add(job_id)
        self.store.watch(job_id, "tag")

    @rule()
    def a_snapshot_is_taken(self) -> None:
        before, after = self.snapshot, self.store.snapshot(link=Link())
        assert after.removed == before.jobs.keys() - after.jobs.keys()
        assert after.changed == {
            key for key, job in after.jobs.items() if before.jobs.get(key) is not job
        }
        self.snapshot = after

    @invariant()
    def every_job_is_counted_once(self) -> None:
        jobs = self.store.register.jobs
        recount = Counter(job.phase for job in jobs.values())
        assert self.store.register.census.by_phase() == {phase: recount[phase] for phase in Phase}
        census = self.store.register.census
        assert census.stalled_count == sum(job.is_stalled for job in jobs.values())
        assert census.active_count == sum(job.phase.is_active for job in jobs.values())
        assert all(job.key == key for key, job in jobs.items())

    @invariant()
    def every_listed_job_is_there(self) -> None:
        jobs = self.store.register.jobs
        for job_id, listed in self.listed.items():
            if listed.endpoint in OWN_ENDPOINTS or job_id in self.told:
                continue
            job = max(
                (one for key, one in jobs.items() if key.job_id == job_id),
                key=lambda one: one.key.run,
            )
            assert (job.listed, job.is_listed) == (listed, True)
            phase = phase_of_listed(listed.status)
            if phase is Phase.UNKNOWN and self.ended.get(job_id, 0) == listed.received_ms:
                # A word that nobody knows takes no end back, unless that was forgotten meanwhile.
                assert job.phase.is_final or job.phase is phase
            else:
                assert job.phase is phase

    @invariant()
    def no_listed_running_job_is_lost(self) -> None:
        jobs = self.store.register.jobs
        for key, job in jobs.items():
            at_work = job.is_listed and phase_of_listed(job.status) in {
                Phase.QUEUED,
                Phase.RUNNING,
            }
            if at_work and key.job_id not in self.may_be_finished:
                assert job.phase.is_active

    @invariant()
    def what_follows_from_the_phase_is_in_step(self) -> None:
        for job in self.store.register.jobs.values():
            assert_consistent(job)

    @invariant()
    def memory_is_bounded(self) -> None:
        unlisted = [job for job in self.store.register.jobs.values() if not job.is_listed]
        assert len(unlisted) <= 2 * KEPT_LEFT + 8


def assert_consistent(job: Job) -> None:
    """What holds for every job at any time."""
    if job.phase.is_active:
        assert job.finished_s is None
    else:
        assert job.estimate.ends_s is None
        assert not job.is_stalled
    if job.phase is Phase.VANISHED:
        assert job.is_resolved
        assert not job.is_listed


TestAnyServer = AnyServer.TestCase
TestAnyServer.settings = settings(max_examples=80, stateful_step_count=25, deadline=None)
