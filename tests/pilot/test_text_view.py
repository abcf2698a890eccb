"""The text view under keys and mouse: scrolling, wrapping, colouring, selecting."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest
from textual.geometry import Offset
from textual.selection import SELECT_ALL, Selection

from jobview.ui.paint.highlights import json_spans
from jobview.ui.text.text_view import TextView
from tests.fakes.made import Made
from tests.fakes.one_view import OneViewApp

if TYPE_CHECKING:
    from collections.abc import Sequence


SIZE = (40, 8)


class TextApp(OneViewApp):
    """A text view and nothing else."""

    def __init__(self, lines: Sequence[str], **options: Any) -> None:  # noqa: ANN401 - the view's
        self.view = TextView(lines, **options)
        super().__init__(self.view)

    def lines(self) -> list[str]:
        height = self.view.body_height
        return [self.view.render_line(y).text.rstrip() for y in range(height)]


NUMBERED = [f"line {number}" for number in range(100)]


async def test_keys_scroll_up_and_down() -> None:
    app = TextApp(NUMBERED)
    async with app.run_test(size=SIZE) as pilot:
        assert app.lines()[0] == "line 0"
        await pilot.press("down", "j")
        assert app.lines()[0] == "line 2"
        await pilot.press("k")
        assert app.lines()[0] == "line 1"
        await pilot.press("pagedown")
        assert app.lines()[0] == "line 9"
        await pilot.press("G")
        assert app.lines()[-1] == "line 99"
        await pilot.press("down", "pagedown")
        assert app.lines()[-1] == "line 99"
        await pilot.press("pageup")
        assert app.lines()[-1] == "line 91"
        await pilot.press("g", "up")
        assert app.lines()[0] == "line 0"


async def test_keys_scroll_sideways_to_the_end_of_the_longest_line() -> None:
    app = TextApp(["short", "x" * 100 + "END"])
    async with app.run_test(size=SIZE) as pilot:
        await pilot.pause()
        assert app.view.show_horizontal_scrollbar
        await pilot.press("right")
        assert app.lines()[0] == ""
        await pilot.press(*["right"] * 20)
        assert app.lines()[1].endswith("END")
        await pilot.press(*["left"] * 30)
        assert app.lines()[0] == "short"


async def test_short_lines_need_no_scrollbar_below() -> None:
    app = TextApp(NUMBERED)
    async with app.run_test(size=SIZE) as pilot:
        await pilot.pause()
        assert not app.view.show_horizontal_scrollbar


async def test_wrapping_keeps_the_first_line_and_unwrapping_gives_it_back() -> None:
    app = TextApp([f"{number:02}" + "x" * 60 for number in range(50)])
    async with app.run_test(size=SIZE) as pilot:
        await pilot.press(*["down"] * 10)
        app.view.is_wrapped = True
        await pilot.pause()
        assert app.lines()[0].startswith("10")
        assert not app.lines()[1].startswith("11")
        assert app.lines()[2].startswith("11")
        assert not app.view.show_horizontal_scrollbar
        app.view.is_wrapped = False
        await pilot.pause()
        assert app.lines()[:2] == ["10" + "x" * 37, "11" + "x" * 37]


async def test_a_resize_wraps_anew() -> None:
    app = TextApp(["a" * 90, "b"], is_wrapped=True)
    async with app.run_test(size=SIZE) as pilot:
        assert app.lines()[3] == "b"
        await pilot.resize_terminal(100, 8)
        await pilot.pause()
        assert app.lines()[1] == "b"


async def test_other_lines_start_at_their_beginning() -> None:
    app = TextApp(NUMBERED)
    async with app.run_test(size=SIZE) as pilot:
        await pilot.press("end")
        app.view.lines = ["only"]
        await pilot.pause()
        assert app.lines()[:2] == ["only", ""]
        assert app.view.virtual_size.height == 1


async def test_an_empty_text_is_survived() -> None:
    app = TextApp([])
    async with app.run_test(size=SIZE) as pilot:
        await pilot.press("down", "end", "pageup", "right", "left")
        app.view.is_wrapped = True
        await pilot.pause()
        assert app.lines() == [""] * 8


async def test_only_lines_on_screen_are_made() -> None:
    made = Made[str](50_000_000, lambda index: f"{index:08x}")
    app = TextApp(made)
    async with app.run_test(size=SIZE) as pilot:
        await pilot.press("end")
        assert app.lines()[-1] == f"{49_999_999:08x}"
        assert made.made_count < 400


async def test_a_wider_line_met_later_can_be_scrolled_to() -> None:
    made = Made[str](1_000, lambda index: "x" * (100 if index == 999 else 5))
    app = TextApp(made)
    async with app.run_test(size=SIZE) as pilot:
        await pilot.pause()
        needed_one_before = app.view.show_horizontal_scrollbar
        await pilot.press("end")
        await pilot.pause()
        assert (needed_one_before, app.view.show_horizontal_scrollbar) == (False, True)
        assert app.view.virtual_size.width > 100


async def test_json_is_coloured_in_the_themes_colours() -> None:
    app = TextApp(['{"a": 12}'], highlighter=json_spans)
    async with app.run_test(size=SIZE) as pilot:
        for theme in ("jobview-dark", "jobview-light"):
            app.theme = theme
            await pilot.pause()
            colours = {s.text: s.style.color for s in app.view.render_line(0) if s.style}
            assert colours["12"] == app.view.palette.number.color
            assert colours['"a"'] == app.view.palette.name.color
        app.view.highlighter = None
        colours = {s.text: s.style.color for s in app.view.render_line(0) if s.style}
        assert app.view.palette.number.color not in colours.values()


async def test_selected_text_can_be_copied() -> None:
    app = TextApp(["first line", "", "third 日本 line", "last"])
    async with app.run_test(size=SIZE) as pilot:
        app.screen.selections = {app.view: Selection(Offset(6, 0), Offset(5, 2))}
        await pilot.pause()
        assert app.screen.get_selected_text() == "line\n\nthird"
        backgrounds = [s.style.bgcolor for s in app.view.render_line(0) if s.style]
        assert backgrounds[0] != backgrounds[1]


async def test_rows_of_a_wrapped_line_are_copied_as_one_line() -> None:
    text = "".join(str(number % 10) for number in range(90))
    app = TextApp([text, "next"], is_wrapped=True)
    async with app.run_test(size=SIZE) as pilot:
        await pilot.pause()
        assert app.view.get_selection(SELECT_ALL) == (f"{text}\nnext", "\n")
        part = Selection(Offset(0, 1), Offset(2, 2))
        assert app.view.get_selection(part) == (text[38:78], "\n")


async def test_the_mouse_selects_what_it_passes() -> None:
    app = TextApp(["first line", "second 日本 line"])
    async with app.run_test(size=SIZE) as pilot:
        await pilot.mouse_down(offset=(6, 0))
        await pilot.hover(offset=(9, 1))
        await pilot.mouse_up(offset=(9, 1))
        await pilot.pause()
        assert app.screen.get_selected_text() == "line\nsecond 日本"


@pytest.mark.parametrize("is_wrapped", [False, True])
@pytest.mark.parametrize(
    "hostile",
    [
        "[/x] [bold]",
        "\x1b[2J\x1b]0;owned\x07",
        "\u202eevil",
        "\ud800",
        "日本語👩‍🚀" * 90,
        "x" * 1_000_000,
        "a\r\nb\tc\x00",
    ],
)
async def test_hostile_text_is_drawn_as_text(hostile: str, *, is_wrapped: bool) -> None:
    app = TextApp([hostile, "tail"], is_wrapped=is_wrapped, highlighter=json_spans)
    async with app.run_test(size=SIZE) as pilot:
        for key in ("right", "down", "end"):
            await pilot.press(key)
            for y in range(app.view.body_height):
                strip = app.view.render_line(y)
                assert strip.cell_length == app.view.view_width
                assert not any(sign in strip.text for sign in "\x1b\x07\u202e\ud800\r\n\t\x00")


@pytest.mark.parametrize("width", [1, 2, 5, 250])
@pytest.mark.parametrize("is_wrapped", [False, True])
async def test_every_width_is_drawn_to_its_last_cell(width: int, *, is_wrapped: bool) -> None:
    app = TextApp([*NUMBERED, "日本語" * 40], is_wrapped=is_wrapped)
    async with app.run_test(size=(width, 8)) as pilot:
        await pilot.press("end", "right")
        for y in range(app.view.body_height):
            assert app.view.render_line(y).cell_length == app.view.view_width
