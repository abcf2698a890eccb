"""Every state of the link on the screen: its words, what stays usable, and how it ends."""

from __future__ import annotations

import asyncio
import gc
from contextlib import asynccontextmanager
from dataclasses import replace
from datetime import UTC
from typing import TYPE_CHECKING

import pytest

from jobview.errors import SettingsError, Unreachable
from jobview.jobs.job import Estimate
from jobview.jobs.snapshot import Link, LinkState, Silence, Snapshot
from jobview.polling.details import JobDetail
from jobview.ui.app import JobviewApp
from jobview.ui.detail.overview import Overview
from jobview.ui.detail.transfer_note import TransferNote
from jobview.ui.frame.dialogs import CancelDialog
from jobview.ui.frame.help_screen import HelpScreen
from jobview.ui.frame.trouble_line import TroubleLine
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
from tests.fakes.session import ScriptedSession

if TYPE_CHECKING:
    from collections.abc import AsyncIterator

    from textual.pilot import Pilot

    from jobview.polling.session import Session

REASON = "the host's name was not resolved: temporary failure in name resolution"
REMEDY = "check the URL and that the server is up"
TROUBLES = [state for state in LinkState if Link(state).is_trouble]


def trouble(stage: Stage, state: LinkState, *, ago_s: float = 149.0) -> Link:
    """A trouble that has lasted for a while, with a try in 12 s where there is to be one."""
    next_try_s = None if state is LinkState.UNAUTHORISED else stage.clock.mono + 12
    return Link(state, stage.clock.wall - ago_s, None, REASON, 6, next_try_s, REMEDY)


async def outage(stage: Stage, pilot: Pilot[int], state: LinkState, seconds: float = 149.0) -> None:
    """Tell that the server has not been heard for so long."""
    told_s = stage.clock.wall
    stage.clock.advance(seconds)
    known = tuple(stage.session.poller.last.jobs.values())
    link = trouble(stage, state, ago_s=seconds)
    stage.session.poller.tell(known, stage.clock.wall, link=link, data_s=told_s)
    await settled(pilot)


def header(stage: Stage) -> str:
    return stage.screen_text().splitlines()[0]


def unwrapped(text: str) -> str:
    return " ".join(text.split())


@pytest.mark.parametrize("size", [NARROW, MEDIUM, WIDE], ids=["narrow", "medium", "wide"])
@pytest.mark.parametrize("state", TROUBLES, ids=str)
async def test_state_since_next_try_age_and_reason_can_be_read_at_every_width(
    state: LinkState, size: tuple[int, int]
) -> None:
    stage = Stage()
    async with stage.running(size) as pilot:
        await stage.tell(pilot, jobs())
        await outage(stage, pilot, state)
        line = header(stage)
        assert f"{state.value} " in line
        assert "14:" in line
        assert "2 m 29 s" in line
        if state is not LinkState.DAMAGED:  # then it is asked as ever
            assert ("retry" if state is LinkState.UNAUTHORISED else "12 s") in line
        assert "…" not in line
        assert f"{REASON[1:]}. {REMEDY[0].upper()}{REMEDY[1:]}." in unwrapped(stage.screen_text())
        assert "/alter/table" in stage.screen_text()
        assert stage.board.table.dimmed


async def test_a_long_name_and_all_badges_leave_the_state_readable_at_80_columns() -> None:
    stage = Stage()
    look = Look(
        "a-very-long-host-name.example.com:9191",
        UNICODE_MARKS,
        UTC,
        is_read_only=True,
        is_insecure=True,
    )
    stage.app = JobviewApp(stage.session.open, look, stage.clock)
    async with stage.running(NARROW) as pilot:
        await stage.tell(pilot, jobs())
        await outage(stage, pilot, LinkState.DOWN)
        line = header(stage)
        assert "TLS not verified  read-only" in line
        assert "down 14:" in line
        assert "try 7: 12 s" in line


async def test_a_single_failed_try_moves_no_row() -> None:
    stage = Stage()
    async with stage.running(NARROW) as pilot:
        await stage.tell(pilot, jobs())
        soon_s = stage.clock.mono + 2.0
        blip = replace(trouble(stage, LinkState.DOWN), attempt=1, next_try_s=soon_s, pause_s=2.0)
        stage.session.poller.tell(jobs(), stage.clock.wall, link=blip)
        await settled(pilot)
        assert not stage.app.query_one(TroubleLine).display
        assert "down since" in header(stage)
        await outage(stage, pilot, LinkState.DOWN)
        assert stage.app.query_one(TroubleLine).display
        await stage.tell(pilot, jobs())
        assert not stage.app.query_one(TroubleLine).display


@pytest.mark.parametrize("wait_s", [60.0, 3600.0], ids=["404", "retry-after"])
async def test_a_first_failure_with_a_long_wait_tells_its_reason_until_it_ends(
    wait_s: float,
) -> None:
    stage = Stage()
    async with stage.running(NARROW) as pilot:
        await stage.tell(pilot, jobs())
        link = replace(trouble(stage, LinkState.DOWN), attempt=1)
        link = replace(link, next_try_s=stage.clock.mono + wait_s, pause_s=wait_s)
        for _ in range(2):
            stage.session.poller.tell(jobs(), stage.clock.wall, link=link)
            await settled(pilot)
            assert f"{REASON[1:]}." in unwrapped(stage.screen_text())
            stage.clock.advance(wait_s - 1)
        await stage.tell(pilot, jobs())
        assert not stage.app.query_one(TroubleLine).display


async def test_the_help_tells_the_whole_reason_however_long() -> None:
    stage = Stage()
    async with stage.running(NARROW) as pilot:
        await stage.tell(pilot, jobs())
        long = replace(trouble(stage, LinkState.LIMITED), reason=f"{'words ' * 80}to the end")
        stage.session.poller.tell(jobs(), stage.clock.wall, link=long)
        await settled(pilot)
        await pilot.press("question_mark")
        await settled(pilot)
        assert isinstance(stage.on_top(), HelpScreen)
        assert "to the end" in unwrapped(stage.screen_text().replace("│", ""))


@pytest.mark.parametrize("is_paused", [False, True], ids=["live", "paused"])
async def test_old_data_is_dated_and_dimmed_whatever_the_reason(*, is_paused: bool) -> None:
    stage = Stage()
    async with stage.running(WIDE) as pilot:
        stage.session.poller.tell(jobs(), stage.clock.wall, is_paused=is_paused)
        await settled(pilot)
        stage.clock.advance(185)
        stage.app.tick()
        await settled(pilot)
        assert ("paused" if is_paused else "stale") in header(stage)
        assert ", 3 m 05 s ago" in header(stage)
        assert stage.board.table.dimmed


async def test_a_late_answer_is_counted_on_screen() -> None:
    stage = Stage()
    async with stage.running(NARROW) as pilot:
        slow = Link(LinkState.SLOW, stage.clock.wall, 0.04, awaited_s=stage.clock.mono)
        stage.session.poller.tell(jobs(), stage.clock.wall, link=slow)
        for seconds in (3, 4):
            stage.clock.advance(seconds)
            stage.app.tick()
            await settled(pilot)
        assert "stale, no answer for 7 s" in header(stage)


async def test_ends_and_standstills_are_not_told_of_a_job_that_is_not_heard_of() -> None:
    stage = Stage()
    moving = Estimate(rate_per_s=0.5, ends_s=stage.clock.wall + 60, moved_s=stage.clock.wall - 30)
    async with stage.running(WIDE) as pilot:
        await stage.tell(pilot, [job(100, progress=40, estimate=moving)])
        assert "ends ~" in stage.screen_text()
        assert "no progress for" in stage.screen_text()
        await outage(stage, pilot, LinkState.DOWN)
        assert "ends ~" not in stage.screen_text()
        assert "no progress for" not in stage.screen_text()
        assert "as it was when last heard of" in stage.screen_text()
        await stage.tell(pilot, [job(100, progress=40, estimate=moving)])
        assert "ends ~" in stage.screen_text()


@pytest.mark.parametrize("size", [NARROW, MEDIUM, WIDE], ids=["narrow", "medium", "wide"])
async def test_progress_that_is_not_told_is_dated_and_foretells_no_end(
    size: tuple[int, int],
) -> None:
    stage = Stage()
    ends = Estimate(rate_per_s=0.5, ends_s=stage.clock.wall + 60, moved_s=stage.clock.wall - 30)
    running = [job(100, progress=40, estimate=ends), job(101, progress=20, estimate=ends)]
    async with stage.running(size) as pilot:
        await stage.tell(pilot, running)
        assert "~" in stage.screen_text()
        bar = stage.board.table.render_line(1)
        silence = Silence(stage.clock.mono - 12, "")
        stage.session.poller.tell(running, stage.clock.wall, silence=silence)
        await settled(pilot)
        assert "live" in header(stage)
        assert "12 s" in header(stage)
        assert "~" not in stage.screen_text()
        faded = stage.board.table.render_line(1)
        assert [segment.style for segment in faded] != [segment.style for segment in bar]
        assert not stage.app.query_one(TroubleLine).display
        failing = replace(silence, reason="the server answers 500")
        stage.session.poller.tell(running, stage.clock.wall, silence=failing)
        await settled(pilot)
        assert "Progress is not told: the server answers 500." in stage.screen_text()
        await stage.tell(pilot, running)
        assert "Progress is" not in stage.screen_text()
        assert "12 s" not in header(stage)
        assert "~" in stage.screen_text()


@pytest.mark.parametrize("state", TROUBLES, ids=str)
async def test_rows_selection_filter_marks_and_result_stay_usable(state: LinkState) -> None:
    stage = Stage()
    async with stage.running(WIDE) as pilot:
        await stage.tell(pilot, [*jobs(60), done(500), job(501, "error", error_message="no")])
        await pilot.press("g", "down", "space", "up", "enter")
        await settled(pilot)
        await pilot.press("escape", *"j" * 30, "slash", *"alter", "enter")
        await settled(pilot)
        chosen, top = stage.board.table.selected_key, stage.board.table.top
        marked = stage.board.marked
        assert marked
        assert chosen is not None
        await outage(stage, pilot, state)
        for _ in range(3):
            await outage(stage, pilot, state, 60)
        assert (stage.board.table.selected_key, stage.board.table.top) == (chosen, top)
        assert (stage.board.marked, stage.board.query_words) == (marked, "alter")
        await pilot.press("j")
        await settled(pilot)
        assert stage.board.table.selected_key not in {None, chosen}
        await pilot.press("s")
        await pilot.pause()
        await outage(stage, pilot, state)
        assert stage.on_top() is not stage.board, "an outage closes no dialog"
        await pilot.press("escape", "slash", "escape")
        await settled(pilot)
        assert len(stage.board.order.keys) == 62
        await stage.tell(pilot, jobs(60))
        assert not stage.board.table.dimmed


async def test_an_open_result_stays_where_it_is() -> None:
    stage = Stage()
    async with stage.running(WIDE) as pilot:
        await stage.tell(pilot, [done(100)])
        await pilot.press("enter")
        await settled(pilot)
        stage.session.details.answer(table_detail(100))
        await settled(pilot)
        await pilot.press("down")
        view = stage.app.query_one(ResultTable)
        for state in TROUBLES:
            await outage(stage, pilot, state)
        assert stage.app.query_one(ResultTable) is view
        assert view.has_focus
        assert "Città" in stage.screen_text()


async def test_a_result_that_did_not_come_is_fetched_when_the_server_is_back() -> None:
    stage = Stage()
    async with stage.running(WIDE) as pilot:
        await stage.tell(pilot, [done(100)])
        await outage(stage, pilot, LinkState.DOWN)
        await pilot.press("enter")
        await settled(pilot)
        refused = JobDetail(key(100), None, None, Unreachable(CLUSTER, "connection refused"), 0.0)
        stage.session.details.answer(refused)
        await settled(pilot)
        assert "connection refused" in stage.screen_text()
        await stage.tell(pilot, [done(100)])
        assert len(stage.session.details.asked) == 2
        stage.session.details.answer(table_detail(100))
        await settled(pilot)
        assert "Città" in stage.screen_text()


async def test_cancel_and_watch_say_that_the_server_may_not_hear_of_it() -> None:
    stage = Stage()
    async with stage.running(WIDE) as pilot:
        await stage.tell(pilot, jobs())
        await outage(stage, pilot, LinkState.DOWN)
        await pilot.press("x")
        await settled(pilot)
        assert isinstance(stage.on_top(), CancelDialog)
        said = unwrapped(stage.screen_text().replace("│", ""))
        assert "The server is down since" in said
        assert "may not reach it" in said
        await pilot.press("escape", "w")
        await pilot.pause()
        await pilot.press(*"42", "enter")
        await settled(pilot)
        assert stage.session.poller.watched == [(42, "")]
        assert "Job 42 appears when the server answers" in unwrapped(stage.screen_text())


async def test_refreshing_while_paused_says_what_is_in_the_way() -> None:
    stage = Stage()
    async with stage.running(WIDE) as pilot:
        await stage.tell(pilot, jobs())
        await pilot.press("p", "r")
        await settled(pilot)
        assert "Asking is paused" in stage.screen_text()


class Opening:
    """Opens sessions, or fails to, as the test says."""

    def __init__(self) -> None:
        self.session = ScriptedSession()
        self.error: Exception | None = None
        self.opened = 0

    @asynccontextmanager
    async def open(self) -> AsyncIterator[Session]:
        self.opened += 1
        if self.error is not None:
            raise self.error
        async with self.session.open() as session:
            yield session


async def another_session(app: JobviewApp, opening: Opening) -> None:
    for _ in range(100):
        if opening.opened > 1 and app.session is not None:
            return
        await asyncio.sleep(0.05)


async def mistaken(_: Snapshot) -> None:
    raise ZeroDivisionError("a bug")


async def test_what_needs_a_session_says_so_and_r_opens_one() -> None:
    opening, clock = Opening(), FakeClock()
    opening.error = SettingsError("the CA file /x.pem cannot be used: no such file")
    app = JobviewApp(opening.open, Look("prod", UNICODE_MARKS, UTC), clock)
    async with app.run_test(size=WIDE, notifications=True) as pilot:
        await settled(pilot)
        assert "/x.pem cannot be used" in screen_text(app)
        assert "r: retry" in screen_text(app)
        await pilot.press("w")
        await pilot.pause()
        await pilot.press(*"42", "enter")
        await settled(pilot)
        assert "nothing is watched" in screen_text(app)
        opening.error = None
        await pilot.press("r")
        await settled(pilot)
        opening.session.poller.tell(jobs(), clock.wall)
        await settled(pilot)
        assert app.board.table.selected_key == key(104)
        assert opening.opened == 2


async def test_a_mistake_of_our_own_in_opening_is_told_and_another_session_opened(
    monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    monkeypatch.setattr("jobview.ui.session_app.RESTART_S", 2.0)
    opening, clock = Opening(), FakeClock()
    opening.error = ZeroDivisionError("a bug")
    app = JobviewApp(opening.open, Look("prod", UNICODE_MARKS, UTC), clock)
    async with app.run_test(size=WIDE) as pilot:
        await settled(pilot)
        assert "internal error" in screen_text(app)
        assert "ZeroDivisionError" in screen_text(app)
        assert "try 2 in 2 s" in screen_text(app)
        assert any(record.exc_info for record in caplog.records)
        opening.error = None
        await another_session(app, opening)
        opening.session.poller.tell(jobs(), clock.wall)
        await settled(pilot)
        assert app.board.table.selected_key == key(104)


async def test_a_new_session_is_asked_what_the_user_asked_of_the_one_before(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr("jobview.ui.session_app.RESTART_S", 0.2)
    opening, clock = Opening(), FakeClock()
    app = JobviewApp(opening.open, Look("prod", UNICODE_MARKS, UTC), clock)
    async with app.run_test(size=WIDE) as pilot:
        opening.session.poller.tell(jobs(), clock.wall)
        await settled(pilot)
        await pilot.press("minus", "w")
        await pilot.pause()
        await pilot.press(*"42", "enter", "p")
        await settled(pilot)
        first, opening.session = opening.session, ScriptedSession()
        (interval_s,) = first.poller.intervals_s
        with monkeypatch.context() as patched:
            patched.setattr(app, "_show", mistaken)
            first.poller.tell(jobs(), clock.wall)
            await settled(pilot)
        await another_session(app, opening)
        second = opening.session.poller
        assert second.intervals_s == [interval_s]
        assert second.watched == first.poller.watched == [(42, "")]
        assert second.is_paused
        assert second.attended[0] == first.poller.attended[-1]


@pytest.mark.parametrize("state", TROUBLES, ids=str)
async def test_an_empty_board_tells_the_reason_once(state: LinkState) -> None:
    stage = Stage()
    async with stage.running(NARROW) as pilot:
        link = trouble(stage, state)
        stage.session.poller.tell([], stage.clock.wall, link=link, data_s=None)
        await settled(pilot)
        assert unwrapped(stage.screen_text()).count(REASON[1:]) == 1, "below, not in the list too"


@pytest.mark.parametrize("state", [LinkState.DOWN, LinkState.UNAUTHORISED], ids=str)
async def test_who_looks_again_is_answered_at_once_but_locks_no_account(state: LinkState) -> None:
    stage = Stage()
    async with stage.running(NARROW) as pilot:
        await stage.tell(pilot, jobs())
        await outage(stage, pilot, state)
        stage.app.app_focus = False
        await pilot.pause()
        assert stage.session.poller.wakes == 0
        stage.app.app_focus = True
        await pilot.pause()
        assert stage.session.poller.wakes == (0 if state is LinkState.UNAUTHORISED else 1)


async def test_a_mistake_of_our_own_about_a_result_ends_nothing(
    caplog: pytest.LogCaptureFixture,
) -> None:
    stage = Stage()
    async with stage.running(WIDE) as pilot:
        await stage.tell(pilot, [done(100)])
        await pilot.press("enter")
        await settled(pilot)
        stage.session.details.waiting[key(100)].set_exception(KeyError("a bug"))
        await settled(pilot)
        assert stage.app.is_running
        assert "a mistake in jobview, KeyError" in unwrapped(stage.screen_text())
        assert any(record.exc_info for record in caplog.records)
        stage.session.poller.cancel_error = ZeroDivisionError()  # type: ignore[assignment]
        await stage.tell(pilot, jobs())
        await pilot.press("escape", "x", "right", "enter")
        await settled(pilot)
        assert "ZeroDivisionError" in stage.screen_text()


async def test_a_small_terminal_keeps_its_rows() -> None:
    stage = Stage()
    async with stage.running((40, 10)) as pilot:
        await stage.tell(pilot, jobs())
        await outage(stage, pilot, LinkState.DOWN)
        assert stage.app.query_one(TroubleLine).region.height == 2
        assert stage.board.table.region.height >= 5
        assert "▲ down 14:27:10 · try 7: 12 s" in header(stage)
        await pilot.resize_terminal(20, 5)
        await pilot.pause()
        assert "▲ down" in header(stage)


async def test_a_fetch_that_is_given_up_at_once_leaves_nothing_unawaited(
    recwarn: pytest.WarningsRecorder,
) -> None:
    stage = Stage()
    async with stage.running(WIDE) as pilot:
        await stage.tell(pilot, [done(100)])
        stage.app._fetch.start(stage.session.details, done(100), stage.board)  # type: ignore[arg-type]  # scripted
        stage.app._fetch.give_up()
        await settled(pilot)
        gc.collect()
    assert [str(each.message) for each in recwarn] == []


async def test_tabs_that_were_left_are_not_kept() -> None:
    stage = Stage()
    async with stage.running(WIDE) as pilot:
        await stage.tell(pilot, [done(100)])
        await pilot.press("enter")
        await settled(pilot)
        stage.session.details.answer(table_detail(100))
        for _ in range(3 * 4):
            await pilot.press("right_square_bracket")
            await settled(pilot)
        stage.clock.advance(1)
        stage.app.tick()
        await settled(pilot)
        gc.unfreeze()
        gc.collect()
        kept = [one for one in gc.get_objects() if isinstance(one, Overview | TransferNote)]
        assert len(kept) <= 1
