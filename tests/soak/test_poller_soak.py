"""Seven days and a thousand outages by a fake clock: `pytest -m slow -n0 -s tests/soak`."""

from __future__ import annotations

import asyncio
import logging
import random
import tracemalloc
from typing import TYPE_CHECKING, Final

import pytest

from jobview.jobs.snapshot import LinkState, Snapshot
from jobview.polling.cadence import LAST_BACK_OFF_S
from jobview.polling.network import NetworkWatch
from jobview.polling.poller import Poller
from tests.fakes.clock import FakeClock, settle
from tests.soak.footing import Footing
from tests.soak.stormy import ONLY_BY_HAND, TIMEOUT_S, Outage, StormyCluster, outages

if TYPE_CHECKING:
    from collections.abc import Iterator

    from jobview.jobs.source import JobReply

DAYS: Final = 7
DAY_S: Final = 86_400.0
WARM_UP: Final = 0.25
"""Share of the time after which everything that is kept up to a limit has reached it."""
OUTAGES: Final = 1_000
INTERVAL_S: Final = 10.0
GRACE_S: Final = 0.5
"""For an answer to be asked for, heard and told."""
ONGOING: Final = {LinkState.LIVE, LinkState.SLOW}


class Watch:
    """Reads a poller's snapshots and holds each against what was promised."""

    def __init__(self, clock: FakeClock) -> None:
        self.clock = clock
        self.last = Snapshot()
        self.told = 0
        self.longest_wait_s = 0.0
        self.states: set[LinkState] = set()

    async def read(self, poller: Poller) -> None:
        async for snapshot in poller.snapshots():
            assert snapshot.serial >= self.last.serial
            self.last = snapshot
            self.told += 1
            self.states.add(snapshot.link.state)
            next_try_s = snapshot.link.next_try_s
            if next_try_s is not None and snapshot.link.is_trouble:
                self.longest_wait_s = max(self.longest_wait_s, next_try_s - self.clock.mono)


@pytest.fixture
def traced() -> Iterator[None]:
    """Memory is traced; nothing is logged, which pytest would keep."""
    logging.disable()
    yield
    logging.disable(logging.NOTSET)
    tracemalloc.stop()


class Week:
    """A poller among outages."""

    def __init__(self, seed: int) -> None:
        self.rng = random.Random(seed)
        self.clock = FakeClock()
        self.cluster = StormyCluster(self.clock, arrives_every_s=40.0)
        self.watch = Watch(self.clock)
        self.network_changes = 0
        self.poller = Poller(
            self.cluster,
            self.clock,
            self.rng,
            interval_s=INTERVAL_S,
            max_in_flight=8,
            max_requests_per_s=20,
            summarise=_summary,
        )
        self.poller.waiting = self.clock.wait
        self.poller.lookout.network = NetworkWatch(lambda: self.network_changes)

    async def suffer(self, outage: Outage, good_s: float) -> None:
        """Have one outage, see that it ends as promised, and then be well for a while."""
        self.cluster.outage = outage
        self.cluster.listed_at_s.clear()
        await self.clock.run(outage.lasts_s)
        self.cluster.outage = None
        ended_s = self.clock.mono
        link = self.watch.last.link
        due_s = ended_s + INTERVAL_S
        if outage.kind in ONLY_BY_HAND or self.rng.random() < 0.25:
            self.poller.wake()
        elif self.rng.random() < 0.33:
            self.network_changes += 1
        elif link.next_try_s is not None:
            due_s = max(due_s, link.next_try_s)
        # A request that was under way when the outage ended has its time out first, and the next
        # one waits out the back-off, for which nothing tells that the server is back.
        if outage.kind in {"hanging", "slow"}:
            due_s = max(due_s, ended_s + TIMEOUT_S + LAST_BACK_OFF_S) + 2.0
        while self.clock.mono < due_s + GRACE_S:
            await self.clock.run(1.0)
        state = self.watch.last.link.state
        assert state in ONGOING, f"{outage.kind}: {state} {self.clock.mono - ended_s:.1f} s later"
        await self.clock.run(max(good_s - (self.clock.mono - ended_s), 0.0))


def _summary(answer: JobReply) -> str:
    return f"{len(answer.response)} bytes"


@pytest.mark.slow
@pytest.mark.timeout(1_800)
@pytest.mark.usefixtures("traced")
async def test_a_week_of_a_thousand_outages_leaves_nothing_behind() -> None:
    Footing.now()
    week = Week(seed=4)
    reading = asyncio.create_task(week.watch.read(week.poller))
    await settle()
    slot_s = DAYS * DAY_S / OUTAGES
    began_s = week.clock.mono
    warm: Footing | None = None
    for number, outage in enumerate(outages(week.rng, OUTAGES, 0.8 * slot_s)):
        await week.suffer(outage, began_s + (number + 1) * slot_s - week.clock.mono)
        assert not reading.done()
        if number == int(OUTAGES * WARM_UP):
            warm = Footing.now()
    end = Footing.now()
    assert warm is not None
    days = (week.clock.mono - began_s) / DAY_S
    print(
        f"\n{days:.2f} days, {OUTAGES} outages, {week.watch.told} snapshots, "
        f"{week.cluster.request_count} requests; warm {warm}, end {end}; "
        f"longest back-off {week.watch.longest_wait_s:.1f} s; states {sorted(week.watch.states)}"
    )
    end.check_against(warm)
    assert days >= DAYS
    assert week.watch.longest_wait_s <= 90.0  # what the draining cluster asks for
    assert week.watch.longest_wait_s >= LAST_BACK_OFF_S * 0.75
    assert week.watch.states >= {
        LinkState.LIVE,
        LinkState.SLOW,
        LinkState.DOWN,
        LinkState.LIMITED,
        LinkState.UNAUTHORISED,
        LinkState.DENIED,
        LinkState.FAULTY,
    }
    reading.cancel()
    with pytest.raises(asyncio.CancelledError):
        await reading
