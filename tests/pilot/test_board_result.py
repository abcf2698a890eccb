"""A result's views on the board: where the focus goes, whose the keys are, what is remembered."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import pytest
from textual.widgets import Input

from jobview.errors import Refused, Unreachable
from jobview.polling.details import JobDetail
from jobview.results.model import DecodedResult, ResultKind
from jobview.ui.bindings.result_keys import (
    FACT_KEYS,
    SEARCH_KEYS,
    TABLE_KEYS,
    TEXT_KEYS,
    TREE_KEYS,
    VIEW_KEYS,
)
from jobview.ui.detail.error_view import ErrorView
from jobview.ui.frame.help_screen import HelpScreen, HelpText
from jobview.ui.frame.tab_line import TabLine
from jobview.ui.result.facts_view import FactsView
from jobview.ui.result.table_view import TableView
from jobview.ui.result.text_result import TextResult
from jobview.ui.result.tree_view import TreeView
from tests.fakes.board import MEDIUM, NARROW, WIDE, Stage, done, jobs, key, settled
from tests.fakes.board_result import ROWS, detail, opened
from tests.fakes.hostile import SHORT, SHORT_SHOWN, leaks
from tests.fakes.jobs import CLUSTER, job, reply
from tests.fakes.pane import PaneApp
from tests.fakes.pane import settled as pane_settled
from tests.fakes.results import made_table, record_result, table_result

if TYPE_CHECKING:
    from jobview.errors import ServerError
    from jobview.jobs.job import Job
    from jobview.ui.bindings.key import Key


@pytest.mark.parametrize("size", [WIDE, MEDIUM, NARROW])
async def test_enter_goes_into_the_view_and_escape_leaves_it(size: tuple[int, int]) -> None:
    stage = Stage()
    async with stage.running(size) as pilot:
        await stage.tell(pilot, [done(100)])
        pane = await opened(stage, pilot, 100, ROWS)

        assert stage.app.focused is pane.view
        assert "2 rows · 2 columns" in stage.screen_text()
        await pilot.press("v", "v", "v")
        await settled(pilot)
        assert stage.app.focused is pane.view
        assert isinstance(pane.view, TextResult)
        await pilot.press("escape")
        await settled(pilot)
        assert stage.board.table.has_focus


async def test_a_note_in_place_of_a_result_is_literal() -> None:
    stage = Stage()
    async with stage.running() as pilot:
        await stage.tell(pilot, [done(100)])
        await pilot.press("enter")
        await settled(pilot)
        nothing = DecodedResult(ResultKind.NONE, "/x", note=f"none: {SHORT}")
        stage.session.details.answer(detail(100, nothing))
        await settled(pilot)
        assert f"none: {SHORT_SHOWN}" in stage.screen_text()
        assert not leaks(stage.screen_text(), allowed="\n")


async def test_the_results_keys_are_not_the_boards() -> None:
    stage = Stage()
    async with stage.running() as pilot:
        await stage.tell(pilot, [done(100), *jobs(3, first=1)])
        pane = await opened(stage, pilot, 100, ROWS)
        listed = stage.board.order.keys
        await pilot.press("slash", *"citt", "enter")
        await settled(pilot)

        assert stage.board.query_words == ""
        assert not stage.app.query("#filter")
        assert stage.board.order.keys == listed
        assert isinstance(pane.view, TableView)
        assert (pane.view.selected_key, pane.view.selected_column) == (1, 1)
        await pilot.press("s")
        await settled(pilot)
        assert stage.on_top() is stage.board, "no dialog asks for a column of jobs"
        assert pane.view.order is not None
        await pilot.press("v", "s")
        await settled(pilot)
        assert stage.on_top() is stage.board


async def test_escape_ends_the_search_before_it_leaves_the_result() -> None:
    stage = Stage()
    async with stage.running() as pilot:
        await stage.tell(pilot, [done(100)])
        pane = await opened(stage, pilot, 100, ROWS)
        await pilot.press("slash", *"citt", "enter", "slash", "x")
        await settled(pilot)
        assert stage.app.query_one("#search", Input).has_focus
        assert stage.on_top() is stage.board, "x in the search cancels nothing"

        await pilot.press("escape")
        await settled(pilot)
        assert stage.app.focused is pane.view
        assert pane.search_words == "citt"
        await pilot.press("escape")
        await settled(pilot)
        assert stage.app.focused is pane.view
        assert pane.search_words == ""
        await pilot.press("escape")
        await settled(pilot)
        assert stage.board.table.has_focus


async def test_the_view_chosen_for_one_job_is_that_of_the_next_of_its_kind() -> None:
    stage = Stage()
    async with stage.running() as pilot:
        await stage.tell(pilot, [done(102), done(101), done(100)])
        await opened(stage, pilot, 102, record_result({"a": 1}))
        await pilot.press("v")
        await settled(pilot)
        await pilot.press("escape", "j")
        pane = await opened(stage, pilot, 101, record_result({"b": 1}))
        assert isinstance(pane.view, TreeView)
        await pilot.press("escape", "j")
        pane = await opened(stage, pilot, 100, ROWS)
        assert isinstance(pane.view, TableView)


async def test_the_value_in_full_is_copied_by_y() -> None:
    stage = Stage()
    async with stage.running() as pilot:
        await stage.tell(pilot, [done(100)])
        await opened(stage, pilot, 100, ROWS)
        await pilot.press("right", "enter")
        await settled(pilot)
        await pilot.press("y")
        await settled(pilot)
        assert stage.app.clipboard == "Torino"


async def test_enter_where_the_filter_hides_every_job_opens_none() -> None:
    stage = Stage()
    async with stage.running() as pilot:
        await stage.tell(pilot, jobs())
        await pilot.press("slash", *"nothing", "enter", "enter")
        await settled(pilot)

        assert not stage.board.has_class("-detail-open")
        assert stage.board.table.has_focus


VIEWS: dict[str, tuple[tuple[Key, ...], type]] = {
    "table": (TABLE_KEYS, TableView),
    "facts": (FACT_KEYS, FactsView),
    "tree": (TREE_KEYS, TreeView),
    "text": (TEXT_KEYS, TextResult),
}


@pytest.mark.parametrize("place", range(len(VIEWS)), ids=list(VIEWS))
async def test_every_key_of_a_view_reaches_its_action(
    place: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    reached: list[str] = []

    async def note(self: object, action: object, *args: object, **kwargs: object) -> bool:
        reached.append(action if isinstance(action, str) else "")
        return True

    keys, view = [*VIEWS.values()][place]
    app = PaneApp(table_result(ROWS.table or made_table(), {"a": {"b": 1}}))
    async with app.run_test(size=(100, 20)) as pilot:
        await pilot.press(*["v"] * place)
        await pane_settled(pilot)
        assert type(app.pane.view) is view
        monkeypatch.setattr(PaneApp, "run_action", note)
        for each in (*keys, *SEARCH_KEYS, *VIEW_KEYS):
            for name in each.keys.split(","):
                reached.clear()
                await pilot.press(name)
                assert each.action in reached, f"{name} does not reach {each.action}"


async def test_the_help_lists_the_results_keys() -> None:
    stage = Stage()
    async with stage.running() as pilot:
        await pilot.press("question_mark")
        await pilot.pause()
        screen = stage.on_top()
        assert isinstance(screen, HelpScreen)
        words = str(screen.query_one(HelpText).content)
        for heading in ("In a result", "In a result's table", "In a result's tree"):
            assert heading in words
        assert "Sort by the cursor's column" in words


async def test_a_filter_that_hides_the_selected_job_goes_to_the_first_it_shows() -> None:
    stage = Stage()
    async with stage.running() as pilot:
        await stage.tell(pilot, [done(100), done(101), done(102)])
        await pilot.press("slash", *"101", "enter")
        await settled(pilot)
        key = stage.app.board.table.selected_key
        assert key is not None
        assert key.job_id == 101


def footer(stage: Stage) -> str:
    return stage.screen_text().splitlines()[-1]


async def test_the_footer_offers_only_keys_that_act_for_the_board() -> None:
    stage = Stage()
    async with stage.running() as pilot:
        await stage.tell(pilot, [done(100), *jobs(3, first=1)])
        assert "⏎ open" in footer(stage)
        assert "/ filter" in footer(stage)
        assert "Esc back" not in footer(stage), "there is nothing to leave"

        await opened(stage, pilot, 100, ROWS)
        assert "Esc back" in footer(stage)
        await pilot.press("slash", "x", "enter")
        await settled(pilot)
        assert "Esc back" not in footer(stage), "Esc ends the search first"
        await pilot.press("escape")
        await settled(pilot)
        assert "Esc back" in footer(stage)
        assert "/ filter" not in footer(stage), "the slash searches the result"
        assert "s sort" not in footer(stage)
        assert "x cancel" in footer(stage)

        await pilot.press("escape")
        await settled(pilot)
        assert "/ filter" in footer(stage)


async def test_the_footer_of_a_line_of_input_offers_no_letters() -> None:
    stage = Stage()
    async with stage.running() as pilot:
        await stage.tell(pilot, [done(100), *jobs(3, first=1)])
        await pilot.press("slash", "x")
        await settled(pilot)
        assert "Esc back" in footer(stage)
        assert "/ filter" not in footer(stage)
        assert "x cancel" not in footer(stage)
        assert "q quit" not in footer(stage)

        await pilot.press("enter")
        await settled(pilot)
        assert "Esc back" in footer(stage), "the filter can be left"
        await pilot.press("escape")
        await settled(pilot)
        assert "Esc back" not in footer(stage)


async def test_marks_can_be_left_and_the_footer_says_so() -> None:
    stage = Stage()
    async with stage.running() as pilot:
        await stage.tell(pilot, [done(100), *jobs(3, first=1)])
        await pilot.press("space")
        await settled(pilot)
        assert "Esc back" in footer(stage)
        await pilot.press("escape")
        await settled(pilot)
        assert "Esc back" not in footer(stage)


async def test_news_of_the_job_leave_the_names_of_the_views() -> None:
    stage = Stage()
    async with stage.running() as pilot:
        await stage.tell(pilot, [done(100)])
        pane = await opened(stage, pilot, 100, ROWS)
        names = pane.query_one("#view-names", TabLine)
        await stage.tell(pilot, [replace(done(100), outcome="2 rows, more available")])

        assert [tab.id for tab in names.tabs] == ["table", "facts", "tree", "text", "hex"]
        await pilot.click(names, offset=(1 + len("table │ "), 0))
        await settled(pilot)
        assert isinstance(pane.view, FactsView)


def failed(job_id: int, query: str) -> Job:
    return job(
        job_id,
        "error",
        is_resolved=True,
        error_message="Column 'fare_usd' not found (S/SDc:1513)",
        query_text=query,
    )


async def test_error_and_query_are_searched_where_they_stand() -> None:
    query = "\n".join(["SELECT 1,", *(f"  column_{number}," for number in range(60)), "2"])
    stage = Stage()
    async with stage.running(NARROW) as pilot:
        await stage.tell(pilot, [failed(100, query)])
        await pilot.press("enter")
        await settled(pilot)
        await pilot.press("slash", *"column_50", "enter")
        await settled(pilot)
        view = stage.app.query_one(ErrorView)
        assert "column_50" in stage.screen_text()
        assert "/column_50" in stage.screen_text(), "the search stays in sight"
        assert view.has_focus
        assert stage.board.query_words == ""

        await pilot.press("escape", "right_square_bracket")
        await settled(pilot)
        await pilot.press("slash", *"column_50", "enter")
        await settled(pilot)
        assert isinstance(stage.app.focused, TextResult)
        assert "column_50" in stage.screen_text()


async def test_a_query_is_copied_whole() -> None:
    stage = Stage()
    async with stage.running() as pilot:
        await stage.tell(pilot, [failed(100, "SELECT a,\n  b")])
        await pilot.press("enter", "right_square_bracket")
        await settled(pilot)
        view = stage.app.focused
        assert isinstance(view, TextResult)
        assert [part.text() for part in view.copy_parts()] == ["SELECT a,\n  b", "SELECT a,"]


async def test_the_space_turns_pages_in_a_detail_and_marks_in_the_list() -> None:
    rows = table_result(made_table(("n", "int", [*range(200)])))
    stage = Stage()
    async with stage.running() as pilot:
        await stage.tell(pilot, [done(100), done(99)])
        pane = await opened(stage, pilot, 100, rows)
        await pilot.press("space")
        await settled(pilot)
        assert isinstance(pane.view, TableView)
        assert (pane.view.cursor_index or 0) > 5
        assert not stage.board.marked
        assert stage.board.table.selected_key == key(100)


@pytest.mark.parametrize("pressed", ["3", "s", "space"])
async def test_no_key_acts_on_a_list_that_is_out_of_sight(pressed: str) -> None:
    stage = Stage()
    async with stage.running(NARROW) as pilot:
        await stage.tell(pilot, [done(100), *jobs(3, first=1)])
        await pilot.press("enter", "left_square_bracket")
        await settled(pilot)
        listed = stage.board.order.keys
        await pilot.press(pressed)
        await settled(pilot)
        assert stage.on_top() is stage.board
        assert stage.board.order.keys is listed
        assert not stage.board.marked


async def test_the_filter_brings_a_list_back_that_was_out_of_sight() -> None:
    stage = Stage()
    async with stage.running(NARROW) as pilot:
        await stage.tell(pilot, [done(100), *jobs(3, first=1)])
        await pilot.press("enter", "left_square_bracket")
        await settled(pilot)
        await pilot.press("slash", *"rows")
        await settled(pilot)
        assert stage.board.is_list_shown
        assert stage.board.query_words == "rows"
        assert "1 of 4" in stage.screen_text()


async def test_another_phase_selects_its_first_job() -> None:
    stage = Stage()
    async with stage.running(NARROW) as pilot:
        await stage.tell(pilot, [*jobs(3, first=1), done(100), done(99)])
        await pilot.press("g")
        stage.board.table.move_to(3)
        await pilot.press("3")
        await settled(pilot)
        assert stage.board.table.selected_key == key(100)
        assert "Done 2" in stage.screen_text(), "it is told that not all jobs are shown"
        await pilot.press("1")
        await settled(pilot)
        assert "Done 2" not in stage.screen_text()
        assert stage.board.table.selected_key == key(100)


async def test_an_empty_list_says_among_which_jobs_it_looked() -> None:
    stage = Stage()
    async with stage.running() as pilot:
        await stage.tell(pilot, [*jobs(3, first=1), done(100)])
        await pilot.press("3", "slash", *"progress")
        await settled(pilot)
        assert "None of the 1 jobs under Done holds these words." in stage.screen_text()


@pytest.mark.parametrize("size", [NARROW, (40, 20)])
async def test_the_help_keeps_its_columns_where_a_line_is_broken(size: tuple[int, int]) -> None:
    stage = Stage()
    async with stage.running(size) as pilot:
        await pilot.press("question_mark")
        await settled(pilot)
        rows = str(stage.on_top().query_one(HelpText).content).split("\n")
        width = stage.on_top().query_one(HelpText).size.width
        copying = next(index for index, row in enumerate(rows) if row.startswith("  y "))
        assert all(len(row) <= width for row in rows if row.startswith(" "))
        assert rows[copying][11] == " " != rows[copying][12]
        assert rows[copying + 1].startswith(" " * 12)


def lost(job_id: int, error: ServerError, fetched_s: float) -> JobDetail:
    return JobDetail(key(job_id), None, None, error, fetched_s)


async def test_a_result_that_could_not_be_had_is_asked_for_again_ever_more_rarely() -> None:
    stage = Stage()
    async with stage.running() as pilot:
        details, shown = stage.session.details, [done(100)]
        await stage.tell(pilot, shown)
        await pilot.press("enter")
        await settled(pilot)
        asked = []
        for _ in range(19):
            if key(100) in details.waiting:
                details.answer(lost(100, Unreachable(CLUSTER, "cut off"), stage.clock.wall))
                await settled(pilot)
                assert "cut off" in stage.screen_text()
            stage.clock.advance(2.0)
            await stage.tell(pilot, shown)
            asked.append(len(details.asked))
        # At the next list for five times, then at the second, the fourth and the eighth.
        assert asked == [2, 3, 4, 5, *[6] * 2, *[7] * 4, *[8] * 8, 9]

        details.answer(detail(100, ROWS))
        await settled(pilot)
        assert "Città" in stage.screen_text()
        stage.clock.advance(100.0)
        await stage.tell(pilot, shown)
        assert len(details.asked) == asked[-1]


async def test_a_result_out_of_a_garbled_answer_gives_way_to_the_true_one() -> None:
    stage = Stage()
    wrong = DecodedResult(ResultKind.TEXT, "/x", text="wrong words")
    answer = reply(100, "\x1b[2J", 100, successful=True)
    async with stage.running() as pilot:
        details, shown = stage.session.details, [done(100)]
        await stage.tell(pilot, shown)
        await pilot.press("enter")
        await settled(pilot)
        details.answer(JobDetail(key(100), answer, wrong, None, stage.clock.wall))
        await settled(pilot)
        assert "wrong words" in stage.screen_text()
        stage.clock.advance(2.0)
        await stage.tell(pilot, shown)
        details.answer(detail(100, ROWS))
        await settled(pilot)
        assert "Città" in stage.screen_text()
        assert "wrong words" not in stage.screen_text()


@pytest.mark.parametrize("tab", ["result", "query"])
async def test_a_text_that_was_wrong_is_put_right_in_the_open_tab(tab: str) -> None:
    true, wrong = failed(100, "SELECT 1"), "wrong words"
    stage = Stage()
    async with stage.running() as pilot:
        await stage.tell(pilot, [replace(true, error_message=wrong)])
        stage.board.pane.tab = tab
        listed = true.listed._replace(query_text=wrong)
        await stage.tell(pilot, [replace(true, error_message=wrong, listed=listed)])
        assert "wrong words" in stage.screen_text()
        await stage.tell(pilot, [true])
        assert "SELECT 1" in stage.screen_text()
        assert "wrong words" not in stage.screen_text()


async def test_a_result_that_was_refused_is_asked_for_again_by_the_user() -> None:
    stage = Stage()
    async with stage.running() as pilot:
        details, shown = stage.session.details, [done(100)]
        await stage.tell(pilot, shown)
        await pilot.press("enter")
        await settled(pilot)
        details.answer(lost(100, Refused(CLUSTER, "access denied"), stage.clock.wall))
        stage.clock.advance(100.0)
        await stage.tell(pilot, shown)
        assert len(details.asked) == 1

        await pilot.press("r")
        await settled(pilot)
        assert len(details.asked) == 2
        details.answer(detail(100, ROWS))
        await settled(pilot)
        assert "Città" in stage.screen_text()
