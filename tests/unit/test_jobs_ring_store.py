"""Jobs of several clusters in one store: what is said of them while another one is asked."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from jobview.jobs.job import NO_ESTIMATE, Job, JobKey, Place
from jobview.jobs.phase import Phase
from jobview.jobs.ring_store import RingStore
from jobview.jobs.source import JobList, ListedJob
from jobview.jobs.target import NO_ID
from tests.fakes.jobs import reply, row

if TYPE_CHECKING:
    from jobview.jobs.source import JobReply

A, B = "http://host-a:9191", "http://host-b:9191"
NOW_S = 1_700_000_000.0


class Told:
    """A store and what it is told, by whom."""

    def __init__(self, **limits: int) -> None:
        self.store = RingStore(A, **limits)
        self.now_s = NOW_S

    def lists(self, cluster: str, *rows: ListedJob) -> None:
        self.now_s += 2.0
        if cluster != self.store.cluster:
            for _ in self.store.move_steps(cluster, self.now_s):
                pass
        answer = JobList(rows, {}, 0.04, None, cluster)
        self.store.fold_list(answer, asked=self.store.mark, heard_s=self.now_s)

    def replies(
        self,
        key: JobKey,
        teller: str,
        status: str = "RUNNING",
        progress: int = 0,
        **fields: Any,  # noqa: ANN401 - any field
    ) -> None:
        self.now_s += 0.1
        tag = fields.pop("tag", "")
        answer: JobReply = reply(
            key.job_id,
            status,
            progress,
            cluster=teller,
            info={"job_tag": tag} if tag else {},
            **fields,
        )
        self.store.fold_reply(key, answer, asked=self.store.mark, heard_s=self.now_s)

    def job(self, key: JobKey) -> Job:
        return self.store.register.jobs[key]

    @property
    def keys(self) -> set[JobKey]:
        return set(self.store.register.jobs)


def a(job_id: int) -> JobKey:
    return JobKey(A, job_id)


def b(job_id: int) -> JobKey:
    return JobKey(B, job_id)


@pytest.fixture
def told() -> Told:
    return Told()


def test_rows_of_the_former_cluster_stay_and_claim_nothing(told: Told) -> None:
    told.lists(A, row(1), row(2, "async job done"))
    for percent in (10, 20, 30, 40):
        told.replies(a(1), A, progress=percent)
    told.replies(a(2), A, "DONE")
    assert told.job(a(1)).estimate.ends_s is not None
    told.lists(B, row(1, endpoint="/other"))
    left, done = told.job(a(1)), told.job(a(2))
    assert (left.place, left.phase, left.progress) == (Place.ELSEWHERE, Phase.UNKNOWN, 40)
    assert left.estimate is NO_ESTIMATE
    assert (done.place, done.phase) == (Place.ELSEWHERE, Phase.DONE)
    assert told.keys == {a(1), a(2), b(1)}
    assert told.job(b(1)).endpoint == "/other"
    assert told.store.register.census.by_phase()[Phase.RUNNING] == 1


def test_an_equal_id_of_the_new_cluster_tells_nothing_of_the_old_job(told: Told) -> None:
    told.lists(A, row(5))
    told.lists(B, row(5))
    told.replies(b(5), B, "DONE", tag="x")
    assert told.job(b(5)).phase is Phase.DONE
    assert told.job(a(5)).phase is Phase.UNKNOWN


def test_a_job_is_followed_by_its_tag(told: Told) -> None:
    told.lists(A, row(5))
    told.replies(a(5), A, progress=10, tag="night")
    told.lists(B)
    told.replies(a(5), B, progress=30, tag="night")
    job = told.job(a(5))
    assert (job.place, job.phase, job.progress) == (Place.FOLLOWED, Phase.RUNNING, 30)
    told.replies(a(5), B, "DONE", 100, tag="night")
    assert told.job(a(5)).phase is Phase.DONE


@pytest.mark.parametrize(
    "fields",
    [{}, {"tag": "other"}, {"tag": "night", "endpoint": "/other"}],
    ids=["no tag", "other tag", "other endpoint"],
)
def test_what_is_not_proven_is_not_taken(told: Told, fields: dict[str, str]) -> None:
    told.lists(A, row(5))
    told.replies(a(5), A, tag="night")
    told.lists(B)
    told.replies(a(5), B, "DONE", 100, **fields)
    assert told.job(a(5)).place is Place.ELSEWHERE
    assert told.job(a(5)).phase is Phase.UNKNOWN


def test_a_cluster_that_does_not_know_a_job_of_another_cannot_deny_it(told: Told) -> None:
    told.lists(A, row(5))
    told.lists(B)
    told.store.fold_unknown(a(5), heard_s=told.now_s, words="no job 5")
    told.store.fold_refusal(a(5), heard_s=told.now_s, words="Access denied")
    assert told.job(a(5)).phase is Phase.UNKNOWN


def test_a_late_answer_of_the_former_cluster_counts_for_its_job_if_that_has_ended(
    told: Told,
) -> None:
    told.lists(A, row(5), row(6))
    told.lists(B, row(5), row(6))
    told.replies(a(5), A, "RUNNING", 50)
    told.replies(a(6), A, "DONE", 100)
    assert told.job(a(5)).phase is Phase.UNKNOWN
    assert told.job(a(5)).progress is None
    assert (told.job(a(6)).phase, told.job(a(6)).place) == (Phase.DONE, Place.ELSEWHERE)
    assert told.job(b(6)).phase is Phase.RUNNING


def test_one_job_under_two_ids_is_shown_once_when_its_tag_is_known(told: Told) -> None:
    told.lists(A, row(5))
    told.replies(a(5), A, tag="night")
    told.lists(B, row(77))
    assert told.keys == {a(5), b(77)}
    told.replies(b(77), B, progress=40, tag="night")
    assert told.keys == {a(5)}
    assert (told.job(a(5)).progress, told.job(a(5)).place) == (40, Place.FOLLOWED)
    assert told.store.asked_as(a(5)) == b(77)
    told.lists(B, row(77, "cancelling"), row(78))
    assert told.keys == {a(5), b(78)}


def test_a_tag_of_several_jobs_tells_none_of_them(told: Told) -> None:
    told.lists(A, row(5), row(6))
    told.replies(a(5), A, tag="night")
    told.replies(a(6), A, tag="night")
    told.lists(B, row(77))
    told.replies(b(77), B, tag="night")
    assert told.keys == {a(5), a(6), b(77)}
    assert told.job(a(5)).phase is Phase.UNKNOWN


def test_an_older_job_that_bears_the_tag_is_another_one(told: Told) -> None:
    told.lists(A, row(5))
    told.replies(a(5), A, tag="night")
    yesterday_ms = 1_700_000_000_000 - 86_400_000
    told.lists(B, row(77, "async job done", received_ms=yesterday_ms))
    told.replies(b(77), B, "DONE", 100, tag="night")
    assert told.keys == {a(5), b(77)}
    assert told.job(a(5)).phase is Phase.UNKNOWN


def test_a_finished_job_keeps_its_outcome_when_the_tag_runs_again(told: Told) -> None:
    told.lists(A, row(5, "async job done"))
    told.replies(a(5), A, "DONE", 100, tag="night")
    told.lists(B, row(77))
    told.replies(b(77), B, tag="night")
    assert told.job(a(5)).phase is Phase.DONE
    assert told.job(b(77)).phase is Phase.RUNNING


def test_the_own_cluster_lets_its_rows_live_again(told: Told) -> None:
    told.lists(A, row(1), row(2), row(3), row(4, "async job done"))
    told.replies(a(4), A, "DONE", 100)
    told.lists(B, row(1))
    told.lists(A, row(1), row(2, "async job done"), row(4, "async job done"))
    assert {key: told.job(key).phase for key in told.keys} == {
        a(1): Phase.RUNNING,
        a(2): Phase.DONE,
        a(3): Phase.RUNNING,
        a(4): Phase.DONE,
        b(1): Phase.UNKNOWN,
    }
    assert not told.job(a(3)).is_listed  # to be asked for by its id
    assert all(told.job(key).place is Place.HERE for key in told.keys if key.cluster == A)


def test_the_own_clusters_word_counts_again_over_what_was_told_by_tag(told: Told) -> None:
    told.lists(A, row(5), row(6))
    told.replies(a(5), A, tag="one")
    told.replies(a(6), A, tag="two")
    told.lists(B)
    told.replies(a(5), B, "ERROR", 10, tag="one")
    told.replies(a(6), B, "DONE", 100, tag="two")
    told.lists(A, row(5))
    assert told.job(a(5)).phase is Phase.RUNNING
    assert told.job(a(6)).phase is Phase.DONE
    assert not told.job(a(6)).is_resolved  # its own cluster is asked what it knows
    told.store.fold_unknown(a(6), heard_s=told.now_s, words="no job 6")
    assert told.job(a(6)).phase is Phase.DONE


def test_an_id_that_was_reused_meanwhile_is_another_job(told: Told) -> None:
    told.lists(A, row(5))
    told.replies(a(5), A, progress=50)
    told.lists(B)
    told.lists(A, row(5, received_ms=1_700_000_999_000))
    new, old = told.job(JobKey(A, 5, 1)), told.job(a(5))
    assert (new.progress, new.phase) == (None, Phase.RUNNING)
    assert (old.progress, old.phase, old.is_superseded) == (50, Phase.VANISHED, True)


def test_only_a_known_id_of_the_asked_cluster_can_be_cancelled(told: Told) -> None:
    told.lists(A, row(5), row(6))
    told.replies(a(5), A, tag="night")
    assert told.store.native_of(a(5)) == a(5)
    told.lists(B, row(77))
    told.replies(b(77), B, tag="night")
    assert told.store.native_of(a(5)) == b(77)
    assert told.store.native_of(a(6)) is None


def test_left_rows_are_trimmed_like_jobs_that_left() -> None:
    told = Told(kept_left=10)
    told.lists(A, *(row(n, "done") for n in range(50)), *(row(n) for n in range(50, 100)))
    told.lists(B, row(1))
    assert len(told.keys) == 10 + 10 + 1
    told.lists(A, *(row(n) for n in range(100)))
    assert len([key for key in told.keys if key.cluster == A]) == 100


def test_a_watched_job_that_nobody_proves_is_shown_as_elsewhere(told: Told) -> None:
    key = told.store.watch(5, "night")
    told.lists(B)
    told.store.fold_elsewhere(key, heard_s=told.now_s)
    assert told.job(key).place is Place.ELSEWHERE
    told.replies(key, B, progress=3, tag="night")
    assert told.job(key).place is Place.FOLLOWED


def test_a_reused_id_of_a_former_cluster_is_told_when_that_is_asked_again(told: Told) -> None:
    told.lists(A, row(5))
    told.lists(B, row(5))
    told.lists(A, row(5, received_ms=1_700_000_999_000))
    told.lists(B, row(5))
    told.lists(A, row(5, received_ms=1_700_000_999_000))
    again = JobKey(A, 5, 1)
    assert told.keys == {a(5), b(5), again}
    assert told.store.native_of(again) == again
    assert (told.store.native_of(a(5)), told.store.asked_as(a(5))) == (None, None)


def test_a_job_whose_id_was_reused_is_followed_by_no_tag(told: Told) -> None:
    told.lists(A, row(5))
    told.replies(a(5), A, tag="night")
    told.lists(A, row(5, received_ms=1_700_000_999_000))
    told.lists(B, row(77))
    told.replies(b(77), B, progress=40, tag="night")
    assert told.keys == {a(5), JobKey(A, 5, 1), b(77)}
    assert told.job(a(5)).phase is Phase.VANISHED
    assert told.store.asked_as(a(5)) is None


def test_a_job_that_another_gets_the_id_of_is_not_cancelled_in_its_place(told: Told) -> None:
    told.lists(A, row(5))
    told.replies(a(5), A, tag="night")
    told.lists(B, row(77))
    told.replies(b(77), B, tag="night")
    assert told.store.native_of(a(5)) == b(77)
    told.lists(B, row(77, received_ms=1_700_000_999_000))
    new = JobKey(B, 77, 1)
    assert told.keys == {a(5), new}
    assert told.store.native_of(a(5)) is None
    assert told.job(a(5)).place is Place.ELSEWHERE
    told.replies(new, B, tag="night")  # the tag is given again, to a later job
    assert told.keys == {a(5), new}
    told.replies(a(5), B, "DONE", tag="night")
    assert told.job(a(5)).phase is Phase.UNKNOWN


def test_an_id_that_stood_for_another_clusters_job_is_given_to_nobody_else(told: Told) -> None:
    told.lists(A, row(5))
    told.replies(a(5), A, tag="night")
    told.lists(B, row(77))
    told.replies(b(77), B, tag="night")
    told.lists(A, row(5))
    told.lists(B, row(77, received_ms=1_700_000_999_000))
    assert told.keys == {a(5), JobKey(B, 77, 1)}


def test_a_tag_of_several_jobs_proves_nothing_of_any_either(told: Told) -> None:
    told.lists(A, row(5), row(6))
    told.replies(a(5), A, tag="night")
    told.replies(a(6), A, tag="night")
    told.lists(B)
    told.replies(a(5), B, "DONE", 100, tag="night")
    assert told.job(a(5)).phase is Phase.UNKNOWN


def test_each_cluster_has_its_own_list_and_clock(told: Told) -> None:
    told.lists(A, row(1))
    told.lists(B, row(1), row(2))
    assert len(told.keys) == 3
    assert not told.store.is_current(a(1))
    told.store.our_clock_was_set(3_600.0)
    told.lists(A)
    assert not told.job(a(1)).is_listed
    assert [told.job(key).is_listed for key in (b(1), b(2))] == [True, True]


def test_a_second_job_that_bears_the_tag_is_shown_as_itself(told: Told) -> None:
    told.lists(A, row(5))
    told.replies(a(5), A, tag="night")
    told.lists(B, row(77), row(78))
    told.replies(b(77), B, progress=40, tag="night")
    told.replies(b(78), B, progress=90, tag="night")
    assert told.keys == {a(5), b(78)}
    assert (told.job(a(5)).progress, told.job(b(78)).progress) == (40, 90)
    assert told.store.native_of(a(5)) == b(77)


def test_each_tag_whose_id_is_not_known_is_a_job_of_its_own(told: Told) -> None:
    store = told.store
    keys = {tag: store.watch(NO_ID, tag) for tag in ("night", "day")}
    assert store.watch(NO_ID, "night") == keys["night"]
    for tag, key in keys.items():
        assert store.asked_as(key) == key
        assert store.asked_tag(key, key) == tag
        told.replies(key, A, progress=len(tag), tag=tag)
    assert {job.job_tag: job.progress for job in store.register.jobs.values()} == {
        "night": 5,
        "day": 3,
    }
    told.lists(B)
    assert all(told.job(key).place is Place.ELSEWHERE for key in keys.values())
    told.lists(A)
    assert [store.asked_as(key) for key in keys.values()] == list(keys.values())
