from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from jobview.jobs.job import Estimate
from jobview.polling.patience import LONGEST_S, quiet_s
from tests.fakes.jobs import job

MOVED_S = 1_700_000_000.0


def quiet(after_s: float, rate_per_s: float | None, progress: int | None = 40) -> float:
    estimate = Estimate(rate_per_s=rate_per_s, moved_s=MOVED_S)
    return quiet_s(job(1, progress=progress, estimate=estimate), MOVED_S + after_s)


def test_a_job_is_left_alone_until_its_next_point_is_due() -> None:
    assert quiet(0.0, 0.25) == pytest.approx(4.0)
    assert quiet(3.0, 0.25) == pytest.approx(1.0)
    assert quiet(0.0, 5.0) == pytest.approx(0.2)


def test_one_that_is_overdue_or_was_never_seen_to_move_is_left_alone_the_longer_it_stands() -> None:
    assert quiet(8.0, 0.25) == pytest.approx(2.0)
    assert quiet(8.0, None) == pytest.approx(2.0)
    assert quiet(20.0, None) == pytest.approx(5.0)
    first_seen_s = job(1).first_seen_s
    assert quiet_s(job(1, progress=0), first_seen_s + 12.0) == pytest.approx(3.0)


def test_a_job_of_which_nothing_is_known_or_that_has_ended_is_not_waited_for() -> None:
    assert quiet(100.0, None, progress=None) == 0.0
    assert quiet_s(job(1, "async job done", progress=100), MOVED_S + 1e6) == 0.0
    assert quiet_s(job(1, progress=40, is_listed=False), MOVED_S + 1e6) == 0.0


@given(
    st.floats(-1e6, 1e6),
    st.none() | st.floats(0.0, 1e6) | st.floats(1e-300, 1e-6),
)
def test_nobody_is_left_alone_for_long(after_s: float, rate_per_s: float | None) -> None:
    assert 0.0 <= quiet(after_s, rate_per_s) <= LONGEST_S
