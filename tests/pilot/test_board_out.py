"""Taking things out of the board: copies, exports, pager and editor, by key."""

from __future__ import annotations

import os
import shlex
import threading
from contextlib import asynccontextmanager, contextmanager
from dataclasses import replace
from datetime import UTC
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from textual.app import SuspendNotSupported
from textual.widget import Widget
from textual.widgets import OptionList, Static

from jobview.cli.environment import OAUTH_TOKEN, PASSWORDS, URL
from jobview.errors import TooLarge, Unreachable
from jobview.polling.details import JobDetail
from jobview.results.model import Column, DecodedResult, ResultKind, Table
from jobview.settings import ClipboardChoice
from jobview.ui import board_out
from jobview.ui.app import JobviewApp
from jobview.ui.board_out import BoardOut
from jobview.ui.look import Look
from jobview.ui.outward.copy_menu import PICKS, CopyMenu
from jobview.ui.outward.export_dialog import ExportDialog
from jobview.ui.outward.outside_text import OutsideText
from jobview.ui.outward.path_field import PathField
from jobview.ui.paint.marks import UNICODE_MARKS
from jobview.ui.result.copy_part import CopyPart
from tests.fakes.board import screen_text
from tests.fakes.clock import FakeClock
from tests.fakes.hostile import SHORT, SHORT_SHOWN, leaks
from tests.fakes.jobs import CLUSTER, job, reply
from tests.fakes.session import ScriptedSession
from tests.fakes.source import FakeSource

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Callable, Iterator, Sequence

    from textual.message import Message
    from textual.pilot import Pilot

    from jobview.jobs.job import Job

TABLE = Table((Column("city", "char64"),), (["Torino", None],), 2)
RESULT = DecodedResult(
    ResultKind.TABLE, "/execute/sql", summary="2 rows", record={}, table=TABLE, raw=b"\x00"
)


class Stage:
    """A board on a scripted session; what it sends to the terminal is the app's clipboard."""

    def __init__(self, clipboard: ClipboardChoice = ClipboardChoice.OSC52) -> None:
        self.clock = FakeClock()
        self.session = ScriptedSession()
        look = Look("prod", UNICODE_MARKS, UTC)
        self.app = JobviewApp(self.session.open, look, self.clock, clipboard=clipboard)
        self.messages: list[Message] = []

    @asynccontextmanager
    async def running(self, *some: Job) -> AsyncIterator[Pilot[int]]:
        async with self.app.run_test(
            size=(120, 36), notifications=True, message_hook=self.messages.append
        ) as pilot:
            await pilot.pause()
            self.session.poller.tell(some, self.clock.wall)
            await pilot.pause(0.2)
            yield pilot

    @property
    def toasts(self) -> list[str]:
        return [str(notification.message) for notification in self.app._notifications]

    async def answer(self, pilot: Pilot[int], detail: JobDetail) -> None:
        """Let the fetch come back that is under way, or soon will be."""
        while detail.key not in self.session.details.waiting:
            await pilot.pause(0.02)
        self.session.details.answer(detail)
        await pilot.pause(0.05)

    async def until_on_top(self, pilot: Pilot[int], kind: type[object]) -> None:
        while not isinstance(self.app.screen, kind):
            await pilot.pause(0.02)

    async def until_told(self, pilot: Pilot[int]) -> str:
        while not self.toasts:
            await pilot.pause(0.02)
        return self.toasts[-1]

    async def check_told_literally(self, pilot: Pilot[int]) -> None:
        """What is told holds `SHORT`, and the toast on the screen shows all of it as text."""
        told = await self.until_told(pilot)
        await pilot.pause(0.05)
        assert SHORT_SHOWN in told
        assert not leaks(told)
        assert SHORT_SHOWN in screen_text(self.app)


class FakeView(Widget, can_focus=True):
    """A view with two parts to copy."""

    def copy_parts(self) -> Sequence[CopyPart]:
        return [
            CopyPart("cell", lambda: "To\x1b[31mrino"),
            CopyPart("row", lambda: "Torino\t1"),
        ]


class Inside(Widget, can_focus=True):
    """A widget that has nothing to say about copying."""


def done(job_id: int = 104, **fields: object) -> Job:
    return job(job_id, "async job done", is_resolved=True, endpoint="/execute/sql", **fields)


def detail(job_id: int = 104, result: DecodedResult | None = RESULT) -> JobDetail:
    from jobview.jobs.job import JobKey

    return JobDetail(JobKey(CLUSTER, job_id), reply(job_id, "DONE", 100), result, None, 0.0)


def labels(app: JobviewApp) -> list[str]:
    menu = app.screen.query_one(OptionList)
    return [str(menu.get_option_at_index(index).prompt) for index in range(menu.option_count)]


async def test_the_list_copies_ids_and_says_how() -> None:
    stage = Stage()
    async with stage.running(job(101), job(102)) as pilot:
        await pilot.press("y")
        assert await stage.until_told(pilot) == (
            "job id 102 sent to the terminal (OSC 52), 3 bytes."
        )
        assert stage.app.clipboard == "102"
        stage.app.clear_notifications()
        await pilot.press("space", "space", "y")
        assert await stage.until_told(pilot) == (
            "2 job ids sent to the terminal (OSC 52), 7 bytes."
        )
        assert stage.app.clipboard == "102\n101"


async def test_a_view_copies_its_first_part_also_from_inside() -> None:
    stage = Stage()
    async with stage.running(job(101)) as pilot:
        view = FakeView()
        inside = Inside()
        await stage.app.board.mount(view)
        await view.mount(inside)
        for widget in (view, inside):
            widget.focus()
            await pilot.press("y")
            assert await stage.until_told(pilot) == (
                "cell sent to the terminal (OSC 52), 11 bytes."
            )
            assert stage.app.clipboard == "To\x1b[31mrino"
            stage.app.clear_notifications()


async def test_a_clipboard_set_to_off_copies_nothing() -> None:
    stage = Stage(ClipboardChoice.OFF)
    async with stage.running(job(101)) as pilot:
        await pilot.press("y")
        assert await stage.until_told(pilot) == "nothing copied: the clipboard is set to off."


async def test_the_menu_offers_everything_and_each_line_has_a_key() -> None:
    stage = Stage()
    async with stage.running(done(query_text="SELECT [1]", job_tag="nightly")) as pilot:
        view = FakeView()
        await stage.app.board.mount(view)
        view.focus()
        await pilot.press("Y")
        await stage.until_on_top(pilot, CopyMenu)
        assert labels(stage.app) == [
            "1 cell",
            "2 row",
            "3 job id 104",
            "4 query text",
            "5 endpoint /execute/sql",
            "6 tag nightly",
            "7 result as JSON",
            "8 result as CSV",
            "9 result as TSV",
            "a result as Markdown",
        ]
        await pilot.press("4")
        await stage.until_told(pilot)
        assert stage.app.clipboard == "SELECT [1]"


async def test_the_whole_result_is_fetched_when_it_is_not_here() -> None:
    stage = Stage()
    async with stage.running(done()) as pilot:
        await pilot.press("Y")
        await stage.until_on_top(pilot, CopyMenu)
        await pilot.press("4")
        await stage.answer(pilot, detail())
        assert await stage.until_told(pilot) == (
            "result as CSV sent to the terminal (OSC 52), 18 bytes."
        )
        assert stage.app.clipboard == 'city\r\nTorino\r\n""\r\n'


async def test_a_copied_page_is_said_to_be_one() -> None:
    stage = Stage()
    page = replace(RESULT, table=replace(TABLE, total_row_count=48_210_331))
    async with stage.running(done()) as pilot:
        await pilot.press("Y")
        await stage.until_on_top(pilot, CopyMenu)
        await pilot.press("4")
        await stage.answer(pilot, detail(result=page))
        assert (await stage.until_told(pilot)).startswith(
            "result as CSV, first 2 of 48,210,331 rows sent to the terminal"
        )


async def test_a_format_that_does_not_fit_is_a_sentence() -> None:
    stage = Stage()
    text = DecodedResult(ResultKind.TEXT, "/x", text="plain", raw=b"plain")
    async with stage.running(done()) as pilot:
        await pilot.press("Y")
        await stage.until_on_top(pilot, CopyMenu)
        await pilot.press("4")
        await stage.answer(pilot, detail(result=text))
        assert "csv cannot hold it" in await stage.until_told(pilot)


async def test_an_error_can_be_copied() -> None:
    stage = Stage()
    failed = job(7, "error", is_resolved=True, error_message="no [such] table")
    async with stage.running(failed) as pilot:
        await pilot.press("Y")
        await stage.until_on_top(pilot, CopyMenu)
        index = [label[2:] for label in labels(stage.app)].index("error message")
        await pilot.press(PICKS[index])
        await stage.until_told(pilot)
        assert stage.app.clipboard == "no [such] table"


async def test_moving_on_gives_up_on_the_result_that_was_wanted() -> None:
    stage = Stage()
    async with stage.running(done(104), done(103)) as pilot:
        await pilot.press("e")
        await pilot.pause(0.05)
        await pilot.press("j")
        await pilot.pause(0.3)
        assert stage.app.screen is stage.app.board
        assert stage.toasts == ["Job 104 was left before its result came: nothing to export."]


async def open_export(stage: Stage, pilot: Pilot[int]) -> None:
    """Have the selected job's result ready to be written to a file."""
    await pilot.press("e")
    await stage.answer(pilot, detail())
    await stage.until_on_top(pilot, ExportDialog)


async def test_an_export_is_written_and_told(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    stage = Stage()
    async with stage.running(done()) as pilot:
        await open_export(stage, pilot)
        await pilot.press("enter")
        assert await stage.until_told(pilot) == (
            "2 rows, 18 bytes written to jobview-104-execute_sql.csv."
        )


@pytest.mark.parametrize(
    ("shown", "words"),
    [
        (job(7), "Job 7 has not ended: there is no result to export yet."),
        (job(7, is_synchronous=True), "Job 7 is a synchronous call"),
        (job(7, "error", error_message="x"), "Job 7 failed: there is no result to export."),
        (job(7, "cancelled"), "Job 7 was cancelled: there is no result to export."),
    ],
)
async def test_why_there_is_nothing_to_export(shown: Job, words: str) -> None:
    stage = Stage()
    async with stage.running(shown) as pilot:
        await pilot.press("e")
        assert words in await stage.until_told(pilot)


async def test_a_result_that_did_not_come_is_told() -> None:
    stage = Stage()
    error = Unreachable("http://h:1", "connection refused")
    async with stage.running(done()) as pilot:
        await pilot.press("e")
        missing = JobDetail(detail().key, None, None, error, 0.0)
        await stage.answer(pilot, missing)
        assert "connection refused" in await stage.until_told(pilot)


async def test_a_result_left_on_the_server_is_written_from_there(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    stage = Stage()
    stage.session.source = source = FakeSource(stage.clock)
    source.latency_s = 0.0
    source.replies[104] = reply(104, "DONE", 100, response=b"large")
    async with stage.running(done()) as pilot:
        await pilot.press("e")
        error = TooLarge("http://h:1", "too large", size_bytes=100 << 20, limit_bytes=64 << 20)
        left = JobDetail(detail().key, None, None, error, 0.0)
        await stage.answer(pilot, left)
        await stage.until_on_top(pilot, ExportDialog)
        heading = str(stage.app.screen.query_one(Static).content)
        assert heading == "The result is too large to be read here (100 MiB, the limit is 64 MiB)"
        await pilot.press("enter")
        await stage.until_on_top(pilot, BoardOut)
        written = tmp_path / "jobview-104-execute_sql.bin"
        await pilot.pause()
        await stage.clock.run(1.0)
        while not written.exists():
            await pilot.pause(0.02)
        assert written.read_bytes() == b"large"
        assert written.stat().st_mode & 0o777 == 0o600


@pytest.mark.parametrize(
    "say",
    [
        lambda board: board.warn(f"no: {SHORT}"),
        lambda board: board.copy_out(CopyPart(f"tag {SHORT}", lambda: "x")),
    ],
    ids=["warning", "copied"],
)
async def test_foreign_words_are_told_literally(say: Callable[[BoardOut], object]) -> None:
    stage = Stage()
    async with stage.running() as pilot:
        say(stage.app.board)
        await stage.check_told_literally(pilot)


async def test_the_path_of_an_export_is_told_literally(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    stage = Stage()
    async with stage.running(done()) as pilot:
        await open_export(stage, pilot)
        stage.app.screen.query_one(PathField).put(SHORT)
        await pilot.press("enter")
        await stage.until_on_top(pilot, BoardOut)
        await stage.check_told_literally(pilot)
    assert (tmp_path / SHORT).exists()


@contextmanager
def no_suspension() -> Iterator[None]:
    yield


class TestOutside:
    """The board in a test has no terminal to leave, so leaving it is left out."""

    @pytest.fixture(autouse=True)
    def _programs(self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        for name in ("pager", "editor"):
            script = tmp_path / name
            script.write_text(
                f'#!/bin/sh\ncat "$1" > {tmp_path}/{name}.got\necho "$1" > {tmp_path}/{name}.path\n'
                f"env > {tmp_path}/{name}.env\n"
                f'stat -c "%a %a" "$1" "${{1%/*}}" > {tmp_path}/{name}.mode\n'
                f"exit ${{CODE:-0}}\n"
            )
            script.chmod(0o755)
        self.folder = tmp_path
        monkeypatch.setenv("PAGER", str(tmp_path / "pager"))
        monkeypatch.setenv("EDITOR", str(tmp_path / "editor"))
        monkeypatch.delenv("VISUAL", raising=False)

    def got(self, name: str) -> str:
        return (self.folder / name).read_text()

    def is_there(self, name: str) -> bool:
        return Path(self.got(f"{name}.path").strip()).exists()

    async def ended(self, pilot: Pilot[int], name: str) -> None:
        while not (self.folder / f"{name}.mode").exists() or self.is_there(name):
            await pilot.pause(0.02)

    @pytest.fixture
    def waiting(self, monkeypatch: pytest.MonkeyPatch) -> threading.Event:
        """Results are written as text in two pieces, the second one after this."""
        waiting = threading.Event()

        def chunks() -> Iterator[bytes]:
            yield b"some"
            waiting.wait(5)
            yield b"more"

        monkeypatch.setattr(
            "jobview.ui.outward.outside_text.text_of_result",
            lambda *_args, **_fields: OutsideText(".txt", chunks()),
        )
        return waiting

    @pytest.mark.parametrize("end_by", ["escape", "j"])
    async def test_a_text_that_takes_long_is_told_and_given_up(
        self, end_by: str, tmp_path: Path, waiting: threading.Event
    ) -> None:
        stage = Stage()
        async with stage.running(done(104), done(103)) as pilot:
            await pilot.press("o")
            await stage.answer(pilot, detail())
            assert "Esc stops it." in await stage.until_told(pilot)
            is_writing = [stage.app.board.is_writing_out]
            await pilot.press(end_by)
            await pilot.pause(0.3)
            is_writing.append(stage.app.board.is_writing_out)
            assert is_writing == [True, False]
            waiting.set()
            await pilot.pause(0.1)
        assert not (tmp_path / "pager.got").exists()

    async def test_the_name_of_a_slow_program_is_told_literally(
        self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, waiting: threading.Event
    ) -> None:
        (tmp_path / SHORT).touch(mode=0o755)
        monkeypatch.setenv("PATH", str(tmp_path))
        monkeypatch.setenv("PAGER", shlex.quote(SHORT))
        monkeypatch.setattr(board_out, "SLOW_S", 0.01)
        stage = Stage()
        async with stage.running(done()) as pilot:
            await pilot.press("o")
            await stage.answer(pilot, detail())
            await stage.check_told_literally(pilot)
            await pilot.press("escape")
            waiting.set()

    async def test_a_result_is_shown_in_the_pager_and_removed(
        self, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        stage = Stage()
        monkeypatch.setattr(stage.app, "suspend", no_suspension)
        async with stage.running(done()) as pilot:
            await pilot.press("o")
            await stage.answer(pilot, detail())
            await self.ended(pilot, "pager")

            assert self.got("pager.got").splitlines() == ["city", "──────", "Torino", "∅"]
            assert self.got("pager.path").strip().endswith("/job-104.txt")
            assert self.got("pager.mode") == "600 600\n700 700\n"
            assert not Path(self.got("pager.path").strip()).parent.exists()
            assert stage.toasts == []

    async def test_a_query_is_opened_in_the_editor(self, monkeypatch: pytest.MonkeyPatch) -> None:
        stage = Stage()
        monkeypatch.setattr(stage.app, "suspend", no_suspension)
        async with stage.running(job(7, query_text="SELECT\t1")) as pilot:
            await pilot.press("O")
            await self.ended(pilot, "editor")

            assert self.got("editor.got") == "SELECT\t1\n"
            assert self.got("editor.path").strip().endswith("/job-7.sql")

    async def test_an_error_is_shown_with_its_query(self, monkeypatch: pytest.MonkeyPatch) -> None:
        stage = Stage()
        monkeypatch.setattr(stage.app, "suspend", no_suspension)
        failed = job(7, "error", is_resolved=True, error_message="bad\x1b", query_text="SELECT 1")
        async with stage.running(failed) as pilot:
            await pilot.press("o")
            await self.ended(pilot, "pager")

            assert self.got("pager.got") == "bad␛\n\nSELECT 1\n"

    @pytest.mark.parametrize(("key", "name"), [("o", "pager"), ("O", "editor")])
    async def test_it_is_told_no_secrets(
        self, monkeypatch: pytest.MonkeyPatch, key: str, name: str
    ) -> None:
        monkeypatch.setenv("LANG", "C.UTF-8")
        monkeypatch.setenv("TEXTUAL_FPS", "240")
        monkeypatch.setenv(URL, "https://ann:s3cret@head:8082")
        for secret in (*PASSWORDS, OAUTH_TOKEN):
            monkeypatch.setenv(secret, "s3cret")
        stage = Stage()
        monkeypatch.setattr(stage.app, "suspend", no_suspension)
        async with stage.running(job(7, query_text="SELECT 1")) as pilot:
            await pilot.press(key)
            await self.ended(pilot, name)

        told = self.got(f"{name}.env")
        assert f"PATH={os.environ['PATH']}\n" in told
        assert "LANG=C.UTF-8\n" in told
        assert "s3cret" not in told
        assert "TEXTUAL_FPS" not in told

    async def test_no_other_program_is_started_beside_one(
        self, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        (self.folder / "pager").write_text(
            f"#!/bin/sh\ntouch {self.folder}/begun\n"
            f"until test -e {self.folder}/over; do sleep 0.02; done\n"
        )
        stage = Stage()
        monkeypatch.setattr(stage.app, "suspend", no_suspension)
        async with stage.running(job(7, query_text="SELECT 1")) as pilot:
            await pilot.press("o")
            while not (self.folder / "begun").exists():
                await pilot.pause(0.02)
            await pilot.press("O")
            await pilot.pause(0.1)
            assert not (self.folder / "editor.path").exists()
            (self.folder / "over").touch()
            while stage.app.board._is_away:
                await pilot.pause(0.02)
            assert stage.toasts == []
            await pilot.press("O")
            await self.ended(pilot, "editor")

    async def test_a_program_that_fails_is_told(self, monkeypatch: pytest.MonkeyPatch) -> None:
        stage = Stage()
        monkeypatch.setattr(stage.app, "suspend", no_suspension)
        monkeypatch.setenv("CODE", "3")
        async with stage.running(job(7, query_text="SELECT 1")) as pilot:
            await pilot.press("o")
            assert (await stage.until_told(pilot)).endswith("/pager ended with code 3.")

    async def test_a_program_that_is_not_there_is_told(
        self, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setenv("PAGER", "gone")
        stage = Stage()
        async with stage.running(job(7, query_text="SELECT 1")) as pilot:
            await pilot.press("o")
            assert "$PAGER gone is not a program" in await stage.until_told(pilot)

    async def test_a_terminal_that_cannot_be_left_is_told(
        self, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        def refuse() -> None:
            raise SuspendNotSupported

        stage = Stage()
        monkeypatch.setattr(stage.app, "suspend", refuse)
        async with stage.running(job(7, query_text="SELECT 1")) as pilot:
            await pilot.press("o")
            assert await stage.until_told(pilot) == (
                "This terminal cannot be left to another program."
            )


async def test_keys_pressed_while_a_result_comes_open_one_dialog() -> None:
    stage = Stage()
    async with stage.running(done()) as pilot:
        await pilot.press("e", "e", "Y")
        await stage.answer(pilot, detail())
        await pilot.pause(0.2)
        dialogs = [type(screen).__name__ for screen in stage.app.screen_stack[1:]]
        assert len(dialogs) == 1, dialogs


async def test_the_palette_opens_the_export_dialog() -> None:
    stage = Stage()
    async with stage.running(done()) as pilot:
        await pilot.press("ctrl+p")
        await pilot.pause(0.2)
        await pilot.press(*"export")
        await pilot.pause(0.5)
        await pilot.press("enter")
        await stage.answer(pilot, detail())
        await stage.until_on_top(pilot, ExportDialog)


async def test_a_long_text_is_made_away_from_the_event_loop() -> None:
    stage = Stage()
    made_in: list[int] = []

    def text() -> str:
        made_in.append(threading.get_ident())
        return "Torino"

    async with stage.running(done()) as pilot:
        stage.app.board.copy_out(CopyPart("cell", text))
        await stage.until_told(pilot)
    assert made_in
    assert threading.get_ident() not in made_in
