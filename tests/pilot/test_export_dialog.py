"""The export dialog under keys: formats, paths, what is in the way, and a long export stopped."""

from __future__ import annotations

import json
import stat
import threading
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from textual.app import App
from textual.widgets import Button, Static

from jobview.private_file import Obstacle, obstacle
from jobview.results.model import Column, DecodedResult, ResultKind, Table
from jobview.results.writers.formats import FACTS, Format, fitting
from jobview.results.writers.pieces import Piece
from jobview.ui.frame.format_list import FormatList
from jobview.ui.outward import path_field
from jobview.ui.outward.export_dialog import ExportDialog, RawWish
from jobview.ui.outward.export_run import Exported
from jobview.ui.outward.path_completion import Completion, complete
from jobview.ui.paint.marks import UNICODE_MARKS
from jobview.ui.theme import THEMES
from tests.fakes.hostile import SHORT, SHORT_SHOWN
from tests.fakes.jobs import job

if TYPE_CHECKING:
    from collections.abc import Iterator

    from textual.pilot import Pilot

TABLE = Table((Column("n", "int"),), ([1, 2, 3],), 3)
RESULT = DecodedResult(ResultKind.TABLE, "/execute/sql", record={}, table=TABLE, raw=b"raw")
NAME = "jobview-7-execute_sql"


class DialogApp(App[None]):
    """Shows the dialog over nothing and keeps its answer."""

    CSS_PATH = Path(__file__).parents[2] / "jobview" / "ui" / "app.tcss"

    def __init__(self, result: DecodedResult | None = RESULT) -> None:
        super().__init__()
        formats = (Format.RAW,) if result is None else fitting(result)
        endpoint = "/execute/sql"
        self.dialog = ExportDialog(
            job(7, "async job done", endpoint=endpoint), result, formats, "3 rows", UNICODE_MARKS
        )
        self.answers: list[Exported | RawWish | None] = []
        for theme in THEMES:
            self.register_theme(theme)
        self.theme = THEMES[0].name

    def get_theme_variable_defaults(self) -> dict[str, str]:
        from jobview.ui.theme import variable_defaults

        return variable_defaults(self.current_theme)

    def on_mount(self) -> None:
        self.push_screen(self.dialog, self.answers.append)

    @property
    def told(self) -> str:
        return str(self.dialog.query_one("#told", Static).content)


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    return tmp_path


@pytest.fixture
def disk(monkeypatch: pytest.MonkeyPatch) -> threading.Event:
    """A disk that answers once this is set."""
    answers = threading.Event()

    def completed(text: str) -> Completion:
        answers.wait(10)
        return complete(text)

    def in_the_way(path: Path, *, may_overwrite: bool) -> Obstacle | None:
        answers.wait(10)
        return obstacle(path, may_overwrite=may_overwrite)

    monkeypatch.setattr(path_field, "complete", completed)
    monkeypatch.setattr(path_field, "obstacle", in_the_way)
    return answers


async def until_done(pilot: Pilot[None]) -> None:
    await pilot.pause()
    await pilot.app.workers.wait_for_complete()
    await pilot.pause()


async def until_told(pilot: Pilot[None], app: DialogApp, words: str) -> None:
    while app.told != words:
        await pilot.pause(0.02)


def names_in(folder: Path) -> list[str]:
    return [path.name for path in folder.iterdir()]


async def retyped(pilot: Pilot[None], path: str) -> None:
    await pilot.press("end", "ctrl+u", *("full_stop" if c == "." else c for c in path))


async def test_enter_writes_the_proposed_file(folder: Path) -> None:
    app = DialogApp()
    async with app.run_test() as pilot:
        await pilot.press("enter")
        await until_done(pilot)

    path = folder / f"{NAME}.csv"
    assert app.answers == [Exported(Path(path.name), 3, 12)]
    assert path.read_bytes() == b"n\r\n1\r\n2\r\n3\r\n"
    assert stat.S_IMODE(path.stat().st_mode) == 0o600


async def test_what_is_typed_goes_behind_the_proposed_name() -> None:
    app = DialogApp()
    async with app.run_test() as pilot:
        await pilot.press("x")
        assert app.dialog.path_input.value == f"{NAME}.csvx"


async def test_the_name_follows_the_format() -> None:
    app = DialogApp()
    async with app.run_test() as pilot:
        await pilot.pause()
        seen = []
        for _ in range(len(fitting(RESULT)) + 1):
            seen.append(app.dialog.path_input.value)
            await pilot.press("down")
        await pilot.press("up")

        assert seen == [f"{NAME}{FACTS[wanted].suffix}" for wanted in (*Format, Format.CSV)]
        assert app.dialog.format_list.chosen is Format.CSV


async def test_a_name_of_the_users_own_is_kept() -> None:
    app = DialogApp()
    async with app.run_test() as pilot:
        await retyped(pilot, "mine.dat")
        await pilot.press("down")

        assert app.dialog.path_input.value == "mine.dat"


async def test_a_click_chooses_a_format(folder: Path) -> None:
    app = DialogApp()
    async with app.run_test() as pilot:
        await pilot.click(FormatList, offset=(4, 2))
        await pilot.press("enter")
        await until_done(pilot)

    assert json.loads((folder / f"{NAME}.json").read_bytes())["table"]["rows"] == [[1], [2], [3]]


async def test_an_existing_file_takes_a_second_step(folder: Path) -> None:
    path = folder / f"{NAME}.csv"
    path.write_text("precious")
    app = DialogApp()
    async with app.run_test() as pilot:
        await pilot.press("enter")
        await until_done(pilot)
        assert app.told == f"{path.name} exists. Overwrite it?"
        assert isinstance(app.focused, Button)
        assert app.focused.id == "back"
        await pilot.press("escape")
        assert app.told == ""
        assert app.answers == []
        await pilot.press("enter")
        await until_done(pilot)
        assert path.read_text() == "precious"
        await pilot.press("right", "enter")
        await until_done(pilot)

    assert len(app.answers) == 1
    assert path.read_bytes().startswith(b"n\r\n1")


async def test_another_path_is_another_question(folder: Path) -> None:
    (folder / "old").write_text("precious")
    app = DialogApp()
    async with app.run_test() as pilot:
        await retyped(pilot, "old")
        await pilot.press("enter")
        await until_done(pilot)
        await pilot.press("shift+tab")
        assert app.focused is app.dialog.path_input
        await pilot.press("x")
        await pilot.pause()
        assert not app.dialog.query_one("#overwrite").display
        await pilot.press("enter")
        await until_done(pilot)

    assert (folder / "old").read_text() == "precious"
    assert (folder / "oldx").exists()


async def test_tab_completes_and_lists_what_fits(folder: Path) -> None:
    for number in range(6):
        (folder / f"report-{number}").touch()
    app = DialogApp()
    async with app.run_test() as pilot:
        await retyped(pilot, "rep")
        await pilot.press("tab")
        await until_done(pilot)
        names = app.dialog.query_one("#names", Static)
        assert app.dialog.path_input.value == "report-"
        assert str(names.content).split("\n") == [
            *(f"report-{number}" for number in range(4)),
            "and 2 more",
        ]
        assert names.display
        await pilot.press("5")
        await pilot.pause()
        assert not names.display


async def test_what_is_typed_while_a_slow_disk_completes_stays(
    folder: Path, disk: threading.Event
) -> None:
    (folder / "report-1").touch()
    app = DialogApp()
    async with app.run_test() as pilot:
        await retyped(pilot, "rep")
        await pilot.press("tab", "l", "y")
        disk.set()
        await until_done(pilot)
        assert app.dialog.path_input.value == "reply"
        assert not app.dialog.query_one("#names", Static).display


async def test_who_types_on_is_not_asked_about_the_path_before(
    folder: Path, disk: threading.Event
) -> None:
    (folder / "a").write_text("precious")
    (folder / "ao").write_text("precious too")
    app = DialogApp()
    async with app.run_test() as pilot:
        await retyped(pilot, "a")
        await pilot.press("enter", "o")
        disk.set()
        await until_done(pilot)
        assert app.told == "a exists; nothing was written."
        await pilot.press("o")
        await until_done(pilot)
        assert app.dialog.path_input.value == "aoo"
    assert (folder / "a").read_text() == "precious"
    assert (folder / "ao").read_text() == "precious too"


async def test_a_folder_is_not_put_before_what_is_typed_meanwhile(
    folder: Path, disk: threading.Event
) -> None:
    (folder / "out").mkdir()
    app = DialogApp()
    async with app.run_test() as pilot:
        await retyped(pilot, "out")
        await pilot.press("enter", "1")
        disk.set()
        await until_done(pilot)
        assert app.dialog.path_input.value == "out1"


async def test_a_folder_gets_the_proposed_name(folder: Path) -> None:
    (folder / "out").mkdir()
    app = DialogApp()
    async with app.run_test() as pilot:
        await retyped(pilot, "out")
        await pilot.press("enter")
        await until_done(pilot)
        assert app.dialog.path_input.value == f"out/{NAME}.csv"
        await pilot.press("enter")
        await until_done(pilot)

    assert (folder / "out" / f"{NAME}.csv").exists()


@pytest.mark.parametrize(
    ("path", "words"),
    [
        ("", "Give the file a name."),
        ("none/x", "There is no folder none."),
        ("No Such exists/Sub/a", "There is no folder No Such exists/Sub."),
        ("None exists/a", "There is no folder None exists."),
        ("None is a folder/a", "There is no folder None is a folder."),
        ("x" * 300, f"Cannot write {'x' * 300}: File name too long."),
    ],
    ids=["empty", "none", "deep", "exists", "folder", "long"],
)
async def test_a_path_that_will_not_do_is_a_sentence(path: str, words: str) -> None:
    app = DialogApp()
    async with app.run_test() as pilot:
        await pilot.pause()
        app.dialog.path_input.value = path
        await pilot.press("enter")
        await until_done(pilot)

        assert app.told == words
        assert app.answers == []
        assert app.dialog.path_input.value == path


async def test_a_path_is_shown_literally_beneath_the_line_where_it_is_typed(folder: Path) -> None:
    app = DialogApp()
    async with app.run_test() as pilot:
        await pilot.pause()
        app.dialog.path_input.value = f"{SHORT}/x"
        await pilot.press("enter")
        await until_done(pilot)

        shown = str(app.dialog.query_one("#folder", Static).content)
        assert shown == f"in {folder}/{SHORT_SHOWN}"
        assert app.told == f"There is no folder {SHORT_SHOWN}."


async def test_a_full_disk_is_a_sentence_and_nothing_is_lost(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(*_: object) -> Iterator[Piece]:
        yield Piece(b"x", 1)
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("jobview.ui.outward.export_run.pieces", full)
    app = DialogApp()
    async with app.run_test() as pilot:
        await pilot.press("enter")
        await until_done(pilot)

        assert app.told == f"{NAME}.csv: No space left on device; nothing was written."
        assert app.answers == []
    assert names_in(folder) == []


async def test_a_long_export_tells_its_progress_and_can_be_stopped(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    go_on = threading.Event()

    def slow(*_: object) -> Iterator[Piece]:
        yield Piece(b"x", 2)
        go_on.wait(20)
        yield Piece(b"y", 1)

    monkeypatch.setattr("jobview.ui.outward.export_run.pieces", slow)
    app = DialogApp()
    async with app.run_test() as pilot:
        await pilot.press("enter")
        await until_told(pilot, app, "2 of 3 rows, Esc: stop")
        await pilot.press("enter", "escape")
        go_on.set()
        await until_done(pilot)

        assert app.told == "Stopped at 2 of 3 rows; nothing was written."
        assert app.answers == []
        await pilot.press("escape")
        await pilot.pause()
        assert app.answers == [None]
    assert names_in(folder) == []


async def test_a_result_that_is_not_here_is_only_wished_for(folder: Path) -> None:
    app = DialogApp(result=None)
    async with app.run_test() as pilot:
        await pilot.press("enter")
        await until_done(pilot)

    assert app.answers == [RawWish(Path(f"{NAME}.bin"), may_overwrite=False)]
    assert names_in(folder) == []


async def test_a_file_that_comes_while_we_write_is_kept(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def late(*_: object) -> Iterator[Piece]:
        (folder / f"{NAME}.csv").write_text("precious")
        yield Piece(b"x", 1)

    monkeypatch.setattr("jobview.ui.outward.export_run.pieces", late)
    app = DialogApp()
    async with app.run_test() as pilot:
        await pilot.press("enter")
        await until_done(pilot)

        assert app.told == f"{NAME}.csv exists. Overwrite it?"
    assert (folder / f"{NAME}.csv").read_text() == "precious"


async def test_the_question_is_answered_by_key_and_says_so(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / f"{NAME}.csv").write_text("old")
    app = DialogApp()
    async with app.run_test(size=(80, 24)) as pilot:
        box = app.dialog.query_one("#dialog")
        assert "Tab: complete" in str(box.border_subtitle)
        assert str(tmp_path) in str(app.dialog.query_one("#folder", Static).content)
        await pilot.press("enter")
        await until_asking(app, pilot)
        assert str(box.border_subtitle) == "o: overwrite   Enter, Esc: back"
        await pilot.press("enter")
        await pilot.pause()
        assert not app.dialog.is_asking
        assert app.focused is app.dialog.path_input
        assert (tmp_path / f"{NAME}.csv").read_text() == "old"
        await pilot.press("enter")
        await until_asking(app, pilot)
        await pilot.press("o")
        while not app.answers:
            await pilot.pause(0.02)
    assert (tmp_path / f"{NAME}.csv").read_text() != "old"


async def until_asking(app: DialogApp, pilot: Pilot[None]) -> None:
    while not app.dialog.is_asking:
        await pilot.pause(0.02)
    await pilot.pause()


async def test_an_export_that_ends_under_the_palette_takes_both_away() -> None:
    app = DialogApp()
    async with app.run_test() as pilot:
        await pilot.pause()
        app.action_command_palette()
        await pilot.pause()
        assert app.screen is not app.dialog
        app.dialog.dismiss(None)
        await pilot.pause()
        assert app.answers == [None]
        assert len(app.screen_stack) == 1
