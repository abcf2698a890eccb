"""What `jobview doctor` says about this machine, and how it prints what it found."""

from __future__ import annotations

import io
import sys
from typing import TYPE_CHECKING

import pytest

from jobview.cli.checks.finding import Examined, Finding, Verdict
from jobview.cli.checks.machine import examined_machine
from jobview.settings import ClipboardChoice, Settings

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path


def found(
    subject: str,
    folder: Path,
    environ: Mapping[str, str] | None = None,
    settings: Settings | None = None,
) -> Finding:
    part = examined_machine(settings or Settings(), folder / "config.toml", environ or {})
    (finding,) = [finding for finding in part.findings if finding.subject == subject]
    return finding


def test_the_program_tells_its_versions(tmp_path: Path) -> None:
    words = found("program", tmp_path).words
    assert "Python 3." in words
    assert "textual 8." in words


class Stream(io.StringIO):
    """A stream that is a terminal, or none."""

    def __init__(self, *, is_terminal: bool) -> None:
        super().__init__()
        self._is_terminal = is_terminal

    def isatty(self) -> bool:
        return self._is_terminal


@pytest.mark.parametrize(
    ("piped", "words"),
    [
        (("stdin",), "standard input is no terminal, so"),
        (("stdout",), "standard output is no terminal, so"),
        (("stdin", "stderr"), "standard input and standard error are no terminals, so"),
        (
            ("stdin", "stdout", "stderr"),
            "standard input, standard output and standard error are no terminals, so",
        ),
    ],
)
def test_what_is_no_terminal_is_named_with_what_follows(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, piped: tuple[str, ...], words: str
) -> None:
    for name in ("stdin", "stdout", "stderr"):
        monkeypatch.setattr(sys, name, Stream(is_terminal=name not in piped))

    finding = found("terminal", tmp_path, {"TERM": "xterm"})

    assert finding.verdict is Verdict.NOTE
    assert finding.words.startswith(words)
    assert "the board cannot open" in finding.words
    assert "`jobview list` needs no terminal" in finding.remedy


@pytest.mark.parametrize(
    ("environ", "words"),
    [
        ({"NO_COLOR": "1", "COLORTERM": "truecolor"}, "no colours, only greys on the board"),
        ({"COLORTERM": "truecolor"}, "16 million colours"),
        ({"TERM": "screen-256color"}, "256 colours"),
        ({"TERM": "vt100"}, "16 colours or fewer"),
    ],
)
def test_colours(tmp_path: Path, environ: Mapping[str, str], words: str) -> None:
    assert found("display", tmp_path, environ).words.startswith(words)


def test_a_console_draws_in_ascii_as_the_board_does(tmp_path: Path) -> None:
    finding = found("display", tmp_path, {"TERM": "linux", "LANG": "C.UTF-8"})
    assert finding.verdict is Verdict.OK
    assert "drawn in ASCII" in finding.words


def test_a_locale_without_unicode_is_told(tmp_path: Path) -> None:
    finding = found("display", tmp_path, {"TERM": "xterm", "LC_ALL": "POSIX"})
    assert finding.verdict is Verdict.NOTE
    assert "UTF-8" in finding.remedy


def test_a_clipboard_program_that_is_missing_is_named(tmp_path: Path) -> None:
    environ = {"DISPLAY": ":0", "PATH": str(tmp_path)}
    native = Settings(clipboard=ClipboardChoice.NATIVE)
    finding = found("clipboard", tmp_path, environ, native)
    assert finding.verdict is Verdict.NOTE
    assert "xclip and xsel not installed" in finding.words
    assert "osc52" in finding.remedy


def test_the_first_clipboard_program_there_is(tmp_path: Path) -> None:
    program = tmp_path / "tmux"
    program.write_text("#!/bin/sh\n")
    program.chmod(0o755)
    finding = found("clipboard", tmp_path, {"TMUX": "x", "PATH": str(tmp_path)})
    assert finding.verdict is Verdict.OK
    assert finding.words.endswith("by tmux")


def test_a_clipboard_that_is_off(tmp_path: Path) -> None:
    off = Settings(clipboard=ClipboardChoice.OFF)
    assert found("clipboard", tmp_path, settings=off).words == "off, as asked for"


@pytest.mark.parametrize(
    ("mode", "verdict"), [(0o600, Verdict.OK), (0o640, Verdict.NOTE), (0o604, Verdict.NOTE)]
)
def test_a_profile_file_that_others_may_read(tmp_path: Path, mode: int, verdict: Verdict) -> None:
    config = tmp_path / "config.toml"
    config.touch()
    config.chmod(mode)
    finding = found("profiles", tmp_path)
    assert finding.verdict is verdict
    assert bool(finding.remedy) is (verdict is Verdict.NOTE)


def test_no_profile_file_is_no_fault(tmp_path: Path) -> None:
    assert found("profiles", tmp_path).verdict is Verdict.OK


PART = Examined("http://h\x1b[2J", [Finding("login", Verdict.BAD, "no\x07", "try\x1b]0;x")])


def test_lines_are_harmless_and_carry_the_remedy() -> None:
    title, line = PART.lines(is_coloured=False, is_ascii=False)
    assert title == "http://h␛[2J"
    assert line == "✗ login      no␇ → try␛]0;x"


def test_ascii_lines() -> None:
    part = Examined("here", [Finding("clock", Verdict.OK, "agrees")])
    assert list(part.lines(is_coloured=False, is_ascii=True)) == ["here", "+ clock      agrees"]


def test_colour_is_only_the_mark_and_the_title() -> None:
    title, line = PART.lines(is_coloured=True, is_ascii=False)
    assert title.startswith("\x1b[1m")
    assert line.startswith("\x1b[31m✗\x1b[0m login")
