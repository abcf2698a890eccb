"""Progress of simulated jobs is believable for every shape and every moment."""

from __future__ import annotations

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from jobview.simulator.chance import chance
from jobview.simulator.course import Course, Shape


@given(
    st.sampled_from(Shape),
    st.floats(0.5, 100_000),
    st.integers(0, 10_000),
    st.lists(st.floats(-1, 2), min_size=2),
)
def test_progress_never_goes_back_nor_leaves_its_range(
    shape: Shape, duration_s: float, seed: int, shares: list[float]
) -> None:
    course = Course.drawn(shape, duration_s, chance(seed))
    percents = [course.percent_at(share * duration_s) for share in sorted(shares)]
    assert percents == sorted(percents)
    assert all(0 <= percent <= 100 for percent in percents)


@given(st.sampled_from(Shape), st.integers(0, 10_000))
def test_a_hundred_is_said_at_the_end_and_not_before(shape: Shape, seed: int) -> None:
    course = Course.drawn(shape, 200.0, chance(seed))
    assert course.percent_at(0) == 0
    assert course.percent_at(199.99) < 100
    assert course.percent_at(200.0) == 100


def distinct_percents(shape: Shape) -> list[int]:
    course = Course.drawn(shape, 1000.0, chance("shape", shape))
    return [course.percent_at(second) for second in range(1000)]


def test_a_jump_says_nothing_before_the_end() -> None:
    assert set(distinct_percents(Shape.JUMP)) == {0}


def test_a_stall_stands_still_for_more_than_half_of_its_time() -> None:
    percents = distinct_percents(Shape.STALLED)
    assert max(percents.count(percent) for percent in set(percents)) > 500
    assert len(set(percents)) > 50


def test_easing_does_half_of_its_work_in_a_third_of_its_time() -> None:
    percents = distinct_percents(Shape.EASING)
    assert percents[333] > 50
    assert percents[900] < 100


@pytest.mark.parametrize(
    ("shape", "fewest", "most"), [(Shape.SMOOTH, 95, 100), (Shape.STEPPED, 4, 100)]
)
def test_a_smooth_course_passes_nearly_every_percent_and_a_stepped_one_rests(
    shape: Shape, fewest: int, most: int
) -> None:
    percents = distinct_percents(shape)
    assert fewest <= len(set(percents)) <= most


def test_a_stepped_course_rests_between_its_steps() -> None:
    percents = distinct_percents(Shape.STEPPED)
    moves = sum(before != after for before, after in pairwise(percents))
    longest_rest = max(percents.count(percent) for percent in set(percents))
    assert longest_rest > 30
    assert moves < 100
