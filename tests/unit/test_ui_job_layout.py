"""Which columns the job list has at which width."""

from __future__ import annotations

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from jobview.jobs.columns import COLUMNS_BY_ID
from jobview.ui.jobs.job_layout import MARKED_X, WORDS_FROM_WIDTH, job_layout

NEVER_GO = {"status", "id", "endpoint", "progress"}
GO_IN_THIS_ORDER = ["flags", "source", "user_data", "query", "user", "age", "eta"]

WIDTHS = st.integers(20, 400)
ID_WIDTHS = st.integers(6, 8)


def ids(width: int, id_width: int = 6) -> list[str]:
    return [slot.column_id for slot in job_layout(width, id_width).slots]


@given(WIDTHS, ID_WIDTHS)
def test_what_must_stay_stays_and_fits(width: int, id_width: int) -> None:
    layout = job_layout(width, id_width)

    assert set(ids(width, id_width)) >= NEVER_GO
    assert layout.slots[-1].end <= width
    widths = {slot.column_id: slot.width for slot in layout.slots}
    assert widths["id"] == id_width


@given(st.integers(0, 400), st.integers(1, 20))
def test_columns_never_overlap(width: int, id_width: int) -> None:
    layout = job_layout(width, id_width)

    for left, right in pairwise(layout.slots):
        assert left.end <= right.x
    assert all(slot.width > 0 for slot in layout.slots)
    assert not any(slot.x <= MARKED_X < slot.end for slot in layout.slots)


@given(WIDTHS)
def test_columns_go_in_the_given_order(width: int) -> None:
    shown = set(ids(width))
    gone = [column_id for column_id in GO_IN_THIS_ORDER if column_id not in shown]

    assert gone == GO_IN_THIS_ORDER[: len(gone)]


@given(WIDTHS)
def test_a_wider_list_keeps_its_columns(width: int) -> None:
    assert set(ids(width)) <= set(ids(width + 1))


@pytest.mark.parametrize(
    ("width", "shown"),
    [
        (20, ["status", "id", "endpoint", "progress"]),
        (60, ["status", "id", "endpoint", "progress", "eta"]),
        (79, ["status", "id", "endpoint", "progress", "eta", "age"]),
        (84, ["id", "status", "endpoint", "progress", "eta", "age"]),
        (100, ["id", "status", "endpoint", "progress", "eta", "age", "user"]),
        (200, ["id", "status", "endpoint", "progress", "eta", "age", *GO_IN_THIS_ORDER[4::-1]]),
    ],
)
def test_the_columns_at_usual_widths(width: int, shown: list[str]) -> None:
    assert ids(width) == shown
    assert set(shown) <= COLUMNS_BY_ID.keys()


def test_the_word_comes_when_there_is_room() -> None:
    assert not job_layout(WORDS_FROM_WIDTH - 1, 6).has_words
    assert job_layout(WORDS_FROM_WIDTH, 6).has_words


def test_a_bar_is_long_enough_to_say_something_or_not_there() -> None:
    assert {job_layout(width, 6).bar_width for width in range(20, 28)} == {0}
    assert all(job_layout(width, 6).bar_width >= 4 for width in range(28, 400))


@given(WIDTHS, ID_WIDTHS)
def test_an_outcome_ends_before_the_age(width: int, id_width: int) -> None:
    layout = job_layout(width, id_width)
    start = {slot.column_id: slot.x for slot in layout.slots}

    assert start["progress"] + layout.outcome_width <= start.get("age", width)


def test_a_heading_owns_the_gap_behind_it() -> None:
    layout = job_layout(100, 6)
    slot = layout.slots[2]

    assert slot.column_id == "endpoint"
    assert layout.column_at(slot.x) == layout.column_at(slot.end) == "endpoint"
    assert layout.column_at(slot.x - 1) == "status"
    assert layout.column_at(0) is None
    assert layout.has("user")
    assert not layout.has("flags")
