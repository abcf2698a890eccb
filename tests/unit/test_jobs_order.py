"""The list's order: filtered, sorted, total, and the same however it was arrived at."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from jobview.jobs.columns import COLUMNS, COLUMNS_BY_ID, search_text
from jobview.jobs.job import Job, JobKey
from jobview.jobs.order import TABS, JobOrder
from jobview.jobs.phase import Phase
from jobview.jobs.snapshot import EMPTY_SNAPSHOT, Snapshot
from tests.fakes.jobs import CLUSTER, job

if TYPE_CHECKING:
    import random
    from collections.abc import Iterable, Sequence


def snapshot_of(jobs: Iterable[Job], serial: int = 0) -> Snapshot:
    held = {job.key: job for job in jobs}
    return Snapshot(jobs=held, serial=serial, changed=frozenset(held))


def ids(order: JobOrder) -> list[int]:
    return [key.job_id for key in order.keys]


def ordered(jobs: Sequence[Job], column_id: str, *, descending: bool) -> list[int]:
    order = JobOrder()
    order.update(snapshot_of(jobs))
    order.set_sort(column_id, descending=descending)
    return ids(order)


def test_the_newest_id_comes_first_unless_told_otherwise() -> None:
    order = JobOrder()
    assert order.update(snapshot_of([job(2), job(10), job(1)]))
    assert ids(order) == [10, 2, 1]
    assert (order.column_id, order.is_descending) == ("id", True)


def test_missing_values_are_last_in_both_directions() -> None:
    jobs = [job(1, progress=5), job(2), job(3, progress=90), job(4)]
    assert ordered(jobs, "progress", descending=False) == [1, 3, 2, 4]
    assert ordered(jobs, "progress", descending=True) == [3, 1, 4, 2]


def test_text_is_sorted_without_regard_to_case() -> None:
    jobs = [job(1, auth_id="bob"), job(2, auth_id="Alice"), job(3, auth_id="")]
    assert ordered(jobs, "user", descending=False) == [2, 1, 3]


def test_every_word_must_occur_in_any_column_in_any_case() -> None:
    order = JobOrder(descending=False)
    order.update(
        snapshot_of(
            [
                job(1, endpoint="/execute/sql", auth_id="Alice"),
                job(2, endpoint="/execute/sql", auth_id="bob"),
                job(3, endpoint="/alter/table", auth_id="alice"),
            ]
        )
    )
    assert order.set_query("SQL  alice")
    assert ids(order) == [1]
    assert order.set_query("alice")
    assert ids(order) == [1, 3]
    assert not order.set_query("ALICE ")
    assert order.set_query("")
    assert ids(order) == [1, 2, 3]


def test_a_filter_is_plain_text_and_no_pattern() -> None:
    order = JobOrder()
    order.update(snapshot_of([job(1, query_text="SELECT * FROM [t]"), job(2)]))
    order.set_query("* [t]")
    assert ids(order) == [1]


def test_the_running_tab_holds_the_queued_too() -> None:
    order = JobOrder(descending=False)
    order.update(snapshot_of([job(1, "none"), job(2), job(3, "done"), job(4, "error")]))
    assert order.set_phases(TABS["Running"])
    assert ids(order) == [1, 2]
    assert not order.set_phases([Phase.RUNNING, Phase.QUEUED])
    assert order.set_phases(TABS["All"])
    assert ids(order) == [1, 2, 3, 4]


def test_a_job_that_leaves_the_tab_leaves_the_list() -> None:
    order = JobOrder()
    order.set_phases({Phase.RUNNING})
    order.update(snapshot_of([job(1), job(2)], serial=1))
    done = job(2, "done")
    both = {key: done if key == done.key else held for key, held in _by_key([job(1), done])}
    assert order.update(Snapshot(jobs=both, serial=2, changed=frozenset({done.key})))
    assert ids(order) == [1]


def _by_key(jobs: Iterable[Job]) -> list[tuple[JobKey, Job]]:
    return [(held.key, held) for held in jobs]


def test_keys_are_told_changed_only_when_they_are() -> None:
    order = JobOrder()
    assert not order.update(EMPTY_SNAPSHOT)
    first = snapshot_of([job(1, progress=1), job(2, progress=1)], serial=1)
    assert order.update(first)
    before = order.keys
    assert not order.update(snapshot_of([job(1, progress=2), job(2, progress=3)], serial=2))
    assert order.keys is before


def test_a_snapshot_left_out_is_made_up_for() -> None:
    order = JobOrder(descending=False)
    one, two, three = job(1), job(2), job(3)
    order.update(Snapshot({one.key: one, two.key: two}, serial=1, changed=frozenset({one.key})))
    order.update(Snapshot({three.key: three}, serial=3, changed=frozenset()))
    assert ids(order) == [3]


def test_a_place_is_found_by_key() -> None:
    order = JobOrder()
    order.update(snapshot_of([job(n, progress=n % 7) for n in range(50)]))
    for descending in (True, False):
        order.set_sort("progress", descending=descending)
        assert [order.index_of(key) for key in order.keys] == list(range(50))
    assert order.index_of(JobKey(CLUSTER, 99)) is None


def test_an_unknown_column_is_an_error() -> None:
    with pytest.raises(KeyError):
        JobOrder().set_sort("nonsense", descending=True)


JOBS = st.builds(
    job,
    st.integers(0, 30),
    st.sampled_from(["running", "none", "done", "error", "cancelled", "odd"]),
    auth_id=st.sampled_from(["alice", "Bob", "", "ΣÎß"]),
    endpoint=st.sampled_from(["/alter/table", "/execute/sql"]),
    received_ms=st.none() | st.integers(0, 3),
    progress=st.none() | st.integers(-3, 120),
)
POLLS = st.tuples(st.just("poll"), st.lists(JOBS, max_size=8), st.lists(st.integers(0, 30)))
WISHES = st.one_of(
    st.tuples(st.just("query"), st.sampled_from(["", "a", "al", "alice", "sql", "sql ali", "no"])),
    st.tuples(st.just("phases"), st.sampled_from(list(TABS.values()))),
    st.tuples(st.just("sort"), st.sampled_from([column.id for column in COLUMNS]), st.booleans()),
)


def naive(jobs: Iterable[Job], wish: dict[str, object]) -> list[JobKey]:
    """What the order has to be, said as slowly and plainly as possible."""
    phases, query = wish["phases"], str(wish["query"])
    shown = [
        job
        for job in jobs
        if (phases is None or job.phase in phases)  # type: ignore[operator]  # a set of phases
        and all(word in search_text(job) for word in query.split())
    ]
    column = COLUMNS_BY_ID[str(wish["column"])]
    shown.sort(key=lambda job: job.job_id, reverse=bool(wish["descending"]))
    present = [job for job in shown if column.sort_value(job) is not None]
    missing = [job for job in shown if column.sort_value(job) is None]
    present.sort(key=column.sort_value, reverse=bool(wish["descending"]))  # type: ignore[arg-type]  # one kind a column
    return [job.key for job in present + missing]


@settings(max_examples=200, deadline=None)
@given(
    st.lists(st.one_of(POLLS, WISHES), max_size=25),
    st.randoms(use_true_random=False),
)
def test_following_every_change_equals_starting_from_scratch(
    steps: list[tuple[object, ...]], rng: random.Random
) -> None:
    order = JobOrder()
    wish: dict[str, object] = {"query": "", "phases": None, "column": "id", "descending": True}
    jobs: dict[JobKey, Job] = {}
    serial = 0
    for step in steps:
        before = list(order.keys)
        match step:
            case ("poll", list(fresh), list(gone)):
                removed = {key for key in jobs if key.job_id in gone}
                jobs = {key: held for key, held in jobs.items() if key not in removed}
                jobs |= {held.key: held for held in fresh}
                serial += 1
                if rng.random() < 0.2:
                    continue
                changed = frozenset(held.key for held in fresh)
                told = order.update(Snapshot(jobs, serial, changed, frozenset(removed) - changed))
            case ("query", str(query)):
                wish["query"] = query
                told = order.set_query(query)
            case ("phases", phases):
                wish["phases"] = phases
                told = order.set_phases(phases)  # type: ignore[arg-type]  # drawn from TABS
            case ("sort", str(column_id), bool(descending)):
                wish |= {"column": column_id, "descending": descending}
                told = order.set_sort(column_id, descending=descending)
            case _:
                raise AssertionError(step)
        assert told == (list(order.keys) != before)
    order.update(Snapshot(jobs, serial + 2))
    assert list(order.keys) == naive(jobs.values(), wish)
    assert [order.index_of(key) for key in order.keys] == list(range(len(order.keys)))
