"""The poller under whatever a user does, with a clock that moves while the poller works.

Each course is made of its number: what is done when, how long answers take, how long a reading of
the clock does. What must hold in all of them: lists come at the interval, and nothing is left over.
"""

from __future__ import annotations

import asyncio
import random
from typing import TYPE_CHECKING

import pytest

from jobview.jobs.job import JobKey
from jobview.polling.network import NetworkWatch
from tests.fakes.clock import WorkingClock, settle
from tests.fakes.jobs import CLUSTER, reply, row
from tests.fakes.poller import DOWN, poller_of, reading
from tests.fakes.source import FakeSource

if TYPE_CHECKING:
    from collections.abc import Iterator


STEPS = 40
HUNG_SHARE, HUNG_S = 0.3, 8.0
"""Of the answers of a server in trouble so many take so long."""

LATE_S = 0.5
"""How much later than an interval after the one before a list may be: once an answer's time."""


class Course:
    """One of them.

    Attributes:
        poller: what is tried.
        source: what it asks.
        clock: the one that it goes by.
        is_troubled: whether some answers take very long.
        since_s: from when on lists are to come at the present interval.
    """

    def __init__(self, number: int) -> None:
        self.rng = random.Random(number)  # noqa: S311 - no secret
        self.clock = WorkingClock(settled_after=12)
        self.source = FakeSource(self.clock, *(row(n) for n in range(1, self.rng.randint(1, 6))))
        self.source.replies = {n: reply(n, progress=n) for n in range(1, 6)}
        self.source.latencies_s = self._latencies()
        self.clock.reading_s = self.rng.choice([1e-6, 1e-4, 1e-3])
        self.poller = poller_of(self.source, interval_s=2.0, max_requests_per_s=100)
        self.poller.lookout.network = NetworkWatch(lambda: None)
        self.is_troubled = False
        self.since_s = self.clock.mono

    def _latencies(self) -> Iterator[float]:
        while True:
            is_hung = self.is_troubled and self.rng.random() < HUNG_SHARE
            yield HUNG_S if is_hung else self.rng.uniform(0.001, 0.3)

    @property
    def interval_s(self) -> float:
        """Between lists at present."""
        return self.poller._cadence.interval_s

    async def step(self) -> None:
        """Do something, most often close to the moment at which a list is due."""
        rng, poller, clock = self.rng, self.poller, self.clock
        due_s = self.source.asked("list")[-1].at_s + self.interval_s
        early_s = rng.randrange(8) * clock.reading_s
        if rng.random() < 0.8 and due_s - early_s > clock.mono:
            await clock.run(due_s - clock.mono - 0.001)
            clock.advance(max(0.0, due_s - early_s - clock.mono))
        match rng.randrange(10):
            case 0 | 1 | 2 | 3:
                poller.attend(JobKey(CLUSTER, rng.randint(1, 6)), ())
            case 4 | 5 | 6:
                poller.flush()
            case 7:
                poller.wake()
            case 8:
                self.since_s = clock.mono
                poller.set_interval(rng.choice([0.5, 1.0, 2.0, 5.0]))
            case _:
                self.since_s = clock.mono
                poller.is_paused = not poller.is_paused
        await settle()
        await clock.run(rng.choice([0.0, 0.1, 1.0, rng.uniform(0.0, 3.0)]))

    async def give_up_a_cancellation(self) -> None:
        """Cancel a job, and leave before the answer."""
        asked = asyncio.create_task(self.poller.cancel([JobKey(CLUSTER, 1)]))
        await settle(self.rng.randint(0, 4))
        asked.cancel()
        await asyncio.gather(asked, return_exceptions=True)

    @property
    def late_s(self) -> float:
        """By how much the next list is overdue."""
        since_s = max(self.since_s, self.source.asked("list")[-1].at_s)
        return 0.0 if self.poller.is_paused else self.clock.mono - since_s - self.interval_s


@pytest.mark.parametrize("number", range(20))
async def test_lists_come_at_the_interval_whatever_happens_when(number: int) -> None:
    course = Course(number)
    async with reading(course.poller):
        await course.clock.run(1.0)
        for _ in range(STEPS):
            await course.step()
            assert course.late_s < LATE_S


@pytest.mark.parametrize("number", range(10))
async def test_nothing_is_left_over_of_requests_that_hang_fail_or_are_given_up(number: int) -> None:
    course = Course(number)
    poller, source = course.poller, course.source
    async with reading(poller) as read:
        await course.clock.run(1.0)
        for _ in range(STEPS):
            course.is_troubled = course.rng.random() < 0.8
            source.list_error = DOWN if course.rng.random() < 0.2 else None
            await course.step()
            if course.rng.random() < 0.2:
                await course.give_up_a_cancellation()
        course.is_troubled, source.list_error = False, None
        poller.is_paused = True
        await course.clock.run(60.0)
        assert not poller._ceiling._open
        assert not poller._reception.rotation.in_flight_count
        poller.is_paused = False
        poller.wake()
        await course.clock.run(1.0)
        assert not read[-1].link.is_trouble
