"""When jobs were received, by our clock, while the server's is set, drifts, or is a proxy's."""

from __future__ import annotations

import math
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st

from jobview.jobs.job import Job, JobKey
from jobview.jobs.ring_store import RingStore
from jobview.jobs.snapshot import Link
from jobview.jobs.source import JobList
from tests.fakes.jobs import CLUSTER, reply, row

if TYPE_CHECKING:
    from collections.abc import Sequence

OTHER_CLUSTER = "http://127.0.0.1:9192"
NOW_S = 1_700_000_000.0
INTERVAL_S = 2.0
NEAR_S = 2.0
"""How near the truth a date of whole seconds and the way of an answer let us come."""
STEPS_S = [3_600.0, -7_200.0, 86_400.0, -45.0]


@dataclass
class Submitted:
    """A job as it is."""

    job_id: int
    at_s: float
    """When it was received, by our clock."""
    received_ms: int
    """The same by the server's, at that moment."""
    status: str = "running"


@dataclass
class Server:
    """A server whose clock can be set, and the store that is told of its jobs."""

    ahead_s: float = 0.0
    latency_s: float = 0.05
    has_date: bool = True
    cluster: str = CLUSTER
    now_s: float = NOW_S
    store: RingStore = field(default_factory=lambda: RingStore(CLUSTER))
    jobs: list[Submitted] = field(default_factory=list)

    def submit(self, age_s: float = 0.0) -> Submitted:
        """Receive a job, or have received it some time ago by the clock as it is now."""
        at_s = self.now_s - age_s
        received_ms = math.floor((at_s + self.ahead_s) * 1000)
        job = Submitted(len(self.jobs) + 1, at_s, received_ms)
        self.jobs.append(job)
        return job

    def lists(self, *, after_s: float = INTERVAL_S, date_ahead_s: float | None = None) -> None:
        """Answer; a proxy may date the answer by another clock."""
        self.now_s += after_s
        ahead_s = self.ahead_s if date_ahead_s is None else date_ahead_s
        date_s = float(math.floor(self.now_s + ahead_s)) if self.has_date else None
        rows = [
            row(job.job_id, job.status, received_ms=job.received_ms, endpoint=f"/{self.cluster}")
            for job in self.jobs
        ]
        self.now_s += self.latency_s / 2
        if self.cluster != self.store.cluster:
            for _ in self.store.move_steps(self.cluster, self.now_s):
                pass
        answer = JobList(rows, {}, self.latency_s, date_s, self.cluster)
        self.store.fold_list(answer, asked=self.store.mark, heard_s=self.now_s)

    def put_our_clock_back(self, step_s: float) -> None:
        """Set our clock, by which all times here are; the server's goes on as it does."""
        self.store.our_clock_was_set(-step_s)
        self.now_s -= step_s
        self.ahead_s += step_s
        for job in self.jobs:
            job.at_s -= step_s

    def shown(self, job: Submitted) -> Job:
        return self.store.register.jobs[JobKey(self.cluster, job.job_id)]

    def error_s(self, job: Submitted) -> float:
        """How far the time that is shown for a job is from the truth."""
        received_s = self.shown(job).received_s
        assert received_s is not None
        return abs(received_s - job.at_s)


@pytest.fixture
def server() -> Server:
    return Server()


@pytest.mark.parametrize("ahead_s", [0.0, 302.0, -7_199.5])
def test_a_job_is_dated_by_our_clock(server: Server, ahead_s: float) -> None:
    server.ahead_s = ahead_s
    job = server.submit(100.0)
    server.lists()
    assert server.error_s(job) < NEAR_S


@pytest.mark.parametrize("step_s", STEPS_S)
def test_a_step_of_the_servers_clock_leaves_what_has_happened(
    server: Server, step_s: float
) -> None:
    running, finished = server.submit(500.0), server.submit(200.0)
    server.lists()
    finished.status = "done"
    server.lists()
    before = [server.shown(job) for job in (running, finished)]
    server.ahead_s += step_s
    for _ in range(3):
        server.lists()
    assert [server.shown(job) for job in (running, finished)] == before
    snapshot = server.store.snapshot(link=Link())
    assert snapshot.server_offset_s == pytest.approx(step_s, abs=NEAR_S)


@pytest.mark.parametrize("step_s", STEPS_S)
def test_jobs_on_both_sides_of_a_step_are_dated_by_the_clock_they_were_received_by(
    server: Server, step_s: float
) -> None:
    """From the first list on, though one date alone may be another clock's than the server's."""
    server.lists()
    before = server.submit()
    server.ahead_s += step_s
    after = server.submit()
    for _ in range(4):
        server.lists()
        later = server.submit()
        server.lists()
        assert max(server.error_s(job) for job in (before, after, later)) < NEAR_S + INTERVAL_S


def test_one_answer_by_another_clock_dates_no_job_wrongly(server: Server) -> None:
    server.lists()
    jobs = []
    for ahead_s in (3_600.0, None, -7_200.0, None, 3_600.0, 3_600.0, 3_600.0, None, None):
        jobs.append(server.submit())
        server.lists(date_ahead_s=ahead_s)
        assert max(map(server.error_s, jobs)) < NEAR_S + INTERVAL_S


@pytest.mark.parametrize("ahead_s", [8.0, -8.0])
def test_two_proxies_with_clocks_that_are_a_little_apart_date_no_job_wrongly(
    server: Server, ahead_s: float
) -> None:
    """Lists are so far apart that a job may have been received by either clock."""
    server.lists()
    for turn in range(8):
        job = server.submit()
        server.lists(after_s=30.0, date_ahead_s=ahead_s if turn % 2 else None)
        assert server.error_s(job) < NEAR_S


def test_a_job_without_a_date_gets_one_once_the_clock_is_known_to_be_set(server: Server) -> None:
    server.lists()
    server.ahead_s = 3_600.0
    server.cluster = OTHER_CLUSTER
    server.lists()
    server.ahead_s = 7_200.0
    job = server.submit()
    server.has_date = False
    server.lists()
    server.has_date = True
    for _ in range(3):
        server.lists()
    assert server.error_s(job) < NEAR_S + INTERVAL_S


def test_a_slow_first_answer_is_put_right_by_a_fast_one(server: Server) -> None:
    server.ahead_s, server.latency_s = 300.0, 20.0
    job = server.submit(100.0)
    server.lists(date_ahead_s=310.0)  # all of the time went by before the answer was dated
    assert server.error_s(job) > 2 * NEAR_S
    server.latency_s = 0.05
    server.lists()
    assert server.error_s(job) < NEAR_S


def test_a_slow_first_answer_is_not_put_right_by_slower_ones(server: Server) -> None:
    job = server.submit(100.0)
    server.lists()
    before = server.shown(job)
    for server.latency_s in (30.0, 5.0, 0.05, 0.05):
        server.lists()
    assert server.shown(job) is before


def test_a_first_date_after_answers_without_one_puts_all_right(server: Server) -> None:
    server.ahead_s, server.has_date = 300.0, False
    job = server.submit(1_000.0)
    server.lists()
    server.has_date = True
    server.lists()
    assert server.error_s(job) < NEAR_S


def test_dates_in_whole_seconds_change_nothing(server: Server) -> None:
    job = server.submit(100.0)
    server.lists()
    before = server.shown(job)
    for count in range(20):
        server.latency_s = 0.05 + count % 3 * 0.4
        server.lists(after_s=1.37)
    assert server.shown(job) is before


def test_a_clock_that_drifts_is_followed(server: Server) -> None:
    first = server.submit()
    for _ in range(500):
        server.ahead_s += 0.02
        server.lists()
    last = server.submit()
    server.lists()
    assert server.error_s(last) < NEAR_S
    assert server.error_s(first) < NEAR_S


def test_a_receipt_in_the_future_is_not_known(server: Server) -> None:
    """The server's clock was set back before anybody looked."""
    server.ahead_s = 7_200.0
    old = server.submit(600.0)
    server.ahead_s = 0.0
    server.lists()
    assert server.shown(old).received_s is None
    assert server.shown(old).listed.received_ms == old.received_ms


def test_without_dates_a_new_job_was_received_no_later_than_it_was_seen(server: Server) -> None:
    server.ahead_s, server.has_date = 300.0, False
    server.lists()
    job = server.submit()
    server.lists()
    assert server.error_s(job) <= INTERVAL_S + server.latency_s


def test_a_job_is_the_same_one_on_both_sides_of_a_step(server: Server) -> None:
    job = server.submit(100.0)
    server.lists()
    server.ahead_s -= 7_200.0
    for _ in range(3):
        server.lists()
    assert (server.shown(job).is_superseded, len(server.store.register.jobs)) == (False, 1)


def test_our_own_clock_moves_all_receipts_alike(server: Server) -> None:
    jobs = [server.submit(100.0)]
    server.lists()
    server.ahead_s += 3_600.0
    server.lists()
    server.lists()
    jobs.append(server.submit())
    server.lists()
    server.put_our_clock_back(500.0)
    server.lists()
    jobs.append(server.submit())
    server.lists()
    assert max(map(server.error_s, jobs)) < NEAR_S


def test_our_own_clock_moves_the_servers_former_time_too(server: Server) -> None:
    server.lists()
    for _ in range(2):
        server.lists(date_ahead_s=3_600.0)
    server.put_our_clock_back(500.0)
    job = server.submit()
    server.lists(date_ahead_s=4_100.0)
    assert server.error_s(job) < NEAR_S


def test_a_job_that_was_asked_for_first_is_dated_when_it_is_listed(server: Server) -> None:
    server.ahead_s = 300.0
    server.lists()
    server.store.watch(1)
    server.store.fold_reply(
        JobKey(CLUSTER, 1), reply(1), asked=server.store.mark, heard_s=server.now_s
    )
    job = server.submit()
    assert server.shown(job).received_s is None
    server.lists()
    assert server.error_s(job) < NEAR_S + INTERVAL_S


def test_jobs_of_another_cluster_keep_their_own_clocks_time(server: Server) -> None:
    server.ahead_s = 300.0
    job = server.submit(100.0)
    server.lists()
    other = Server(-50.0, cluster=OTHER_CLUSTER, now_s=server.now_s, store=server.store)
    its_job = other.submit(10.0)
    for _ in range(3):
        other.lists()
    assert server.error_s(job) < NEAR_S
    assert other.error_s(its_job) < NEAR_S
    server.now_s = other.now_s
    later = server.submit()
    server.lists()
    assert server.error_s(later) < NEAR_S + INTERVAL_S


LONGEST_S = 10.0
"""Between two lists: much less than any step."""

DEEDS = st.lists(
    st.tuples(
        st.sampled_from(["submit", "list", "list", "list", "step"]),
        st.sampled_from([0.02, 0.3, 1.0]),
        st.sampled_from(STEPS_S),
        st.floats(0.0, 2.0),
    ),
    min_size=12,
    max_size=40,
)


@given(st.sampled_from([0.0, 300.0, -7_200.0]), DEEDS)
def test_whenever_a_clock_is_set_every_job_keeps_its_age(
    ahead_s: float, deeds: Sequence[tuple[str, float, float, float]]
) -> None:
    """Also between a step and the second date that confirms it; steps far apart, as they are."""
    server = Server(ahead_s)
    server.submit(1_000.0)
    server.lists()
    dates, listed_s = 0, server.now_s
    for deed, latency_s, step_s, wait_s in deeds:
        server.now_s += wait_s
        if deed == "submit":
            server.submit()
        elif deed == "step" and dates >= 2:
            server.ahead_s += step_s
            dates = 0
        if deed == "list" or server.now_s - listed_s > LONGEST_S:
            server.latency_s = latency_s
            server.lists(after_s=0.0)
            dates, listed_s = dates + 1, server.now_s
        known = server.store.register.jobs
        for job in server.jobs:
            if JobKey(CLUSTER, job.job_id) in known:
                assert server.error_s(job) < NEAR_S
