"""Dialogs in small windows, and toasts over them: what is needed stays in sight."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from textual.command import CommandPalette
from textual.widgets import Button, OptionList
from textual.widgets._toast import Toast

from jobview.results.writers.formats import FACTS, Format
from jobview.ui.frame.footer_line import FooterLine
from jobview.ui.frame.format_list import FormatList
from jobview.ui.frame.help_screen import HelpScreen
from jobview.ui.frame.status_line import StatusLine
from tests.fakes.board import Stage, done, jobs, key, settled
from tests.fakes.board_result import ROWS, opened
from tests.fakes.scripted_source import ScriptedSource

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
    """Whether all of it is drawn: no part is cut off by what it stands in."""
    place = widget.screen.find_widget(widget)
    return bool(place.region) and place.visible_region == place.region


@pytest.mark.parametrize("page", ["pageup", "pagedown"])
@pytest.mark.parametrize("dialog", ["ctrl+p", "s", "Y"])
@pytest.mark.parametrize("size", [(80, 3), (80, 1), (3, 24)])
async def test_paging_through_a_list_without_room_ends_nothing(
    size: Size, dialog: str, page: str
) -> None:
    stage = Stage()
    async with stage.running(size) as pilot:
        await stage.tell(pilot, jobs())
        await pilot.press(dialog)
        await settled(pilot)
        await pilot.press(page)
        await settled(pilot)
        assert stage.on_top() is not stage.board
        await pilot.press("escape")
        await settled(pilot)
        assert stage.on_top() is stage.board


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


TINY = [(20, 5), (40, 10)]


@pytest.mark.parametrize("size", TINY)
async def test_a_cancel_is_asked_and_answered_in_any_window(size: Size) -> None:
    stage = Stage()
    async with stage.running(size) as pilot:
        await stage.tell(pilot, jobs(9))
        await pilot.press("space", "space", "space", "x")
        await settled(pilot)
        assert "Cancel 3 jobs" in stage.screen_text()
        answers = [str(button.label) for button in stage.on_top().query(Button)]
        assert answers[1].startswith("Cancel 3")
        assert all(is_in_sight(button) for button in stage.on_top().query(Button))
        assert all(answer in stage.screen_text() for answer in answers)
        for shown in ("108", "107", "106"):
            assert shown in stage.screen_text()
            await pilot.press("down")
            await settled(pilot)
        await pilot.press("right", "enter")
        await settled(pilot)
    assert [set(keys) for keys in stage.session.poller.cancelled] == [
        {key(108), key(107), key(106)}
    ]


@pytest.mark.parametrize("size", TINY)
@pytest.mark.parametrize(
    "opens",
    ["x", "s", "Y", "c", "w", "e", "D", "question_mark"],
    ids=["cancel", "sort", "copy", "card", "watch", "export", "debug", "help"],
)
async def test_every_dialog_shows_its_title_and_what_the_keys_act_on(
    size: Size, opens: str
) -> None:
    stage = Stage()
    stage.session.source = ScriptedSource({})
    async with stage.running(size) as pilot:
        finished = [] if opens == "x" else [done(100)]
        await stage.tell(pilot, [*finished, *jobs(3, first=1)])
        if opens == "e":
            await opened(stage, pilot, 100, ROWS)
        await pilot.press(opens)
        await settled(pilot)
        screen = stage.on_top()
        assert screen is not stage.board
        assert all(is_in_sight(button) for button in screen.query(Button) if button.display)
        focused = screen.focused
        if focused is not None:
            place = screen.find_widget(focused)
            assert place.visible_region.height >= min(2 if size[1] > 5 else 1, place.region.height)
        frame = screen.query("#dialog, #help, #debug").first()
        assert str(frame.border_title)[:12] in stage.screen_text()
        assert frame.scrollable_content_region.height >= (2 if size[1] < 10 else 5) or (
            opens in {"x", "w"}
        )


@pytest.mark.parametrize("size", TINY)
async def test_the_palette_shows_what_it_found(size: Size) -> None:
    stage = Stage()
    async with stage.running(size) as pilot:
        await pilot.press("ctrl+p", *"help")
        await settled(pilot)
        assert "Help" in stage.screen_text()


@pytest.mark.parametrize(
    ("width", "keys"),
    [
        (20, " ? help  q quit"),
        (30, " ⏎ open  ? help  q quit"),
        (40, " ⏎ open  / filter  ? help  q quit"),
        (60, " ⏎ open  / filter  s sort  x cancel  ? help  q quit"),
        (70, " ⏎ open  / filter  s sort  x cancel  ? help  q quit"),
    ],
)
async def test_the_footer_keeps_the_way_out_and_the_help_before_all_else(
    width: int, keys: str
) -> None:
    stage = Stage()
    async with stage.running((width, 10)) as pilot:
        await stage.tell(pilot, jobs(3))
        footer = stage.screen_text().splitlines()[-1]
        assert footer.startswith(keys)
        assert footer.endswith("^p palette ") is (width >= 70)


@pytest.mark.parametrize("width", [20, 40, 100])
async def test_every_key_in_the_footer_can_be_clicked(width: int) -> None:
    stage = Stage()
    async with stage.running((width, 20)) as pilot:
        await stage.tell(pilot, jobs(3))
        line = stage.screen_text().splitlines()[-1]
        await pilot.click(FooterLine, offset=(line.index("help"), 0))
        await settled(pilot)
        assert isinstance(stage.on_top(), HelpScreen)
        await pilot.press("escape")
        await settled(pilot)
        if "palette" in line:
            await pilot.click(FooterLine, offset=(line.index("palette"), 0))
            await settled(pilot)
            assert isinstance(stage.on_top(), CommandPalette)
            await pilot.press("escape")
            await settled(pilot)
        await pilot.click(FooterLine, offset=(line.index("quit"), 0))
    assert not stage.app.is_running
