"""The palette of commands over the board: it is answered once, however fast the hand is."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING

import pytest
from rich.style import Style
from textual import events
from textual.command import CommandList, CommandPalette
from textual.widgets import Input

from jobview.ui.frame.help_screen import HelpScreen
from tests.fakes.board import Stage, jobs, settled

if TYPE_CHECKING:
    from collections.abc import Callable

    from textual.pilot import Pilot


async def opened(stage: Stage, pilot: Pilot[int], *keys: str) -> None:
    """The palette is open, over what the keys opened."""
    await stage.tell(pilot, jobs())
    await pilot.press(*keys, "ctrl+p")
    await settled(pilot)
    assert isinstance(stage.on_top(), CommandPalette)


def esc() -> list[events.Event]:
    return [events.Key("escape", None)]


def enter() -> list[events.Event]:
    return [events.Key("enter", None)]


def click(x: int, y: int) -> list[events.Event]:
    """The button goes down and up again."""
    place = (x, y, 0, 0, 1, False, False, False, x, y)
    return [events.MouseDown(None, *place), events.MouseUp(None, *place)]


def click_beside() -> list[events.Event]:
    """Where there is no palette."""
    return click(3, 30)


async def twice(stage: Stage, pilot: Pilot[int], answer: Callable[[], list[events.Event]]) -> None:
    """The second answer is there before the first has taken effect."""
    for event in [*answer(), *answer()]:
        stage.app.post_message(event)
    await settled(pilot)


@pytest.mark.parametrize("answer", [esc, click_beside])
async def test_two_answers_leave_the_palette_alone(
    answer: Callable[[], list[events.Event]],
) -> None:
    stage = Stage()
    async with stage.running() as pilot:
        await opened(stage, pilot)
        await twice(stage, pilot, answer)
        assert stage.on_top() is stage.board


async def test_a_double_click_beside_the_palette_leaves_the_dialog_below_it() -> None:
    stage = Stage()
    async with stage.running() as pilot:
        await opened(stage, pilot, "question_mark")
        await twice(stage, pilot, click_beside)
        assert isinstance(stage.on_top(), HelpScreen)


async def test_a_command_that_is_chosen_twice_is_run_once() -> None:
    stage = Stage()
    async with stage.running() as pilot:
        await opened(stage, pilot)
        await pilot.press(*"pause")
        await settled(pilot)
        await twice(stage, pilot, enter)
        assert stage.on_top() is stage.board
        assert stage.session.poller.is_paused


async def test_a_double_click_on_a_command_runs_it_once() -> None:
    stage = Stage()
    async with stage.running() as pilot:
        await opened(stage, pilot)
        await pilot.press(*"pause")
        await settled(pilot)
        found = stage.on_top().query_one(CommandList).region
        await twice(stage, pilot, lambda: click(found.x + 3, found.y + 1))
        assert stage.on_top() is stage.board
        assert stage.session.poller.is_paused


async def test_a_click_on_a_command_that_has_just_gone_ends_nothing() -> None:
    stage = Stage()
    async with stage.running() as pilot:
        await opened(stage, pilot)
        found = stage.on_top().query_one(CommandList)
        where = (found, 3, 1, 0, 0, 1, False, False, False, 3, 1)
        last = found.option_count - 1
        found.clear_options()
        found.post_message(events.Click(*where, style=Style(meta={"option": last})))
        await settled(pilot)
        assert isinstance(stage.on_top(), CommandPalette)


async def test_no_search_begins_in_a_palette_that_goes(monkeypatch: pytest.MonkeyPatch) -> None:
    begun: list[str] = []
    stage = Stage()
    async with stage.running() as pilot:
        await opened(stage, pilot)
        palette = stage.on_top()
        monkeypatch.setattr(
            CommandPalette, "_gather_commands", lambda _, words: begun.append(words)
        )
        line = palette.query_one(Input)
        palette.post_message(Input.Changed(line, "x"))
        await settled(pilot)
        palette.dismiss()
        palette.post_message(Input.Changed(line, "xy"))
        await settled(pilot)
        assert begun == ["x"]


async def test_a_palette_that_is_left_at_once_may_be_opened_at_once() -> None:
    stage = Stage()
    async with stage.running() as pilot:
        await stage.tell(pilot, jobs())
        for steps in range(12):
            for _ in range(2):
                stage.app.action_command_palette()
                for _ in range(steps):
                    await asyncio.sleep(0)
                palette = stage.on_top()
                assert isinstance(palette, CommandPalette)
                palette.dismiss()
            await settled(pilot)
            assert stage.app.is_running, steps
            assert stage.on_top() is stage.board, steps
