"""A cell that is there and empty is news; one that is not there is none."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from jobview.jobs.job import Job, JobKey
from jobview.jobs.phase import Phase
from jobview.jobs.ring_store import RingStore
from jobview.jobs.source import JobList, ListedJob
from jobview.jobs.store import Store
from tests.fakes.jobs import CLUSTER, reply, row

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping

OTHER_CLUSTER = "http://127.0.0.1:9192"
KEY = JobKey(CLUSTER, 1)
TEXTS = ["endpoint", "auth_id", "source_ip", "query_text", "user_data", "flags"]
LATER = ["source_ip", "query_text", "flags"]
"""Columns that older servers do not have (protocol §1.5)."""
BLANK = dict.fromkeys(TEXTS, "")
GARBLED: dict[str, Any] = dict.fromkeys(TEXTS, "\x1b[2J[/x]")


def fold(
    store: Store,
    *rows: ListedJob,
    absent: Collection[str] = (),
    damage: str = "",
    cluster: str = "",
) -> None:
    answer = JobList(rows, {}, 0.1, None, cluster, damage=damage, absent=frozenset(absent))
    store.fold_list(answer, asked=store.mark, heard_s=1_700_000_000.0 + store.mark)


def job(store: Store, key: JobKey = KEY) -> Job:
    return store.register.jobs[key]


@pytest.fixture
def store() -> Store:
    return Store(CLUSTER)


@pytest.mark.parametrize("name", TEXTS)
def test_a_text_that_is_there_and_empty_takes_the_place_of_a_wrong_one(
    store: Store, name: str
) -> None:
    true = row(1, **{name: ""})
    fold(store, true._replace(**GARBLED))
    fold(store, true)
    assert job(store).listed == true
    assert (job(store).key.run, job(store).is_superseded) == (0, False)


def test_a_word_that_is_there_and_empty_is_one_that_nobody_knows(store: Store) -> None:
    fold(store, row(1), row(2, "done"))
    fold(store, row(1, ""), row(2, ""))
    assert (job(store).status, job(store).phase) == ("", Phase.UNKNOWN)
    ended = job(store, JobKey(CLUSTER, 2))
    assert (ended.status, ended.phase) == ("", Phase.DONE)


@pytest.mark.parametrize("name", LATER)
def test_a_column_that_is_not_there_wipes_nothing(store: Store, name: str) -> None:
    full: dict[str, Any] = {"query_text": "SELECT 1", "flags": "is_mh"}
    without = row(1, **(full | {name: ""}))
    fold(store, row(1, **full))
    before = job(store)
    for _ in range(2):
        fold(store, without, absent=[name])
        assert job(store) is before
    fold(store, without)
    assert job(store).listed == without


def test_a_damaged_list_wipes_nothing_and_the_next_whole_one_does(store: Store) -> None:
    fold(store, row(1, user_data="wrong"))
    fold(store, row(1), damage="9 ids, 8 user data")
    assert job(store).listed.user_data == "wrong"
    fold(store, row(1))
    assert job(store).listed.user_data == ""


def test_a_job_that_comes_back_without_a_column_is_as_it_was(store: Store) -> None:
    full = row(1, query_text="SELECT 1")
    fold(store, full)
    fold(store)
    fold(store, full._replace(query_text=""), absent=["query_text"])
    assert (job(store).listed, job(store).is_listed) == (full, True)


def test_a_time_of_receipt_is_never_lost(store: Store) -> None:
    fold(store, row(1))
    fold(store, row(1, received_ms=None))
    assert job(store).listed == row(1)
    fold(store, row(1))
    assert job(store).key.run == 0


@pytest.mark.parametrize("damage", ["", "9 ids, 8 queries"])
def test_a_list_that_says_the_same_in_fewer_cells_overtakes_no_answer(
    store: Store, damage: str
) -> None:
    fold(store, row(1, query_text="SELECT 1"))
    asked = store.mark
    for _ in range(2):
        fold(store, row(1), absent=["query_text"], damage=damage)
    store.fold_reply(KEY, reply(1, "DONE", 100), asked=asked, heard_s=1_700_000_009.0)
    assert job(store).phase is Phase.DONE


def test_the_row_of_a_job_that_is_shown_under_another_key_is_put_right_too() -> None:
    store = RingStore(CLUSTER)
    shown, native = JobKey(CLUSTER, 5), JobKey(OTHER_CLUSTER, 7)
    tag = {"job_tag": "night"}
    fold(store, row(5))
    store.fold_reply(shown, reply(5, info=tag, cluster=CLUSTER), asked=store.mark, heard_s=1.0)
    for _ in store.move_steps(OTHER_CLUSTER, 2.0):
        pass
    wrong = row(7, user_data="wrong", query_text="SELECT 1")
    fold(store, wrong, cluster=OTHER_CLUSTER)
    told = reply(7, info=tag, cluster=OTHER_CLUSTER)
    store.fold_reply(native, told, asked=store.mark, heard_s=3.0)
    assert native not in store.register.jobs
    fold(store, row(7), cluster=OTHER_CLUSTER, absent=["query_text"])
    store.fold_elsewhere(shown, heard_s=4.0)
    fold(store, row(7), cluster=OTHER_CLUSTER, absent=["query_text"])
    assert job(store, native).listed == row(7, query_text="SELECT 1")


CELLS = st.fixed_dictionaries({name: st.sampled_from(["", "x", "y"]) for name in TEXTS})
LISTS = st.lists(
    st.tuples(CELLS, st.sets(st.sampled_from(LATER)), st.booleans(), st.booleans()), max_size=8
)


@given(LISTS)
def test_what_is_shown_is_what_was_told_last(
    lists: list[tuple[Mapping[str, str], set[str], bool, bool]],
) -> None:
    """A cell that is not there tells nothing, nor does a list without the job's row."""
    store = Store(CLUSTER)
    told: dict[str, str] = {}
    for cells, absent, is_damaged, has_row in lists:
        if is_damaged and not told:
            continue
        if is_damaged:  # some cells are missing
            left = {name: told[name] if cells[name] else "" for name in TEXTS}
            fold(store, row(1, **left), damage="9 ids, 8 users")
        else:
            present = {name: text for name, text in cells.items() if name not in absent}
            rows = [row(1, **(BLANK | present))] * has_row
            fold(store, *rows, absent=absent)
            told = BLANK | told | present if has_row else told
        if told:
            listed = job(store).listed
            assert {name: getattr(listed, name) for name in TEXTS} == told
            assert job(store).key.run == 0
