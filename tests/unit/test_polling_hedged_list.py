"""A list that does not come is asked for once more beside the request that hangs."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING

import pytest

from jobview.jobs.snapshot import LinkState
from jobview.polling.network import LOOK_S, NetworkWatch
from jobview.polling.second_request import HURRIED_S
from tests.fakes.clock import FakeClock, settle
from tests.fakes.jobs import row
from tests.fakes.poller import DOWN, poller_of, reading, state_of
from tests.fakes.source import FakeSource

if TYPE_CHECKING:
    from jobview.jobs.source import JobList

INTERVAL_S = 2.0
TIMEOUT_S = 30.0
AGAIN = (0, 2, 4, 6, 8, 10, 12, 14, 28)
"""Seconds after the first request when the list is asked for, until that fails."""


class HangingSource(FakeSource):
    """Lists asked for while `hangs` fail after their time limit; any asked later are answered."""

    hangs = False
    open_lists = 0
    most_open_lists = 0

    async def list_jobs(self) -> JobList:
        is_hung = self.hangs
        self.open_lists += 1
        self.most_open_lists = max(self.most_open_lists, self.open_lists)
        try:
            answer = await super().list_jobs()
            if is_hung:
                await self.clock.sleep(TIMEOUT_S - self.latency_s)
                raise DOWN
            return answer
        finally:
            self.open_lists -= 1


@pytest.fixture
def clock() -> FakeClock:
    return FakeClock()


@pytest.fixture
def source(clock: FakeClock) -> HangingSource:
    return HangingSource(clock, row(1, "async job done"))


def lists(source: FakeSource) -> list[float]:
    """When the list was asked for."""
    return [call.at_s for call in source.asked("list")]


async def hung(clock: FakeClock, source: HangingSource, seconds: float) -> float:
    """Let a list that will never come be asked for so many seconds ago; when it was."""
    await clock.run(1.9)
    source.hangs = True
    await clock.run(0.1 + seconds)
    return lists(source)[-1]


async def test_a_server_behind_a_dead_connection_is_heard_after_one_interval(
    clock: FakeClock, source: HangingSource
) -> None:
    async with reading(poller_of(source)) as read:
        since_s = await hung(clock, source, 1.0)
        source.hangs = False
        await clock.run(INTERVAL_S - 1.1)
        assert lists(source)[-1] == since_s
        await clock.run(0.2)
        assert lists(source)[-1] == pytest.approx(since_s + INTERVAL_S)
        assert state_of(read) is LinkState.LIVE
        assert read[-1].link.latency_s == pytest.approx(source.latency_s)
        assert source.open_lists == 0, "the one that hangs is given up"
        await clock.run(4 * INTERVAL_S)
        assert lists(source)[-1] == pytest.approx(since_s + 5 * INTERVAL_S)


@pytest.mark.parametrize("hung_s", [0.5, 3.1, 7.7, 11.9])
async def test_a_server_that_hung_for_a_short_time_is_heard_within_one_interval(
    clock: FakeClock, source: HangingSource, hung_s: float
) -> None:
    async with reading(poller_of(source)) as read:
        await hung(clock, source, hung_s)
        source.hangs = False
        await clock.run(INTERVAL_S + 2 * source.latency_s)
        assert state_of(read) is LinkState.LIVE


@pytest.mark.parametrize(
    ("interval_s", "again"),
    [
        (0.2, [*range(15), 28]),
        (5.0, [0, 5, 10, 20]),
        (10.0, [0, 10, 20]),
        (20.0, [0, 20]),
    ],
)
async def test_how_often_depends_on_the_interval_at_first_and_on_the_wait_then(
    clock: FakeClock, source: HangingSource, interval_s: float, again: list[float]
) -> None:
    source.hangs = True
    async with reading(poller_of(source, interval_s=interval_s)):
        await clock.run(TIMEOUT_S - 1)
        assert lists(source) == pytest.approx([1000 + after_s for after_s in again])


async def test_a_slow_server_is_asked_as_often_as_ever_and_then_once_at_a_time(
    clock: FakeClock, source: HangingSource
) -> None:
    source.list_latency_s = 15.0
    async with reading(poller_of(source)) as read:
        await clock.run(15.1)
        assert state_of(read) is LinkState.SLOW
        assert source.most_open_lists == 2
        before = len(lists(source))
        assert before == len(AGAIN) - 1
        await clock.run(150)
        assert len(lists(source)) - before == 10
        assert state_of(read) is LinkState.SLOW


async def test_a_server_that_never_answers_is_asked_twice_at_a_time_at_most_and_ever_less_often(
    clock: FakeClock, source: HangingSource
) -> None:
    async with reading(poller_of(source)) as read:
        since_s = await hung(clock, source, 0.0)
        await clock.run(TIMEOUT_S)
        assert [at_s for at_s in lists(source) if at_s >= since_s] == pytest.approx(
            [since_s + after_s for after_s in AGAIN]
        )
        await clock.run(0.1)
        assert state_of(read) is LinkState.DOWN
        assert read[-1].link.attempt == 1
        assert source.open_lists == 0
        asked = len(lists(source))
        await clock.run(3600)
        assert source.most_open_lists == 2
        assert len(lists(source)) - asked <= 4 * 3600 / TIMEOUT_S


async def test_a_second_request_that_fails_is_not_told_and_made_anew(
    clock: FakeClock, source: HangingSource
) -> None:
    async with reading(poller_of(source)) as read:
        since_s = await hung(clock, source, 0.1)
        source.hangs, source.list_error = False, DOWN
        await clock.run(TIMEOUT_S - 1)
        assert lists(source)[-len(AGAIN) :] == pytest.approx(
            [since_s + after_s for after_s in AGAIN]
        )
        assert state_of(read) is LinkState.SLOW
        await clock.run(1.1)
        assert (state_of(read), read[-1].link.attempt) == (LinkState.DOWN, 1)


@pytest.mark.parametrize("cause", ["user", "network"])
async def test_who_wants_an_answer_now_does_not_wait_for_the_one_that_hangs(
    clock: FakeClock, source: HangingSource, cause: str
) -> None:
    source.list_error = DOWN
    poller = poller_of(source, interval_s=60.0)
    marks = ["wlan0"]
    poller.lookout.network = NetworkWatch(lambda: marks[-1])
    async with reading(poller) as read:
        await clock.run(0.5)
        source.list_error, source.hangs = None, True
        await clock.run(HURRIED_S + 2 * LOOK_S)
        since_s, source.hangs = lists(source)[-1], False
        if cause == "user":
            poller.wake()
        else:
            marks.append("wlan0 tun0")
        await clock.run(LOOK_S + 0.1)
        assert lists(source)[-1] > since_s
        assert state_of(read) is LinkState.LIVE


async def test_pressing_again_and_again_asks_no_faster(
    clock: FakeClock, source: HangingSource
) -> None:
    poller = poller_of(source)
    async with reading(poller):
        since_s = await hung(clock, source, 0.0)
        for _ in range(100):
            poller.wake()
            await clock.run(0.1)
        assert source.most_open_lists == 2
        assert lists(source)[-5:] == pytest.approx(
            [since_s + HURRIED_S * (1 + number) for number in range(5)], abs=0.2
        )


async def test_places_under_the_ceiling_are_given_back(
    clock: FakeClock, source: HangingSource
) -> None:
    poller = poller_of(source, max_requests_per_s=2)
    async with reading(poller) as read:
        for _ in range(5):
            await hung(clock, source, HURRIED_S)
            source.hangs = False
            poller.wake()
            await clock.run(HURRIED_S + 1.1)
            assert state_of(read) is LinkState.LIVE
        asked = len(lists(source))
        await clock.run(10 * INTERVAL_S)
        assert len(lists(source)) - asked == 10


async def test_a_mistake_in_reading_the_second_answer_is_told(
    clock: FakeClock, source: HangingSource, caplog: pytest.LogCaptureFixture
) -> None:
    async with reading(poller_of(source)) as read:
        await hung(clock, source, 0.1)
        source.hangs, source.list_bug = False, IndexError()
        await clock.run(INTERVAL_S + 0.1)
        assert state_of(read) is LinkState.FAULTY
        assert source.open_lists == 0
    assert any(record.exc_info for record in caplog.records)


async def test_nothing_is_asked_again_while_paused_nor_after_the_end(
    clock: FakeClock, source: HangingSource
) -> None:
    poller = poller_of(source)
    async with reading(poller):
        since_s = await hung(clock, source, 1.0)
        poller.is_paused = True
        await clock.run(INTERVAL_S)
        assert lists(source)[-1] == since_s
        poller.is_paused = False
        await clock.run(0.1)
        assert source.open_lists == 2
    await settle()
    assert source.open_lists == 0
    assert not [task for task in asyncio.all_tasks() if task.get_name() == "list jobs"]
