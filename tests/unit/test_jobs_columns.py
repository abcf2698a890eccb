"""Every column sorts and is searched; what is missing says so."""

from __future__ import annotations

import pytest

from jobview.jobs.columns import COLUMNS, COLUMNS_BY_ID, SEARCHED_CHARACTERS, Column, search_text
from jobview.jobs.job import Estimate
from jobview.jobs.phase import Phase
from tests.fakes.jobs import job

FULL = job(
    48213,
    "dispatched",
    endpoint="/Alter/Table",
    auth_id="Alice",
    source_ip="10.1.2.3:40122",
    query_text="ALTER TABLE ki_home.taxi",
    user_data="nightly",
    flags="is_mh",
    job_tag="load-41",
    progress=46,
    estimate=Estimate(ends_s=1_700_000_300.0),
)


@pytest.mark.parametrize("column", COLUMNS, ids=lambda column: column.id)
def test_the_search_covers_every_columns_text(column: Column) -> None:
    found = search_text(FULL)
    finished = job(1, "error", phase=Phase.FAILED, outcome="out of memory on rank 3")
    assert column.text(FULL).casefold() in found
    assert column.text(finished).casefold() in search_text(finished)


def test_of_megabytes_only_the_beginning_is_searched_and_sorted_by() -> None:
    large = job(1, user_data="x" * 10_000_000, query_text="y" * 10_000_000)
    assert len(search_text(large)) < 3 * SEARCHED_CHARACTERS
    for column_id in ("user_data", "query"):
        value = COLUMNS_BY_ID[column_id].sort_value(large)
        assert isinstance(value, str)
        assert len(value) == SEARCHED_CHARACTERS


def test_ids_are_unique_and_look_up_their_column() -> None:
    assert [COLUMNS_BY_ID[column.id] for column in COLUMNS] == list(COLUMNS)


def test_every_missing_value_is_none() -> None:
    bare = job(
        1,
        "running",
        endpoint="",
        received_ms=None,
        auth_id="",
        source_ip="",
        query_text="",
        user_data="",
        flags="",
    )
    missing = {column.id for column in COLUMNS if column.sort_value(bare) is None}
    assert missing == {column.id for column in COLUMNS} - {"id", "status"}


def test_every_value_of_a_full_job_is_there() -> None:
    assert all(column.sort_value(FULL) is not None for column in COLUMNS)


def test_a_stalled_job_comes_before_a_running_one_and_is_found_by_that_word() -> None:
    stalled = job(2, progress=16, estimate=Estimate(stalled_since_s=1.0))
    status = COLUMNS_BY_ID["status"]
    assert status.sort_value(stalled) < status.sort_value(job(1))  # type: ignore[operator]  # tuples
    assert "stalled" in search_text(stalled)
    assert "stalled" not in search_text(job(1))


def test_the_youngest_is_least_by_age() -> None:
    age = COLUMNS_BY_ID["age"]
    young, old, as_old, undated = (
        age.sort_value(job(1, received_ms=received_ms, server_offset_s=offset_s))
        for received_ms, offset_s in ((2_000, 0.0), (1_000, 0.0), (7_000, 6.0), (7_000, None))
    )
    assert isinstance(young, float)
    assert isinstance(old, float)
    assert young < old
    assert (as_old, undated) == (old, None)


def test_a_finished_job_is_found_by_its_outcome_and_a_running_one_by_its_percentage() -> None:
    failed = job(1, "error", phase=Phase.FAILED, outcome="Out of memory", progress=71)
    assert "out of memory" in search_text(failed)
    assert "71%" not in search_text(failed)
    assert "46%" in search_text(FULL)
