"""A result in its views, under keys and mouse: choosing, searching, sorting, opening values."""

from __future__ import annotations

import json
import threading
from base64 import b64decode
from typing import TYPE_CHECKING, Any, TypeVar

import pytest
from textual.widgets import Input, Static

from jobview.ui.paint.marks import ASCII_MARKS, UNICODE_MARKS, Marks
from jobview.ui.result import table_view
from jobview.ui.result.copy_part import HoldsCopyParts
from jobview.ui.result.facts_view import FactsView
from jobview.ui.result.result_pane import ResultPane
from jobview.ui.result.result_views import ChosenViews
from jobview.ui.result.row_order import row_order
from jobview.ui.result.table_view import TableView
from jobview.ui.result.text_pane import TextPane
from jobview.ui.result.text_result import HexResult, TextResult
from jobview.ui.result.tree_view import TreeView
from jobview.ui.result.value_screen import ValueScreen
from jobview.ui.result.view_kind import ViewKind
from jobview.ui.text.text_view import TextView
from tests.fakes.avro_cells import array, record_of
from tests.fakes.pane import PaneApp, settled
from tests.fakes.results import bytes_result, made_table, record_result, table_result, text_result

if TYPE_CHECKING:
    from collections.abc import Iterator

    from textual.pilot import Pilot

    from jobview.results.model import Table
    from jobview.ui.result.row_order import RowOrder
    from jobview.ui.text.search_words import SearchStep


ViewT = TypeVar("ViewT")
SIZE = (80, 16)

TAXI = made_table(
    ("id", "int", [3, 1, 2, 4]),
    ("city", "char64", ["Torino", None, "", "Città"]),
    ("fare", "decimal(10,2)", ["10.00", "9.50", None, "100.25"]),
    ("at", "timestamp", [1_700_000_000_000] * 4),
)


async def typed(pilot: Pilot[None], words: str) -> None:
    """Search for these words."""
    await pilot.press("slash")
    for character in words:
        await pilot.press("space" if character == " " else character)
    await pilot.press("enter")
    await settled(pilot)


# Choosing a view.


async def test_keys_go_round_the_views_there_are() -> None:
    app = PaneApp(table_result(TAXI))
    async with app.run_test(size=SIZE) as pilot:
        kinds = [type(app.pane.view)]
        for _ in range(5):
            await pilot.press("v")
            await settled(pilot)
            kinds.append(type(app.pane.view))
            assert app.focused is app.pane.view
        assert kinds == [TableView, FactsView, TreeView, TextResult, HexResult, TableView]
        await pilot.press("V")
        await settled(pilot)
        app.view(HexResult)


async def test_a_click_on_a_name_shows_the_view() -> None:
    app = PaneApp(record_result({"a": 1}))
    async with app.run_test(size=SIZE) as pilot:
        names = app.pane.query_one("#view-names")
        assert [tab.label for tab in names.tabs] == ["facts", "tree", "text", "hex"]  # type: ignore[attr-defined]
        await pilot.click("#view-names", offset=(10, 0))
        await settled(pilot)
        app.view(TreeView)
        assert names.active == "tree"  # type: ignore[attr-defined]


async def test_the_choice_is_remembered_for_its_kind() -> None:
    chosen = ChosenViews()
    async with (app := PaneApp(record_result({"a": 1}), chosen)).run_test(size=SIZE) as pilot:
        await pilot.press("v")
        await settled(pilot)
        app.view(TreeView)
    async with (app := PaneApp(record_result({"b": 2}), chosen)).run_test(size=SIZE):
        app.view(TreeView)
    async with (app := PaneApp(table_result(TAXI), chosen)).run_test(size=SIZE):
        app.view(TableView)


async def test_summary_note_and_count_stand_over_the_view() -> None:
    result = record_result({"a": 1}, summary="created [/x] \x1b[2J", note="read in part")
    app = PaneApp(result)
    async with app.run_test(size=SIZE):
        texts = [str(line.render()) for line in app.query(Static)]
        assert texts == ["created [/x] ␛[2J", "read in part", "1 field"]


async def test_a_large_result_is_made_ready_beside_the_keys() -> None:
    app = PaneApp(record_result({"long": ["x" * 50] * 3_000}))
    async with app.run_test(size=SIZE) as pilot:
        await settled(pilot)
        app.view(FactsView)
        await pilot.press("v", "v")
        await settled(pilot)
        assert app.view(TextResult).line_count == 3_004


# The table.


async def test_s_sorts_by_the_cursors_column_and_the_cursor_stays_on_its_row() -> None:
    app = PaneApp(table_result(TAXI))
    async with app.run_test(size=SIZE) as pilot:
        table = app.view(TableView)
        await pilot.press("right", "right", "down")
        assert (table.selected_key, table.selected_column) == (1, 2)
        await pilot.press("s")
        await settled(pilot)
        assert [line.split()[0] for line in app.lines()[3:6]] == ["3", "4", "2"]
        assert app.lines()[2].split()[:2] == ["▌", "1"]
        assert "fare ▲" in app.lines()[0]
        assert table.selected_key == 1
        await pilot.press("s")
        await settled(pilot)
        assert [line.split()[0] for line in app.lines()[2:4]] == ["4", "3"]
        assert "fare ▼" in app.lines()[0]
        assert table.selected_key == 1
        await pilot.press("s")
        await settled(pilot)
        assert table.order is None
        assert "▼" not in app.lines()[0]


async def test_the_last_key_counts_while_another_column_is_being_sorted(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    may_end = threading.Event()

    def slowly(table: Table, column: int, *, is_descending: bool) -> RowOrder:
        if column:
            may_end.wait(10)
        return row_order(table, column, is_descending=is_descending)

    monkeypatch.setattr(table_view, "row_order", slowly)
    app = PaneApp(table_result(TAXI))
    async with app.run_test(size=SIZE) as pilot:
        for _ in range(2):
            await pilot.press("s")
            await settled(pilot)
        await pilot.press("right", "s", "left", "s")
        may_end.set()
        await settled(pilot)
        assert app.view(TableView).order is None
        assert "sorting" not in app.status


async def test_a_click_on_a_heading_sorts_by_its_column() -> None:
    app = PaneApp(table_result(TAXI))
    async with app.run_test(size=SIZE) as pilot:
        table = app.view(TableView)
        await pilot.click(table, offset=(app.lines()[0].index("city"), 0))
        await settled(pilot)
        assert table.order is not None
        assert table.order.column == 1


async def test_another_result_forgets_the_order() -> None:
    app = PaneApp(table_result(TAXI))
    async with app.run_test(size=SIZE) as pilot:
        table = app.view(TableView)
        await pilot.press("s")
        await settled(pilot)
        table.result = made_table(("n", "int", [1]))
        await settled(pilot)
        assert table.order is None
        assert table.selected_key == 0


async def test_a_search_ends_with_the_view_that_it_goes_through(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    is_left = threading.Event()

    def slow_steps(*_: object, **__: object) -> Iterator[SearchStep[object]]:
        is_left.wait(10)
        yield 0.5
        yield None

    monkeypatch.setattr(TableView, "search_steps", slow_steps)
    app = PaneApp(table_result(TAXI))
    async with app.run_test(size=SIZE) as pilot:
        await pilot.press("slash", "t", "enter", "v")
        await pilot.pause()
        app.view(FactsView)
        is_left.set()
        await settled(pilot)
        assert not app.said


async def test_the_search_goes_from_cell_to_cell_and_round() -> None:
    app = PaneApp(table_result(TAXI))
    async with app.run_test(size=SIZE) as pilot:
        table = app.view(TableView)
        await typed(pilot, "CITT")
        assert (table.selected_key, table.selected_column) == (3, 1)
        found = table.palette.found
        marked = [segment for segment in table.render_line(5) if segment.style]
        assert "Citt" in [s.text for s in marked if s.style and s.style.underline]
        assert found.underline
        await typed(pilot, "10")
        assert (table.selected_key, table.selected_column) == (3, 2)
        await pilot.press("n")
        await settled(pilot)
        assert (table.selected_key, table.selected_column) == (0, 2)
        assert app.said == "continued at the top"
        await pilot.press("N")
        await settled(pilot)
        assert (table.selected_key, table.selected_column) == (3, 2)
        assert app.said == "continued at the end"


async def test_the_search_follows_the_order_on_screen() -> None:
    app = PaneApp(table_result(TAXI))
    async with app.run_test(size=SIZE) as pilot:
        table = app.view(TableView)
        await pilot.press("s")
        await settled(pilot)
        await pilot.press("home")
        await typed(pilot, "00")
        assert table.selected_key == 0


async def test_what_is_not_there_is_said_and_escape_ends_the_search() -> None:
    app = PaneApp(table_result(TAXI))
    async with app.run_test(size=SIZE) as pilot:
        table = app.view(TableView)
        await typed(pilot, "[/x]")
        assert app.said == "not found: [/x]"
        assert table.search_words == "[/x]"
        await pilot.press("escape")
        await settled(pilot)
        assert table.search_words == ""
        assert app.said == ""
        await pilot.press("n")
        assert "nothing is searched" in app.said


async def test_keys_are_letters_in_the_search_line() -> None:
    app = PaneApp(table_result(TAXI))
    async with app.run_test(size=SIZE) as pilot:
        await pilot.press("slash", "s", "v", "n", "x", "q")
        line = app.query_one("#search", Input)
        assert line.value == "svnxq"
        assert app.view(TableView).search_words == "svnxq"
        await pilot.press("escape")
        await settled(pilot)
        assert not line.display
        assert app.view(TableView).search_words == ""
        assert app.focused is app.pane.view
        assert app.view(TableView).order is None


async def test_enter_opens_the_cell_in_full() -> None:
    app = PaneApp(table_result(TAXI))
    async with app.run_test(size=SIZE) as pilot:
        await pilot.press("end", "right", "right", "right", "enter")
        await settled(pilot)
        assert isinstance(app.screen, ValueScreen)
        facts = str(app.screen.query_one("#value-facts", Static).render())
        assert facts == "type timestamp · raw number 1700000000000"
        assert [*app.screen.query_one(TextView).lines] == ["2023-11-14T22:13:20Z"]
        await pilot.press("escape")
        await settled(pilot)
        assert not isinstance(app.screen, ValueScreen)


@pytest.mark.parametrize(
    ("value", "kind", "lines"),
    [
        ('{"a":[1]}', "json", ["{", '  "a": [', "    1", "  ]", "}"]),
        ([1, 2], "array(int)", ["[", "  1,", "  2", "]"]),
        (b"\x00\xff", "bytes", ["00000000  00 ff"]),
        ("a\nb", "string", ["a", "b"]),
        (12, "int", ["12"]),
    ],
)
async def test_a_value_is_laid_out_by_what_it_is(
    value: object, kind: str, lines: list[str]
) -> None:
    app = PaneApp(table_result(made_table(("c", kind, [value]))))
    async with app.run_test(size=SIZE) as pilot:
        await pilot.press("enter")
        await settled(pilot)
        shown = [*app.screen.query_one(TextView).lines]
        assert [line.split("  |")[0].rstrip() for line in shown] == lines


@pytest.mark.parametrize("value", [None, "", b""])
async def test_a_value_of_nothing_opens_too(value: object) -> None:
    app = PaneApp(table_result(made_table(("c", "string", [value]))))
    async with app.run_test(size=SIZE) as pilot:
        await pilot.press("enter")
        await settled(pilot)
        assert isinstance(app.screen, ValueScreen)
        await pilot.press("z", "enter")
        await settled(pilot)
        assert not isinstance(app.screen, ValueScreen)


def parts(app: PaneApp) -> dict[str, str]:
    view: Any = app.pane.view
    assert isinstance(view, HoldsCopyParts)
    return {part.label: part.text() for part in view.copy_parts()}


async def test_a_table_gives_cell_row_and_column() -> None:
    table = made_table(
        ("n", "int", [1]),
        ("s", "string", ["a\tb\\"]),
        ("none", "string", [None]),
        ("b", "bytes", [b"\x01"]),
    )
    app = PaneApp(table_result(table))
    async with app.run_test(size=SIZE) as pilot:
        await pilot.press("right")
        assert parts(app) == {
            "cell": "a\tb\\",
            "row": "1\ta\\tb\\\\\t\\N\tAQ==",
            "column name": "s",
        }


async def test_a_copied_text_is_not_made_safe_for_a_spreadsheet() -> None:
    app = PaneApp(table_result(made_table(("s", "string", ["-foo"]), ("n", "int", ["=A1"]))))
    async with app.run_test(size=SIZE):
        assert parts(app)["cell"] == "-foo"
        assert parts(app)["row"] == "-foo\t=A1"


# Facts.


async def test_facts_are_found_opened_and_copied() -> None:
    app = PaneApp(record_result({"table_name": "a.b", "count": 1204331, "info": {"x": "1"}}))
    async with app.run_test(size=SIZE) as pilot:
        view = app.view(FactsView)
        assert [line.split() for line in app.lines()[:4]] == [
            ["▌", "table_name", "a.b"],
            ["count", "1204331"],
            ["info"],
            ["x", "1"],
        ]
        await typed(pilot, "count")
        assert view.selected_key == 1
        assert parts(app)["value"] == "1204331"
        assert parts(app)["name"] == "count"
        await pilot.press("down", "down", "enter")
        await settled(pilot)
        assert isinstance(app.screen, ValueScreen)
        assert [*app.screen.query_one(TextView).lines] == ["{", '  "x": "1"', "}"]


# The tree.


async def test_the_root_of_a_record_that_stays_bytes_is_copied_whole() -> None:
    schema = record_of({"endpoints": array("string"), "data": "bytes"})
    values = {"endpoints": [f"/e/{n}" for n in range(40_000)], "data": bytes(100_000)}
    app = PaneApp(record_result(schema.opened(schema.encode(values))))
    async with app.run_test(size=SIZE) as pilot:
        await shown_tree(pilot)
        copied = json.loads(parts(app)["value"])
        assert copied["endpoints"] == values["endpoints"]
        assert b64decode(copied["data"]["base64"]) == values["data"]


TREE = {"a": {"b": [10, 20]}, "odd key": json.dumps({"in": "side"}), "z": None}


async def shown_tree(pilot: Pilot[None]) -> None:
    await pilot.press("v")
    await settled(pilot)


async def test_nodes_open_and_close_by_keys() -> None:
    app = PaneApp(record_result(TREE))
    async with app.run_test(size=SIZE) as pilot:
        await shown_tree(pilot)
        tree = app.view(TreeView)
        assert tree.line_count == 4
        await pilot.press("down", "right")
        assert [line.split() for line in app.lines()[:3]] == [
            ["▾", "$", "{3}"],
            ["▌", "▾", "a", "{1}"],
            ["▸", "b", "[2]"],
        ]
        await pilot.press("right", "enter", "down")
        assert app.status.split()[0] == "$.a.b[0]"
        await pilot.press("left")
        assert app.status.split()[0] == "$.a.b"
        await pilot.press("left", "left", "left")
        assert tree.line_count == 4
        await pilot.press("asterisk")
        assert tree.line_count == 7
        await pilot.press("space")
        assert tree.line_count == 4


async def test_json_in_a_string_opens_and_a_value_opens_in_full() -> None:
    app = PaneApp(record_result(TREE))
    async with app.run_test(size=SIZE) as pilot:
        await shown_tree(pilot)
        await pilot.press("down", "down", "enter", "down")
        await pilot.pause()
        assert app.status.split("  ")[0].strip() == "$['odd key'].in"
        assert parts(app) == {"value": "side", "JSON path": "$['odd key'].in", "key": "in"}
        await pilot.press("enter")
        await settled(pilot)
        assert [*app.screen.query_one(TextView).lines] == ["side"]


async def test_the_search_opens_what_it_finds() -> None:
    app = PaneApp(record_result(TREE))
    async with app.run_test(size=SIZE) as pilot:
        await shown_tree(pilot)
        await typed(pilot, "20")
        assert app.view(TreeView).node.path == ("a", "b", 1)
        await typed(pilot, "side")
        assert app.view(TreeView).node.path == ("odd key", "in")
        await pilot.press("n")
        await settled(pilot)
        assert app.view(TreeView).node.path == ("odd key", "in")
        assert app.said == "continued at the top"


async def test_a_click_on_the_mark_opens_a_node() -> None:
    app = PaneApp(record_result(TREE))
    async with app.run_test(size=SIZE) as pilot:
        await shown_tree(pilot)
        tree = app.view(TreeView)
        await pilot.click(tree, offset=(4, 1))
        assert tree.line_count == 5
        await pilot.click(tree, offset=(20, 1))
        assert tree.line_count == 5


async def test_a_million_nodes_cost_what_is_on_screen() -> None:
    app = PaneApp(record_result({"rows": [{"n": n} for n in range(3)] + [0] * 1_000_000}))
    async with app.run_test(size=SIZE) as pilot:
        await settled(pilot)
        await shown_tree(pilot)
        await pilot.press("down", "right")
        tree = app.view(TreeView)
        assert tree.line_count < 10
        assert "[0 … 999,999]" in app.lines()[2]
        await pilot.press("down", "right", "down", "right", "down", "down")
        assert app.status.split()[0] == "$.rows[1]"


# Text and bytes.


async def test_a_text_is_searched_wrapped_and_copied() -> None:
    text = "\n".join([*(f"line {n}" for n in range(100)), "x" * 200 + " needle"])
    app = PaneApp(text_result(text))
    async with app.run_test(size=SIZE) as pilot:
        view = app.view(TextResult)
        was_wrapped = view.is_wrapped
        await typed(pilot, "line 42")
        assert "line 42" in app.lines()
        assert parts(app) == {"line 43": "line 42"}
        await typed(pilot, "needle")
        assert any("needle" in line for line in app.lines())
        await pilot.press("z")
        assert (was_wrapped, view.is_wrapped) == (True, False)
        await typed(pilot, "needle")
        assert any("needle" in line for line in app.lines())
        await pilot.press("n")
        await settled(pilot)
        assert app.said == "continued at the top"


async def test_json_text_is_laid_out_and_coloured() -> None:
    app = PaneApp(text_result('{"a": [1, 2]}'))
    async with app.run_test(size=SIZE):
        assert [*app.view(TextResult).lines] == ["{", '  "a": [', "    1,", "    2", "  ]", "}"]
        name = app.view(TextResult).palette.name.color
        assert name in {s.style.color for s in app.view(TextResult).render_line(1) if s.style}


async def test_a_text_of_many_lines_wraps_in_a_thread() -> None:
    app = PaneApp(text_result("\n".join(["word " * 30] * 12_000)))
    async with app.run_test(size=SIZE) as pilot:
        await settled(pilot)
        view = app.view(TextResult)
        await settled(pilot)
        assert view.line_count > 12_000


async def test_bytes_are_searched_as_text_and_as_hex() -> None:
    app = PaneApp(bytes_result(bytes(1_000) + b"GPUdb" + bytes(1_000) + b"\xca\xfe"))
    async with app.run_test(size=SIZE) as pilot:
        view = app.view(HexResult)
        await typed(pilot, "gpudb")
        assert view.where() == "offset 0x3e8 = 1,000"
        line = next(y for y, text in enumerate(app.lines()) if "GPUdb" in text)
        marked = [s.text for s in view.render_line(line) if s.style and s.style.underline]
        assert [text.strip() for text in marked] == ["47", "50", "55", "64", "62", "GPUdb"]
        await typed(pilot, "0xcafe")
        assert view.where() == "offset 0x7d5 = 2,005"
        await typed(pilot, "@10")
        assert view.where() == "offset 0x10 = 16"
        assert parts(app)["bytes of the line in hex"] == "00" * 16


async def test_s_where_nothing_is_sorted_stays_in_the_result() -> None:
    app = PaneApp(bytes_result(b"abc"))
    async with app.run_test(size=SIZE) as pilot:
        await pilot.press("s")
        assert app.said == "only a table is sorted"


# Whatever comes.

HOSTILE = {
    "markup": "[/x] [bold]",
    "escapes": "\x1b[2J\x1b]0;owned\x07",
    "bidi": "\u202eevil",
    "surrogate": "\ud800",
    "long": "x" * 10_240,
    "wide": "日本語👩‍🚀" * 90,
    "controls": "a\r\nb\tc\x00",
}


@pytest.mark.parametrize(
    ("hostile", "marks"),
    [
        *((text, UNICODE_MARKS) for text in HOSTILE.values()),
        (HOSTILE["escapes"], ASCII_MARKS),
        (HOSTILE["wide"], ASCII_MARKS),
    ],
    ids=[*HOSTILE, "escapes-ascii", "wide-ascii"],
)
async def test_hostile_text_is_drawn_as_text_in_every_view(hostile: str, marks: Marks) -> None:
    record = {hostile: hostile, "in": {hostile: [hostile]}, "json": json.dumps({hostile: hostile})}
    table = made_table((hostile, hostile, [hostile, None]))
    result = table_result(table, record)
    app = PaneApp(result, marks=marks)
    async with app.run_test(size=SIZE, notifications=True) as pilot:
        for _ in ViewKind:
            await pilot.press("asterisk", "down", "right", "s", "slash", "enter")
            await settled(pilot)
            for y in range(app.pane.view.container_size.height):  # type: ignore[union-attr]
                strip = app.pane.view.render_line(y)  # type: ignore[union-attr]
                assert not any(sign in strip.text for sign in "\x1b\x07\u202e\ud800\r\n\t\x00")
            assert "\x1b" not in app.status
            parts(app)
            if not isinstance(app.pane.view, TextResult):
                await pilot.press("enter")
                await settled(pilot)
                await pilot.press("escape")
                await settled(pilot)
            await pilot.press("v")
            await settled(pilot)


@pytest.mark.parametrize("size", [(1, 4), (10, 5), (250, 60)])
async def test_every_size_is_drawn(size: tuple[int, int]) -> None:
    app = PaneApp(table_result(TAXI, TREE))
    async with app.run_test(size=size) as pilot:
        for _ in ViewKind:
            await pilot.press("v")
            await settled(pilot)
            app.lines()


async def test_views_come_back_as_they_were_left() -> None:
    app = PaneApp(table_result(TAXI))
    async with app.run_test(size=SIZE) as pilot:
        await pilot.press("s", "down", "down")
        await settled(pilot)
        left = app.lines()
        await pilot.press("v", "v")
        await settled(pilot)
        tree = app.view(TreeView)
        await pilot.press("down", "right")
        await settled(pilot)
        opened = app.lines()
        await pilot.press("V", "V")
        await settled(pilot)

        assert app.focused is app.view(TableView)
        assert app.lines() == left
        shown = [view for view in app.pane.query("#result-view > *") if view.display]
        assert shown == [app.pane.view]
        await pilot.press("v", "v")
        await settled(pilot)
        assert app.view(TreeView) is tree
        assert app.lines() == opened


async def test_a_view_that_comes_back_has_the_new_width_and_search() -> None:
    app = PaneApp(table_result(TAXI))
    async with app.run_test(size=SIZE) as pilot:
        await pilot.press("v")
        await settled(pilot)
        await pilot.resize_terminal(50, 12)
        await typed(pilot, "torino")
        await pilot.press("V")
        await settled(pilot)
        table = app.view(TableView)
        assert table.search_words == "torino"
        assert {len(line) <= 50 for line in app.lines()} == {True}
        assert table.container_size.width == 50


async def test_a_search_says_what_it_did_not_look_at() -> None:
    many = {"names": [f"name {number}" for number in range(1_000)]}
    app = PaneApp(record_result(many))
    async with app.run_test(size=SIZE) as pilot:
        app.view(FactsView)
        await typed(pilot, "name 999")
        assert app.said == "not found in the lines shown here, the tree has all: name 999"
        await pilot.press("v", "n")
        await settled(pilot)
        assert app.said == ""
        assert "999" in app.status


@pytest.mark.parametrize("is_text", [False, True], ids=["result", "text"])
async def test_a_pane_that_is_replaced_before_it_was_made_does_no_harm(*, is_text: bool) -> None:
    app = PaneApp(table_result(made_table(("n", "int", [2, 1]))))
    async with app.run_test() as pilot:
        pane = (
            TextPane(TextResult(["a line"]), UNICODE_MARKS)
            if is_text
            else ResultPane(app.pane.result, ChosenViews(), UNICODE_MARKS)
        )
        mounted = app.screen.mount(pane)
        gone = pane.remove()
        await mounted
        await gone
        await pilot.pause()

        assert app.is_running
        assert pane not in app.screen.children
