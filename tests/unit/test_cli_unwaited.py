"""Work in a thread that nobody waits for gives its answer, its fault, or a word of its end."""

from __future__ import annotations

import asyncio
import threading

import pytest

from jobview.cli.guards.unwaited import unwaited
from jobview.errors import SettingsError


async def test_the_answer_comes_back() -> None:
    assert await unwaited(lambda: 7, SettingsError) == 7


async def test_a_known_fault_comes_back() -> None:
    def fail() -> None:
        raise SettingsError("no such file")

    with pytest.raises(SettingsError, match="no such file"):
        await unwaited(fail, SettingsError)


async def test_another_fault_leaves_nobody_waiting(monkeypatch: pytest.MonkeyPatch) -> None:
    told: list[type[BaseException]] = []
    monkeypatch.setattr(threading, "excepthook", lambda fault: told.append(fault.exc_type))

    def fail() -> None:
        raise ZeroDivisionError

    with pytest.raises(RuntimeError, match="without an answer"):
        await asyncio.wait_for(unwaited(fail, SettingsError), 10)
    for thread in threading.enumerate():
        if thread.name == "jobview-unwaited":
            thread.join()
    assert told == [ZeroDivisionError]


async def test_work_that_hangs_holds_no_end_up() -> None:
    release = threading.Event()
    task = asyncio.create_task(unwaited(release.wait, SettingsError))
    await asyncio.sleep(0)
    assert [t.daemon for t in threading.enumerate() if t.name == "jobview-unwaited"] == [True]
    task.cancel()
    with pytest.raises(asyncio.CancelledError):
        await task
    release.set()
