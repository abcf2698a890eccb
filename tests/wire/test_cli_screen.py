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
from tests.fakes.terminal import NOWHERE, Terminal

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path


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


async def test_what_was_said_before_the_board_opened_is_shown_on_it_once() -> None:
    words = "others can read the password in /x; run `chmod 600 /x`"
    opener = session_opener(Settings(), [], SystemClock(), warnings=[words])
    told: list[str] = []
    for _ in range(2):
        async with opener() as session:
            session.notices.listen(told.append)
    assert told == ["Others can read the password in /x; run `chmod 600 /x`."]


def test_a_secret_that_others_can_read_is_told_on_the_board(tmp_path: Path) -> None:
    secret, config = tmp_path / "pw", tmp_path / "config.toml"
    secret.write_text("right")
    secret.chmod(0o644)
    config.write_text(f"[profiles.p]\nurl = '{NOWHERE}'\nuser = 'al'\npassword_file = 'pw'\n")
    config.chmod(0o600)
    with Terminal("--config", str(config), "--profile", "p", size=(140, 30)) as terminal:
        # Where the words are broken into lines depends on how long the path is.
        terminal.until_shown("Others can read the password in", "chmod", "600")
        terminal.press(b"q")
        assert terminal.end() == 0


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
