"""Tasks whose outcomes one loop collects."""

from __future__ import annotations

import asyncio

from jobview.polling.errands import Errands
from jobview.polling.waiting import wait_for_event
from tests.fakes.clock import settle


async def after(event: asyncio.Event, value: int) -> int:
    await event.wait()
    return value


def minus_one(_: Exception) -> int:
    return -1


async def test_outcomes_come_in_the_order_in_which_they_end() -> None:
    signal = asyncio.Event()
    errands: Errands[int] = Errands(signal)
    first, second = asyncio.Event(), asyncio.Event()
    errands.start(after(first, 1), "first", minus_one)
    errands.start(after(second, 2), "second", minus_one)
    second.set()
    await settle()
    assert signal.is_set()
    first.set()
    await settle()
    assert list(errands.ended()) == [2, 1]
    assert list(errands.ended()) == []


async def test_what_an_errand_raises_is_an_outcome_in_its_turn() -> None:
    async def broken() -> int:
        raise LookupError("a bug")

    errands: Errands[int] = Errands(asyncio.Event())
    errands.start(broken(), "broken", minus_one)
    is_ready = asyncio.Event()
    is_ready.set()
    errands.start(after(is_ready, 2), "sound", minus_one)
    await settle()
    assert list(errands.ended()) == [-1, 2]


async def test_closing_waits_until_everything_has_gone() -> None:
    is_tidy = False

    async def tidying() -> int:
        nonlocal is_tidy
        try:
            return await after(asyncio.Event(), 1)
        finally:
            await asyncio.sleep(0)
            is_tidy = True

    signal = asyncio.Event()
    errands: Errands[int] = Errands(signal)
    errands.start(tidying(), "tidying", minus_one)
    await settle()
    await errands.close()
    assert is_tidy
    assert list(errands.ended()) == []
    assert signal.is_set()


async def test_waiting_ends_with_the_event_or_the_time() -> None:
    event = asyncio.Event()
    await wait_for_event(event, 0.0)
    assert not event.is_set()
    asyncio.get_running_loop().call_soon(event.set)
    await wait_for_event(event, None)
    assert event.is_set()
