"""Calls of our own in lists whose every text is wrong: they leave no job behind."""

from __future__ import annotations

import pytest

from jobview.jobs.cluster_list import KEPT_RUNS
from jobview.jobs.job import JobKey
from jobview.jobs.phase import Phase
from jobview.jobs.snapshot import Link
from jobview.jobs.source import JobList, ListedJob
from jobview.jobs.store import Store
from tests.fakes.jobs import CLUSTER, reply, row

NOW_S = 1_700_000_000.0


class Told:
    """A store, and what is left of job 7 in it."""

    def __init__(self) -> None:
        self.store = Store(CLUSTER)

    def lists(self, *rows: ListedJob) -> None:
        heard_s = NOW_S + self.store.mark
        self.store.fold_list(JobList(rows, {}, 0.1, None), asked=self.store.mark, heard_s=heard_s)

    def does_not_know(self, run: int = 0) -> None:
        heard_s = NOW_S + self.store.mark
        self.store.fold_unknown(self.key(run), heard_s=heard_s, words="no job 7")

    def key(self, run: int = 0) -> JobKey:
        return JobKey(CLUSTER, 7, run)

    @property
    def runs(self) -> list[int]:
        return sorted(key.run for key in self.store.register.jobs)


@pytest.fixture
def told() -> Told:
    return Told()


def garbled(received_ms: int, text: str = "\u202egarbled") -> ListedJob:
    """A row of which only the numbers are right."""
    return row(7, text, endpoint=text, received_ms=received_ms, auth_id=text, query_text=text)


def test_a_call_whose_id_goes_to_the_next_one_leaves_no_row(told: Told) -> None:
    for received_ms in range(1, 7):
        told.lists(garbled(received_ms))
    assert told.runs == [5]
    told.lists(row(7, endpoint="/admin/show/jobs", received_ms=9))
    assert told.runs == []
    assert told.store.snapshot(link=Link()).own_call_count == 1


def test_a_call_that_is_readable_again_is_dropped(told: Told) -> None:
    told.lists(garbled(1))
    told.lists(row(7, endpoint="/get/job", received_ms=1))
    assert told.runs == []


def test_the_same_time_received_is_one_job_whatever_its_texts(told: Told) -> None:
    for text in ("one", "", "\x1b[2J", "two"):
        told.lists(garbled(1, text))
    assert told.runs == [0]
    told.lists(row(7, received_ms=1))
    job = told.store.register.jobs[told.key()]
    assert (job.phase, job.endpoint) == (Phase.RUNNING, "/alter/table")


@pytest.mark.parametrize("is_denied_first", [True, False])
def test_a_call_that_left_is_dropped_once_nobody_knows_it(
    told: Told, *, is_denied_first: bool
) -> None:
    told.lists(garbled(1))
    if is_denied_first:
        told.does_not_know()
        assert told.runs == [0], "while it is listed it is shown"
    told.lists()
    if not is_denied_first:
        assert told.runs == [0], "it may be a job that has ended"
        told.does_not_know()
    assert told.runs == []


def test_who_has_the_id_next_has_another_key(told: Told) -> None:
    """For an answer that is on its way about the call."""
    told.lists(garbled(1))
    told.lists()
    told.does_not_know()
    told.lists(row(7, received_ms=9))
    told.does_not_know()
    assert told.runs == [1]
    assert not told.store.register.jobs[told.key(1)].is_synchronous


def test_calls_by_the_thousand_are_not_remembered(told: Told) -> None:
    """A server whose word for such calls nobody knows lists a few of them a second for weeks."""
    told.lists(row(7, received_ms=1))
    stays = row(7, received_ms=2)
    newest = 10 + 3 * KEPT_RUNS
    for job_id in range(10, newest + 1):
        told.lists(stays, row(job_id, "executing"))
        told.lists(stays)
        key = JobKey(CLUSTER, job_id)
        told.store.fold_unknown(key, heard_s=NOW_S + told.store.mark, words="no such job")
    told.lists(stays)
    assert len(told.store._list._runs) <= 2 * KEPT_RUNS + 2
    assert not told.store.is_current(JobKey(CLUSTER, newest)), "an answer may be on its way"
    assert told.runs == [0, 1]
    assert told.store.is_current(told.key(1)), "however long it stays"


def test_a_job_that_came_and_ended_meanwhile_tells_its_end(told: Told) -> None:
    told.lists(garbled(1))
    told.lists()
    told.store.fold_reply(
        told.key(), reply(7, "DONE", 100), asked=told.store.mark, heard_s=NOW_S, outcome="3 rows"
    )
    job = told.store.register.jobs[told.key()]
    assert (job.phase, job.outcome) == (Phase.DONE, "3 rows")


def test_what_a_garbled_answer_seems_to_say_keeps_no_row(told: Told) -> None:
    told.lists(garbled(1))
    answer = reply(7, "\u202egarbled", running=False, successful=True)
    told.store.fold_reply(told.key(), answer, asked=told.store.mark, heard_s=NOW_S)
    told.lists(garbled(2))
    assert told.runs == [1]


def test_a_synchronous_call_of_another_that_was_readable_is_kept(told: Told) -> None:
    told.lists(row(7, received_ms=1))
    told.lists(garbled(1))
    told.lists()
    told.does_not_know()
    assert told.store.register.jobs[told.key()].phase is Phase.VANISHED


def test_a_watched_job_is_kept_although_nobody_knows_it(told: Told) -> None:
    told.store.watch(7)
    told.lists(garbled(1))
    told.lists()
    told.does_not_know()
    assert told.store.register.jobs[told.key()].phase is Phase.VANISHED


def test_a_job_that_left_while_its_row_was_garbled_gets_its_endpoint_from_its_answer(
    told: Told,
) -> None:
    told.lists(row(7, endpoint="/execute/sql", received_ms=1))
    told.lists(garbled(1))
    told.lists()
    answer = reply(7, "DONE", 100, endpoint="/execute/sql")
    told.store.fold_reply(told.key(), answer, asked=told.store.mark, heard_s=NOW_S + 9)
    assert told.store.register.jobs[told.key()].endpoint == "/execute/sql"
