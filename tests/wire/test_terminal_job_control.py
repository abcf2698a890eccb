"""The board under a shell's job control: stopped, fetched, killed, and started behind."""

from __future__ import annotations

import os
import signal
import sys

import pytest

from tests.fakes.terminal import SHELL, Terminal, board, children_of, gone, state_of

pytestmark = pytest.mark.slow


@pytest.mark.parametrize("stop", [b"\x1a", signal.SIGTSTP, signal.SIGSTOP], ids=str)
def test_a_stopped_board_goes_on_as_it_was(stop: bytes | signal.Signals) -> None:
    with Terminal(command=SHELL, environ={"PS1": "prompt> "}, size=(120, 36)) as terminal:
        terminal.until_shown("prompt>")
        before = terminal.stty()
        terminal.press(f"{sys.executable} -m jobview demo --jobs 30; echo code $?\r".encode())
        terminal.until_shown("PROGRESS", "of 3")
        terminal.quiet()
        (running,) = children_of(terminal.process.pid)
        ours, modes = terminal.stty(), terminal.modes
        if isinstance(stop, bytes):
            terminal.press(stop)
        else:
            os.kill(running, stop)
        terminal.until(lambda: state_of(running) == "T")
        terminal.quiet()
        if stop is not signal.SIGSTOP:
            assert not terminal.modes & {1049, 1000, 1003, 1004, -1}
        terminal.screen.reset()
        terminal.press(b"fg\r")
        terminal.until_shown("PROGRESS", "of 3")
        terminal.quiet()
        assert (terminal.stty(), terminal.modes) == (ours, modes)
        threads = len(os.listdir(f"/proc/{running}/task"))  # noqa: PTH208 - no files
        os.kill(running, signal.SIGSTOP)
        os.kill(running, signal.SIGCONT)
        terminal.quiet()
        assert len(os.listdir(f"/proc/{running}/task")) <= threads + 1  # noqa: PTH208
        # The shell may have taken the terminal at the stop: then it was for good.
        os.kill(running, signal.SIGTERM)
        os.kill(running, signal.SIGCONT)
        terminal.until(lambda: not state_of(running))
        terminal.quiet()
        assert terminal.modes - {2004} == {7, 25}
        assert terminal.stty()[:4] == before[:4]


def in_background(terminal: Terminal) -> int:
    """Start it where the shell keeps the terminal, and wait until it stops for that."""
    terminal.press(f"{sys.executable} -m jobview demo --jobs 30 &\r".encode())
    terminal.until(lambda: children_of(terminal.process.pid))
    (running,) = children_of(terminal.process.pid)
    terminal.until(lambda: state_of(running) == "T")
    return running


def stopped(terminal: Terminal, stop: bytes | signal.Signals) -> int:
    """Start it, and stop it on its screen."""
    terminal.press(f"{sys.executable} -m jobview demo --jobs 30\r".encode())
    terminal.until_shown("PROGRESS", "of 3")
    terminal.quiet()
    (running,) = children_of(terminal.process.pid)
    if isinstance(stop, bytes):
        terminal.press(stop)
    else:
        os.kill(running, stop)
    terminal.until(lambda: state_of(running) == "T")
    return running


@pytest.mark.parametrize("stop", [None, b"\x1a", signal.SIGSTOP], ids=str)
def test_a_stopped_board_can_be_killed(stop: bytes | signal.Signals | None) -> None:
    with Terminal(command=SHELL, environ={"PS1": "prompt> "}, size=(120, 36)) as terminal:
        terminal.until_shown("prompt>")
        before = terminal.stty()
        running = in_background(terminal) if stop is None else stopped(terminal, stop)
        family = [running, *children_of(running)]
        terminal.quiet()
        terminal.press(b"kill %1\r")

        assert gone(family)
        terminal.quiet()
        terminal.press(b"echo still $((40 + 2)); wait %1; echo code $?\r")
        terminal.until_shown("still 42", "code 143")
        terminal.quiet()
        assert terminal.modes - {2004} == {7, 25}
        assert terminal.stty()[:4] == before[:4]


def test_a_board_in_the_background_paints_nothing_until_it_is_fetched() -> None:
    with Terminal(command=SHELL, environ={"PS1": "prompt> "}, size=(120, 36)) as terminal:
        terminal.until_shown("prompt>")
        in_background(terminal)
        terminal.quiet()
        assert "STATUS" not in terminal.text

        terminal.press(b"fg\r")
        terminal.until_shown("PROGRESS", "of 3")
        terminal.quiet()
        terminal.press(b"q")
        terminal.until(lambda: not children_of(terminal.process.pid))
        terminal.quiet()
        assert terminal.modes - {2004} == {7, 25}


def test_a_pager_stops_and_goes_on_with_the_board() -> None:
    environ = {"PS1": "prompt> ", "PAGER": "less"}
    with Terminal(command=SHELL, environ=environ, size=(120, 36)) as terminal:
        terminal.until_shown("prompt>")
        terminal.press(f"{sys.executable} -m jobview demo --jobs 30\r".encode())
        terminal.until_shown("PROGRESS", "of 3")
        (running,) = children_of(terminal.process.pid)
        terminal.press(b"3")
        terminal.quiet()
        terminal.press(b"\ro")
        terminal.until(lambda: len(children_of(running)) > 1)
        terminal.quiet(1)
        for _ in range(3):
            terminal.press(b"\x1a")
            terminal.until(lambda: all(state_of(p) == "T" for p in (running, *paging(running))))
            terminal.quiet()
            terminal.press(b"fg\r")
            terminal.until(lambda: all(state_of(p) in "RS" for p in (running, *paging(running))))
            terminal.quiet()
            assert all(state_of(p) in "RS" for p in (running, *paging(running)))
        terminal.press(b"q")
        terminal.until_shown("PROGRESS", "of 3")
        os.kill(running, signal.SIGTERM)
        terminal.until(lambda: not state_of(running))


def paging(running: int) -> list[int]:
    """The pager that a demo has started: its other child is the simulator."""
    return children_of(running)[1:]


def test_the_first_program_of_a_terminal_does_not_stop_for_ever() -> None:
    with board() as terminal:
        terminal.until_shown("PROGRESS")
        terminal.press(b"\x1a")
        terminal.until_shown("No shell is waiting")

        assert terminal.end(signal.SIGTERM) == 143
