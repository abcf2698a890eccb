"""Waiting for a turn under the ceilings on requests: in flight, and in any one second."""

from __future__ import annotations

import asyncio

import pytest

from jobview.polling.throttle import Throttle
from tests.fakes.clock import FakeClock


class Sleeper:
    """Lets a fake clock's time pass instead of waiting."""

    def __init__(self, clock: FakeClock) -> None:
        self._clock = clock

    async def sleep(self, seconds: float) -> None:
        self._clock.advance(seconds)
        await asyncio.sleep(0)


@pytest.mark.parametrize(("in_flight", "per_s"), [(8, 3), (2, 20), (1, 1), (8, 8)])
async def test_both_ceilings_hold(in_flight: int, per_s: int) -> None:
    clock = FakeClock(mono=0.0)
    throttle = Throttle(
        clock, max_in_flight=in_flight, max_requests_per_s=per_s, sleep=Sleeper(clock).sleep
    )
    begun_s: list[float] = []
    under_way = 0
    most = 0

    async def request() -> None:
        nonlocal under_way, most
        async with throttle:
            begun_s.append(clock.mono)
            under_way += 1
            most = max(most, under_way)
            await asyncio.sleep(0)
            under_way -= 1

    await asyncio.gather(*(request() for _ in range(50)))

    assert most == min(in_flight, per_s)
    assert len(begun_s) == 50
    for first, later in zip(begun_s, begun_s[per_s:], strict=False):
        assert later - first >= 1.0


async def test_a_few_requests_do_not_wait() -> None:
    clock = FakeClock()
    throttle = Throttle(clock, max_in_flight=1, max_requests_per_s=20, sleep=Sleeper(clock).sleep)
    for _ in range(20):
        async with throttle:
            pass

    assert clock.mono == FakeClock().mono


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
