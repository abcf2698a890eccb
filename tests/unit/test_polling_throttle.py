"""The ceilings on requests: in flight, and in any one second."""

from __future__ import annotations

import asyncio

import pytest
from hypothesis import given
from hypothesis import strategies as st

from jobview.polling.throttle import Throttle
from tests.fakes.clock import FakeClock


def test_so_many_requests_may_begin_at_once() -> None:
    throttle = Throttle(FakeClock(), max_in_flight=8, max_requests_per_s=3)

    assert [throttle.reserve_s() for _ in range(7)] == [0, 0, 0, 1, 1, 1, 2]


@given(
    st.integers(1, 30),
    st.lists(st.floats(0, 3, allow_nan=False), min_size=1, max_size=100),
)
def test_no_second_has_more(limit: int, pauses_s: list[float]) -> None:
    clock = FakeClock(mono=0.0)
    throttle = Throttle(clock, max_in_flight=8, max_requests_per_s=limit)
    begun_s = []
    for pause_s in pauses_s:
        clock.advance(pause_s)
        begun_s.append(clock.mono + throttle.reserve_s())

    assert begun_s == sorted(begun_s)
    for first, later in zip(begun_s, begun_s[limit:], strict=False):
        assert later - first >= 1.0 - 1e-9


async def test_so_many_are_under_way() -> None:
    throttle = Throttle(FakeClock(), max_in_flight=2, max_requests_per_s=1000)
    under_way = 0
    most = 0

    async def request() -> None:
        nonlocal under_way, most
        async with throttle:
            under_way += 1
            most = max(most, under_way)
            await asyncio.sleep(0)
            under_way -= 1

    await asyncio.gather(*(request() for _ in range(20)))

    assert most == 2


async def test_a_request_given_up_while_waiting_frees_its_place() -> None:
    throttle = Throttle(FakeClock(), max_in_flight=1, max_requests_per_s=1)
    async with throttle:
        pass
    waiting = asyncio.create_task(throttle.__aenter__())
    await asyncio.sleep(0)
    waiting.cancel()
    with pytest.raises(asyncio.CancelledError):
        await waiting

    assert not throttle._places.locked()
