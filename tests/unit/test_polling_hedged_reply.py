"""A result that does not come is asked for once more; meanwhile it is told that nothing comes."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING

import pytest

from jobview.errors import Unreachable
from jobview.jobs.transfer import Transfer
from jobview.polling.details import Details, FetchProgress, JobDetail
from jobview.polling.hedged_reply import LATE_S
from jobview.results.model import DecodedResult, ResultKind
from tests.fakes.clock import FakeClock, settle
from tests.fakes.hanging import TIMEOUT_S, HangingSource
from tests.fakes.jobs import job, reply

if TYPE_CHECKING:
    from jobview.jobs.source import JobReply
    from jobview.jobs.transfer import OnProgress

FINISHED = job(1, "done")


class PausingSource(HangingSource):
    """Results come in pieces, with pauses behind them."""

    pauses_s: tuple[float, ...] = ()

    async def job(
        self,
        job_id: int,
        job_tag: str = "",
        *,
        max_result_bytes: int | None = None,
        on_progress: OnProgress | None = None,
    ) -> JobReply:
        answer = await super().job(job_id, job_tag)
        assert on_progress is not None
        for number, pause_s in enumerate(self.pauses_s, 1):
            on_progress(Transfer(number, 100))
            await self.clock.sleep(pause_s)
        return answer


@pytest.fixture
def clock() -> FakeClock:
    return FakeClock()


@pytest.fixture
def source(clock: FakeClock) -> HangingSource:
    source = HangingSource(clock)
    source.replies[1] = reply(1, "DONE", 100, response=b"x" * 1000)
    return source


class Fetch:
    """One fetch under way, and what was told of it."""

    def __init__(self, source: HangingSource) -> None:
        self.told: list[FetchProgress] = []
        self.details = Details(source, self._decoded, source.clock)
        self.details.waiting = source.clock.wait
        self.task = self.begun()

    def begun(self) -> asyncio.Task[JobDetail]:
        return asyncio.create_task(self.details.fetch(FINISHED, self.told.append))

    async def detail(self) -> JobDetail:
        for _ in range(50):  # decoded in a thread
            await asyncio.sleep(0.001)
        assert self.task.done()
        return self.task.result()

    @staticmethod
    def _decoded(answer: JobReply) -> DecodedResult:
        return DecodedResult(ResultKind.TEXT, answer.endpoint, text=f"of {answer.job_id}")


@pytest.mark.parametrize("hung_s", [0.5, 3.1, 7.7, 11.9])
async def test_it_comes_soon_after_the_server_hung(
    clock: FakeClock, source: HangingSource, hung_s: float
) -> None:
    source.hangs = True
    fetch = Fetch(source)
    await clock.run(hung_s)
    source.hangs = False
    await clock.run(LATE_S + source.latency_s)
    detail = await fetch.detail()
    assert detail.result is not None
    assert source.open_jobs == 0


async def test_it_is_told_for_how_long_nothing_has_come(
    clock: FakeClock, source: HangingSource
) -> None:
    source.hangs = True
    fetch = Fetch(source)
    await clock.run(LATE_S - 0.1)
    assert fetch.told == []
    await clock.run(5.0)
    assert "nothing came for 6 s" in fetch.told[-1].words
    assert 5 <= len(fetch.told) <= 8
    fetch.task.cancel()
    await settle()
    assert source.open_jobs == 0


async def test_the_first_request_fails_in_its_own_time(
    clock: FakeClock, source: HangingSource
) -> None:
    source.hangs = True
    fetch = Fetch(source)
    await clock.run(TIMEOUT_S + 0.1)
    detail = await fetch.detail()
    assert isinstance(detail.error, Unreachable)
    assert len(source.asked("job")) == TIMEOUT_S / LATE_S
    assert source.most_open_jobs == 2
    assert source.open_jobs == 0


async def test_a_second_request_that_fails_is_not_the_outcome(
    clock: FakeClock, source: HangingSource
) -> None:
    source.latency_s = 2 * LATE_S
    fetch = Fetch(source)
    await clock.run(LATE_S + 0.5)
    good = source.replies[1]
    source.latency_s = 0.1
    source.replies[1] = Unreachable("http://h/get/job", "refused")
    await clock.run(LATE_S - 0.6)
    assert not fetch.task.done()
    source.replies[1] = good
    await clock.run(0.3)
    assert (await fetch.detail()).error is None


async def test_who_wants_it_now_waits_no_longer(clock: FakeClock, source: HangingSource) -> None:
    source.hangs = True
    fetch = Fetch(source)
    await clock.run(20.5)
    source.hangs = False
    await clock.run(0.5)
    assert not fetch.task.done()
    fetch.details.hurry()
    await clock.run(0.2)
    assert (await fetch.detail()).result is not None


async def test_a_slow_server_is_known_to_be_slow(clock: FakeClock, source: HangingSource) -> None:
    source.latency_s = 3.0
    fetch = Fetch(source)
    await clock.run(3.1)
    await fetch.detail()
    assert len(source.asked("job")) == 2
    other = asyncio.create_task(fetch.details.fetch(job(2, "done")))
    await clock.run(3.1)
    await other
    assert len(source.asked("job")) == 3


async def test_a_result_that_arrives_piece_by_piece_is_asked_for_once(
    clock: FakeClock, source: HangingSource
) -> None:
    source.latency_s = 1.5
    source.transfers = [Transfer(size, 100) for size in range(0, 100, 10)]
    fetch = Fetch(source)
    await clock.run(17.0)
    await fetch.detail()
    assert len(source.asked("job")) == 1
    assert all(not progress.quiet_s for progress in fetch.told)


@pytest.mark.parametrize("pauses_s", [(3.0,), (0.1, 0.1, 3.0, 0.1), (0.5,) * 10 + (9.0,)])
async def test_a_result_that_pauses_on_its_way_still_comes(
    clock: FakeClock, pauses_s: tuple[float, ...]
) -> None:
    source = PausingSource(clock)
    source.replies[1] = reply(1, "DONE", 100, response=b"x" * 1000)
    source.pauses_s = pauses_s
    fetch = Fetch(source)
    await clock.run(sum(pauses_s) + 1.0)
    assert (await fetch.detail()).result is not None


async def test_a_result_whose_request_dies_on_its_way_comes_by_another(clock: FakeClock) -> None:
    source = PausingSource(clock)
    source.replies[1] = reply(1, "DONE", 100, response=b"x" * 1000)
    source.pauses_s = (0.5, 0.5, 1_000.0)
    fetch = Fetch(source)
    await clock.run(1.5)
    source.pauses_s = (0.5,) * 8
    await clock.run(LATE_S + 5.0)
    assert (await fetch.detail()).result is not None


async def test_a_key_counts_although_the_server_was_slow_once(
    clock: FakeClock, source: HangingSource
) -> None:
    source.latency_s = 60.0
    fetch = Fetch(source)
    await clock.run(61.0)
    await fetch.detail()
    source.hangs = True
    source.calls.clear()
    waiting = asyncio.create_task(fetch.details.fetch(job(2, "done")))
    await clock.run(5.0)
    fetch.details.hurry()
    await clock.run(0.1)
    assert len(source.asked("job")) == 2
    waiting.cancel()


async def test_the_request_that_begins_to_receive_goes_on_alone(
    clock: FakeClock, source: HangingSource
) -> None:
    source.hangs = True
    source.latency_s = 0.1
    fetch = Fetch(source)
    await clock.run(LATE_S - 0.2)
    source.hangs = False
    source.transfers = [Transfer(size, 100) for size in range(0, 100, 5)]
    await clock.run(0.5)
    assert source.open_hung == 0
    assert source.open_jobs == 1
    await clock.run(3.0)
    assert (await fetch.detail()).result is not None
    assert len(source.asked("job")) == 2
