"""A view drawn line by line: what is painted again, and how."""

from __future__ import annotations

from unittest.mock import patch

from rich.segment import Segment
from textual.filter import Monochrome
from textual.geometry import Region
from textual.strip import Strip

from jobview.ui.paint.line_view import LineView
from jobview.ui.theme import THEMES
from tests.fakes.one_view import OneViewApp

SIZE = (30, 11)
EVERYTHING = Region(0, 0, *SIZE)


class Numbers(LineView):
    """The numbers up to a count, one a line, in the colour of running jobs."""

    def __init__(self, count: int) -> None:
        super().__init__()
        self.count = count
        self.drawn = 0

    @property
    def line_count(self) -> int:
        return self.count

    def line_strip(self, index: int) -> Strip:
        return self.kept_strip(index, self.view_width, lambda: self._draw(index))

    def _draw(self, index: int) -> Strip:
        self.drawn += 1
        text = Strip([Segment(str(index), self.palette.running)])
        return text.apply_style(self.palette.base).adjust_cell_length(
            self.view_width, self.palette.base
        )


class NumbersApp(OneViewApp):
    """A view of numbers and nothing else."""

    def __init__(self, count: int) -> None:
        self.view = Numbers(count)
        super().__init__(self.view)

    def on_mount(self) -> None:
        self.view.fit_extent()


def words(strips: list[Strip]) -> list[str]:
    return [strip.text.rstrip() for strip in strips]


async def test_a_line_that_scrolls_stays_the_same_strip() -> None:
    app = NumbersApp(100)
    async with app.run_test(size=SIZE) as pilot:
        await pilot.pause()
        before = app.view.render_lines(EVERYTHING)
        app.view.put_top(3)
        after = app.view.render_lines(EVERYTHING)
        assert words(after) == [str(number) for number in range(3, 14)]
        assert [old is new for old, new in zip(before[3:], after[:-3], strict=True)] == [True] * 8


async def test_a_line_is_asked_for_again_only_when_it_was_refreshed() -> None:
    app = NumbersApp(100)
    async with app.run_test(size=SIZE) as pilot:
        await pilot.pause()
        app.view.render_lines(EVERYTHING)
        app.view.forget_strips()
        app.view.drawn = 0
        app.view.render_lines(EVERYTHING)
        assert app.view.drawn == 0
        app.view.refresh(Region(0, 2, 30, 3))
        app.view.render_lines(EVERYTHING)
        assert app.view.drawn == 3
        app.view.refresh()
        app.view.render_lines(EVERYTHING)
        assert app.view.drawn == 11


async def test_a_part_of_a_view_is_cut_out_of_its_lines() -> None:
    app = NumbersApp(100)
    async with app.run_test(size=SIZE) as pilot:
        app.view.put_top(80)
        await pilot.pause()
        assert words(app.view.render_lines(Region(1, 2, 5, 2))) == ["2", "3"]


async def test_a_new_theme_and_a_new_width_paint_everything_anew() -> None:
    app = NumbersApp(100)
    async with app.run_test(size=SIZE) as pilot:
        await pilot.pause()
        before = app.view.render_lines(EVERYTHING)
        app.theme = THEMES[1].name
        await pilot.pause()
        light = app.view.render_lines(EVERYTHING)
        assert words(light) == words(before)
        assert all(new is not old for old, new in zip(before, light, strict=True))
        await pilot.resize_terminal(20, 11)
        await pilot.pause()
        widths = {strip.cell_length for strip in app.view.render_lines(Region(0, 0, 20, 11))}
        assert widths == {19}


async def test_a_view_without_colours_has_none() -> None:
    app = NumbersApp(100)
    async with app.run_test(size=SIZE) as pilot:
        await pilot.pause()
        assert not all(red == green == blue for red, green, blue in colours(app.view))
        app._filters.append(Monochrome())
        assert all(red == green == blue for red, green, blue in colours(app.view))


def colours(view: LineView) -> list[tuple[int, int, int]]:
    styles = [segment.style for strip in view.render_lines(EVERYTHING) for segment in strip]
    return [style.color.get_truecolor() for style in styles if style and style.color]


async def test_a_removed_view_can_still_be_asked_for_its_lines() -> None:
    app = NumbersApp(100)
    async with app.run_test(size=SIZE):
        await app.view.remove()
        assert words(app.view.render_lines(Region(0, 0, 10, 3))) == ["", "", ""]


async def test_a_scrollbar_is_drawn_only_when_its_thumb_moves() -> None:
    app = NumbersApp(10_000)
    async with app.run_test(size=SIZE) as pilot:
        await pilot.pause()
        bar = app.view.vertical_scrollbar
        with patch.object(bar, "refresh", wraps=bar.refresh) as refresh:
            app.view.put_top(1)
            assert bar.position == 1
            assert not refresh.called
            app.view.put_top(5_000)
            assert refresh.called


async def test_a_scrollbar_follows_the_number_of_lines() -> None:
    app = NumbersApp(100)
    async with app.run_test(size=SIZE) as pilot:
        await pilot.pause()
        bar = app.view.vertical_scrollbar
        with patch.object(bar, "refresh", wraps=bar.refresh) as refresh:
            app.view.count = 200
            app.view.fit_extent()
            assert bar.window_virtual_size == 200
            assert refresh.called
