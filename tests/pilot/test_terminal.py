"""What the board does with its terminal: keys of any name, and frames nobody takes."""

from __future__ import annotations

import re
from dataclasses import replace
from pathlib import Path
from unittest.mock import patch

import pytest
from textual._compositor import Compositor
from textual.widgets._toast import Toast

import jobview.ui
from jobview.jobs.snapshot import Link, LinkState
from jobview.ui.app import JobviewApp
from jobview.ui.few_toasts import MAX_TOASTS
from jobview.ui.frame.modal import Modal
from tests.fakes.board import MEDIUM, Stage, jobs, key, settled
from tests.fakes.scripted_source import ScriptedSource

_KEY_METHOD = re.compile(r"def _?key_\w+\(self")
"""Textual calls `key_at` when `@` is pressed."""


@pytest.mark.parametrize("keys", [("at",), ("enter", "at"), ("c", "at")], ids="-".join)
async def test_no_key_is_taken_for_a_method(keys: tuple[str, ...]) -> None:
    stage = Stage()
    async with stage.running(MEDIUM) as pilot:
        await stage.tell(pilot, jobs())
        await pilot.press(*keys)
        await settled(pilot)

        assert stage.app.is_running


def test_no_method_has_a_key_s_name() -> None:
    sources = Path(jobview.ui.__path__[0]).rglob("*.py")

    assert [str(path) for path in sources if _KEY_METHOD.search(path.read_text("utf-8"))] == []


async def test_a_terminal_that_falls_behind_gets_the_newest_state_afterwards() -> None:
    stage = Stage()
    async with stage.running(MEDIUM) as pilot:
        await stage.tell(pilot, jobs())
        with patch.object(Compositor, "render_partial_update", autospec=True) as painted:
            stage.app.hold_painting(True)
            await pilot.press("j", "j")
            await stage.tell(pilot, jobs(7))
            assert not painted.called
        await pilot.resize_terminal(100, 30)
        assert stage.board.table.selected_key == key(102)

        with patch.object(Compositor, "render_full_update", autospec=True) as painted:
            stage.app.hold_painting(False)
            await settled(pilot)
            assert painted.called


async def test_after_a_hold_that_missed_nothing_not_everything_is_painted() -> None:
    stage = Stage()
    async with stage.running(MEDIUM) as pilot:
        await stage.tell(pilot, jobs())
        await settled(pilot)
        with patch.object(Compositor, "render_full_update", autospec=True) as painted:
            stage.app.hold_painting(True)
            stage.app.hold_painting(False)
            await settled(pilot)

        assert not painted.called


@pytest.mark.parametrize("stopped_s", [60.0, 6 * 3600.0, 3 * 86_400.0])
async def test_after_hours_of_stop_it_asks_once_and_tells_the_time(stopped_s: float) -> None:
    """A stop, or a laptop's lid: the clocks go on and nothing of ours runs."""
    stage = Stage()
    async with stage.running(MEDIUM) as pilot:
        await stage.tell(pilot, jobs())
        stage.app.tick()
        stage.clock.advance(stopped_s)
        ticks = 0

        def count() -> None:
            nonlocal ticks
            ticks += 1
            JobviewApp.tick(stage.app)

        with patch.object(stage.app, "tick", count):
            await pilot.pause(0.1)
            stage.app.tick()
        await settled(pilot)

        assert ticks <= 2
        assert stage.app.now_s == stage.clock.wall_s()


@pytest.mark.parametrize("state", [LinkState.LIVE, LinkState.DOWN, LinkState.CONNECTING], ids=str)
@pytest.mark.parametrize("size", [(20, 5), (30, 8), (60, 12)])
async def test_the_smallest_screen_tells_the_link_and_the_selected_job(
    size: tuple[int, int], state: LinkState
) -> None:
    stage = Stage()
    async with stage.running(size) as pilot:
        await stage.tell(pilot, jobs())
        link = Link(state, since_s=stage.clock.wall_s())
        stage.app.snapshot = replace(stage.app.snapshot, link=link)
        await pilot.press("j")
        await settled(pilot)

        assert str(state) in stage.screen_text().splitlines()[0]
        selected = stage.board.table.selected_key
        assert selected is not None
        assert str(selected.job_id) in stage.screen_text()


async def test_a_key_that_is_held_down_piles_up_no_toasts() -> None:
    stage = Stage()
    async with stage.running(MEDIUM) as pilot:
        await pilot.press(*["c"] * (2 * MAX_TOASTS))  # there is no job to report on
        await settled(pilot)

        assert 0 < len(stage.app.query(Toast)) <= MAX_TOASTS


@pytest.mark.parametrize("keys", ["s", "x", "w", "question_mark", "D"])
async def test_a_dialog_is_answered_once(keys: str) -> None:
    stage = Stage()
    stage.session.source = ScriptedSource({})
    async with stage.running(MEDIUM) as pilot:
        await stage.tell(pilot, jobs())
        await pilot.press(keys)
        dialog = stage.app.screen
        assert isinstance(dialog, Modal)
        dialog.dismiss(None)
        dialog.dismiss(None)
        await settled(pilot)

        assert stage.app.screen is stage.board


async def test_what_breaks_while_the_board_ends_does_not_change_how_it_ended() -> None:
    stage = Stage()
    async with stage.running(MEDIUM):
        stage.app.leave(143)
        stage.app._handle_exception(ValueError("a dialog without its widgets"))

    assert stage.app.return_code == 143
