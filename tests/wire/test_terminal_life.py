"""The board on a real terminal: taken, given back, stopped, resized, and gone."""

from __future__ import annotations

import random
import signal
import sys
from typing import TYPE_CHECKING

import pytest

from tests.fakes.terminal import SHELL, Terminal, board, children_of, demo, gone

if TYPE_CHECKING:
    from pathlib import Path

pytestmark = pytest.mark.slow

ENDS = [signal.SIGTERM, signal.SIGHUP, signal.SIGINT]
STUBBORN = "/bin/sh -c 'trap \"\" TERM HUP; echo PAGING; while :; do sleep 1; done' --"
UNTIDY = "/bin/sh -c 'stty raw -echo; printf \"\\033[?1049h\\033[?1002hEDITING\"; {end}' --"
"""An editor that leaves the terminal as some do that are killed."""


@pytest.mark.parametrize("number", ENDS)
def test_a_signal_ends_the_board_and_leaves_the_terminal_clean(number: signal.Signals) -> None:
    with board() as terminal:
        terminal.until_shown("PROGRESS")
        assert {1049, 1003, 1004, 2004, -1} <= terminal.modes
        assert terminal.stty() != terminal.stty_before

        assert terminal.end(number) == 128 + number
        assert terminal.is_clean


@pytest.mark.parametrize("keys", [b"?", b"\x10", b"w", b"/", b"e"], ids=repr)
def test_a_dialog_is_no_obstacle(keys: bytes) -> None:
    with board() as terminal:
        terminal.until_shown("PROGRESS")
        terminal.press(keys)
        terminal.quiet()

        assert terminal.end(signal.SIGTERM) == 143
        assert terminal.is_clean


def test_a_signal_while_the_board_is_put_together_waits_for_its_first_frame() -> None:
    with board() as terminal:
        terminal.until(lambda: b"\x1b[?1049h" in terminal.written)

        assert terminal.end(signal.SIGTERM) == 143
        assert terminal.is_clean
        assert b"Traceback" not in terminal.written


@pytest.mark.parametrize("is_controlling", [True, False])
def test_a_terminal_that_goes_takes_board_and_simulator_along(*, is_controlling: bool) -> None:
    with demo(is_controlling=is_controlling) as terminal:
        terminal.until_shown("PROGRESS", "of 3")
        simulator = children_of(terminal.process.pid)
        terminal.close()

        assert terminal.process.wait(20) == 129
        assert gone(simulator)


def test_a_shell_that_is_killed_takes_the_board_along() -> None:
    with Terminal(command=SHELL) as terminal:
        terminal.press(f"{sys.executable} -m jobview demo --jobs 30\r".encode())
        terminal.until_shown("PROGRESS", "of 3")
        (running,) = children_of(terminal.process.pid)
        simulator = children_of(running)
        terminal.process.kill()

        assert gone([running, *simulator])


@pytest.mark.parametrize("pager", ["less", STUBBORN], ids=["less", "stubborn"])
def test_a_pager_ends_with_the_board(pager: str) -> None:
    with demo(environ={"PAGER": pager}) as terminal:
        terminal.until_shown("PROGRESS", "of 3")
        terminal.press(b"3")
        terminal.quiet()
        terminal.press(b"\ro")
        terminal.until(lambda: len(children_of(terminal.process.pid)) > 1)
        terminal.quiet()
        children = children_of(terminal.process.pid)

        assert terminal.end(signal.SIGTERM) == 143
        assert gone(children)
        assert terminal.is_clean


def test_an_editor_that_dies_leaves_nothing_behind() -> None:
    with demo(environ={"VISUAL": UNTIDY.format(end="kill -9 $$")}) as terminal:
        terminal.until_shown("PROGRESS", "of 3")
        terminal.press(b"3")
        terminal.quiet()
        terminal.press(b"\rO")
        terminal.until_shown("ended by signal 9")
        terminal.press(b"q")

        assert terminal.end() == 0
        assert terminal.is_clean


def test_an_editor_that_is_killed_with_the_board_leaves_nothing_behind() -> None:
    with demo(environ={"VISUAL": UNTIDY.format(end="exec sleep 60")}) as terminal:
        terminal.until_shown("PROGRESS", "of 3")
        terminal.press(b"3")
        terminal.quiet()
        terminal.press(b"\rO")
        terminal.until_shown("EDITING")

        assert terminal.end(signal.SIGTERM) == 143
        assert terminal.is_clean


def test_sizes_come_and_go() -> None:
    chance = random.Random(1)  # noqa: S311 - not for secrets
    with demo() as terminal:
        terminal.until_shown("PROGRESS", "of 3")
        for _ in range(200):
            terminal.resize(chance.randint(1, 200), chance.randint(1, 100))
            terminal.read(0)
        for columns, rows in [(1, 1), (2, 1), (1, 5), (20, 5)]:
            terminal.resize(columns, rows)
            for keys in (b"?", b"x", b"\x10", b"/", b"e", b"w"):
                terminal.press(keys)
                terminal.quiet(0.05)
                terminal.press(b"\x1b")
                terminal.quiet(0.2)  # longer than an ESC waits to become part of something else
        terminal.resize(500, 200)
        terminal.until_shown("PROGRESS", "of 3", "palette")
        terminal.resize(120, 36)
        terminal.until_shown("PROGRESS", "of 3", "palette")

        assert terminal.end(signal.SIGTERM) == 143
        assert terminal.is_clean


LOOKS = {
    "NO_COLOR": ({"NO_COLOR": "1"}, "│"),
    "vt100": ({"TERM": "vt100"}, " All 0 | Running"),
    "linux": ({"TERM": "linux"}, " All 0 | Running"),
    "screen": ({"TERM": "screen"}, "│"),
    "unset": ({"TERM": None}, "│"),
    "C": ({"LANG": "C", "LC_ALL": None, "LC_CTYPE": None}, " All 0 | Running"),
    "POSIX": ({"LC_ALL": "POSIX"}, " All 0 | Running"),
    "size": ({"COLUMNS": "1000", "LINES": "1000"}, "palette"),
}


@pytest.mark.parametrize("name", LOOKS)
def test_it_looks_as_the_terminal_allows(name: str) -> None:
    environ, sign = LOOKS[name]
    with board(environ=environ) as terminal:
        terminal.until_shown("PROGRESS", sign, "palette")

        assert terminal.end(signal.SIGTERM) == 143
        assert terminal.is_clean


@pytest.mark.parametrize("name", ["dumb", "unknown"])
def test_a_terminal_that_can_only_print_is_refused(name: str) -> None:
    with board(environ={"TERM": name}) as terminal:
        assert terminal.end() == 2
        assert f"TERM={name}" in terminal.text


@pytest.mark.parametrize("number", ENDS)
@pytest.mark.parametrize("limit", ["1MiB", "64MiB"], ids=["raw", "csv"])
def test_a_file_that_is_not_whole_goes_with_the_board(
    number: signal.Signals, limit: str, tmp_path: Path
) -> None:
    options = ("demo", "--jobs", "0", "--big-result-mib", "60", "--max-result", limit)
    with Terminal(*options, size=(120, 36), folder=tmp_path) as terminal:
        terminal.until_shown("PROGRESS", "60 MiB")
        terminal.quiet()
        terminal.press(b"\r")
        terminal.until_shown("too large to show" if limit == "1MiB" else "827,000 rows")
        terminal.press(b"e")
        terminal.until_shown("Export job")
        terminal.press(b"\r")
        terminal.until(lambda: list(tmp_path.iterdir()))
        (unfinished,) = tmp_path.iterdir()
        assert unfinished.name.startswith(".")

        assert terminal.end(number) == 128 + number
        assert terminal.is_clean
        assert list(tmp_path.iterdir()) == []
