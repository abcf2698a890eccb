"""Keys that come at once, as over a slow line: each finds what the one before it has opened."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from textual import events
from textual.widgets import Input, OptionList

from jobview.ui.frame.dialogs import SortDialog, WatchDialog
from jobview.ui.outward.export_dialog import ExportDialog
from tests.fakes.board import Stage, done, jobs, settled
from tests.fakes.board_result import ROWS, opened

if TYPE_CHECKING:
    from textual.pilot import Pilot


async def type_at_once(stage: Stage, pilot: Pilot[int], *keys: str) -> None:
    for key in keys:
        stage.app.post_message(events.Key(key, key if len(key) == 1 else None))
    await settled(pilot)


async def test_the_text_behind_the_key_that_opens_the_filter_is_the_filter() -> None:
    stage = Stage()
    async with stage.running() as pilot:
        await stage.tell(pilot, jobs())
        await type_at_once(stage, pilot, "slash", *"error")
        assert stage.board.query_one("#filter", Input).value == "error"


async def test_the_id_behind_the_key_that_asks_for_one_is_watched() -> None:
    stage = Stage()
    async with stage.running() as pilot:
        await stage.tell(pilot, jobs())
        await type_at_once(stage, pilot, "w", *"48213")
        screen = stage.on_top()
        assert isinstance(screen, WatchDialog)
        assert screen.query_one(Input).value == "48213"


async def test_a_paste_behind_such_a_key_is_not_lost() -> None:
    stage = Stage()
    async with stage.running() as pilot:
        await stage.tell(pilot, jobs())
        stage.app.post_message(events.Key("w", "w"))
        stage.app.post_message(events.Paste("48213"))
        await settled(pilot)
        assert stage.on_top().query_one(Input).value == "48213"


async def test_a_list_moves_by_the_keys_behind_the_one_that_opens_it() -> None:
    stage = Stage()
    async with stage.running() as pilot:
        await stage.tell(pilot, jobs())
        await type_at_once(stage, pilot, "s")
        at = stage.on_top().query_one(OptionList).highlighted
        await type_at_once(stage, pilot, "escape", "s", "j", "j")
        assert isinstance(stage.on_top(), SortDialog)
        assert at is not None
        assert stage.on_top().query_one(OptionList).highlighted == at + 2


@pytest.mark.parametrize("key", ["x", "s", "Y", "e", "c", "w", "question_mark", "ctrl+p"])
@pytest.mark.parametrize("behind", ["j", "escape", "left"])
async def test_no_key_comes_too_early_for_a_dialog(key: str, behind: str) -> None:
    stage = Stage()
    async with stage.running() as pilot:
        await stage.tell(pilot, [done(100), *jobs(3, first=1)])
        await opened(stage, pilot, 100, ROWS)
        await type_at_once(stage, pilot, key, behind, *["escape"] * 4, "g")
        assert stage.on_top() is stage.board


async def test_a_key_behind_one_that_waits_for_a_result_ends_nothing() -> None:
    stage = Stage()
    async with stage.running() as pilot:
        await stage.tell(pilot, [done(100), *jobs(3, first=1)])
        await opened(stage, pilot, 100, ROWS)
        await type_at_once(stage, pilot, "e", "escape", "e")
        assert isinstance(stage.on_top(), ExportDialog)
