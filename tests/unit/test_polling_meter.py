"""Requests a minute."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from jobview.polling.meter import RequestMeter


def test_the_first_minute_counts_what_there_was() -> None:
    meter = RequestMeter()
    assert meter.per_min(0.0, 1) == 0
    assert meter.per_min(10.0, 31) == 30


def test_after_that_it_is_the_last_minutes_growth() -> None:
    meter = RequestMeter()
    counts = [meter.per_min(float(second), 2 * second) for second in range(300)]
    assert set(counts[60:]) == {120}
    assert meter.per_min(360.0, 600) == 2


def test_after_a_long_silence_it_is_the_average() -> None:
    meter = RequestMeter()
    meter.per_min(0.0, 0)
    assert meter.per_min(600.0, 50) == 5


@given(st.lists(st.tuples(st.floats(0, 200), st.integers(0, 50)), max_size=100))
def test_it_is_never_negative_and_never_above_the_whole_growth(
    steps: list[tuple[float, int]],
) -> None:
    meter = RequestMeter()
    now_s, count = 0.0, 0
    meter.per_min(now_s, count)
    for pause_s, grown in steps:
        now_s += pause_s
        count += grown
        assert 0 <= meter.per_min(now_s, count) <= count
