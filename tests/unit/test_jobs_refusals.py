"""A refusal of /get/job: told while it is the newest word about a job, and never its outcome."""

from __future__ import annotations

import pytest

from jobview.jobs.fate import FORGOTTEN
from jobview.jobs.job import NO_ESTIMATE, Job, JobKey
from jobview.jobs.phase import Phase
from jobview.jobs.source import JobList, JobReply, ListedJob
from jobview.jobs.store import Store
from tests.fakes.jobs import CLUSTER, reply, row

NOW_S = 1_700_000_000.0
KEY = JobKey(CLUSTER, 1)
WORDS = "Access denied; ok"


class Told:
    """A store that is told of job 1, a second at a time."""

    def __init__(self) -> None:
        self.store = Store(CLUSTER)
        self.now_s = NOW_S

    def lists(self, *rows: ListedJob) -> None:
        self.now_s += 1.0
        answer = JobList(rows, {}, 0.1, None)
        self.store.fold_list(answer, asked=self.store.mark, heard_s=self.now_s)

    def replies(self, answer: JobReply, outcome: str = "") -> None:
        self.now_s += 1.0
        self.store.fold_reply(
            KEY, answer, asked=self.store.mark, heard_s=self.now_s, outcome=outcome
        )

    def refuses(self, *, is_lasting: bool = False) -> None:
        self.now_s += 1.0
        self.store.fold_refusal(KEY, heard_s=self.now_s, words=WORDS, is_lasting=is_lasting)

    def does_not_know(self) -> None:
        self.now_s += 1.0
        self.store.fold_unknown(KEY, heard_s=self.now_s, words="no job 1")

    @property
    def job(self) -> Job:
        return self.store.register.jobs[KEY]


@pytest.fixture
def told() -> Told:
    return Told()


@pytest.mark.parametrize("is_listed", [True, False])
def test_its_words_stand_until_a_finished_job_tells_its_outcome(
    told: Told, *, is_listed: bool
) -> None:
    told.lists(row(1, "async job done"))
    if not is_listed:
        told.lists()
    told.refuses()
    assert (told.job.phase, told.job.outcome) == (Phase.DONE, WORDS)
    assert not told.job.is_resolved
    told.replies(reply(1, "DONE", 100), outcome="3 rows")
    assert (told.job.phase, told.job.outcome, told.job.is_resolved) == (Phase.DONE, "3 rows", True)


@pytest.mark.parametrize("is_empty", [True, False])
def test_it_takes_nothing_back_that_was_told_for_good(told: Told, *, is_empty: bool) -> None:
    told.lists(row(1, "async job done"))
    told.replies(reply(1, "DONE", 100), outcome="" if is_empty else "3 rows")
    before = told.job
    told.refuses()
    assert told.job is before


def test_a_job_that_left_the_list_is_unknown_until_it_tells_its_end(told: Told) -> None:
    told.lists(row(1))
    told.lists()
    told.refuses()
    assert (told.job.phase, told.job.outcome) == (Phase.UNKNOWN, WORDS)
    assert not told.job.is_resolved
    told.replies(reply(1, "ERROR", 40, status_map={"error_message": "no space"}))
    assert (told.job.phase, told.job.outcome) == (Phase.FAILED, "no space")
    assert told.job.is_resolved


def test_a_job_that_is_listed_at_work_again_has_no_outcome(told: Told) -> None:
    told.lists(row(1))
    told.lists()
    told.refuses()
    told.lists(row(1))
    assert (told.job.phase, told.job.outcome, told.job.error_message) == (Phase.RUNNING, "", "")


def test_the_next_word_replaces_it(told: Told) -> None:
    told.lists(row(1, "async job done"))
    told.lists()
    told.refuses()
    told.does_not_know()
    assert (told.job.outcome, told.job.is_resolved) == (FORGOTTEN, True)


def test_a_listed_job_that_nobody_knows_after_all_has_no_outcome(told: Told) -> None:
    told.lists(row(1, "async job done"))
    told.refuses()
    told.does_not_know()
    assert (told.job.outcome, told.job.is_resolved) == ("", True)


def test_an_estimate_is_void_until_progress_is_told_again(told: Told) -> None:
    told.lists(row(1))
    for percent in (10, 20, 30, 40):
        told.replies(reply(1, "RUNNING", percent))
    assert told.job.estimate.ends_s is not None
    told.refuses()
    assert told.job.estimate is NO_ESTIMATE
    assert (told.job.phase, told.job.progress, told.job.outcome) == (Phase.RUNNING, 40, "")
    told.replies(reply(1, "RUNNING", 60))
    assert told.job.estimate.ends_s is not None


def test_one_that_will_be_the_same_the_next_time_settles_a_finished_job(told: Told) -> None:
    told.lists(row(1, "async job done"))
    told.refuses(is_lasting=True)
    assert (told.job.outcome, told.job.is_resolved) == (WORDS, True)
