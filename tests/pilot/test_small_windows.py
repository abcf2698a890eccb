"""Dialogs in small windows, and toasts over them: what is needed stays in sight."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from textual.widgets import Button, OptionList
from textual.widgets._toast import Toast

from jobview.results.writers.formats import FACTS, Format
from jobview.ui.frame.footer_line import FooterLine
from jobview.ui.frame.format_list import FormatList
from jobview.ui.frame.status_line import StatusLine
from tests.fakes.board import Stage, done, jobs, settled
from tests.fakes.board_result import ROWS, opened

if TYPE_CHECKING:
    from textual.pilot import Pilot
    from textual.widget import Widget

    Size = tuple[int, int]

SIZES = [(60, 12), (60, 15), (80, 24), (40, 10), (100, 20)]
LONG = "Job 44649 failed: " + "there is nothing to copy, and that is a long story. " * 9


async def in_dialog(stage: Stage, pilot: Pilot[int], *keys: str) -> None:
    """A result is shown, and the keys opened a dialog over it."""
    await stage.tell(pilot, [done(100), *jobs(3, first=1)])
    await opened(stage, pilot, 100, ROWS)
    await pilot.press(*keys)
    await settled(pilot)


def is_in_sight(widget: Widget) -> bool:
    dialog = widget.screen.query_one("#dialog")
    return dialog.scrollable_content_region.contains_region(widget.region)


@pytest.mark.parametrize("size", SIZES)
async def test_an_export_shows_its_name_its_buttons_and_the_chosen_format(size: Size) -> None:
    stage = Stage()
    async with stage.running(size) as pilot:
        await in_dialog(stage, pilot, "e")
        screen = stage.on_top()
        assert is_in_sight(screen.query_one("#path"))
        assert all(is_in_sight(button) for button in screen.query(Button) if button.display)
        formats = screen.query_one(FormatList)
        for _ in Format:
            await pilot.press("up")
            await pilot.pause()
            assert f"▌ {FACTS[formats.chosen].title}" in stage.screen_text()


@pytest.mark.parametrize("size", SIZES)
async def test_a_copy_menu_can_be_gone_through_to_its_end(size: Size) -> None:
    stage = Stage()
    async with stage.running(size) as pilot:
        await in_dialog(stage, pilot, "Y")
        menu = stage.on_top().query_one(OptionList)
        assert is_in_sight(menu)
        await pilot.press("up")
        await settled(pilot)
        last = menu.option_count - 1
        assert menu.highlighted == last
        assert str(menu.get_option_at_index(last).prompt) in stage.screen_text()


@pytest.mark.parametrize("size", [(80, 24), (120, 36)])
@pytest.mark.parametrize("keys", [(), ("e",), ("Y",), ("c",), ("w",)], ids="".join)
async def test_a_toast_covers_no_button_and_no_line_of_keys(
    size: Size, keys: tuple[str, ...]
) -> None:
    stage = Stage()
    async with stage.running(size) as pilot:
        await in_dialog(stage, pilot, *keys)
        stage.app.notify("1 byte copied.", markup=False)
        stage.app.notify(LONG, markup=False)
        await settled(pilot)
        screen = stage.on_top()
        toasts = [toast.region for toast in screen.query(Toast)]
        assert min(region.y for region in toasts) == 1
        assert min(region.right for region in toasts) >= size[0] - 2
        kept = [
            *(button for button in screen.query(Button) if button.display),
            *screen.query(FooterLine),
            *(line for line in screen.query(StatusLine) if line.region),
        ]
        assert kept or keys
        assert not [one for one in kept if any(map(one.region.overlaps, toasts))]
