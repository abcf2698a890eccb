"""Keys that need a result which is not here yet: they act when it comes, or say why not."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

import pytest

from jobview.errors import TooLarge, Unreachable
from jobview.polling.details import JobDetail
from jobview.ui import board_result
from jobview.ui.frame.help_screen import HelpScreen
from jobview.ui.outward.copy_menu import CopyMenu
from jobview.ui.outward.export_dialog import ExportDialog
from tests.fakes.board import MEDIUM, NARROW, done, key, settled
from tests.fakes.board import Stage as BoardStage
from tests.fakes.board_result import ROWS, detail
from tests.fakes.jobs import reply

if TYPE_CHECKING:
    from textual.pilot import Pilot

WITHHELD = TooLarge("http://h:1", "too large", size_bytes=60 << 20, limit_bytes=1 << 20)


class Stage(BoardStage):
    """A board whose results come when the test says so."""

    @property
    def toasts(self) -> str:
        return "\n".join(str(toast.message) for toast in self.app._notifications)

    async def wish(self, pilot: Pilot[int], *keys: str) -> None:
        """The keys are pressed right after Enter on the first of two jobs; nothing has come."""
        await self.tell(pilot, [done(101), done(100)])
        await pilot.press("enter", *keys)
        await settled(pilot)

    async def answer(self, pilot: Pilot[int], answer: JobDetail) -> None:
        self.session.details.answer(answer)
        await settled(pilot)


@pytest.fixture(autouse=True)
def _at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(board_result, "SLOW_S", 0.01)
    monkeypatch.setitem(os.environ, "PAGER", "true")


@pytest.mark.parametrize("size", [NARROW, MEDIUM])
async def test_an_export_asked_for_too_early_opens_when_the_answer_comes(
    size: tuple[int, int],
) -> None:
    stage = Stage()
    async with stage.running(size) as pilot:
        await stage.wish(pilot, "e")
        assert "Waiting for the result of job 101 to export it. Esc gives up." in stage.toasts
        left = JobDetail(key(101), reply(101, "DONE", 100), None, WITHHELD, 0.0)
        await stage.answer(pilot, left)
        assert isinstance(stage.on_top(), ExportDialog)


@pytest.mark.parametrize("keys", ["e", "o", "Y4"], ids=["export", "pager", "copy"])
async def test_a_key_that_waits_says_so_and_then_why_nothing_came(keys: str) -> None:
    stage = Stage()
    async with stage.running(MEDIUM) as pilot:
        await stage.wish(pilot, keys[0])
        if len(keys) > 1:
            assert isinstance(stage.on_top(), CopyMenu)
            await pilot.press(keys[1])
            await settled(pilot)
        assert "Waiting for the result of job 101" in stage.toasts
        error = Unreachable("http://h:1", "no answer within 30 s")
        await stage.answer(pilot, JobDetail(key(101), None, None, error, 0.0))
        assert "no answer within 30 s" in stage.toasts
        assert stage.on_top() is stage.board


@pytest.mark.parametrize(("size", "leave"), [(NARROW, "tab"), (MEDIUM, "j")], ids=["list", "job"])
async def test_a_job_that_is_left_takes_the_wish_with_it_and_says_so(
    size: tuple[int, int], leave: str
) -> None:
    stage = Stage()
    async with stage.running(size) as pilot:
        await stage.wish(pilot, "e")
        await pilot.press(leave)
        await settled(pilot)
        assert "Job 101 was left before its result came: nothing to export." in stage.toasts

        await stage.tell(pilot, [done(101), done(100)])
        stage.board.table.move_to(0)
        await settled(pilot)
        await pilot.press("enter")
        await settled(pilot)
        await stage.answer(pilot, detail(101, ROWS))
        assert stage.on_top() is stage.board, "an old wish opens nothing"


async def test_a_result_whose_job_is_left_as_it_comes_is_not_exported_as_anothers() -> None:
    stage = Stage()
    async with stage.running(MEDIUM) as pilot:
        await stage.wish(pilot, "e")
        stage.board.receive_detail(detail(101, ROWS))
        stage.board.table.move_to(1)
        stage.board.follow_cursor()
        await settled(pilot)
        assert stage.board.job is not None
        assert stage.board.job.key == key(100)
        assert "Job 101 was left before its result came: nothing to export." in stage.toasts
        assert stage.on_top() is stage.board


async def test_escape_gives_up_the_wish_before_it_leaves_the_detail() -> None:
    stage = Stage()
    async with stage.running(MEDIUM) as pilot:
        await stage.wish(pilot, "e")
        await pilot.press("escape")
        await settled(pilot)
        assert stage.board.has_class("-detail-open")
        await stage.answer(pilot, detail(101, ROWS))
        assert stage.on_top() is stage.board


async def test_the_newest_wish_counts() -> None:
    stage = Stage()
    async with stage.running(MEDIUM) as pilot:
        await stage.wish(pilot, "o", "e", "e")
        await stage.answer(pilot, detail(101, ROWS))
        assert isinstance(stage.on_top(), ExportDialog)
        await pilot.press("escape")
        await settled(pilot)
        assert stage.on_top() is stage.board


@pytest.mark.parametrize("busy", ["question_mark", "slash"], ids=["help", "filter"])
async def test_a_result_that_comes_while_hands_are_elsewhere_takes_no_keys(busy: str) -> None:
    stage = Stage()
    async with stage.running(MEDIUM) as pilot:
        await stage.wish(pilot, "e", busy)
        is_over = isinstance(stage.on_top(), HelpScreen)
        await stage.answer(pilot, detail(101, ROWS))
        assert not isinstance(stage.on_top(), ExportDialog)
        assert isinstance(stage.on_top(), HelpScreen) is is_over
        assert "The result of job 101 is here now: ask again to export it." in stage.toasts
