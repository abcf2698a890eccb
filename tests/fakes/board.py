"""The board on a scripted session, driven by a pilot, and the jobs that it shows in tests."""

from __future__ import annotations

from contextlib import asynccontextmanager
from datetime import UTC
from typing import TYPE_CHECKING

from jobview.jobs.job import Job, JobKey
from jobview.polling.details import JobDetail
from jobview.results.model import Column, DecodedResult, ResultKind, Table
from jobview.ui.app import JobviewApp
from jobview.ui.look import Look
from jobview.ui.paint.marks import ASCII_MARKS, UNICODE_MARKS
from tests.fakes.clock import FakeClock
from tests.fakes.jobs import CLUSTER, job, reply
from tests.fakes.session import ScriptedSession

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Sequence

    from textual.pilot import Pilot
    from textual.screen import Screen

    from jobview.ui.board import BoardScreen

FOLLOWS_S = 0.03
"""How long the cursor rests in these tests before the detail follows it."""

WIDE = (160, 40)
MEDIUM = (120, 36)
NARROW = (80, 24)


class Stage:
    """A board on a scripted session, driven by a pilot."""

    def __init__(self, *, ascii_only: bool = False) -> None:
        self.clock = FakeClock()
        self.session = ScriptedSession()
        marks = ASCII_MARKS if ascii_only else UNICODE_MARKS
        self.app = JobviewApp(self.session.open, Look("prod", marks, UTC), self.clock)

    @asynccontextmanager
    async def running(self, size: tuple[int, int] = WIDE) -> AsyncIterator[Pilot[int]]:
        async with self.app.run_test(size=size, notifications=True) as pilot:
            await pilot.pause()
            yield pilot

    @property
    def board(self) -> BoardScreen:
        return self.app.board

    async def tell(self, pilot: Pilot[int], jobs: Sequence[Job]) -> None:
        self.session.poller.tell(jobs, self.clock.wall)
        await settled(pilot)

    def on_top(self) -> Screen[object]:
        return self.app.screen

    def screen_text(self) -> str:
        return screen_text(self.app)

    def said(self) -> list[str]:
        """The toasts' words, oldest first, which the screen shows wrapped and over other things."""
        return [str(toast.message) for toast in self.app._notifications]


def screen_text(app: JobviewApp) -> str:
    return "\n".join(
        "".join(segment.text for segment in strip)
        for strip in app.screen._compositor.render_strips()
    )


async def settled(pilot: Pilot[int]) -> None:
    """Until what was told is drawn, and the detail has followed the cursor."""
    await pilot.pause(3 * FOLLOWS_S)
    await pilot.pause()


def key(job_id: int) -> JobKey:
    return JobKey(CLUSTER, job_id)


def jobs(count: int = 5, first: int = 100) -> list[Job]:
    return [job(first + index, progress=10 * index) for index in range(count)]


def done(job_id: int) -> Job:
    return job(job_id, "async job done", is_resolved=True, outcome="2 rows")


def table_detail(job_id: int, name: str = "city") -> JobDetail:
    table = Table((Column(name, "char64"),), (["Torino", "Città"],), 2, 2)
    result = DecodedResult(ResultKind.TABLE, "/execute/sql", record={}, table=table, raw=b"\x00")
    return JobDetail(key(job_id), reply(job_id, "DONE", 100), result, None, 0.0)
