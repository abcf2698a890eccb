"""The board itself through outages: the cursor, its widgets, its tasks, its memory."""

from __future__ import annotations

import logging
import random
import tracemalloc
from contextlib import asynccontextmanager
from datetime import UTC
from typing import TYPE_CHECKING, Final

import pytest

from jobview.polling.details import Details
from jobview.polling.network import NetworkWatch
from jobview.polling.poller import Poller
from jobview.polling.session import Session
from jobview.results.model import DecodedResult, ResultKind
from jobview.ui.app import JobviewApp
from jobview.ui.look import Look
from jobview.ui.paint.marks import UNICODE_MARKS
from tests.fakes.clock import FakeClock
from tests.soak.footing import Footing
from tests.soak.stormy import StormyCluster, outages

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Iterator

    from textual.pilot import Pilot

    from jobview.jobs.source import JobReply

OUTAGES: Final = 150
LONGEST_S: Final = 120.0
GOOD_S: Final = 40.0
INTERVAL_S: Final = 10.0
WARM_UP: Final = 0.6
"""Share of the outages after which everything that is kept up to a limit has reached it."""

KEYS: Final = (
    "j",
    "k",
    "G",
    "g",
    "enter",
    "escape",
    "space",
    "right_square_bracket",
    "s",
    "escape",
)
"""What the user does meanwhile, over and over."""


@pytest.fixture
def traced() -> Iterator[None]:
    """Memory is traced; nothing is logged, which pytest would keep."""
    logging.disable()
    yield
    logging.disable(logging.NOTSET)
    tracemalloc.stop()


class Stand:
    """A board on a real poller, by a clock that is moved by hand."""

    def __init__(self) -> None:
        self.clock = FakeClock()
        self.cluster = StormyCluster(self.clock, arrives_every_s=2.0)
        self.rng = random.Random(4)
        self.poller: Poller | None = None
        look = Look("prod", UNICODE_MARKS, UTC)
        self.app = JobviewApp(self.open, look, self.clock)

    @asynccontextmanager
    async def open(self) -> AsyncIterator[Session]:
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
        self.poller.lookout.network = NetworkWatch(lambda: 0)
        yield Session(self.cluster, self.poller, Details(self.cluster, _decoded, self.clock))

    async def pass_time(self, pilot: Pilot[int], seconds: float) -> None:
        """Let time pass, and the screen follow."""
        await self.clock.run(seconds)
        self.app.tick()
        await pilot.pause()

    async def home(self, pilot: Pilot[int]) -> None:
        """Leave whatever the keys have opened, and mark nothing."""
        for _ in range(5):
            await pilot.press("escape")
        self.app.board.pane.tab = "overview"
        await self.pass_time(pilot, 61.0)
        await pilot.pause(0.3)


def _summary(answer: JobReply) -> str:
    return f"{len(answer.response)} bytes"


def _decoded(answer: JobReply) -> DecodedResult:
    return DecodedResult(ResultKind.BYTES, answer.endpoint, raw=answer.response)


@pytest.mark.slow
@pytest.mark.timeout(1_800)
@pytest.mark.usefixtures("traced")
async def test_a_board_is_the_same_after_many_outages() -> None:
    Footing.now()
    stand = Stand()
    warm: tuple[Footing, int] | None = None
    async with stand.app.run_test(size=(160, 40)) as pilot:
        await stand.pass_time(pilot, 600)
        for number, outage in enumerate(outages(stand.rng, OUTAGES, LONGEST_S)):
            selected = stand.app.board.table.selected_key
            stand.cluster.outage = outage
            await stand.pass_time(pilot, outage.lasts_s)
            if selected in stand.app.snapshot.jobs:  # of those that left only some are kept
                assert stand.app.board.table.selected_key == selected
            assert stand.app.snapshot.jobs
            await pilot.press(KEYS[number % len(KEYS)])
            stand.cluster.outage = None
            assert stand.poller is not None
            stand.poller.wake()
            await stand.pass_time(pilot, GOOD_S)
            assert not stand.app.snapshot.link.is_trouble, outage.kind
            assert stand.app.is_running
            if number == int(OUTAGES * WARM_UP):
                await stand.home(pilot)
                warm = Footing.now(), len(stand.app.query("*"))
        await stand.home(pilot)
        end = Footing.now(), len(stand.app.query("*"))
    print(f"\n{OUTAGES} outages on a board; warm {warm}, end {end}")
    assert warm is not None
    assert end[1] == warm[1]
    end[0].check_against(warm[0])
