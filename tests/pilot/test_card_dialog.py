"""The incident card on the board: preview, redaction, clipboard, file."""

from __future__ import annotations

import stat
from contextlib import asynccontextmanager
from datetime import UTC
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from textual.widgets import Input, Static

from jobview.jobs.job import Curve
from jobview.ui.app import JobviewApp
from jobview.ui.look import Look
from jobview.ui.outward.card_dialog import CardDialog
from jobview.ui.paint.marks import ASCII_MARKS, UNICODE_MARKS
from jobview.ui.text.text_view import TextView
from tests.fakes.board import screen_text
from tests.fakes.clock import FakeClock
from tests.fakes.hostile import SHORT, SHORT_SHOWN, leaks
from tests.fakes.jobs import job
from tests.fakes.session import ScriptedSession

if TYPE_CHECKING:
    from collections.abc import AsyncIterator

    from textual.pilot import Pilot

    from jobview.jobs.job import Job

NAME = "jobview-7-failed.md"


@pytest.fixture(autouse=True)
def in_a_folder_of_its_own(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)


def failed(**fields: object) -> Job:
    ordinary: dict[str, object] = {
        "is_resolved": True,
        "finished_s": 1_700_000_100.0,
        "error_message": "Could not find the table: 'ki.secret' (TM/SMc:1078)",
        "query_text": "SELECT 'Rossi'\n  FROM ki.secret",
        "auth_id": "alice",
        "curve": Curve((1_700_000_000.0, 1_700_000_050.0), (0, 40)),
    }
    return job(7, "error", **(ordinary | fields))


class Stage:
    """A board with one job, its card's dialog open."""

    def __init__(self, shown: Job, *, ascii_only: bool = False) -> None:
        self.shown = shown
        self.session = ScriptedSession()
        marks = ASCII_MARKS if ascii_only else UNICODE_MARKS
        self.app = JobviewApp(self.session.open, Look("prod", marks, UTC), FakeClock())

    @asynccontextmanager
    async def running(self, size: tuple[int, int] = (120, 40)) -> AsyncIterator[Pilot[int]]:
        async with self.app.run_test(size=size, notifications=True) as pilot:
            await pilot.pause()
            self.session.poller.tell([self.shown], 1_700_000_110.0)
            await pilot.pause(0.2)
            await pilot.press("c")
            await settled(pilot)
            yield pilot

    @property
    def dialog(self) -> CardDialog:
        assert isinstance(self.app.screen, CardDialog)
        return self.app.screen

    def preview(self) -> str:
        return "\n".join(self.dialog.query_one(TextView).lines)

    def told(self) -> str:
        return str(self.dialog.query_one("#told").render())

    def toasts(self) -> str:
        return "\n".join(note.message for note in self.app._notifications)

    @property
    def is_open(self) -> bool:
        return isinstance(self.app.screen, CardDialog)


def put(name: str, text: str) -> None:
    Path(name).write_text(text, encoding="utf-8")


def text_of(name: str) -> str:
    return Path(name).read_text(encoding="utf-8")


def mode_of(name: str) -> int:
    return stat.S_IMODE(Path(name).stat().st_mode)


async def settled(pilot: Pilot[int]) -> None:
    await pilot.pause(0.1)
    await pilot.pause()


async def test_the_card_is_shown_before_it_leaves() -> None:
    stage = Stage(failed())
    async with stage.running() as pilot:
        assert "# Job 7 failed" in stage.preview()
        assert "- User: `alice`" in stage.preview()
        assert "- Cluster: `prod`" in stage.preview()
        assert "FROM ki.secret" in stage.preview()
        assert "  40 %  ################" in stage.preview()
        await pilot.press("escape")
        assert not stage.is_open


async def test_redaction_takes_effect_in_the_preview() -> None:
    stage = Stage(failed())
    async with stage.running() as pilot:
        await pilot.press("1")
        await settled(pilot)
        assert "- User: (removed)" in stage.preview()
        assert "Rossi" in stage.preview()
        await pilot.press("r")
        await settled(pilot)
        for secret in ("alice", "Rossi", "secret", "prod"):
            assert secret not in stage.preview()
        assert "[x] r all" in str(stage.dialog.query_one("#parts").render())
        await pilot.press("r")
        await settled(pilot)
        assert "alice" in stage.preview()


async def test_a_click_leaves_a_part_out() -> None:
    stage = Stage(failed())
    async with stage.running() as pilot:
        line = str(stage.dialog.query_one("#parts").render())
        await pilot.click("#parts", offset=(line.index("1 user"), 1))
        await settled(pilot)
        assert "- User: (removed)" in stage.preview()


async def test_what_is_copied_is_what_was_shown() -> None:
    stage = Stage(failed())
    async with stage.running() as pilot:
        await pilot.press("r")
        await settled(pilot)
        shown = stage.preview()
        await pilot.press("y")
        await settled(pilot)
        assert not stage.is_open
        assert stage.app.clipboard == shown
        assert "incident card of job 7" in stage.toasts()


async def test_the_file_is_private_and_named_for_the_job() -> None:
    stage = Stage(failed())
    async with stage.running() as pilot:
        shown = stage.preview()
        await pilot.press("w", "enter")
        await settled(pilot)
        assert not stage.is_open
        assert NAME in stage.toasts()
    assert text_of(NAME) == shown
    assert mode_of(NAME) == 0o600


async def test_the_path_of_the_file_is_told_literally() -> None:
    stage = Stage(failed())
    async with stage.running() as pilot:
        stage.dialog.query_one("#path", Input).value = SHORT
        await pilot.press("w", "enter")
        await settled(pilot)
        assert SHORT_SHOWN in stage.toasts()
        assert not leaks(stage.toasts())
        assert SHORT_SHOWN in screen_text(stage.app)
    assert text_of(SHORT)


async def test_nothing_is_overwritten_unasked() -> None:
    put(NAME, "mine")
    stage = Stage(failed())
    async with stage.running() as pilot:
        await pilot.press("w", "enter")
        await settled(pilot)
        assert text_of(NAME) == "mine"
        assert "exists. Overwrite it?" in stage.told()
        assert stage.dialog.focused is stage.dialog.query_one("#back")
        await pilot.press("o")
        await settled(pilot)
        assert not stage.is_open
    assert text_of(NAME).startswith("# Job 7 failed")


async def test_another_name_takes_the_question_back() -> None:
    put(NAME, "mine")
    stage = Stage(failed())
    async with stage.running() as pilot:
        await pilot.press("w", "enter")
        await settled(pilot)
        stage.dialog.query_one("#path", Input).value = "other.md"
        await settled(pilot)
        assert not stage.dialog.query_one("#overwrite").display
        await pilot.press("w", "enter")
        await settled(pilot)
    assert text_of("other.md")
    assert text_of(NAME) == "mine"


@pytest.mark.parametrize(
    ("name", "words"),
    [
        ("", "Give the file a name."),
        ("No/Such exists/a.md", "There is no folder No/Such exists."),
        ("x" * 300, "File name too long."),
    ],
    ids=["empty", "no-folder", "long"],
)
async def test_what_cannot_be_written_is_said(name: str, words: str) -> None:
    stage = Stage(failed())
    async with stage.running() as pilot:
        stage.dialog.query_one("#path", Input).value = name
        await pilot.press("w", "enter")
        await settled(pilot)
        assert words in stage.told()
        assert stage.is_open


async def test_a_folder_gets_the_cards_name(tmp_path: Path) -> None:
    (tmp_path / "out").mkdir()
    stage = Stage(failed())
    async with stage.running() as pilot:
        stage.dialog.query_one("#path", Input).value = "out"
        await pilot.press("w", "enter")
        await settled(pilot)
        assert stage.dialog.query_one("#path", Input).value == f"out/{NAME}"
        await pilot.press("enter")
        await settled(pilot)
        assert not stage.is_open
    assert text_of(f"out/{NAME}").startswith("# Job 7 failed")


async def test_tab_completes_the_path_and_goes_on_elsewhere() -> None:
    for name in ("report-1", "report-2"):
        put(name, "")
    stage = Stage(failed())
    async with stage.running() as pilot:
        field = stage.dialog.query_one("#path", Input)
        field.value = "rep"
        await pilot.press("w", "end", "tab")
        await settled(pilot)
        assert field.value == "report-"
        assert str(stage.dialog.query_one("#names", Static).content) == "report-1\nreport-2"
        assert stage.dialog.focused is field
        await pilot.press("escape", "tab")
        await settled(pilot)
        assert stage.dialog.focused is field
        assert field.value == "report-"


async def test_flags_have_a_key() -> None:
    stage = Stage(failed(flags="async,perpetual"))
    async with stage.running((80, 24)) as pilot:
        assert "- Flags: `async,perpetual`" in stage.preview()
        lines = str(stage.dialog.query_one("#parts").render()).split("\n")
        assert max(map(len, lines)) <= stage.dialog.query_one("#parts").size.width
        await pilot.press("7")
        await settled(pilot)
        assert "- Flags: (removed)" in stage.preview()


async def test_typing_a_name_toggles_nothing() -> None:
    stage = Stage(failed())
    async with stage.running() as pilot:
        await pilot.press("w", "end", "r", "y", "1")
        await settled(pilot)
        assert stage.dialog.query_one("#path", Input).value == f"{NAME}ry1"
        assert "alice" in stage.preview()
        await pilot.press("escape")
        assert stage.is_open
        await pilot.press("escape")
        assert not stage.is_open


async def test_without_a_job_there_is_nothing_to_report() -> None:
    stage = Stage(failed())
    async with stage.app.run_test(size=(120, 40), notifications=True) as pilot:
        await pilot.pause()
        await pilot.press("c")
        await settled(pilot)
        assert not stage.is_open
        assert "nothing to report" in stage.toasts()


@pytest.mark.parametrize("ascii_only", [False, True])
@pytest.mark.parametrize("size", [(80, 24), (40, 12), (250, 60)])
async def test_hostile_words_and_sizes_are_survived(
    size: tuple[int, int], *, ascii_only: bool
) -> None:
    hostile = "[/x] ``` \x1b[2J\u202e\ud800\n# x"
    texts = dict.fromkeys(
        ("error_message", "query_text", "auth_id", "user_data", "endpoint"), hostile
    )
    stage = Stage(failed(**texts), ascii_only=ascii_only)
    async with stage.running(size) as pilot:
        assert not {"\x1b", "\u202e", "\ud800"} & set(stage.preview())
        assert stage.dialog.query_one("#write").region.bottom <= size[1]
        await pilot.press("r", "G", "g", "y")
        await settled(pilot)
        assert not stage.is_open
