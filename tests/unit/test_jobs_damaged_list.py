"""Lists with missing cells and rows: what is sure in them counts, their silence does not."""

from __future__ import annotations

from typing import Any

import pytest

from jobview.jobs.cluster_list import BELIEVED_LISTS
from jobview.jobs.job import Job, JobKey
from jobview.jobs.phase import Phase
from jobview.jobs.snapshot import Link
from jobview.jobs.source import JobList, ListedJob
from jobview.jobs.store import Store
from tests.fakes.jobs import CLUSTER, reply, row

NOW_S = 1_700_000_000.0
FULL = row(1, query_text="SELECT 1", user_data="x", flags="is_mh")


class Told:
    """A store that was told of jobs 1 and 2, and then is by damaged lists."""

    def __init__(self) -> None:
        self.store = Store(CLUSTER)
        self.lists(FULL, row(2, "async job done"))

    def lists(self, *rows: ListedJob, damage: str = "", lacks_rows: bool = False) -> None:
        answer = JobList(rows, {}, 0.1, None, damage=damage, lacks_rows=lacks_rows)
        heard_s = NOW_S + self.store.mark
        self.store.fold_list(answer, asked=self.store.mark, heard_s=heard_s)

    def is_told_damaged(self, *rows: ListedJob) -> None:
        self.lists(*rows, damage="9 ids, 8 statuses")

    def job(self, job_id: int = 1) -> Job:
        return self.store.register.jobs[JobKey(CLUSTER, job_id)]


@pytest.fixture
def told() -> Told:
    return Told()


def test_who_is_not_in_it_has_not_left(told: Told) -> None:
    told.is_told_damaged()
    assert (told.job(1).is_listed, told.job(1).phase) == (True, Phase.RUNNING)
    assert told.job(2).phase is Phase.DONE
    told.lists(row(2, "async job done"))
    assert not told.job(1).is_listed


def test_who_is_in_none_of_many_in_a_row_has_left(told: Told) -> None:
    for _ in range(BELIEVED_LISTS - 1):
        told.is_told_damaged(FULL)
    assert told.job(2).is_listed
    told.is_told_damaged(FULL)
    assert told.job(1).is_listed
    assert not told.job(2).is_listed
    told.is_told_damaged(row(2, "async job done"))
    assert told.job(2).is_listed


@pytest.mark.parametrize("damage", ["", "9 ids, 8 statuses"])
def test_the_count_of_lists_begins_anew_once_one_names_the_job(told: Told, damage: str) -> None:
    for _ in range(BELIEVED_LISTS - 1):
        told.is_told_damaged()
    told.lists(FULL, damage=damage)
    for _ in range(BELIEVED_LISTS - 1):
        told.is_told_damaged()
    assert told.job(1).is_listed


def test_another_job_that_many_in_a_row_tell_of_is_believed(told: Told) -> None:
    again = row(1, "queued", received_ms=1_800_000_000_000)
    for lists in (BELIEVED_LISTS - 1, BELIEVED_LISTS):
        told.is_told_damaged(FULL)
        for _ in range(lists):
            assert not told.job(1).is_superseded
            told.is_told_damaged(again)
    assert told.job(1).is_superseded
    assert told.store.register.jobs[JobKey(CLUSTER, 1, 1)].listed == again


def test_lists_that_do_not_tell_all_ids_tell_of_nobody_that_he_has_left(told: Told) -> None:
    for _ in range(10 * BELIEVED_LISTS):
        told.lists(damage="no ids, 2 statuses", lacks_rows=True)
    assert told.job(1).is_listed
    assert told.job(2).is_listed


@pytest.mark.parametrize("lacks_rows", [False, True])
def test_a_server_that_damages_every_list_fills_no_memory(*, lacks_rows: bool) -> None:
    store, kept = Store(CLUSTER, kept_left=20), 3 * 20 + BELIEVED_LISTS + 3
    for number in range(1_000):
        rows = [row(number), row(number - 1, "done"), row(number - 2, endpoint="/get/job")]
        answer = JobList(rows, {}, 0.1, None, damage="as always", lacks_rows=lacks_rows)
        store.fold_list(answer, asked=store.mark, heard_s=NOW_S + number)
        assert len(store.register.jobs) <= kept
        assert store.snapshot(link=Link()).own_call_count <= kept


def test_the_data_is_as_old_as_the_newest_whole_list(told: Told) -> None:
    before = told.store.snapshot(link=Link()).data_s
    told.is_told_damaged(FULL)
    assert told.store.snapshot(link=Link()).data_s == before


@pytest.mark.parametrize("name", ListedJob._fields[1:])
def test_cells_that_are_missing_wipe_nothing(told: Told, name: str) -> None:
    blank: dict[str, Any] = {name: None if name == "received_ms" else ""}
    told.is_told_damaged(FULL._replace(**blank))
    assert told.job().listed == FULL
    assert told.job().phase is Phase.RUNNING


def test_rows_with_all_their_cells_count(told: Told) -> None:
    told.is_told_damaged(FULL._replace(status="error"), row(3))
    assert told.job().phase is Phase.FAILED
    assert told.job(3).phase is Phase.RUNNING


@pytest.mark.parametrize(
    "other",
    [
        {"received_ms": 5},
        {"received_ms": None, "endpoint": "/other"},
        {"auth_id": "bob"},
        {"query_text": "SELECT 2"},
    ],
    ids=["time", "endpoint", "user", "query"],
)
def test_a_row_that_may_be_anothers_changes_nothing(told: Told, other: dict[str, Any]) -> None:
    before = told.job()
    told.is_told_damaged(FULL._replace(status="error", **other))
    assert told.job() is before
    assert len(told.store.register.jobs) == 2


def test_what_was_not_sure_counts_once_a_whole_list_says_it(told: Told) -> None:
    again = row(1, received_ms=1_800_000_000_000)
    told.is_told_damaged(again)
    told.lists(again)
    assert told.job().is_superseded


def test_a_job_without_an_endpoint_may_be_a_call_of_our_own(told: Told) -> None:
    told.is_told_damaged(row(3, endpoint=""))
    assert JobKey(CLUSTER, 3) not in told.store.register.jobs


@pytest.mark.parametrize("status", ["done", "cancelled", "error"])
def test_a_word_that_nobody_knows_does_not_wake_an_ended_job(told: Told, status: str) -> None:
    told.lists(row(3, status))
    ended = told.job(3).phase
    told.lists(row(3, "\u202egarbled"))
    assert told.job(3).phase is ended
    told.lists(row(3, "running"))
    assert told.job(3).phase is Phase.RUNNING


def test_an_end_that_a_damaged_list_tells_again_overtakes_what_was_asked_before(told: Told) -> None:
    told.is_told_damaged(row(3, "done", received_ms=None))
    asked = told.store.mark
    told.is_told_damaged(row(3, "done"))
    told.is_told_damaged(row(3, "odd"))
    told.store.fold_reply(JobKey(CLUSTER, 3), reply(3), asked=asked, heard_s=NOW_S)
    assert told.job(3).phase is Phase.DONE


def test_an_answer_that_nobody_understands_does_not_wake_an_ended_job(told: Told) -> None:
    told.lists(row(3, "async job done"))
    key = JobKey(CLUSTER, 3)
    for answer in (reply(3, "ERROR", 40, status_map={"error_message": "no"}), reply(3, "?")):
        told.store.fold_reply(key, answer, asked=told.store.mark, heard_s=NOW_S)
    assert (told.job(3).phase, told.job(3).error_message) == (Phase.FAILED, "no")
    assert told.job(3).is_resolved
    told.lists()
    told.store.fold_reply(key, reply(3, "?"), asked=told.store.mark, heard_s=NOW_S)
    assert told.job(3).phase is Phase.FAILED
