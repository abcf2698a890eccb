"""The result table under keys and mouse, at its edges and with hostile cells."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, ClassVar

import pytest

from jobview.results.model import Column, Table
from jobview.ui.paint.marks import ASCII_MARKS, UNICODE_MARKS, Marks
from jobview.ui.result.result_layout import GUTTER
from jobview.ui.result.result_table import ResultTable
from tests.fakes.made import Made
from tests.fakes.one_view import OneViewApp

if TYPE_CHECKING:
    from collections.abc import Sequence

    from textual.binding import BindingType
    from textual.message import Message

SIZE = (60, 8)


def taxi(row_count: int = 100) -> Table:
    """The table of the screens' drawing, with wide characters."""
    fares = [None if row % 4 == 2 else row / 8 for row in range(row_count)]
    return made_table(
        ("vendor_id", "int", list(range(row_count))),
        ("city", "char64", [f"città-{row} 日本" for row in range(row_count)]),
        ("pickup_ts", "timestamp", [1_700_000_000_000 + row * 1000 for row in range(row_count)]),
        ("fare", "double", fares),
    )


def made_table(*columns: tuple[str, str, Sequence[object]]) -> Table:
    return Table(
        tuple(Column(name, kind) for name, kind, _ in columns),
        tuple(values for _, _, values in columns),
        len(columns[0][2]) if columns else 0,
    )


class OpeningTable(ResultTable):
    """A result table that opens on Enter."""

    BINDINGS: ClassVar[list[BindingType]] = [("enter", "open", "open")]


class ResultApp(OneViewApp):
    """A result table and what it said."""

    def __init__(self, result: Table, marks: Marks = UNICODE_MARKS) -> None:
        self.table = OpeningTable(result, marks)
        super().__init__(self.table)
        self.said: list[Message] = []

    def on_result_table_cell_highlighted(self, message: ResultTable.CellHighlighted) -> None:
        self.said.append(message)

    def on_result_table_cell_opened(self, message: ResultTable.CellOpened) -> None:
        self.said.append(message)

    def on_result_table_heading_clicked(self, message: ResultTable.HeadingClicked) -> None:
        self.said.append(message)

    def heard(self, kind: type[Message]) -> list[Any]:
        return [message for message in self.said if isinstance(message, kind)]

    def line(self, y: int) -> str:
        return self.table.render_line(y).text

    @property
    def cell(self) -> tuple[int | None, int]:
        return self.table.selected_key, self.table.selected_column


async def test_names_types_and_rows_stand_in_columns() -> None:
    app = ResultApp(taxi())
    async with app.run_test(size=(80, 8)):
        assert app.line(0).split() == ["vendor_id", "city", "pickup_ts", "fare"]
        assert app.line(1).split() == ["int", "char64", "timestamp", "double"]
        assert app.line(2).split() == ["▌", "0", "città-0", "日本", "2023-11-14T22:13:20Z", "0"]
        assert app.line(3).split()[-1] == "0.125"


async def test_null_is_told_apart_from_text_that_looks_like_it() -> None:
    app = ResultApp(made_table(("s", "string", [None, "∅", "", '""', "null"])))
    async with app.run_test(size=SIZE) as pilot:
        await pilot.press("end")
        null, sign = app.table.render_line(2), app.table.render_line(3)
        assert null.text.split() == sign.text.split() == ["∅"]
        muted = app.table.palette.muted.color
        assert muted in {s.style.color for s in null if s.style and "∅" in s.text}
        assert muted not in {s.style.color for s in sign if s.style and "∅" in s.text}
        empty, sign = app.table.render_line(4), app.table.render_line(5)
        assert empty.text.split() == sign.text.split() == ['""']
        assert muted in {s.style.color for s in empty if s.style and '""' in s.text}
        assert muted not in {s.style.color for s in sign if s.style and '""' in s.text}


async def test_the_null_of_an_ascii_screen_is_ascii() -> None:
    app = ResultApp(made_table(("s", "string", [None])), ASCII_MARKS)
    async with app.run_test(size=SIZE):
        assert app.line(2).isascii()


async def test_columns_stay_aligned_behind_wide_characters() -> None:
    texts = ["plain", "日本語", "e\u0301e\u0301", "🚀🚀", ""]
    app = ResultApp(made_table(("s", "string", texts), ("after", "string", ["|"] * 5)))
    async with app.run_test(size=SIZE):
        for y in range(2, 7):
            strip = app.table.render_line(y)
            assert strip.crop(10, 11).text == "|"
            assert strip.cell_length == app.table.view_width


async def test_the_cursor_moves_by_rows_and_columns() -> None:
    app = ResultApp(taxi())
    async with app.run_test(size=SIZE) as pilot:
        assert app.cell == (0, 0)
        await pilot.press("down", "down", "right")
        assert app.cell == (2, 1)
        await pilot.press("end", "right", "right", "right", "right")
        assert app.cell == (99, 3)
        await pilot.press("home", *["left"] * 9)
        assert app.cell == (0, 0)
        await pilot.press("enter")
        opened = app.heard(ResultTable.CellOpened)
        assert [(message.row, message.column) for message in opened] == [(0, 0)]
        newest = app.heard(ResultTable.CellHighlighted)[-1]
        assert (newest.row, newest.column) == (0, 0)


async def test_the_view_follows_the_cursor_sideways() -> None:
    wide = made_table(*((f"column_{n:03}", "long", [n]) for n in range(200)))
    app = ResultApp(wide)
    async with app.run_test(size=SIZE) as pilot:
        for column in range(40):
            await pilot.press("right")
            assert f"column_{column + 1:03}" in app.line(0)
        await pilot.press("left", "left")
        assert "column_038" in app.line(0)
        app.table.selected_column = 199
        assert "column_199" in app.line(0)
        app.table.selected_column = 0
        assert "column_000" in app.line(0)
        assert app.line(2).startswith("▌ ")


async def test_the_gutter_stays_while_the_rest_scrolls() -> None:
    app = ResultApp(made_table(*((f"c{n}", "long", [n, n]) for n in range(60))))
    async with app.run_test(size=SIZE) as pilot:
        app.table.selected_column = 40
        await pilot.pause()
        assert app.table.scroll_offset.x > 0
        assert app.line(2)[:GUTTER] == "▌ "
        assert app.line(3)[:GUTTER] == "  "


async def test_a_click_goes_to_the_cell_and_a_double_click_opens_it() -> None:
    app = ResultApp(taxi())
    async with app.run_test(size=(80, 8)) as pilot:
        x = app.line(0).index("pickup_ts")
        await pilot.click(offset=(x + 2, 4))
        assert app.cell == (2, 2)
        await pilot.double_click(offset=(4, 3))
        opened = app.heard(ResultTable.CellOpened)
        assert [(message.row, message.column) for message in opened] == [(1, 0)]


async def test_a_click_on_a_heading_says_which_column() -> None:
    app = ResultApp(taxi())
    async with app.run_test(size=(80, 8)) as pilot:
        x = app.line(0).index("fare")
        await pilot.click(offset=(x, 0))
        await pilot.click(offset=(x, 1))
        await pilot.click(offset=(0, 0))
        assert [message.column for message in app.heard(ResultTable.HeadingClicked)] == [3, 3]


async def test_only_what_is_on_screen_is_looked_at() -> None:
    values = Made[object](5_000_000, lambda row: row)
    columns = tuple(Column(f"c{number}", "long") for number in range(500))
    app = ResultApp(Table(columns, (values,) * 500, 5_000_000))
    async with app.run_test(size=SIZE) as pilot:
        measured_count = values.made_count
        assert measured_count <= 500 * 10
        await pilot.press("end")
        assert app.cell == (4_999_999, 0)
        assert "4999999" in app.line(6)
        assert values.made_count - measured_count < 1_000


async def test_another_result_starts_at_its_first_cell() -> None:
    app = ResultApp(made_table(*((f"c{n}", "long", list(range(100))) for n in range(60))))
    async with app.run_test(size=SIZE) as pilot:
        await pilot.press("end")
        app.table.selected_column = 50
        await pilot.pause()
        app.table.result = taxi(3)
        await pilot.pause()
        assert app.cell == (0, 0)
        assert app.line(0).split()[0] == "vendor_id"
        assert app.line(2).split()[:2] == ["▌", "0"]
        assert app.table.scroll_offset == (0, 0)
        assert app.table.virtual_size.height == 5


@pytest.mark.parametrize("result", [Table((), (), 0), made_table(("only", "int", []))])
async def test_a_result_without_rows_is_survived(result: Table) -> None:
    app = ResultApp(result)
    async with app.run_test(size=SIZE) as pilot:
        await pilot.press("down", "right", "end", "pagedown", "enter", "left", "up")
        await pilot.click(offset=(10, 0))
        await pilot.click(offset=(10, 4))
        assert app.heard(ResultTable.CellOpened) == []
        assert app.line(3).strip() == ""


@pytest.mark.parametrize("width", [1, 2, 3, 20, 40, 250])
async def test_every_width_is_drawn_to_its_last_cell(width: int) -> None:
    app = ResultApp(taxi())
    async with app.run_test(size=(width, 8)) as pilot:
        await pilot.press("right", "right", "right")
        for y in range(7):
            assert app.table.render_line(y).cell_length == app.table.view_width


async def test_a_wide_view_shows_a_long_text_whole() -> None:
    app = ResultApp(made_table(("plan", "string", ["p" * 120])))
    async with app.run_test(size=(200, 8)) as pilot:
        assert "p" * 120 in app.line(2)
        await pilot.resize_terminal(60, 8)
        await pilot.pause()
        assert "…" in app.line(2)
        await pilot.resize_terminal(200, 8)
        await pilot.pause()
        assert "p" * 120 in app.line(2)


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
async def test_hostile_text_is_drawn_as_text(hostile: str) -> None:
    app = ResultApp(made_table((hostile, hostile, [hostile, None]), ("next", "int", [1, 2])))
    async with app.run_test(size=SIZE) as pilot:
        for key in ("right", "down", "left"):
            await pilot.press(key)
            for y in range(5):
                strip = app.table.render_line(y)
                assert strip.cell_length == app.table.view_width
                assert not any(sign in strip.text for sign in "\x1b\x07\u202e\ud800\r\n\t\x00")
