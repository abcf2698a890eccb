"""The error view under keys and sizes: what it shows, how it scrolls, what it gives to copy."""

from __future__ import annotations

import pytest
from textual.selection import SELECT_ALL

from jobview.ui.detail.error_view import ErrorView
from jobview.ui.paint.marks import ASCII_MARKS, UNICODE_MARKS
from jobview.ui.result.copy_part import HoldsCopyParts
from tests.fakes.one_view import OneViewApp

SIZE = (60, 10)
MESSAGE = "SqlEngine: Object 'ki_home.missing' not found at line 2, column 8 (S/SDc:1513)"
QUERY = "SELECT *\n  FROM ki_home.missing\n WHERE a = 1"


class ErrorApp(OneViewApp):
    """An error view and nothing else."""

    def __init__(self, message: str, query: str = "", *, ascii_only: bool = False) -> None:
        marks = ASCII_MARKS if ascii_only else UNICODE_MARKS
        self.view = ErrorView(message, query, marks)
        super().__init__(self.view)

    def lines(self) -> list[str]:
        return [self.view.render_line(y).text.rstrip() for y in range(self.view.body_height)]


async def test_message_codes_and_marked_query_stand_one_under_another() -> None:
    app = ErrorApp(MESSAGE, QUERY)
    async with app.run_test(size=SIZE) as pilot:
        await pilot.pause()
        assert app.lines()[:9] == [
            " SqlEngine: Object 'ki_home.missing' not found at line 2,",
            " column 8",
            " S/SDc:1513",
            "",
            " object       ki_home.missing",
            "",
            " 1  SELECT *",
            " 2    FROM ki_home.missing",
            "           ^^^^^^^^^^^^^^^  line 2, column 8",
        ]


async def test_message_and_mark_are_red_and_codes_are_dim() -> None:
    app = ErrorApp(MESSAGE, QUERY)
    async with app.run_test(size=SIZE) as pilot:
        await pilot.pause()
        palette = app.view.palette

        def colours(y: int) -> dict[str, object]:
            return {s.text.strip(): s.style.color for s in app.view.render_line(y) if s.style}

        assert colours(0)[app.lines()[0].strip()] == palette.failed.color
        assert colours(2)["S/SDc:1513"] == palette.muted.color
        assert colours(7)["ki_home.missing"] == palette.failed.color
        assert colours(7)["FROM"] == palette.word.color
        assert colours(8)["^" * 15] == palette.failed.color


async def test_another_width_lays_it_out_anew() -> None:
    app = ErrorApp(MESSAGE, QUERY)
    async with app.run_test(size=SIZE) as pilot:
        await pilot.resize_terminal(110, 12)
        await pilot.pause()
        assert app.lines()[0].startswith(
            " SqlEngine: Object 'ki_home.missing' not found at line 2, column 8 "
        )
        assert app.lines()[0].endswith("S/SDc:1513")


async def test_keys_scroll_a_long_message() -> None:
    app = ErrorApp("\n".join(f"message {number}" for number in range(100)))
    async with app.run_test(size=SIZE) as pilot:
        await pilot.press("j", "down")
        assert app.lines()[0] == " · message 2"
        await pilot.press("G")
        assert app.lines()[-1] == " · message 99"
        await pilot.press("g")
        assert app.lines()[0] == " message 0"


async def test_the_text_can_be_selected() -> None:
    app = ErrorApp("no table (A/Bc:1)", "SELECT 1")
    async with app.run_test(size=SIZE) as pilot:
        await pilot.pause()
        selection = app.view.get_selection(SELECT_ALL)
        assert selection is not None
        assert "no table" in selection[0]
        assert "SELECT 1" in selection[0]


async def test_the_message_is_copied_as_it_came() -> None:
    message = 'a\x1b err: b (A/Bc:1) (A/Dc:2)(Table:"x.y")'
    app = ErrorApp(message, "SELECT\t1")

    assert isinstance(app.view, HoldsCopyParts)
    async with app.run_test(size=SIZE):
        parts = {part.label: part.text() for part in app.view.copy_parts()}
    assert parts == {
        "error message": message,
        "source codes": "A/Bc:1\nA/Dc:2",
        "table": "x.y",
        "query": "SELECT\t1",
    }
    assert next(iter(parts)) == "error message"


@pytest.mark.parametrize("ascii_only", [False, True])
@pytest.mark.parametrize("size", [(1, 3), (9, 4), (80, 24), (250, 60)])
@pytest.mark.parametrize(
    "hostile",
    [
        "[/x] [bold]",
        "\x1b[2J\x1b]0;owned\x07",
        "\u202eevil",
        "\ud800",
        "日本語👩‍🚀" * 90,
        "x" * 300_000,
        "",
    ],
    ids=["markup", "escapes", "bidi", "surrogate", "wide", "long", "empty"],
)
async def test_hostile_text_is_drawn_as_text(
    hostile: str, size: tuple[int, int], *, ascii_only: bool
) -> None:
    app = ErrorApp(f"{hostile}; Object '{hostile}' not found", hostile, ascii_only=ascii_only)
    async with app.run_test(size=size) as pilot:
        for key in ("end", "home"):
            await pilot.press(key)
            for y in range(app.view.body_height):
                strip = app.view.render_line(y)
                assert strip.cell_length == app.view.view_width
                assert not set("\x1b\x07\u202e\ud800\r\n\t\x00") & set(strip.text)


async def test_ten_megabytes_do_not_freeze_the_keys() -> None:
    app = ErrorApp("x" * 10_000_000, "SELECT a FROM t\n" * 600_000)
    async with app.run_test(size=SIZE) as pilot:
        await pilot.press("pagedown", "end", "home")
        assert app.view.line_count < 5_000


async def test_a_row_that_looks_like_the_marked_one_leaves_its_colour() -> None:
    app = ErrorApp("no such column at line 1, column 1", "aaaaaaa, " * 20)
    async with app.run_test(size=(40, 24)) as pilot:
        await pilot.pause()
        red = app.view.palette.failed.color
        lines = app.lines()
        marked = next(y for y, line in enumerate(lines) if line.lstrip().startswith("^")) - 1
        segments = [segment for segment in app.view.render_line(marked) if segment.style]
        assert [s.text.strip() for s in segments if s.style and s.style.color == red] == ["aaaaaaa"]


async def test_another_width_stays_about_where_it_was() -> None:
    app = ErrorApp("failed", "\n".join(f"SELECT {number}" for number in range(200)))
    async with app.run_test(size=(60, 12)) as pilot:
        await pilot.pause()
        app.view.focus()
        await pilot.press("end")
        await pilot.pause()
        await pilot.resize_terminal(40, 12)
        await pilot.pause()
        assert app.view.top > 150
