"""What a pager or editor is given, which one it is, and in what environment."""

from __future__ import annotations

import asyncio
import json
import os
import shutil
import subprocess
import tempfile
import threading
from dataclasses import replace
from datetime import timedelta, timezone
from typing import TYPE_CHECKING

import pytest

from jobview.results.cells.values import ValueStyle
from jobview.results.model import Column, DecodedResult, ResultKind, Table
from jobview.ui.outward import outside
from jobview.ui.outward.outside_program import NoProgram, editor, pager
from jobview.ui.outward.outside_text import (
    OutsideText,
    text_of_error,
    text_of_query,
    text_of_reply,
    text_of_result,
)
from tests.fakes.jobs import reply

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

TABLE = Table((Column("a\x1b", "char8"),), (["x\x1b[2J", None],), 2)
RESULT = DecodedResult(ResultKind.TABLE, "/execute/sql", record={}, table=TABLE, raw=b"r")
RECORD = DecodedResult(ResultKind.RECORD, "/x", record={"a\x9b": b"\x00"}, raw=b"r")
TEXT = DecodedResult(ResultKind.TEXT, "/x", text="a\x1b\ud800", raw=b"r")
NOTHING = DecodedResult(ResultKind.NONE, "/x")


@pytest.fixture
def path(tmp_path: Path) -> str:
    for name in ("less", "vi", "most", "nano"):
        (tmp_path / name).touch(mode=0o755)
    return str(tmp_path)


def names_in(folder: Path) -> list[str]:
    return [path.name for path in folder.iterdir()]


def read(text: OutsideText | None) -> str:
    assert text is not None
    return b"".join(text.chunks).decode("utf-8")


def test_without_a_wish_it_is_less_and_vi(path: str) -> None:
    assert pager({"PATH": path}).command == ("less",)
    assert editor({"PATH": path}).command == ("vi",)


def test_the_users_programs_come_with_their_arguments(path: str) -> None:
    environ = {"PATH": path, "PAGER": "most -w 'a b'", "VISUAL": "nano -R", "EDITOR": "vi"}

    assert pager(environ).command == ("most", "-w", "a b")
    assert editor(environ).command == ("nano", "-R")
    assert editor(environ | {"VISUAL": " "}).command == ("vi",)


VIM = [
    *("--cmd", "augroup jobview"),
    *("--cmd", "autocmd BufReadPre * setlocal nomodeline"),
    *("--cmd", "augroup END"),
]
EMACS = ["--eval", "(setq enable-local-variables nil enable-local-eval nil)"]


@pytest.mark.parametrize(
    ("wish", "expected"),
    [
        ("vim", VIM),
        ("nvim -R", [*VIM, "-R"]),
        ("vim.tiny -u 'a b' --", [*VIM, "-u", "a b", "--"]),
        ("emacs-nox -nw", [*EMACS, "-nw"]),
        ("emacsclient -t", ["-t"]),
        ("vimtutor", []),
        ("nvi", []),
        ("busybox vi", ["vi"]),
        ("nano", []),
    ],
)
def test_server_text_may_set_no_options(tmp_path: Path, wish: str, expected: list[str]) -> None:
    name = wish.split(maxsplit=1)[0]
    (tmp_path / name).touch(mode=0o755)

    for choose, variable in ((editor, "VISUAL"), (pager, "PAGER")):
        command = choose({"PATH": str(tmp_path), variable: wish}).command
        assert list(command) == [name, *expected]


@pytest.mark.parametrize(("real", "is_vim"), [("vim.basic", True), ("busybox", False)])
def test_a_vi_is_what_it_links_to(tmp_path: Path, real: str, *, is_vim: bool) -> None:
    (tmp_path / real).touch(mode=0o755)
    (tmp_path / "vi").symlink_to(tmp_path / real)

    command = editor({"PATH": str(tmp_path)}).command
    assert command[0] == "vi"
    assert (len(command) > 1) is is_vim


@pytest.mark.skipif(shutil.which("vim") is None, reason="there is no vim")
@pytest.mark.parametrize("setup", ["set modeline", "set modeline\nautocmd!", "set background=dark"])
def test_a_real_vim_takes_no_options_from_a_result(tmp_path: Path, setup: str) -> None:
    text, told, vimrc = tmp_path / "job.csv", tmp_path / "told", tmp_path / "vimrc"
    text.write_text("vim: set tabstop=13 :\n")
    vimrc.write_text(f"{setup}\nset modelines=5\nset tabstop=3\n")
    wish = f"vim -es -u {vimrc} -c 'redir! > {told}' -c 'set tabstop?' -c qa!"
    command = editor({**os.environ, "VISUAL": wish}).command

    subprocess.run([*command, str(text)], check=True, timeout=20, capture_output=True)
    assert told.read_text().split() == ["tabstop=3"]


@pytest.mark.parametrize(
    ("wish", "words"),
    [
        ({"PAGER": "gone -x"}, r"\$PAGER gone is not a program that can be found here"),
        ({"PAGER": "less 'x"}, r"\$PAGER cannot be read as a command: No closing quotation"),
        ({"PAGER": "''"}, r"\$PAGER nothing is not a program"),
        ({"PATH": "/none"}, r"none of \$PAGER is set, and less is not a program"),
    ],
)
def test_a_program_that_cannot_be_started_is_a_sentence(
    path: str, wish: dict[str, str], words: str
) -> None:
    with pytest.raises(NoProgram, match=words):
        pager({"PATH": path} | wish)


def test_children_are_told_no_secrets_and_nothing_of_ours(path: str) -> None:
    environ = {"PATH": path, "KINETICA_PASSWD": "s", "TEXTUAL_FPS": "240", "LESSOPEN": "|x %s"}

    assert editor(environ).environ == {"PATH": path, "LESSOPEN": "|x %s"}
    assert pager(environ).environ == {"PATH": path, "LESS": "-S -+F"}
    assert pager(environ | {"LESS": "-FRX"}).environ["LESS"] == "-FRX -+F"


@pytest.mark.parametrize("result", [RESULT, RECORD, TEXT])
def test_what_a_pager_gets_cannot_steer_a_terminal(result: DecodedResult) -> None:
    text = read(text_of_result(result, is_harmless=True))

    assert text.replace("\n", "").isprintable()


def test_an_editor_gets_what_there_is() -> None:
    table = text_of_result(RESULT, is_harmless=False)
    record = text_of_result(RECORD, is_harmless=False)
    text = text_of_result(TEXT, is_harmless=False)

    assert (table and table.suffix, read(table)) == (".csv", 'a\x1b\r\nx\x1b[2J\r\n""\r\n')
    assert (record and record.suffix) == ".json"
    assert json.loads(read(record)) == {"a\x9b": {"base64": "AA=="}}
    assert (text and text.suffix, read(text)) == (".txt", "a\x1b\ufffd")


def test_a_pager_tells_times_as_the_screen_does_and_that_rows_are_missing() -> None:
    table = Table((Column("at", "timestamp"),), ([0],), 1, 48_210_331)
    result = replace(RESULT, table=table)
    style = ValueStyle(timezone(timedelta(hours=1)))

    lines = read(text_of_result(result, is_harmless=True, style=style)).splitlines()
    assert lines[2:] == ["1970-01-01T01:00:00+01:00", "", "first 1 of 48,210,331 rows"]
    assert "01:00:00" not in read(text_of_result(result, is_harmless=False, style=style))


def test_nothing_is_no_text() -> None:
    assert text_of_result(NOTHING, is_harmless=True) is None


def test_an_error_brings_its_query() -> None:
    text = text_of_error("bad \x1b\n", "SELECT 1\n", is_harmless=True)

    assert (text.suffix, read(text)) == (".txt", "bad ␛\n\nSELECT 1\n")
    assert read(text_of_error("bad", "", is_harmless=True)) == "bad\n"
    assert text_of_query("SELECT 1", is_harmless=False) == (".sql", [b"SELECT 1\n"])


def test_a_raw_answer_is_what_its_tab_shows() -> None:
    result = DecodedResult(ResultKind.BYTES, "/x", raw=bytes(16 * 3000))
    lines = read(text_of_reply(reply(7, "DONE"), result)).splitlines()

    assert lines[0].split() == ["job_id", "7"]
    assert lines[-1].startswith("0000bb70")


@pytest.mark.parametrize("is_begun", [False, True], ids=["before the file", "in the file"])
async def test_a_text_that_is_given_up_leaves_nothing_behind(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, *, is_begun: bool
) -> None:
    """The thread that writes is not cancelled with what waits for it."""
    begun, go_on = threading.Event(), threading.Event()
    make = tempfile.mkdtemp

    def slow_folder(prefix: str) -> str:
        if not is_begun:
            begun.set()
            go_on.wait()
        return make(prefix=prefix, dir=tmp_path)

    def chunks() -> Iterator[bytes]:
        begun.set()
        go_on.wait()
        yield b"secret"

    monkeypatch.setattr(tempfile, "mkdtemp", slow_folder)
    task = asyncio.create_task(outside._written(OutsideText(".txt", chunks()), "job-1"))
    await asyncio.to_thread(begun.wait)
    task.cancel()
    await asyncio.wait([task])
    go_on.set()
    await asyncio.get_running_loop().shutdown_default_executor()
    await asyncio.sleep(0)
    assert task.cancelled()
    assert names_in(tmp_path) == []
