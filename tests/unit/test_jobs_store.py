"""The store: two vocabularies, answers out of order, jobs that come, go and come again."""

from __future__ import annotations

from itertools import pairwise
from typing import TYPE_CHECKING

import pytest

from jobview.jobs.cancellation import Delivery
from jobview.jobs.job import NO_ESTIMATE, Job, JobKey
from jobview.jobs.listing import OWN_ENDPOINTS
from jobview.jobs.phase import Phase
from jobview.jobs.snapshot import Link, Snapshot
from jobview.jobs.source import JobList, JobReply, ListedJob
from jobview.jobs.steps import STEP_ROWS
from jobview.jobs.store import Store
from tests.fakes.jobs import CLUSTER, reply, row

if TYPE_CHECKING:
    from collections.abc import Sequence

NOW_S = 1_700_000_000.0


class Told:
    """A store and the clock of what it is told, so that a test reads as a story."""

    def __init__(self, *, kept_left: int = 2_000) -> None:
        self.store = Store(CLUSTER, kept_left=kept_left)
        self.now_s = NOW_S

    def lists(
        self,
        *rows: ListedJob,
        asked: int | None = None,
        server_s: float | None = None,
        damage: str = "",
    ) -> None:
        self.now_s += 2.0
        self.store.fold_list(
            JobList(rows, {}, 0.04, server_s, damage=damage),
            asked=self.store.mark if asked is None else asked,
            heard_s=self.now_s,
        )

    def replies(self, answer: JobReply, asked: int | None = None, outcome: str = "") -> None:
        self.now_s += 0.1
        self.store.fold_reply(
            key(answer.job_id),
            answer,
            asked=self.store.mark if asked is None else asked,
            heard_s=self.now_s,
            outcome=outcome,
        )

    def does_not_know(self, job_id: int, asked: int | None = None) -> None:
        self.now_s += 0.1
        words = f"no job {job_id}"
        self.store.fold_unknown(key(job_id), heard_s=self.now_s, words=words, asked=asked)

    def snapshot(self) -> Snapshot:
        return self.store.snapshot(link=Link())

    def job(self, job_id: int = 1, run: int = 0) -> Job:
        return self.store.register.jobs[JobKey(CLUSTER, job_id, run)]


def key(job_id: int) -> JobKey:
    return JobKey(CLUSTER, job_id)


def keys(*job_ids: int) -> frozenset[JobKey]:
    return frozenset(key(job_id) for job_id in job_ids)


@pytest.fixture
def told() -> Told:
    return Told()


# What a snapshot says changed


def test_an_unchanged_job_is_the_same_object_and_not_among_the_changed(told: Told) -> None:
    told.lists(row(1), row(2))
    first = told.snapshot()
    told.lists(row(1), row(2, "done"))
    second = told.snapshot()
    assert first.changed == keys(1, 2)
    assert second.changed == keys(2)
    assert second.jobs[key(1)] is first.jobs[key(1)]
    assert second.serial == first.serial + 1


def test_a_snapshot_stays_what_it_was(told: Told) -> None:
    told.lists(row(1))
    first = told.snapshot()
    told.lists(row(1, "done"), row(2))
    assert list(first.jobs) == [key(1)]
    assert first.jobs[key(1)].phase is Phase.RUNNING
    assert first.counts[Phase.RUNNING] == 1


def test_nothing_new_shares_the_jobs_of_the_snapshot_before(told: Told) -> None:
    told.lists(row(1))
    first = told.snapshot()
    told.lists(row(1))
    assert not told.store.register.has_news
    second = told.snapshot()
    assert second.jobs is first.jobs
    assert second.changed == frozenset()
    assert second.data_s == NOW_S + 4


def test_steps_end_where_one_fold_ends() -> None:
    rows = [row(n) for n in range(3 * STEP_ROWS)]
    store = Store(CLUSTER)
    steps = list(store.list_steps(JobList(rows, {}, 0.1, None), asked=0, heard_s=NOW_S))
    assert len(steps) >= 4
    assert len(store.register.jobs) == 3 * STEP_ROWS


# Which word counts


@pytest.mark.parametrize(
    ("status", "phase"),
    [
        ("running", Phase.RUNNING),
        ("DISPATCHED", Phase.RUNNING),
        ("none", Phase.QUEUED),
        ("async job done", Phase.DONE),
        ("cancelled", Phase.CANCELLED),
        ("error", Phase.FAILED),
        ("perpetuating", Phase.UNKNOWN),
    ],
)
def test_the_list_alone_gives_a_phase(told: Told, status: str, phase: Phase) -> None:
    told.lists(row(1, status))
    assert told.job().phase is phase
    assert told.job().status == status
    assert not told.job().is_resolved
    assert told.job().finished_s is None


def test_a_done_in_the_list_may_turn_out_failed(told: Told) -> None:
    told.lists(row(1, "async job done"))
    told.replies(reply(1, "ERROR", 100, status_map={"error_message": "out of memory\nrank 3"}))
    job = told.job()
    assert (job.phase, job.is_resolved) == (Phase.FAILED, True)
    assert (job.outcome, job.error_message) == ("out of memory", "out of memory\nrank 3")
    told.lists(row(1, "async job done"))
    assert told.job() is job


def test_a_final_answer_beats_a_list_that_was_asked_for_before(told: Told) -> None:
    told.lists(row(1, "dispatched"))
    list_asked = told.store.mark
    told.replies(reply(1, "DONE", 100), outcome="3 rows")
    told.lists(row(1, "running"), asked=list_asked)
    assert (told.job().phase, told.job().outcome) == (Phase.DONE, "3 rows")


def test_a_newer_list_says_that_a_finished_job_runs_again(told: Told) -> None:
    told.lists(row(1))
    told.replies(reply(1, "RUNNING", 70))
    told.replies(reply(1, "DONE", 100), outcome="3 rows")
    assert told.job().finished_s is not None
    told.lists(row(1, "async job done"))
    told.lists(row(1, "running"))
    job = told.job()
    assert (job.phase, job.is_resolved, job.outcome) == (Phase.RUNNING, False, "")
    assert (job.progress, job.finished_s) == (None, None)


@pytest.mark.parametrize("status", ["local cleanup", "done at TOM", "running"])
def test_a_list_that_lags_behind_the_final_answer_starts_nothing(told: Told, status: str) -> None:
    told.lists(row(1, "running"))
    told.replies(reply(1, "DONE", 100))
    told.lists(row(1, status))
    assert told.job().phase is Phase.DONE


def test_an_answer_asked_before_the_list_changed_its_mind_waits_for_the_next(told: Told) -> None:
    told.lists(row(1, "async job done"))
    asked = told.store.mark
    told.lists(row(1, "running"))
    told.replies(reply(1, "DONE", 100), asked=asked)
    assert told.job().phase is Phase.RUNNING
    told.replies(reply(1, "DONE", 100))
    assert told.job().phase is Phase.DONE


def test_an_answer_that_a_job_runs_beats_an_older_done(told: Told) -> None:
    told.lists(row(1, "async job done"))
    told.replies(reply(1, "RUNNING", 40))
    assert (told.job().phase, told.job().progress) == (Phase.RUNNING, 40)
    told.lists(row(1, "done"))
    assert told.job().phase is Phase.DONE


def test_the_list_tells_queued_from_running_and_the_answer_helps_with_unknown_words(
    told: Told,
) -> None:
    told.lists(row(1, "none"), row(2, "perpetuating"))
    told.replies(reply(1, "RUNNING"))
    told.replies(reply(2, "RUNNING"))
    assert told.job(1).phase is Phase.QUEUED
    assert told.job(2).phase is Phase.RUNNING


@pytest.mark.parametrize(
    ("flags", "phase"),
    [
        ({"running": True}, Phase.RUNNING),
        ({"successful": True}, Phase.DONE),
        ({"status_map": {"error_message": "no"}}, Phase.FAILED),
        ({}, Phase.UNKNOWN),
    ],
)
def test_an_unknown_word_of_get_job_is_read_by_its_flags(
    told: Told, flags: dict[str, object], phase: Phase
) -> None:
    told.lists(row(1, "odd"))
    told.replies(reply(1, "PAUSED", 10, **flags))
    assert told.job().phase is phase


def test_finishing_is_dated_by_when_it_was_seen(told: Told) -> None:
    told.lists(row(1))
    told.lists(row(1, "async job done"))
    seen_s = told.now_s
    told.replies(reply(1, "DONE", 100))
    assert told.job().finished_s == seen_s


def test_the_end_of_a_job_that_nobody_saw_at_work_has_no_date(told: Told) -> None:
    """It may have ended long ago, in a word that nobody knows or that was garbled."""
    told.store.watch(3)
    told.lists(row(1, "odd"), row(2, "odd"), row(3, "odd"), row(4, "running"))
    told.replies(reply(2, "RUNNING", 40))
    told.lists(row(1, "odd"), row(2, "odd"), row(4, "odd"))
    told.does_not_know(3)
    told.lists(*[row(n, "async job done") for n in (1, 2, 4)])
    told.replies(reply(2, "DONE", 100))
    assert [told.job(n).phase.is_final for n in (1, 2, 3, 4)] == [True] * 4
    assert [told.job(n).finished_s is None for n in (1, 2, 3, 4)] == [True, False, True, False]


# Progress


def test_progress_is_shown_as_said_and_the_estimate_follows(told: Told) -> None:
    told.lists(row(1))
    for percent in (10, 20, 30):
        told.replies(reply(1, "RUNNING", percent))
    assert told.job().progress == 30
    assert told.job().estimate.ends_s is not None
    told.replies(reply(1, "RUNNING", 250))
    assert told.job().progress == 250
    told.replies(reply(1, "DONE", 100))
    assert told.job().estimate is NO_ESTIMATE


def test_a_failed_job_keeps_how_far_it_had_come(told: Told) -> None:
    told.lists(row(1))
    told.replies(reply(1, "RUNNING", 71))
    told.replies(reply(1, "ERROR", 0))
    assert told.job().progress == 71


def test_the_same_answer_again_is_no_news(told: Told) -> None:
    told.lists(row(1))
    told.replies(reply(1, "RUNNING", 71))
    told.snapshot()
    told.replies(reply(1, "RUNNING", 71))
    assert not told.store.register.has_news


def test_stalled_jobs_are_counted(told: Told) -> None:
    told.lists(row(1))
    told.replies(reply(1, "RUNNING", 50))
    told.now_s += 3600
    told.replies(reply(1, "RUNNING", 50))
    assert told.snapshot().stalled_count == 1
    told.replies(reply(1, "RUNNING", 51))
    assert told.snapshot().stalled_count == 0


# Synchronous jobs


def test_a_listed_job_that_get_job_does_not_know_is_synchronous(told: Told) -> None:
    told.lists(row(1, "running"))
    told.does_not_know(1)
    assert told.job().is_synchronous
    assert told.job().phase is Phase.RUNNING
    told.lists(row(1, "dispatched"))
    assert told.job().is_synchronous
    told.lists(row(1, "done"))
    assert (told.job().phase, told.job().is_resolved) == (Phase.DONE, True)


def test_a_job_that_came_after_it_was_asked_for_is_not_synchronous(told: Told) -> None:
    told.store.watch(1)
    asked = told.store.mark
    told.lists(row(1))
    told.does_not_know(1, asked)
    assert not told.job().is_synchronous
    told.does_not_know(1)
    assert told.job().is_synchronous


def test_a_synchronous_job_that_leaves_needs_no_further_asking(told: Told) -> None:
    told.lists(row(1))
    told.does_not_know(1)
    told.lists()
    job = told.job()
    assert (job.phase, job.is_resolved, job.is_listed) == (Phase.VANISHED, True, False)
    assert job.finished_s == told.now_s


def test_the_word_async_reopens_the_question(told: Told) -> None:
    told.lists(row(1, "initialized"))
    told.does_not_know(1)
    told.lists(row(1, "async job done"))
    assert not told.job().is_synchronous
    assert not told.job().is_resolved


def test_a_job_that_was_known_once_is_not_synchronous(told: Told) -> None:
    told.lists(row(1))
    told.replies(reply(1, "RUNNING", 10))
    told.does_not_know(1)
    assert not told.job().is_synchronous


def test_a_finished_job_that_is_forgotten_is_asked_no_more(told: Told) -> None:
    told.lists(row(1, "async job done"), row(2, "done"))
    told.does_not_know(1)
    told.does_not_know(2)
    assert (told.job(1).is_resolved, told.job(1).is_synchronous) == (True, False)
    assert (told.job(2).is_resolved, told.job(2).is_synchronous) == (True, True)


# Jobs that leave, and come again


def test_a_job_that_leaves_the_list_waits_for_one_last_answer(told: Told) -> None:
    told.lists(row(1), row(2), row(3))
    told.replies(reply(3, "RUNNING", 62))
    told.lists()
    assert [told.job(n).phase for n in (1, 2, 3)] == [Phase.RUNNING] * 3
    assert not any(told.job(n).is_listed for n in (1, 2, 3))
    told.replies(reply(1, "DONE", 100), outcome="7 rows")
    told.replies(reply(2, "CANCELLED", 0))
    told.does_not_know(3)
    assert [told.job(n).phase for n in (1, 2, 3)] == [
        Phase.DONE,
        Phase.CANCELLED,
        Phase.VANISHED,
    ]
    assert all(told.job(n).is_resolved for n in (1, 2, 3))
    assert (told.job(3).progress, told.job(3).outcome) == (62, "no job 3")
    assert told.job(1).status == "DONE"


def test_a_job_that_left_and_still_runs_is_running(told: Told) -> None:
    told.lists(row(1, "none"))
    told.lists()
    told.replies(reply(1, "RUNNING", 5))
    assert (told.job().phase, told.job().is_listed) == (Phase.RUNNING, False)


def test_a_vanished_job_in_the_list_again_runs(told: Told) -> None:
    told.lists(row(1))
    told.lists()
    told.does_not_know(1)
    told.lists(row(1))
    assert (told.job().phase, told.job().is_listed) == (Phase.RUNNING, True)
    assert told.job().outcome == ""


def test_a_reused_id_is_a_new_job(told: Told) -> None:
    told.lists(row(1, received_ms=1_000))
    told.replies(reply(1, "ERROR", 30, status_map={"error_message": "no"}))
    old = told.job()
    told.lists(row(1, "running", received_ms=9_000))
    new, old = told.job(1, run=1), told.job(1)
    assert (new.phase, new.progress, new.error_message) == (Phase.RUNNING, None, "")
    assert new.first_seen_s > old.first_seen_s
    assert (old.phase, old.is_listed, old.is_superseded) == (Phase.FAILED, False, True)
    assert (told.store.is_current(new.key), told.store.is_current(old.key)) == (True, False)


def test_a_job_whose_id_went_to_another_has_vanished_for_good(told: Told) -> None:
    told.lists(row(1, received_ms=1_000))
    told.store.note_cancel([key(1)], told.now_s)
    asked = told.store.mark
    told.lists(row(1, received_ms=9_000))
    told.replies(reply(1, "RUNNING", 80), asked=asked)
    told.does_not_know(1)
    told.store.note_cancel_words([key(1)], {1: "OK"}, told.now_s, Delivery.ANSWERED)
    old, new = told.job(1), told.job(1, run=1)
    assert (old.phase, old.is_resolved, old.cancel_words) == (Phase.VANISHED, True, "")
    assert "another job" in old.outcome
    assert (new.progress, new.is_synchronous, new.cancel_words) == (None, False, "")
    told.lists()
    assert told.job(1, run=1).phase is Phase.RUNNING


def test_a_tag_of_the_job_before_is_not_the_next_ones(told: Told) -> None:
    told.store.watch(1, "load")
    told.lists(row(1, received_ms=1_000))
    told.lists(row(1, received_ms=9_000))
    assert (told.job(1).job_tag, told.job(1, run=1).job_tag) == ("load", "")


def test_an_own_call_under_a_used_id_does_not_make_a_running_job_disappear(told: Told) -> None:
    told.lists(row(1, received_ms=1_000))
    told.lists(row(1, endpoint="/get/job", received_ms=9_000))
    assert (told.job().phase, told.job().is_superseded) == (Phase.VANISHED, True)
    assert told.snapshot().own_call_count == 1


@pytest.mark.parametrize("fact", ["endpoint", "auth_id", "query_text", "user_data"])
def test_without_a_time_of_receipt_another_fact_tells_a_new_job(told: Told, fact: str) -> None:
    told.lists(row(1, received_ms=None, **{fact: "one"}))
    told.lists(row(1, received_ms=None, **{fact: ""}), damage="2 ids, 1 of them unreadable")
    assert not told.job().is_superseded
    told.lists(row(1, received_ms=None, **{fact: "other"}))
    assert told.job().is_superseded
    assert told.job(1, run=1).phase is Phase.RUNNING


def test_a_watched_jobs_first_row_is_not_another_job(told: Told) -> None:
    told.store.watch(1)
    told.replies(reply(1, "RUNNING", 5, endpoint="alter/table"))
    told.lists(row(1, received_ms=None))
    assert told.job().progress == 5


def test_what_a_ragged_list_leaves_out_stays_known(told: Told) -> None:
    full = row(1, "done", user_data="x", query_text="SELECT 1")
    told.lists(full)
    told.lists(ListedJob(1, "", "", None, "", "", "", "", ""), damage="1 ids, no statuses")
    assert told.job().phase is Phase.DONE
    assert told.job().listed == full
    told.lists(row(1, received_ms=9_000))
    assert told.job().is_superseded


@pytest.mark.parametrize("is_in_list", [True, False], ids=["listed", "left"])
def test_a_late_answer_does_not_wake_a_finished_job(told: Told, *, is_in_list: bool) -> None:
    told.lists(row(1))
    asked = told.store.mark
    told.lists(row(1, "async job done"))
    told.replies(reply(1, "DONE", 100), asked=told.store.mark)
    if not is_in_list:
        told.lists()
    told.replies(reply(1, "RUNNING", 60), asked=asked)
    assert told.job().phase is Phase.DONE


def test_the_list_is_believed_when_get_job_falls_silent(told: Told) -> None:
    told.lists(row(1, "async job done"))
    told.replies(reply(1, "RUNNING", 60))
    assert told.job().phase is Phase.RUNNING
    told.does_not_know(1)
    assert (told.job().phase, told.job().is_resolved) == (Phase.DONE, True)


@pytest.mark.parametrize("step_s", [-3_600.0, 3_600.0], ids=["back", "forward"])
def test_what_happened_keeps_its_age_when_our_clock_is_set(told: Told, step_s: float) -> None:
    told.lists(row(1), row(2), server_s=NOW_S + 302)
    for progress in (10, 20, 30):
        told.replies(reply(1, "RUNNING", progress))
    told.lists(row(1), row(2, "done"), server_s=NOW_S + 304)
    before = told.snapshot()
    told.store.our_clock_was_set(step_s)
    told.now_s += step_s
    after = told.snapshot()
    assert after.data_s == pytest.approx((before.data_s or 0.0) + step_s)
    assert after.server_offset_s == pytest.approx(before.server_offset_s - step_s)
    assert after.jobs[key(2)].finished_s == pytest.approx(told.now_s)
    ends_s = before.jobs[key(1)].estimate.ends_s
    assert ends_s is not None
    assert told.job().estimate.ends_s == pytest.approx(ends_s + step_s)
    told.replies(reply(1, "RUNNING", 40))
    assert told.job().estimate.stalled_since_s is None
    assert told.job().estimate.rate_per_s == pytest.approx(1 / 0.25, rel=0.7)
    assert [later > sooner for sooner, later in pairwise(told.job().curve.times_s)] == [True] * 3


def test_an_unknown_time_of_receipt_makes_no_new_job(told: Told) -> None:
    told.lists(row(1, received_ms=1_000))
    told.replies(reply(1, "RUNNING", 30))
    told.lists(row(1, received_ms=None))
    assert told.job().progress == 30


def test_one_id_twice_in_a_list_is_one_job_whatever_their_order(told: Told) -> None:
    twice = [row(1, "done", received_ms=5), row(1, "running", received_ms=5), row(1, received_ms=4)]
    told.lists(*twice)
    first = told.job()
    told.lists(*reversed(twice))
    assert told.job() is first
    assert first.listed.received_ms == 5, "the newest counts"
    assert first.phase is Phase.RUNNING, "and of those the one at work"
    assert told.snapshot().counts[Phase.RUNNING] == 1


def test_the_oldest_finished_jobs_that_left_go_beyond_the_limit() -> None:
    told = Told(kept_left=3)
    for n in range(6):
        told.lists(row(n, "done"), row(99))
    told.lists(row(99))
    told.snapshot()
    assert set(told.store.register.jobs) == keys(3, 4, 5, 99)
    told.lists(row(6, "done"), row(99))
    told.lists(row(99))
    assert told.snapshot().removed == keys(3)
    assert told.store.register.census.by_phase()[Phase.DONE] == 3


def test_unfinished_jobs_that_left_outlive_finished_ones_but_not_for_ever() -> None:
    told = Told(kept_left=2)
    told.lists(row(1), row(2, "done"), row(3, "done"))
    told.lists()
    assert set(told.store.register.jobs) == keys(1, 3)
    told.lists(*[row(n) for n in range(10, 20)])
    told.lists()
    assert set(told.store.register.jobs) == keys(16, 17, 18, 19)


# Own calls, watched jobs, other clusters


def test_own_calls_are_counted_and_not_shown(told: Told) -> None:
    own = [row(n, endpoint=endpoint) for n, endpoint in enumerate(sorted(OWN_ENDPOINTS))]
    told.lists(*own, row(99))
    snapshot = told.snapshot()
    assert set(snapshot.jobs) == keys(99)
    assert snapshot.own_call_count == len(OWN_ENDPOINTS)
    told.lists(row(99))
    assert told.snapshot().own_call_count == 0


def test_a_watched_job_appears_by_its_answer_alone(told: Told) -> None:
    told.replies(reply(1, "RUNNING", 5))
    assert told.snapshot().jobs == {}
    told.store.watch(1, "nightly")
    told.replies(reply(1, "RUNNING", 5, endpoint="/execute/sql"))
    job = told.job()
    assert (job.phase, job.endpoint, job.status) == (Phase.RUNNING, "/execute/sql", "RUNNING")
    assert (job.is_listed, job.job_tag, job.listed.received_ms) == (False, "nightly", None)
    told.replies(reply(1, "DONE", 100), outcome="1 row")
    assert (told.job().phase, told.job().status) == (Phase.DONE, "DONE")
    told.lists(row(2))
    assert told.job().phase is Phase.DONE


def test_a_watched_job_that_nobody_knows_is_vanished_with_the_servers_words(told: Told) -> None:
    told.store.watch(1)
    told.does_not_know(1)
    assert (told.job().phase, told.job().outcome) == (Phase.VANISHED, "no job 1")


def test_a_watched_job_that_may_not_be_seen_says_so(told: Told) -> None:
    told.store.watch(1)
    told.store.fold_refusal(key(1), heard_s=NOW_S, words="Access denied; ok")
    assert (told.job().phase, told.job().outcome) == (Phase.UNKNOWN, "Access denied; ok")
    assert not told.job().is_resolved


def test_a_tag_comes_from_the_user_until_an_answer_tells_it(told: Told) -> None:
    told.lists(row(1), row(2))
    told.store.watch(1, "mine")
    assert told.job(1).job_tag == "mine"
    told.replies(reply(1, "RUNNING", 5, info={"job_tag": "theirs"}))
    told.replies(reply(2, "RUNNING", 5, info={"job_tag": "theirs"}))
    told.store.watch(2, "mine")
    assert (told.job(1).job_tag, told.job(2).job_tag) == ("theirs", "theirs")


# Cancelling


def test_a_cancellation_is_told_from_asking_to_outcome(told: Told) -> None:
    told.lists(row(1), row(2), row(3))
    told.store.note_cancel(keys(1, 2, 3), told.now_s)
    assert told.job().cancel_words == "cancel asked"
    told.store.note_cancel_words([key(1), key(2)], {1: "requested"}, told.now_s, Delivery.ANSWERED)
    assert told.job(1).cancel_words == "requested"
    assert told.job(2).cancel_words == "cancel sent; the server said nothing"
    for _ in range(3):
        told.lists(row(1), row(2), row(3, "done"))
    assert told.job(1).cancel_words == "still running 6 s after cancel"
    assert told.job(3).cancel_words == "finished anyway"
    told.replies(reply(1, "CANCELLED", 40))
    assert told.job(1).cancel_words == "cancelled"


def test_a_job_run_again_starts_without_the_old_cancellation(told: Told) -> None:
    told.lists(row(1))
    told.store.note_cancel(keys(1), told.now_s)
    told.lists(row(1, "cancelled"))
    assert told.job().cancel_words == "cancelled"
    told.lists(row(1, "running"))
    assert told.job().cancel_words == ""


def test_cancelling_a_job_that_is_gone_is_no_error(told: Told) -> None:
    told.store.note_cancel(keys(5), NOW_S)
    told.store.note_cancel_words(keys(5), {}, NOW_S, Delivery.ANSWERED)
    told.lists()
    assert told.snapshot().jobs == {}


# The server's clock


@pytest.mark.parametrize(
    ("dates_s", "offset_s"),
    [
        ([None], 0.0),
        ([NOW_S + 2], 0.0),
        ([NOW_S + 302], 300.52),
        ([NOW_S + 302, NOW_S + 305], 300.52),
        ([NOW_S + 302, None], 300.52),
        ([NOW_S + 302, NOW_S + 4], 300.52),
        ([NOW_S + 302, NOW_S + 4, NOW_S + 6], 0.52),
        ([NOW_S + 302, NOW_S + 4, NOW_S + 306, NOW_S + 8, NOW_S + 310], 300.52),
        ([NOW_S + 302, NOW_S + 4, None, NOW_S + 8], 0.52),
        ([NOW_S - 7_198, NOW_S - 86_396, NOW_S - 7_194], -7_199.48),
    ],
)
def test_the_servers_clock_is_known_as_well_as_whole_seconds_allow(
    told: Told, dates_s: Sequence[float | None], offset_s: float
) -> None:
    for date_s in dates_s:
        told.lists(server_s=date_s)
    assert told.snapshot().server_offset_s == pytest.approx(offset_s, abs=0.01)


def test_a_finished_job_keeps_its_curve_until_it_starts_again(told: Told) -> None:
    told.lists(row(1))
    for percent in (0, 30, 71):
        told.replies(reply(1, progress=percent))
    told.replies(reply(1, "ERROR", 71))
    assert list(told.job().curve.percents) == [0, 30, 71]

    told.lists(row(1, "error"))
    told.lists(row(1, "running"))
    assert list(told.job().curve.percents) == []
