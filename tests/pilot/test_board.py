"""The board under keys, mouse, sizes, trouble and hostile words."""

from __future__ import annotations

import threading
from contextlib import AbstractAsyncContextManager
from dataclasses import replace
from datetime import UTC
from typing import TYPE_CHECKING
from unittest.mock import patch

import pytest

from jobview.errors import SettingsError, Unreachable
from jobview.jobs.phase import Phase
from jobview.jobs.snapshot import Link, LinkState
from jobview.polling.details import JobDetail
from jobview.ui import session_app
from jobview.ui.app import JobviewApp
from jobview.ui.bindings.keys import BOARD_KEYS
from jobview.ui.frame.dialogs import CancelDialog, SortDialog
from jobview.ui.frame.filter_line import FilterLine
from jobview.ui.frame.help_screen import HelpScreen
from jobview.ui.frame.tab_line import TabLine
from jobview.ui.look import Look
from jobview.ui.paint.marks import UNICODE_MARKS
from jobview.ui.result.result_table import ResultTable
from tests.fakes.board import (
    MEDIUM,
    NARROW,
    WIDE,
    Stage,
    done,
    jobs,
    key,
    screen_text,
    settled,
    table_detail,
)
from tests.fakes.clock import FakeClock
from tests.fakes.jobs import CLUSTER, job

if TYPE_CHECKING:
    from textual.widget import Widget

    from jobview.polling.session import Session


def is_shown(widget: Widget) -> bool:
    return widget.display


async def test_the_first_rows_bring_a_selection_and_its_detail() -> None:
    stage = Stage()
    async with stage.running() as pilot:
        assert "Connecting" in stage.screen_text()
        await stage.tell(pilot, jobs())

        assert stage.board.table.selected_key == key(104)
        assert stage.board.job is not None
        assert stage.board.job.key == key(104)
        assert stage.session.poller.attended[-1][0] == key(104)
        assert set(stage.session.poller.attended[-1][1]) == {key(100 + n) for n in range(5)}


async def test_the_cursor_stays_on_its_job_through_everything() -> None:
    stage = Stage()
    async with stage.running() as pilot:
        await stage.tell(pilot, jobs())
        await pilot.press("j", "j")
        assert stage.board.table.selected_key == key(102)

        await stage.tell(pilot, [*jobs(), *jobs(3, first=200)])
        assert stage.board.table.selected_key == key(102)
        await stage.tell(pilot, [one for one in jobs() if one.job_id != 104])
        assert stage.board.table.selected_key == key(102)
        await pilot.press("2", "1", "slash", *"102", "enter", "escape")
        await settled(pilot)
        assert stage.board.table.selected_key == key(102)
        assert len(stage.board.order.keys) == 4


async def test_cancel_asks_with_the_focus_on_no() -> None:
    stage = Stage()
    async with stage.running() as pilot:
        await stage.tell(pilot, jobs())
        await pilot.press("x")
        await pilot.pause()
        assert isinstance(stage.on_top(), CancelDialog)
        await pilot.press("enter")
        await pilot.pause()

        assert stage.on_top() is stage.board
        assert stage.session.poller.cancelled == []


async def test_cancel_acts_on_the_job_that_was_selected_when_it_was_asked() -> None:
    stage = Stage()
    async with stage.running() as pilot:
        await stage.tell(pilot, jobs())
        await pilot.press("j", "x")
        await stage.tell(pilot, [*jobs(), *jobs(4, first=300)])
        await pilot.press("right", "enter")
        await settled(pilot)

        assert stage.session.poller.cancelled == [[key(103)]]
        assert "103: cancelling" in stage.screen_text()


async def test_marked_jobs_are_cancelled_together() -> None:
    stage = Stage()
    async with stage.running() as pilot:
        await stage.tell(pilot, jobs())
        await pilot.press("space", "space", "x")
        await pilot.pause()
        assert "Cancel 2 jobs" in stage.screen_text()
        await pilot.press("right", "enter")
        await settled(pilot)

        assert stage.session.poller.cancelled == [[key(104), key(103)]]
        assert stage.board.marked == frozenset()


async def test_a_mark_out_of_sight_does_not_keep_keys_from_the_selected_job() -> None:
    stage = Stage()
    async with stage.running() as pilot:
        await stage.tell(pilot, jobs())
        await pilot.press("space", "slash", *"101", "enter")
        await settled(pilot)
        assert stage.board.marked == {key(104)}
        await pilot.press("y")
        await settled(pilot)
        assert stage.app.clipboard == "101"
        await pilot.press("x")
        await settled(pilot)
        assert "Cancel this job on prod?" in stage.screen_text()
        await pilot.press("right", "enter")
        await settled(pilot)
        assert stage.session.poller.cancelled == [[key(101)]]


async def test_a_cancel_that_failed_says_so_and_ends_nothing() -> None:
    stage = Stage()
    stage.session.poller.cancel_error = Unreachable(CLUSTER, "connection refused [/x]")
    async with stage.running() as pilot:
        await stage.tell(pilot, jobs())
        await pilot.press("x", "right", "enter")
        await settled(pilot)

        assert "connection refused" in stage.screen_text()
        assert stage.app.is_running


async def test_there_is_nothing_to_cancel_in_a_finished_job() -> None:
    stage = Stage()
    async with stage.running() as pilot:
        await stage.tell(pilot, [done(100)])
        await pilot.press("x")
        await settled(pilot)

        assert stage.on_top() is stage.board
        assert "nothing to cancel" in stage.screen_text()


async def test_opening_a_finished_job_shows_its_table() -> None:
    stage = Stage()
    async with stage.running() as pilot:
        await stage.tell(pilot, [done(100)])
        await pilot.press("enter")
        await settled(pilot)
        assert [one.job_id for one in stage.session.details.asked] == [100]
        assert "Fetching" in stage.screen_text()
        stage.session.details.answer(table_detail(100))
        await settled(pilot)

        assert stage.app.query_one(ResultTable).has_focus
        assert "Città" in stage.screen_text()
        assert "2 of 2 rows" in stage.screen_text()


async def test_a_late_result_is_never_shown_for_another_job() -> None:
    stage = Stage()
    async with stage.running() as pilot:
        await stage.tell(pilot, [done(100), done(101)])
        await pilot.press("enter")
        await settled(pilot)
        late = stage.session.details.waiting[key(101)]
        await pilot.press("escape", "j")
        await settled(pilot)
        if not late.cancelled():
            late.set_result(table_detail(101, "of_101"))
        stage.board.receive_detail(table_detail(101, "of_101"))
        await settled(pilot)

        assert stage.board.job is not None
        assert stage.board.job.key == key(100)
        assert "of_101" not in stage.screen_text()


async def test_the_filter_works_while_typing_and_escape_clears_it() -> None:
    stage = Stage()
    async with stage.running() as pilot:
        await stage.tell(pilot, [*jobs(), job(7, endpoint="/create/projection")])
        await pilot.press("slash", *"proj")
        await pilot.pause()
        assert list(stage.board.order.keys) == [key(7)]
        await pilot.press("x")
        await pilot.pause()
        assert stage.on_top() is stage.board, "a letter in the filter is no command"
        assert "None of 6 jobs" in stage.screen_text()
        await pilot.press("escape")
        await pilot.pause()

        assert len(stage.board.order.keys) == 6
        assert stage.board.table.has_focus
        assert not stage.app.query_one(FilterLine).display


async def test_phase_tabs_by_key_and_by_mouse() -> None:
    stage = Stage()
    async with stage.running() as pilot:
        await stage.tell(pilot, [*jobs(), done(50), job(51, "error")])
        await pilot.press("4")
        assert list(stage.board.order.keys) == [key(51)]
        await pilot.press("5")
        await pilot.pause()
        assert "No job is in this phase" in stage.screen_text()
        await pilot.click("#phase-tabs", offset=(2, 0))
        await pilot.pause()
        assert len(stage.board.order.keys) == 7
        assert stage.app.query_one("#phase-tabs", TabLine).active == "All"


async def test_sorting_by_dialog_and_by_header() -> None:
    stage = Stage()
    async with stage.running() as pilot:
        await stage.tell(pilot, jobs())
        await pilot.press("s")
        await pilot.pause()
        assert isinstance(stage.on_top(), SortDialog)
        await pilot.press("down", "down", "down", "enter")
        await settled(pilot)
        assert stage.board.order.column_id == "progress"
        assert stage.board.order.keys[0] == key(100)
        await pilot.click("#job-table", offset=(6, 0))
        await pilot.pause()
        assert stage.board.order.column_id == "id"


async def test_wide_medium_and_narrow_and_back() -> None:
    stage = Stage()
    async with stage.running(WIDE) as pilot:
        await stage.tell(pilot, jobs())
        pane, table = stage.board.pane, stage.board.table
        assert pane.region.x > table.region.x
        await pilot.resize_terminal(*MEDIUM)
        await pilot.pause()
        assert pane.region.y > table.region.y
        assert pane.region.x == table.region.x
        await pilot.resize_terminal(*NARROW)
        await pilot.pause()
        assert not is_shown(pane)
        await pilot.press("enter")
        await settled(pilot)
        assert is_shown(pane)
        assert pane.region.width == NARROW[0]
        await pilot.press("escape")
        await pilot.pause()
        assert not is_shown(pane)
        assert stage.board.table.selected_key == key(104)
        await pilot.resize_terminal(20, 5)
        await pilot.pause()
        await pilot.resize_terminal(*WIDE)
        await pilot.pause()
        assert pane.region.x > table.region.x


async def test_watching_an_id_under_another_jobs_tag_is_told() -> None:
    stage = Stage()
    async with stage.running() as pilot:
        await stage.tell(pilot, [job(42, job_tag="other-1"), job(43, job_tag="nightly")])
        for target, is_told in (("43:nightly", False), ("42", False), ("42:nightly", True)):
            await pilot.press("w")
            await pilot.pause()
            await pilot.press(*target, "enter")
            await settled(pilot)
            told = "Job 42 is known here by the tag other-1, not nightly." in stage.screen_text()
            assert told is is_told


async def test_watch_pause_refresh_and_interval_reach_the_poller() -> None:
    stage = Stage()
    async with stage.running() as pilot:
        await stage.tell(pilot, jobs())
        poller = stage.session.poller
        await pilot.press("w")
        await pilot.pause()
        await pilot.press(*"no", "enter")
        await pilot.pause()
        assert "A job is a number" in stage.screen_text()
        await pilot.press("backspace", "backspace", *"42:nightly", "enter")
        await settled(pilot)
        assert poller.watched == [(42, "nightly")]
        await pilot.press("p", "r", "plus", "minus")
        await pilot.pause()
        assert poller.is_paused
        assert poller.wakes == 2
        assert poller.intervals_s == [5.0, 1.0]


async def test_copy_sends_the_marked_ids_a_line_each() -> None:
    stage = Stage()
    async with stage.running() as pilot:
        await stage.tell(pilot, jobs())
        await pilot.press("y")
        assert stage.app.clipboard == "104"
        await pilot.press("space", "j", "space", "y")
        await pilot.pause()
        assert stage.app.clipboard == "104\n102"


async def test_a_board_behind_a_dialog_goes_on_and_its_garbage_is_collected() -> None:
    stage = Stage()
    async with stage.running() as pilot:
        await stage.tell(pilot, jobs())
        await pilot.press("s")
        await pilot.pause()
        assert isinstance(stage.on_top(), SortDialog)
        # News come faster than the beat, which each of them puts off.
        with patch.object(stage.app.collector, "tick") as collect:
            for second in range(1, 7):
                stage.clock.advance(1)
                stage.session.poller.tell(jobs(), stage.clock.wall)
                await pilot.pause(0.4)
                assert not stage.board._dirty_widgets, f"not painted after {second} s"
        assert collect.called


async def test_freed_memory_goes_back_again_and_again_while_no_key_waits(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    threads: list[threading.Thread] = []
    monkeypatch.setattr(session_app, "GIVE_BACK_S", 0.02)
    monkeypatch.setattr(
        session_app,
        "give_freed_memory_back",
        lambda: threads.append(threading.current_thread()),
    )
    async with Stage().running() as pilot:
        for _ in range(200):
            await pilot.pause(0.01)
            if len(threads) > 2:
                break
    assert len(threads) > 2
    assert threading.main_thread() not in threads


async def test_the_clock_moves_on_together_with_what_is_new() -> None:
    stage = Stage()
    async with stage.running() as pilot:
        await stage.tell(pilot, jobs())
        told = stage.app.snapshot
        began_s = stage.app.now_s
        stage.session.poller.kept_back = replace(told, serial=told.serial + 1)
        stage.clock.advance(1)
        stage.app.tick()
        assert stage.app.now_s == began_s
        await settled(pilot)
        assert stage.app.snapshot.serial == told.serial + 1
        assert stage.app.now_s == began_s + 1
        stage.clock.advance(1)
        stage.app.tick()
        assert stage.app.now_s == began_s + 2


async def test_trouble_is_a_state_and_the_rows_stay() -> None:
    stage = Stage()
    async with stage.running() as pilot:
        await stage.tell(pilot, jobs())
        told_s = stage.clock.wall
        stage.clock.advance(149)
        down = Link(LinkState.DOWN, told_s, None, "connection refused", 6, stage.clock.mono + 12)
        stage.session.poller.tell(jobs(), stage.clock.wall, link=down, data_s=told_s)
        stage.app.tick()
        await settled(pilot)

        shown = stage.screen_text()
        assert "down since" in shown
        assert "connection refused" in shown
        assert "try 7 in 12 s" in shown
        assert "as of" in shown
        assert "2 m 29 s ago" in shown
        assert "/alter/table" in shown
        assert stage.board.table.dimmed


@pytest.mark.parametrize(
    ("state", "words"),
    [
        (LinkState.CONNECTING, "Connecting"),
        (LinkState.DOWN, "does not answer"),
        (LinkState.FAULTY, "could not be taken in"),
        (LinkState.UNAUTHORISED, "r asks once more"),
        (LinkState.LIMITED, "not ready"),
        (LinkState.DENIED, "Press w"),
        (LinkState.LIVE, "No jobs on this server"),
    ],
)
async def test_an_empty_board_says_why(state: LinkState, words: str) -> None:
    stage = Stage()
    async with stage.running() as pilot:
        link = Link(state, stage.clock.wall)
        stage.session.poller.tell([], stage.clock.wall, link=link, data_s=None)
        await settled(pilot)

        assert words in stage.screen_text()


async def test_an_empty_board_names_the_file_that_the_login_is_corrected_in() -> None:
    stage = Stage()
    async with stage.running() as pilot:
        link = Link(LinkState.UNAUTHORISED, stage.clock.wall, login_file="/run/secrets/kinetica")
        stage.session.poller.tell([], stage.clock.wall, link=link, data_s=None)
        await settled(pilot)

        assert "/run/secrets/kinetica" in stage.screen_text()
        assert "KINETICA_USER" not in stage.screen_text()


async def test_a_session_that_cannot_open_is_a_state_too() -> None:
    class Refusing(AbstractAsyncContextManager["Session"]):
        async def __aenter__(self) -> Session:
            raise SettingsError("the CA file /x.pem cannot be used: [/no] such file")

        async def __aexit__(self, *_: object) -> None:
            raise AssertionError("never entered")

    app = JobviewApp(Refusing, Look("prod", UNICODE_MARKS, UTC), FakeClock())
    async with app.run_test(size=WIDE) as pilot:
        await settled(pilot)

        assert app.is_running
        assert "/x.pem cannot be used" in screen_text(app)


HOSTILE = (
    "[/x] [link=a](b) \x1b[31m\x07\r\u202e\u200b\ud800 [bold]ki_home.t[/] 漢字 " + "y" * 10_000
)


@pytest.mark.parametrize("size", [WIDE, MEDIUM, NARROW])
async def test_hostile_words_are_shown_and_harmless(size: tuple[int, int]) -> None:
    stage = Stage()
    hostile = job(
        9,
        "error",
        endpoint=HOSTILE,
        auth_id=HOSTILE,
        source_ip=HOSTILE,
        query_text=HOSTILE,
        user_data=HOSTILE,
        flags=HOSTILE,
        job_tag=HOSTILE,
        error_message=HOSTILE,
        outcome=HOSTILE,
        cancel_words=HOSTILE,
    )
    async with stage.running(size) as pilot:
        link = Link(LinkState.DOWN, stage.clock.wall, None, HOSTILE, 2, stage.clock.mono)
        stage.session.poller.tell([hostile], stage.clock.wall, link=link)
        await settled(pilot)
        for keys in (["enter"], ["right_square_bracket"], ["right_square_bracket"], ["escape"]):
            await pilot.press(*keys)
            await settled(pilot)
            shown = stage.screen_text()
            assert not set(shown) & set("\x1b\x07\r\u202e\u200b\ud800")
        await pilot.press("1")
        detail = JobDetail(key(9), None, None, Unreachable(CLUSTER, HOSTILE), 0.0)
        stage.board.receive_detail(detail)
        stage.session.poller.cancel_words = HOSTILE
        running = replace(hostile, phase=Phase.RUNNING)
        await stage.tell(pilot, [running])
        await pilot.press("x", "right", "enter")
        await settled(pilot)
        assert stage.app.is_running
        assert not set(stage.screen_text()) & set("\x1b\x07\r\u202e\u200b\ud800")


async def test_ascii_terminals_get_ascii_only() -> None:
    stage = Stage(ascii_only=True)
    async with stage.running() as pilot:
        await stage.tell(pilot, [*jobs(), done(50), job(51, "error", error_message="no")])
        for keys in ("g", "x", "escape", "s", "escape", "question_mark", "escape", "w", "escape"):
            await pilot.press(keys)
            await settled(pilot)
            strange = {sign for sign in stage.screen_text() if not sign.isascii()}
            assert strange == set(), keys


async def test_every_board_key_reaches_its_action(monkeypatch: pytest.MonkeyPatch) -> None:
    reached: list[str] = []

    async def note(self: object, action: object, *args: object, **kwargs: object) -> bool:
        reached.append(action if isinstance(action, str) else "")
        return True

    stage = Stage()
    async with stage.running() as pilot:
        await stage.tell(pilot, jobs())
        monkeypatch.setattr(JobviewApp, "run_action", note)
        for one in BOARD_KEYS:
            for name in one.keys.split(","):
                reached.clear()
                await pilot.press(name)
                assert one.action in reached, f"{name} does not reach {one.action}"


async def test_help_opens_and_closes() -> None:
    stage = Stage()
    async with stage.running() as pilot:
        await pilot.press("question_mark")
        await pilot.pause()
        assert isinstance(stage.on_top(), HelpScreen)
        assert "Ask the server to cancel" in stage.screen_text()
        await pilot.press("escape")
        await pilot.pause()
        assert stage.on_top() is stage.board


async def test_q_leaves_with_exit_code_0() -> None:
    stage = Stage()
    async with stage.running() as pilot:
        await pilot.press("q")
        await pilot.pause()
    assert stage.app.return_code == 0


async def test_new_jobs_are_seen_until_the_user_has_chosen_a_row() -> None:
    stage = Stage()
    async with stage.running() as pilot:
        await stage.tell(pilot, jobs(60))
        await stage.tell(pilot, [*jobs(60), *jobs(2, first=500)])
        assert stage.board.table.top == 0
        assert stage.board.table.selected_key == key(159)
        await pilot.press("j")
        await stage.tell(pilot, [*jobs(60), *jobs(4, first=500)])

        assert stage.board.table.top == 2
        assert stage.board.table.selected_key == key(158)


@pytest.mark.parametrize(
    ("status", "words"), [("error", "no such table"), ("cancelled", "by hand")]
)
async def test_a_message_of_the_server_is_the_outcome(status: str, words: str) -> None:
    ended = job(
        7,
        status,
        is_resolved=True,
        error_message=f"{words} at line 2, column 3 (S/SDc:1513)",
        query_text="SELECT\n  broken",
    )
    stage = Stage()
    async with stage.running() as pilot:
        await stage.tell(pilot, [ended])
        await pilot.press("enter")
        await settled(pilot)
        shown = stage.screen_text()
        assert words in shown
        assert "2    broken" in shown
        assert "^^^^^^  line 2, column 3" in shown
