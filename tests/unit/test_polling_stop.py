"""A process that was stopped, or a machine that slept: hours pass in which nothing is asked."""

from __future__ import annotations

from jobview.jobs.snapshot import LinkState
from tests.fakes.clock import FakeClock
from tests.fakes.jobs import row
from tests.fakes.poller import poller_of, reading
from tests.fakes.source import FakeSource

NIGHT_S = 9 * 3600.0


async def test_after_a_night_it_asks_no_more_than_usual() -> None:
    clock = FakeClock()
    source = FakeSource(clock)
    source.rows = [row(n) for n in range(1, 31)]
    async with reading(poller_of(source)) as read:
        await clock.run(20)
        usual = len(source.calls)
        await clock.run(20)
        usual = len(source.calls) - usual

        clock.advance(NIGHT_S)
        before = len(source.calls)
        await clock.run(20)

        assert len(source.calls) - before <= usual + 30
        assert len([call for call in source.asked("list") if call.at_s > clock.mono - 20]) <= 12
        assert read[-1].link.state is LinkState.LIVE
        assert read[-1].data_s is not None
        assert clock.wall - read[-1].data_s <= 2.1


async def test_a_wall_clock_that_was_set_changes_nothing_of_when_it_asks() -> None:
    clock = FakeClock()
    source = FakeSource(clock)
    source.rows = [row(1)]
    async with reading(poller_of(source)) as read:
        await clock.run(10)
        before = len(source.asked("list"))
        clock.wall -= NIGHT_S
        await clock.run(10)

        assert len(source.asked("list")) - before == 5
        assert read[-1].data_s is not None
        assert clock.wall - read[-1].data_s <= 2.1
