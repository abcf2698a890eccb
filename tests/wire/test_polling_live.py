"""The poller against the simulated server, over a real socket and by the machine's clock."""

from __future__ import annotations

import asyncio
from contextlib import aclosing, asynccontextmanager
from typing import TYPE_CHECKING

import pytest

from jobview.cli.decoding import decoded
from jobview.clock import SystemClock
from jobview.errors import ServerError
from jobview.jobs.phase import Phase
from jobview.jobs.snapshot import LinkState
from jobview.kinetica.client import open_source
from jobview.kinetica.transport.direct import OTHER_REQUESTS
from jobview.polling.details import Details
from jobview.settings import Settings
from jobview.simulator.faults.fault import fault_of
from jobview.simulator.options import SimulatorOptions
from tests.fakes.live_poller import hurried, until
from tests.fakes.server import running_simulator

if TYPE_CHECKING:
    from collections.abc import AsyncGenerator, AsyncIterator

    from jobview.jobs.job import Job
    from jobview.jobs.snapshot import Snapshot
    from jobview.jobs.source import JobSource
    from jobview.polling.poller import Poller


@asynccontextmanager
async def polling(
    options: SimulatorOptions,
) -> AsyncIterator[tuple[Poller, AsyncGenerator[Snapshot, None], JobSource]]:
    """A poller in a hurry, its snapshots, and where it asks."""
    with running_simulator(options) as server:
        async with open_source(Settings(urls=(server.url,)), SystemClock()) as source:
            poller = hurried(source)
            async with aclosing(poller.snapshots()) as snapshots:
                yield poller, snapshots, source


def is_told(job: Job) -> bool:
    """Whether /get/job has said about the job what it can."""
    return job.is_resolved or job.is_synchronous or job.progress is not None


async def until_told(poller: Poller, snapshots: AsyncGenerator[Snapshot, None]) -> Snapshot:
    """The snapshot in which all jobs of the first, all seen, are told about; more keep arriving."""
    first = await anext(snapshots)
    poller.attend(None, list(first.jobs))
    return await until(snapshots, lambda each: all(is_told(each.jobs[key]) for key in first.jobs))


async def test_every_job_is_told_about_and_the_finished_ones_have_their_outcome() -> None:
    async with polling(SimulatorOptions(jobs=60, seed=5)) as (poller, snapshots, _source):
        told = await until_told(poller, snapshots)
        described = await until(snapshots, lambda each: each.cluster is not None)
    assert len(told.jobs) > 40
    assert told.link.state is LinkState.LIVE
    assert described.cluster is not None
    assert described.cluster.version.startswith("7.2.")
    failed = [job for job in told.jobs.values() if job.phase is Phase.FAILED]
    done = [job for job in told.jobs.values() if job.phase is Phase.DONE and job.is_resolved]
    assert all(job.outcome and job.error_message for job in failed if job.is_resolved)
    assert sum(bool(job.outcome) for job in done) > len(done) / 2
    assert sum(told.counts.values()) == len(told.jobs)
    assert told.own_call_count > 0


async def test_a_job_is_cancelled_and_says_how_far_that_has_come() -> None:
    async with polling(SimulatorOptions(jobs=60, seed=5, speed=10)) as (poller, snapshots, _source):
        told = await until_told(poller, snapshots)
        victim = next(
            job.key
            for job in told.jobs.values()
            if job.phase is Phase.RUNNING and not job.is_synchronous
        )
        answers = await poller.cancel([victim])
        assert [answer.job_id for answer in answers] == [victim.job_id]
        answered = await anext(snapshots)
        assert answered.jobs[victim].cancel_words not in ("", "cancel asked")
        ended = await until(
            snapshots,
            lambda each: (
                each.jobs[victim].is_resolved or each.jobs[victim].cancel_words.startswith("still")
            ),
        )
        assert ended.jobs[victim].cancel_words.startswith(
            ("cancelled", "finished anyway", "still", "failed, not", "forgotten by the server")
        )


async def test_a_result_is_fetched_and_decoded_for_the_job_that_was_asked_for() -> None:
    async with polling(SimulatorOptions(jobs=60, seed=5)) as (poller, snapshots, source):
        told = await until_told(poller, snapshots)
        details = Details(source, decoded, SystemClock())
        for job in [job for job in told.jobs.values() if job.phase is Phase.DONE][:10]:
            detail = await details.fetch(job)
            assert detail.key == job.key
            assert isinstance(detail.error, ServerError) == (detail.reply is None)
            if detail.result is not None:
                assert detail.result.endpoint == job.endpoint


async def test_a_dead_port_is_a_state() -> None:
    settings = Settings(urls=("http://127.0.0.1:1",))
    async with (
        open_source(settings, SystemClock()) as source,
        aclosing(hurried(source).snapshots()) as snapshots,
    ):
        snapshot = await anext(snapshots)
    assert snapshot.link.state is LinkState.DOWN
    assert snapshot.link.reason
    assert snapshot.link.next_try_s is not None


def held(endpoint: str) -> SimulatorOptions:
    """A server whose endpoint does not answer."""
    return SimulatorOptions(jobs=60, seed=5, faults=(fault_of(f"hang:{endpoint}"),))


async def test_a_server_that_answers_again_is_heard_beside_the_request_that_hangs(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr("jobview.polling.second_request.SOONEST_LATE_S", 0.1)
    with running_simulator(held("/admin/show/jobs")) as server:
        settings = Settings(urls=(server.url,))
        async with (
            open_source(settings, SystemClock()) as source,
            aclosing(hurried(source).snapshots()) as snapshots,
        ):
            await until(snapshots, lambda each: each.link.awaited_s is not None)
            server.faults.clear()
            first = await until(snapshots, lambda each: each.link.is_trouble or bool(each.jobs))
            assert first.link.state is LinkState.LIVE, "before the one that hangs has failed"
            following = await until(snapshots, lambda each: each.serial > first.serial)
            assert following.link.state is LinkState.LIVE


@pytest.mark.parametrize("max_in_flight", [8, 24])
async def test_jobs_about_which_no_answer_comes_hold_up_nothing_else(max_in_flight: int) -> None:
    with running_simulator(held("/get/job")) as server:
        settings = Settings(urls=(server.url,), max_in_flight=max_in_flight)
        async with open_source(settings, SystemClock()) as source:
            asked = [asyncio.create_task(source.job(1)) for _ in range(max_in_flight)]
            try:
                lists = [source.list_jobs() for _ in range(OTHER_REQUESTS)]
                async with asyncio.timeout(settings.timeouts.pool_s / 2):
                    assert all(listed.rows for listed in await asyncio.gather(*lists))
                assert not any(task.done() for task in asked)
            finally:
                for task in asked:
                    task.cancel()
                await asyncio.gather(*asked, return_exceptions=True)
