"""Hostile texts on every screen: what the terminal is given of them."""

from __future__ import annotations

from contextlib import asynccontextmanager
from datetime import UTC
from typing import TYPE_CHECKING

import pytest
from rich.cells import cell_len
from textual import events

from jobview.errors import Unreachable
from jobview.jobs.phase import Phase
from jobview.jobs.snapshot import LinkState
from jobview.journal.loggers import logger
from jobview.journal.troubles import RECENT
from jobview.ui.app import JobviewApp
from jobview.ui.look import Look
from jobview.ui.paint.marks import ASCII_MARKS, UNICODE_MARKS
from tests.fakes.board import MEDIUM, NARROW, WIDE, screen_text
from tests.fakes.clock import FakeClock
from tests.fakes.hostile import CORPUS, DENSE, NAMED
from tests.fakes.hostile_session import (
    BYTES,
    DONE,
    FAILED,
    LEFT,
    RUNNING,
    TEXT,
    UNREAD,
    HostileSession,
    hostile_job,
)
from tests.fakes.jobs import CLUSTER
from tests.fakes.scripted_source import ScriptedSource
from tests.fakes.watched_app import check_screen, check_written, watch

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Iterator, Sequence
    from pathlib import Path

    from textual.pilot import Pilot

ALL_JOBS = (RUNNING, FAILED, DONE, UNREAD, TEXT, BYTES, LEFT)
SHORT_WORK = {"search", "complete", "copy"}
"""Groups of workers that end by themselves."""


@pytest.fixture(autouse=True)
def _apart(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Iterator[None]:
    watch(monkeypatch)
    monkeypatch.chdir(tmp_path)
    log = logger("jobview")
    RECENT.begin(str)
    log.addHandler(RECENT)
    yield
    log.removeHandler(RECENT)
    RECENT.begin(str)


class Walk:
    """An app on a hostile session, looked at after every step."""

    def __init__(
        self, app: JobviewApp, pilot: Pilot[int], session: HostileSession, clock: FakeClock
    ) -> None:
        self.app = app
        self.pilot = pilot
        self.session = session
        self.clock = clock
        self.text = ""

    async def look(self, where: str) -> None:
        await self.pilot.pause()
        check_screen(self.app, f"{where} with {self.text[:40]!a}")

    async def press(self, *keys: str) -> None:
        """Press each key and look."""
        for key in keys:
            await self.pilot.press(key)
            await self.pilot.pause()
            while busy := [one for one in self.app.workers if one.group in SHORT_WORK]:
                await self.app.workers.wait_for_complete(busy)
            await self.look(f"{type(self.app.screen).__name__} after {key}")

    async def paste(self, text: str) -> None:
        self.app.post_message(events.Paste(text))
        await self.look(f"{type(self.app.screen).__name__} after a paste")

    async def tell(self, text: str, link: LinkState | None = None) -> None:
        self.text = text
        self.session.tell(text, self.clock.wall, link)
        await self.pilot.pause(0.1)
        await self.look(f"list {link}")

    async def open(self, job_id: int) -> None:
        """Go to the job's detail, in its first tab."""
        table = self.app.board.table
        await self.press("1", "g")
        rank = [key.job_id for key in self.app.board.order.keys].index(job_id)
        table.move_to(rank)
        await self.pilot.pause(0.1)
        await self.press("enter")
        await self.pilot.pause(0.05)
        await self.look(f"job {job_id}")

    async def leave(self) -> None:
        """Back to the list, from wherever the walk has come."""
        await self.press("escape", "escape")


@asynccontextmanager
async def walking(
    size: tuple[int, int] = WIDE, *, ascii_only: bool = False, cluster_name: str = "prod"
) -> AsyncIterator[Walk]:
    session, clock = HostileSession(), FakeClock()
    session.source = ScriptedSource({})
    marks = ASCII_MARKS if ascii_only else UNICODE_MARKS
    app = JobviewApp(session.open, Look(cluster_name, marks, UTC), clock)
    async with app.run_test(size=size, notifications=True) as pilot:
        await pilot.pause()
        yield Walk(app, pilot, session, clock)
    check_written(app, "the end")


async def walk_details(walk: Walk, jobs: Sequence[int]) -> None:
    """All tabs of jobs that run, failed, are done."""
    for job_id in jobs:
        await walk.open(job_id)
        await walk.press(*["right_square_bracket"] * 4)
        await walk.leave()


async def walk_views(walk: Walk, jobs: Sequence[int]) -> None:
    """All views of results, searched, sorted, opened."""
    for job_id in jobs:
        await walk.open(job_id)
        for _ in range(5):
            await walk.press("asterisk", "down", "right", "z", "s", "slash")
            await walk.paste(walk.text)
            await walk.press("enter", "n")
            await walk.press("enter")
            if walk.app.screen is not walk.app.screen_stack[0]:
                await walk.press("z", "escape")
            await walk.press("v")
        await walk.leave()


async def walk_dialogs(walk: Walk) -> None:
    """What opens over the board, and the toasts."""
    for key in ("x", "Y", "w", "s", "question_mark", "D"):
        await walk.press(key)
        if key == "w":
            await walk.paste(walk.text)
            await walk.press("enter")
        await walk.press("down", "escape")
    await walk.press("ctrl+p")
    await walk.paste(walk.text)
    await walk.press("escape")
    await walk.open(DONE)
    await walk.press("y", "Y", "escape", "e")
    await walk.paste(walk.text)
    await walk.press("tab", "enter", "escape", "escape", "c", "down", "r", "w")
    await walk.paste(walk.text)
    await walk.press("tab", "escape", "y")
    await walk.leave()


async def walk_words(walk: Walk) -> None:
    """The filter, and what is said when it finds nothing."""
    await walk.press("slash")
    await walk.paste(walk.text)
    await walk.paste("not there")
    await walk.press("enter", "escape", "4", "1")


async def walk_links(walk: Walk) -> None:
    """The header in each state, and what a cancellation says."""
    text = walk.text
    for state in LinkState:
        await walk.tell(text, state)
    await walk.tell(text)
    table = walk.app.board.table
    table.move_to(0)
    await walk.press("x", "right", "enter")
    walk.session.poller.cancel_error = Unreachable(CLUSTER, text)
    await walk.press("x", "right", "enter")
    walk.session.poller.cancel_error = None
    logger("jobview.polling.link").warning("down: %s", text)


async def walk_all(walk: Walk, text: str) -> None:
    """Every screen there is."""
    await walk.tell(text)
    for size in (MEDIUM, NARROW, WIDE):
        await walk.pilot.resize_terminal(*size)
        await walk.look(f"list at {size}")
        await walk_details(walk, ALL_JOBS if size == WIDE else (FAILED, DONE))
    await walk_links(walk)
    await walk_views(walk, (DONE, TEXT))
    await walk_dialogs(walk)
    await walk_words(walk)


async def test_every_text_in_the_list() -> None:
    jobs = [
        hostile_job(number, phase, text)
        for number, text in enumerate(CORPUS.values())
        for phase in [list(Phase)[number % len(Phase)]]
    ]
    async with walking() as walk:
        walk.session.poller.tell(jobs, walk.clock.wall)
        shown = ""
        for size in (WIDE, MEDIUM, NARROW):
            await walk.pilot.resize_terminal(*size)
            await walk.pilot.press("g")
            for _ in range(0, len(jobs), 10):
                await walk.press("pagedown")
                shown += screen_text(walk.app)
    for name in ("bold-tag", "click-tag", "closing-tag", "rich-emoji", "formats", "shell"):
        assert CORPUS[name].strip()[:14] in shown, f"{name} was taken for more than text"


@pytest.mark.timeout(240)
async def test_one_of_each_kind_on_most_screens() -> None:
    async with walking(cluster_name=DENSE) as walk:
        await walk.tell(DENSE)
        await walk_links(walk)
        await walk_details(walk, (FAILED, DONE, LEFT))
        await walk_views(walk, (DONE,))


async def test_one_of_each_kind_in_dialogs_and_what_is_typed() -> None:
    async with walking(MEDIUM, ascii_only=True) as walk:
        await walk.tell(DENSE)
        await walk_dialogs(walk)
        await walk_words(walk)


@pytest.mark.slow
@pytest.mark.timeout(300)
@pytest.mark.parametrize("text", NAMED.values(), ids=NAMED.keys())
async def test_every_text_on_every_screen(text: str) -> None:
    async with walking(cluster_name=text) as walk:
        await walk_all(walk, text)


@pytest.mark.parametrize("key", ["slash", "w", "ctrl+p"])
async def test_what_is_pasted_is_shown_harmlessly(key: str) -> None:
    async with walking() as walk:
        await walk.tell("plain")
        await walk.press(key)
        await walk.paste("a\x1b[2J\u202eb" + "\u0301" * 9)
        assert "a␛[2J�b" in screen_text(walk.app)


async def test_what_is_pasted_keeps_its_characters() -> None:
    async with walking() as walk:
        await walk.tell("zero\u200bwidth")
        await walk.press("slash")
        await walk.paste("zero\u200bwidth")
        assert len(walk.app.board.order.keys) == 7


async def test_columns_of_a_dialog_stand_under_each_other() -> None:
    async with walking() as walk:
        texts = ("/plain", "日本語", "e\u0301\u0301", "\u202e\U0001f3fd日")
        jobs = [
            hostile_job(n, Phase.RUNNING, text, auth_id="USER") for n, text in enumerate(texts, 1)
        ]
        walk.session.poller.tell(jobs, walk.clock.wall)
        await walk.press("space", "space", "space", "space", "x")
        rows = [row for row in screen_text(walk.app).splitlines() if "40 %" in row]
        assert len({cell_len(row.partition("40 %")[0]) for row in rows[-4:]}) == 1
