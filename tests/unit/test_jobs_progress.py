"""Rate, end and stall of a job, from percentages as odd as servers send them."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from jobview.jobs.job import Estimate
from jobview.jobs.progress import (
    MAX_SAMPLES,
    MAX_SLICES,
    STALL_AT_ZERO_S,
    STALL_UNMOVED_S,
    ProgressTrack,
)

START_S = 1_700_000_000.0


def followed(*samples: tuple[float, int]) -> Estimate:
    """The estimate after samples of seconds since the start and percentage."""
    track = ProgressTrack()
    estimate = Estimate()
    for after_s, percent in samples:
        estimate = track.add(START_S + after_s, percent)
    return estimate


def test_a_steady_job_ends_where_the_line_says() -> None:
    estimate = followed(*[(10.0 * n, 2 * n) for n in range(26)])
    assert estimate.rate_per_s == pytest.approx(0.2)
    assert estimate.ends_s == pytest.approx(START_S + 500)
    assert estimate.ends_earliest_s == pytest.approx(START_S + 495)
    assert estimate.ends_latest_s == pytest.approx(START_S + 505)
    assert estimate.moved_s == START_S + 250
    assert estimate.stalled_since_s is None
    assert estimate.rates == pytest.approx([0.2] * MAX_SLICES)


def test_a_job_first_seen_at_60_per_cent_is_judged_by_what_was_seen() -> None:
    estimate = followed((0, 60), (10, 61), (20, 62))
    assert estimate.ends_s == pytest.approx(START_S + 400)


def test_two_distinct_percentages_are_too_few() -> None:
    assert followed((0, 1), (10, 2)).ends_s is None
    assert followed((0, 5), (10, 6), (20, 5), (30, 6)).rate_per_s is None
    assert followed((0, 0)).rates == ()


def test_a_job_that_speeds_up_ends_between_the_fast_and_the_slow_guess() -> None:
    slow = [(10.0 * n, n) for n in range(11)]
    fast = [(100.0 + 2 * n, 10 + n) for n in range(1, 31)]
    estimate = followed(*slow, *fast)
    assert estimate.ends_s is not None
    assert estimate.ends_earliest_s is not None
    assert estimate.ends_latest_s is not None
    assert estimate.ends_earliest_s < estimate.ends_s < estimate.ends_latest_s
    assert estimate.ends_earliest_s == pytest.approx(START_S + 160 + 59 / 0.5)
    assert estimate.rates[0] < estimate.rates[-1]


def test_the_end_recedes_while_a_job_takes_longer_than_usual() -> None:
    steady = [(10.0 * n, n) for n in range(11)]
    due, late = followed(*steady, (105, 10)), followed(*steady, (140, 10))
    assert due.ends_s == followed(*steady).ends_s
    assert due.ends_s is not None
    assert late.ends_s is not None
    assert late.ends_s > due.ends_s + 30
    assert late.stalled_since_s is None


def test_a_job_stalls_after_much_more_than_its_usual_step() -> None:
    slow_steps = [(100.0 * n, n) for n in range(6)]
    assert followed(*slow_steps, (895, 5)).stalled_since_s is None
    stalled = followed(*slow_steps, (901, 5))
    assert stalled.stalled_since_s == START_S + 500
    assert (stalled.ends_s, stalled.ends_earliest_s, stalled.ends_latest_s) == (None, None, None)


def test_no_job_stalls_within_a_minute_and_a_step_ends_a_stall() -> None:
    quick = [(1.0 * n, n) for n in range(11)]
    assert followed(*quick, (69, 10)).stalled_since_s is None
    assert followed(*quick, (71, 10)).stalled_since_s == START_S + 10
    assert followed(*quick, (71, 10), (72, 11)).stalled_since_s is None


def test_a_job_that_never_moved_is_given_more_time() -> None:
    assert followed((0, 0), (STALL_AT_ZERO_S, 0)).stalled_since_s is None
    assert followed((0, 0), (STALL_AT_ZERO_S + 1, 0)).stalled_since_s == START_S
    assert followed((0, 60), (STALL_UNMOVED_S, 60)).stalled_since_s is None
    assert followed((0, 60), (STALL_UNMOVED_S + 1, 60)).stalled_since_s == START_S
    assert followed((0, 60), (STALL_UNMOVED_S + 1, 60)).moved_s is None


def test_values_outside_0_to_100_count_as_the_nearer_end() -> None:
    assert followed((0, -5), (1, 10), (2, 20)).rate_per_s == pytest.approx(10)
    over = followed((0, 50), (10, 70), (20, 250))
    assert over.rate_per_s == pytest.approx(2.5, rel=0.3)
    assert over.ends_s is None


def test_a_job_at_100_that_still_runs_has_no_end_but_can_stall() -> None:
    assert followed((0, 98), (10, 99), (20, 100)).ends_s is None
    assert followed((0, 98), (10, 99), (20, 100), (200, 100)).stalled_since_s == START_S + 20


def test_a_small_fall_is_noise_and_a_great_one_a_new_pass() -> None:
    noise = followed((0, 40), (10, 45), (20, 44), (30, 50))
    assert noise.ends_s is not None
    fallen = followed((0, 40), (10, 60), (20, 80), (30, 3))
    assert fallen.ends_s is None
    assert fallen.rates == ()
    assert fallen.moved_s == START_S + 30
    again = followed((0, 40), (10, 60), (20, 80), (30, 3), (40, 5), (50, 7))
    assert again.rate_per_s == pytest.approx(0.2)


def test_a_clock_set_back_moves_the_samples_with_it() -> None:
    track = ProgressTrack()
    for n in range(5):
        track.add(START_S + 10 * n, n)
    estimate = track.add(START_S - 3600, 4)
    assert estimate.moved_s == START_S - 3600
    estimate = track.add(START_S - 3590, 5)
    assert estimate.rate_per_s == pytest.approx(0.1)
    assert estimate.ends_s == pytest.approx(START_S - 3590 + 950)


def test_an_end_beyond_reason_is_left_out() -> None:
    day_s = 86_400.0
    assert followed((0, 1), (5 * day_s, 2), (10 * day_s, 3)).ends_s is None


def test_an_unchanged_estimate_is_the_same_object() -> None:
    track = ProgressTrack()
    for n in range(5):
        track.add(START_S + 10 * n, n)
    assert track.add(START_S + 42, 4) is track.add(START_S + 44, 4)
    stalled = track.add(START_S + 4000, 4)
    assert stalled.stalled_since_s is not None
    assert track.add(START_S + 8000, 4) is stalled


@given(
    st.lists(
        st.tuples(st.floats(-5000, 5000), st.integers(-(2**31), 2**31) | st.integers(-2, 102)),
        max_size=200,
    )
)
def test_no_samples_whatever_give_an_end_in_the_past(samples: list[tuple[float, int]]) -> None:
    track = ProgressTrack()
    now_s = START_S
    for step_s, percent in samples:
        now_s += step_s
        estimate = track.add(now_s, percent)
        ends = (estimate.ends_earliest_s, estimate.ends_s, estimate.ends_latest_s)
        assert all(end is None for end in ends) or now_s <= ends[0] <= ends[1] <= ends[2]  # type: ignore[operator]  # none is None
        assert estimate.ends_s is None or estimate.stalled_since_s is None
        assert estimate.rate_per_s is None or estimate.rate_per_s > 0
        assert all(rate >= 0 for rate in estimate.rates)
        assert len(estimate.rates) <= MAX_SLICES
        assert len(track.curve.percents) <= MAX_SAMPLES


def test_the_curve_holds_what_was_seen_to_move() -> None:
    track = ProgressTrack()
    for after_s, percent in ((0, 0), (5, 0), (10, 4), (20, 9)):
        track.add(START_S + after_s, percent)
    curve = track.curve

    assert list(curve.times_s) == [START_S, START_S + 10, START_S + 20]
    assert list(curve.percents) == [0, 4, 9]
    track.add(START_S + 25, 9)
    assert track.curve is curve
    track.add(START_S + 30, 12)
    assert list(track.curve.percents) == [0, 4, 9, 12]
    assert list(curve.percents) == [0, 4, 9]
