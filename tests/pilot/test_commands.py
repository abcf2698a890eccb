"""The palette: what is found in it by name, and on what it acts."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from jobview.ui.bindings.result_keys import TABLE_KEYS, TREE_KEYS
from jobview.ui.result.table_view import TableView
from jobview.ui.result.tree_view import TreeView
from tests.fakes.board import Stage, done, jobs, settled
from tests.fakes.board_result import ROWS, opened

if TYPE_CHECKING:
    from textual.pilot import Pilot


async def find(pilot: Pilot[int], words: str) -> None:
    """Type into the palette and take what is found first."""
    await pilot.press("ctrl+p", *words)
    await settled(pilot)
    await pilot.press("enter")
    await settled(pilot)
    await settled(pilot)


def titles(stage: Stage) -> list[str]:
    return [title for title, *_ in stage.app.get_system_commands(stage.on_top())]


@pytest.mark.parametrize(("words", "name"), [("light", "jobview-light"), ("nord", "nord")])
async def test_a_theme_is_found_by_its_name(words: str, name: str) -> None:
    stage = Stage()
    async with stage.running() as pilot:
        await find(pilot, words)

        assert stage.app.theme == name


async def test_every_theme_is_there_ours_first() -> None:
    stage = Stage()
    async with stage.running():
        themes = [t.removeprefix("Theme: ") for t in titles(stage) if t.startswith("Theme: ")]

        assert sorted(themes) == sorted(stage.app.available_themes)
        assert themes[0] == "jobview-dark"


async def test_the_keys_of_what_has_the_focus_are_there_and_act_on_it() -> None:
    stage = Stage()
    async with stage.running() as pilot:
        await stage.tell(pilot, [done(100), *jobs(3, first=1)])
        assert not [title for title in titles(stage) if title.startswith("Here: ")]
        pane = await opened(stage, pilot, 100, ROWS)
        for key in TABLE_KEYS:
            assert f"Here: {key.label} ({key.names()})" in titles(stage)

        await find(pilot, "here: sort")
        order = pane.query_one(TableView).order
        assert order is not None
        assert list(order.rows) == [1, 0]

        await find(pilot, "here: view")
        await find(pilot, "here: view")
        assert pane.query_one(TreeView).has_focus
        assert f"Here: {TREE_KEYS[-1].label} (*)" in titles(stage)
        assert not [title for title in titles(stage) if title.startswith("Here: sort")]


async def test_a_search_begins_in_the_pane_that_had_the_focus() -> None:
    stage = Stage()
    async with stage.running() as pilot:
        await stage.tell(pilot, [done(100), *jobs(3, first=1)])
        pane = await opened(stage, pilot, 100, ROWS)
        await find(pilot, "here: search")
        await pilot.press(*"Tor", "enter")
        await settled(pilot)

        assert pane.search_words == "Tor"
        assert stage.board.query_words == ""
