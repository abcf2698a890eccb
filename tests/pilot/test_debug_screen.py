"""The debug screen tells what jobview itself is doing, and keeps telling it."""

from __future__ import annotations

import asyncio
import logging
from datetime import UTC
from typing import TYPE_CHECKING, Any

import pytest

from jobview.cli.environment import OAUTH_TOKEN, PASSWORDS, URL
from jobview.jobs.snapshot import Link, LinkState, Silence, Snapshot
from jobview.jobs.source import ClusterInfo
from jobview.jobs.traffic import EndpointTraffic
from jobview.journal.keeping import Journal, lost_line_count
from jobview.journal.loggers import logger
from jobview.journal.troubles import RECENT, Trouble
from jobview.settings import Settings
from jobview.ui.debug.debug_screen import RENEWED_S, DebugScreen, inside_of
from jobview.ui.debug.process import process_now
from jobview.ui.debug.report import Inside, TerminalFacts, report_lines, told_by
from tests.fakes.board import MEDIUM, Stage, jobs, settled
from tests.fakes.scripted_source import ScriptedSource

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

NOW_S = 1_700_000_000.0


@pytest.fixture(autouse=True)
def _journal() -> Iterator[None]:
    log = logging.getLogger("jobview")
    RECENT.begin(str)
    log.addHandler(RECENT)
    yield
    log.removeHandler(RECENT)
    RECENT.begin(str)


def connected_stage() -> Stage:
    stage = Stage()
    stage.session.source = ScriptedSource({})
    return stage


def inside(**fields: Any) -> Inside:  # noqa: ANN401 - any field
    terminal = TerminalFacts(120, 36, "truecolor", "LinuxDriver", has_focus=True, told=())
    ordinary: dict[str, Any] = {
        "now_s": NOW_S,
        "began_s": NOW_S - 90_000.0,
        "task_count": 5,
        "terminal": terminal,
        "snapshot": Snapshot(),
        "traffic": (),
        "troubles": (),
    }
    return Inside(**(ordinary | fields))


def report(**fields: Any) -> str:  # noqa: ANN401
    return "\n".join(report_lines(inside(**fields), UTC))


def test_before_anything_was_heard() -> None:
    told = report()
    assert "jobview 0." in told
    assert "1 d 01 h ago" in told
    assert "connecting since" in told
    assert "none yet, asked for every 2 s" in told
    assert "none since jobview began" in told


def test_the_server_and_what_was_asked_of_it() -> None:
    snapshot = Snapshot(
        link=Link(LinkState.DOWN, NOW_S - 60, reason="connection refused"),
        cluster=ClusterInfo("http://head:9191", "7.2.3.12", "running"),
        data_s=NOW_S - 62,
        server_offset_s=-7200.0,
        own_call_count=3,
        silence=Silence(1.0, ""),
    )
    traffic = (
        EndpointTraffic("/admin/show/jobs", 12, 2, 3 * 2**20),
        EndpointTraffic("/get/job", 1_234, 0, 2_048, 8),
    )
    lines = report(snapshot=snapshot, traffic=traffic).splitlines()
    assert "  cluster   http://head:9191 7.2.3.12 running" in lines
    assert "  link      down since 22:12:20: connection refused" in lines
    assert "  clock     the server's is -7200 s from ours" in lines
    requests = [line for line in lines if "failed" in line]
    assert "1,234" in requests[0]
    assert requests[0].endswith("/get/job, 8 under way")
    assert requests[1].endswith("/admin/show/jobs")
    assert "  progress  not told by /get/job: it does not answer" in lines
    assert "2 failed" in requests[1]
    assert "3 MiB" in requests[1]


def test_the_board_is_told_without_its_own_calls() -> None:
    assert "0 known, without jobview's own calls: 3" in report(snapshot=Snapshot(own_call_count=3))


def test_a_log_file_that_lost_lines_is_told(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    with Journal(Settings(log_file=tmp_path / "log")):
        monkeypatch.setattr("jobview.journal.log_file.os.write", full)
        logger("jobview.test").warning("lost")
        assert lost_line_count() == 1
    assert lost_line_count() == 0
    assert "the log file lacks 1 line: it could not be written to" in report(lost_line_count=1)
    assert "log file" not in report()


def full(*_: object) -> int:
    raise OSError(28, "No space left on device")


def test_the_newest_trouble_comes_first() -> None:
    troubles = [Trouble(NOW_S + n, "WARNING", "jobview.x", f"number {n}") for n in range(3)]
    told = report(troubles=troubles)
    assert told.index("number 2") < told.index("number 1") < told.index("number 0")


def test_the_lines_of_a_traceback_stand_below_each_other() -> None:
    words = "a mistake⏎Traceback:⏎  File x⏎RuntimeError: oh"
    lines = report(troubles=[Trouble(NOW_S, "ERROR", "jobview.x", words)]).splitlines()
    assert lines[-4].endswith("error  a mistake")
    assert lines[-3:] == ["    Traceback:", "      File x", "    RuntimeError: oh"]


def test_where_the_terminal_is() -> None:
    environ = {"TERM": "tmux-256color", "TMUX": "tmux,1,0", "KINETICA_PASSWD": "hunter2"}
    words = told_by(environ)
    terminal = TerminalFacts(80, 24, "256", "LinuxDriver", has_focus=False, told=words)
    told = report(terminal=terminal)
    assert "80 by 24, without the focus" in told
    assert "TERM=tmux-256color, inside tmux" in told
    assert "hunter2" not in told


async def test_no_secret_of_the_environment_is_held(monkeypatch: pytest.MonkeyPatch) -> None:
    secret = "hunter2-of-the-environment"
    for name in (*PASSWORDS, OAUTH_TOKEN, URL, "JOBVIEW_PASSWORD", "AWS_SECRET_ACCESS_KEY"):
        monkeypatch.setenv(name, secret)
    stage = connected_stage()
    async with stage.running(MEDIUM):
        held = inside_of(stage.app, Snapshot(), (), now_s=NOW_S, began_s=NOW_S)
    assert secret not in repr(held)
    assert secret not in report(terminal=held.terminal)


def test_the_process_tells_of_itself() -> None:
    reading = process_now()
    assert reading.memory_bytes is None or reading.memory_bytes > 2**20
    assert reading.peak_memory_bytes >= (reading.memory_bytes or 2**20)
    assert reading.thread_count >= 1
    assert reading.file_count is None or reading.file_count >= 3


async def test_d_opens_it_and_it_stays_up_to_date() -> None:
    stage = connected_stage()
    async with stage.running(MEDIUM) as pilot:
        await stage.tell(pilot, jobs(7))
        await pilot.press("D")
        await settled(pilot)
        assert isinstance(stage.on_top(), DebugScreen)
        assert "7 known" in stage.screen_text()
        assert "120 by 36" in stage.screen_text()

        logger("jobview.polling.link").warning("down: \x1b[2J connection refused")
        await stage.tell(pilot, jobs(9))
        await pilot.pause(RENEWED_S + 0.1)
        shown = stage.screen_text()
        assert "9 known" in shown
        assert "connection refused" in shown
        assert "\x1b" not in shown

        await pilot.press("escape")
        assert stage.on_top() is stage.board


async def test_the_report_can_be_copied(monkeypatch: pytest.MonkeyPatch) -> None:
    stage = connected_stage()
    copied = []
    async with stage.running(MEDIUM) as pilot:
        monkeypatch.setattr(type(stage.board), "copy_out", lambda _, part: copied.append(part))
        await pilot.press("D")
        await pilot.pause()
        await pilot.press("y")
        await pilot.pause()
    (part,) = copied
    assert part.label == "debug report"
    assert "Requests" in part.text()


async def test_it_keeps_its_place_when_it_is_renewed() -> None:
    stage = connected_stage()
    for number in range(60):
        logger("jobview.x").warning("trouble %d", number)
    async with stage.running(MEDIUM) as pilot:
        await pilot.press("D")
        await settled(pilot)
        await pilot.press("end")
        await settled(pilot)
        assert "trouble 0" in stage.screen_text()
        await pilot.pause(RENEWED_S + 0.1)
        assert "trouble 0" in stage.screen_text()


async def test_its_report_can_be_copied() -> None:
    stage = connected_stage()
    async with stage.running(MEDIUM) as pilot:
        await stage.tell(pilot, jobs(7))
        await pilot.press("D")
        assert isinstance(stage.app.screen, DebugScreen)
        part = stage.app.screen.copy_parts()[0]

        assert "jobview 0." in await asyncio.to_thread(part.text)
