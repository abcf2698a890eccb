"""The ceiling on requests a second, measured where the server stands."""

from __future__ import annotations

import heapq
import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from jobview.polling.rate import RequestCeiling
from tests.fakes.clock import FakeClock


def test_a_ceiling_that_allows_nothing_is_an_error() -> None:
    with pytest.raises(ValueError, match="0 requests"):
        RequestCeiling(0, FakeClock())


def test_a_place_is_free_again_a_second_after_the_request_ended() -> None:
    clock = FakeClock()
    ceiling = RequestCeiling(2, clock)
    ceiling.start()
    ceiling.start()
    assert ceiling.delay_s() == math.inf
    clock.advance(5)
    ceiling.end()
    assert ceiling.delay_s() == 1.0
    clock.advance(0.25)
    assert ceiling.delay_s() == 0.75
    clock.advance(0.75)
    assert ceiling.delay_s() == 0.0


def test_several_places_take_as_long_as_the_last_of_them() -> None:
    clock = FakeClock()
    ceiling = RequestCeiling(3, clock)
    for _ in range(3):
        ceiling.start()
        ceiling.end()
        clock.advance(0.25)
    assert ceiling.delay_s(1) == 0.25
    assert ceiling.delay_s(2) == 0.5
    assert ceiling.delay_s(3) == 0.75
    assert ceiling.delay_s(9) == 0.75


def test_what_may_not_wait_makes_the_others_wait() -> None:
    clock = FakeClock()
    ceiling = RequestCeiling(1, clock)
    ceiling.start()
    ceiling.start()
    ceiling.end()
    clock.advance(1)
    assert ceiling.delay_s() == math.inf
    ceiling.end()
    assert ceiling.delay_s() == 1.0


REQUESTS = st.lists(
    st.tuples(st.floats(0, 0.5), st.floats(0, 3.0), st.floats(0, 1.0)), min_size=1, max_size=80
)
"""Pause before it, how long it takes, and how far on its way the server sees it."""


@given(st.integers(1, 6), REQUESTS)
def test_no_second_at_the_server_sees_more(
    limit: int, requests: list[tuple[float, float, float]]
) -> None:
    clock = FakeClock(mono=0.0)
    ceiling = RequestCeiling(limit, clock)
    ends: list[float] = []
    seen: list[float] = []

    def advance_to(time_s: float) -> None:
        while ends and ends[0] <= time_s:
            clock.mono = max(clock.mono, heapq.heappop(ends))
            ceiling.end()
        clock.mono = max(clock.mono, time_s)

    for pause_s, duration_s, way in requests:
        advance_to(clock.mono + pause_s)
        while (delay_s := ceiling.delay_s()) > 0:
            advance_to(ends[0] if math.isinf(delay_s) else clock.mono + delay_s + 1e-9)
        ceiling.start()
        seen.append(clock.mono + way * duration_s)
        heapq.heappush(ends, clock.mono + duration_s)
    seen.sort()
    for first, beyond in zip(seen, seen[limit:], strict=False):
        assert beyond - first >= 1.0 - 1e-9
