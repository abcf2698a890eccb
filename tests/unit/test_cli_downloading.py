"""A result on its way to a file: whole or not there, and told of while it comes."""

from __future__ import annotations

import asyncio
import io
import sys
from typing import TYPE_CHECKING

import pytest

from jobview.cli import downloading, work_line
from jobview.cli.downloading import ProgressLine, download
from jobview.cli.exits import ExitCode
from jobview.cli.raw_file import RawFile
from jobview.errors import Unreachable
from jobview.jobs.target import JobTarget
from jobview.jobs.transfer import Transfer
from tests.fakes.clock import FakeClock
from tests.fakes.jobs import CLUSTER, reply
from tests.fakes.scripted_source import ScriptedSource
from tests.fakes.terminal_stream import Terminal

if TYPE_CHECKING:
    from pathlib import Path

    from tests.fakes.scripted_source import Line

RESULT = bytes(range(256)) * 100


def downloaded(line: Line, path: Path) -> ExitCode:
    source = ScriptedSource({7: [line]})
    return asyncio.run(download(source, JobTarget(7), RawFile(path)))


def test_a_result_is_in_its_file(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = tmp_path / "result"
    assert downloaded(reply(7, "DONE", 100, response=RESULT), path) is ExitCode.OK
    assert path.read_bytes() == RESULT
    assert capsys.readouterr().err == f"jobview: 25 KiB written to {path}\n"


def test_a_job_without_a_result_leaves_no_file(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert downloaded(reply(7, "RUNNING", 12), tmp_path / "result") is ExitCode.FAILED
    assert list(tmp_path.iterdir()) == []
    assert "job 7 is RUNNING and has no response" in capsys.readouterr().err


def test_a_failure_leaves_no_file(tmp_path: Path) -> None:
    with pytest.raises(Unreachable):
        downloaded(Unreachable(f"{CLUSTER}/get/job", "cut"), tmp_path / "result")
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("is_terminal", [True, False])
def test_progress_is_shown_on_a_terminal_and_not_for_every_piece(
    monkeypatch: pytest.MonkeyPatch, *, is_terminal: bool
) -> None:
    clock, stream = FakeClock(), Terminal() if is_terminal else io.StringIO()
    monkeypatch.setenv("TERM", "xterm")
    monkeypatch.setattr(sys, "stderr", stream)
    for module in (downloading, work_line):
        monkeypatch.setattr(module, "SystemClock", lambda: clock)
    line = ProgressLine("writing")
    for percent in range(1, 101):
        clock.advance(1 / 32)
        line(Transfer(percent * 1_000_000, 100_000_000))
    shown = stream.getvalue()
    assert shown.count("writing") == (10 if is_terminal else 0)
    if is_terminal:
        assert "writing 30.5 of 95.4 MiB (32 %)" in shown
    line.close()


def test_silence_is_told_when_it_is_long(monkeypatch: pytest.MonkeyPatch) -> None:
    clock, stream = FakeClock(), Terminal()
    monkeypatch.setenv("TERM", "xterm")
    monkeypatch.setattr(sys, "stderr", stream)
    for module in (downloading, work_line):
        monkeypatch.setattr(module, "SystemClock", lambda: clock)
    line = ProgressLine("writing")

    clock.advance(1.9)
    line.tell_silence()
    assert stream.getvalue() == ""
    clock.advance(1.1)
    line.tell_silence()
    assert "no answer yet, nothing new for 3 s; ctrl-C gives up" in stream.getvalue()
    line(Transfer(12, 400))
    clock.advance(1)
    line.tell_silence()
    assert "nothing new for 1 s" not in stream.getvalue()
    clock.advance(6)
    line(Transfer(12, 400))
    line.tell_silence()
    assert "writing 12 of 400 bytes (3 %), nothing new for 7 s" in stream.getvalue()


async def test_silence_is_watched_until_the_result_is_here(tmp_path: Path) -> None:
    source = ScriptedSource({7: [reply(7, "DONE", 100, response=RESULT)]})
    before = asyncio.all_tasks()
    await download(source, JobTarget(7), RawFile(tmp_path / "result"))
    await asyncio.sleep(0)
    assert asyncio.all_tasks() == before
