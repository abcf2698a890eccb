"""Every file that jobview writes is its owner's alone, whatever the umask lets others do.

Whatever comes to write a file belongs into `WRITERS`.
"""

from __future__ import annotations

import asyncio
import os
import stat
import tempfile
from typing import TYPE_CHECKING, Any, cast

import pytest

from jobview.cli.guards.audit_log import append
from jobview.cli.raw_file import RawFile
from jobview.private_file import make_private_folder, write_private
from jobview.results.model import DecodedResult, ResultKind
from jobview.results.writers.formats import Format
from jobview.settings import ClipboardChoice
from jobview.simulator.options import SimulatorOptions
from jobview.ui.outward.clipboard import Clipboard
from jobview.ui.outward.export_run import ExportRun
from jobview.ui.outward.outside import show_outside
from jobview.ui.outward.outside_program import OutsideProgram
from jobview.ui.outward.outside_text import OutsideText
from jobview.ui.outward.raw_export import RawExport, export_raw
from tests.fakes.clock import FakeClock
from tests.fakes.jobs import job, reply
from tests.fakes.program import jobview
from tests.fakes.server import running_simulator
from tests.fakes.source import FakeSource

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

RESULT = DecodedResult(ResultKind.TEXT, "/x", record={}, text="text", raw=b"text")


class Screen:
    """As much of an app as who leaves the terminal needs."""

    def notify(self, *_: object, **__: object) -> None:
        pass

    def batch_update(self) -> Any:  # noqa: ANN401
        return tempfile.TemporaryFile()

    suspend = batch_update


def audit(folder: Path) -> None:
    append(folder / "state" / "jobview" / "audit.jsonl", {"event": "asked"})


def export(folder: Path) -> None:
    ExportRun(RESULT, Format.RAW, folder / "x.bin", may_overwrite=False).write()


def export_over(folder: Path) -> None:
    (folder / "x.bin").write_bytes(b"older")
    (folder / "x.bin").chmod(0o666)
    ExportRun(RESULT, Format.RAW, folder / "x.bin", may_overwrite=True).write()


def card(folder: Path) -> None:
    write_private(folder / "card.md", b"# Job 1")


def raw_export(folder: Path) -> None:
    class Ready(FakeSource):
        async def _serve(self, what: str, job_id: int = 0, job_tag: str = "") -> None:
            pass

    source = Ready(FakeClock())
    source.replies = {1: reply(1, "DONE", 100, response=b"bytes")}
    wish = RawExport(job(1, "async job done"), folder / "raw.bin", may_overwrite=False)
    asyncio.run(export_raw(cast("Any", Screen()), source, wish))


def clipboard(folder: Path) -> None:
    board = Clipboard(ClipboardChoice.NATIVE, lambda _: None, environ={}, platform="linux")
    asyncio.run(board.copy("text", "cell"))


def pager(folder: Path) -> None:
    """The program moves its file to where the test looks, folder and all."""
    move = 'cp -rp "$(dirname "$1")" "$0"'
    program = OutsideProgram(("sh", "-c", move, str(folder / "kept")), os.environ)
    text = OutsideText(".txt", [b"text"])
    asyncio.run(show_outside(cast("Any", Screen()), program, text, "error", lambda: None))


def command_line(folder: Path) -> None:
    with RawFile(folder / "result.bin").opened() as writing:
        writing.write(b"bytes")


def a_submit(folder: Path) -> None:
    with running_simulator(SimulatorOptions(jobs=0)) as server:
        state = str(folder / "s")
        jobview("submit", "/admin/rebalance", "--url", server.url, XDG_STATE_HOME=state)


WRITERS = [
    audit,
    export,
    export_over,
    card,
    raw_export,
    clipboard,
    pager,
    command_line,
    a_submit,
]


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """An empty one, also for temporary files, with a umask that hides nothing."""
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path))
    before = os.umask(0)
    yield tmp_path
    os.umask(before)


@pytest.mark.parametrize("write", WRITERS, ids=lambda write: write.__name__)
def test_only_the_owner_reads_what_was_written(write: Callable[[Path], None], folder: Path) -> None:
    write(folder)

    modes = {path: stat.S_IMODE(path.stat().st_mode) for path in folder.rglob("*")}
    files = [path for path in modes if path.is_file()]
    assert files, "nothing was written"
    assert {modes[path] for path in files} <= {0o600}
    assert {mode for path, mode in modes.items() if path.is_dir()} <= {0o700}


def test_a_folder_that_is_there_is_left_as_it_is(folder: Path) -> None:
    (folder / "shared").mkdir(0o755)
    make_private_folder(folder / "shared" / "deep" / "deeper")

    modes = [stat.S_IMODE(path.stat().st_mode) for path in sorted(folder.rglob("*"))]
    assert modes == [0o755, 0o700, 0o700]
