"""The board's connection: put together only when entered, alive until left."""

from __future__ import annotations

import asyncio
import gc
import subprocess
import sys
from typing import TYPE_CHECKING

import pytest

from jobview.cli.garbage import put_off_collection
from jobview.cli.screen import session_opener
from jobview.clock import SystemClock
from jobview.jobs.job import JobKey
from jobview.jobs.phase import Phase
from jobview.jobs.target import JobTarget
from jobview.settings import Settings
from jobview.simulator.options import SimulatorOptions
from tests.fakes.server import running_simulator

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator


@pytest.fixture(autouse=True)
def _usual_collection() -> Iterator[None]:
    yield
    gc.unfreeze()
    gc.enable()


async def test_a_session_has_all_jobs_and_the_result_of_one() -> None:
    with running_simulator(SimulatorOptions(jobs=30, speed=0.001)) as server:
        settings = Settings(urls=(server.url,))
        open_session = session_opener(settings, [JobTarget(987654321, "tag")], SystemClock())
        async with open_session() as session:
            async for snapshot in session.poller.snapshots():
                if snapshot.data_s is not None and JobKey(server.url, 987654321) in snapshot.jobs:
                    break
            job = next(job for job in snapshot.jobs.values() if job.phase is Phase.DONE)
            detail = await session.details.fetch(job)

    assert len(snapshot.jobs) >= 25
    assert snapshot.jobs[JobKey(server.url, 987654321)].job_tag == "tag"
    assert detail.key == job.key
    assert detail.error is None
    assert detail.result is not None


async def test_another_thread_may_show_a_sentence() -> None:
    shown: list[Callable[[str], object]] = []
    async with session_opener(Settings(), [], SystemClock(), shown.append)() as session:
        await asyncio.to_thread(shown[0], "one")
        told: list[str] = []
        session.notices.listen(told.append)
        await asyncio.to_thread(shown[0], "two")
        await asyncio.sleep(0)
        assert told == ["one", "two"]


async def test_collecting_garbage_is_put_off_until_the_board_stands() -> None:
    put_off_collection()
    assert not gc.isenabled()

    async with session_opener(Settings(), [], SystemClock())():
        assert gc.isenabled()


def test_the_board_is_imported_without_the_http_client() -> None:
    probe = (
        "import sys, jobview.cli.board, jobview.cli.screen\n"
        "print(sorted({'httpx', 'aiohttp', 'fastavro', 'msgspec', 'gpudb'} & set(sys.modules)))"
    )
    done = subprocess.run([sys.executable, "-c", probe], capture_output=True, text=True, check=True)

    assert done.stdout == "[]\n"
