"""The demo on a terminal of its own: board and simulator live and end together."""

from __future__ import annotations

import os
import re
import select
import signal
import sys
import time
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from jobview.cli.exits import ExitCode
from tests.bench.terminal import Terminal

if TYPE_CHECKING:
    from collections.abc import Iterator

LIMIT_S = 15.0


@pytest.fixture
def demo(tmp_path: Path) -> Iterator[Terminal]:
    """The demo, with its board on the screen."""
    argv = [sys.executable, "-m", "jobview", "demo", "--jobs", "5"]
    with Terminal(argv, {"XDG_CONFIG_HOME": str(tmp_path)}) as terminal:
        terminal.wait_for(b" live")
        yield terminal


@contextmanager
def simulator_of(demo: Terminal) -> Iterator[int]:
    """A handle of the simulator's process, found as the only one that the demo has started."""
    children = Path(f"/proc/{demo.pid}/task/{demo.pid}/children")
    if not children.exists():
        pytest.skip("this kernel does not tell a process's children")
    (child,) = children.read_text(encoding="ascii").split()
    handle = os.pidfd_open(int(child))
    try:
        yield handle
    finally:
        os.close(handle)


def has_ended(handle: int) -> bool:
    """Whether the process ends within the limit."""
    ready, _, _ = select.select([handle], [], [], LIMIT_S)
    return bool(ready)


def exit_code(terminal: Terminal) -> int:
    """How the demo ended; reads what it draws meanwhile, so that it does not wait for us."""
    deadline_s = time.monotonic() + LIMIT_S
    while time.monotonic() < deadline_s:
        terminal.read(0.05)
        done, status = os.waitpid(terminal.pid, os.WNOHANG)
        if done:
            terminal.drain()
            return os.waitstatus_to_exitcode(status)
    raise TimeoutError("the demo lives on")


def test_leaving_the_board_ends_the_simulator(demo: Terminal) -> None:
    with simulator_of(demo) as simulator:
        demo.press(b"q")

        assert exit_code(demo) == ExitCode.OK
        assert has_ended(simulator)


def test_chaos_is_named_on_the_screen_and_ends_with_the_board(tmp_path: Path) -> None:
    argv = [sys.executable, "-m", "jobview", "demo", "--chaos", "--jobs", "5"]
    with Terminal(argv, {"XDG_CONFIG_HOME": str(tmp_path)}) as terminal:
        terminal.wait_for(b" live")
        assert b" chaos " in terminal.drawn
        with simulator_of(terminal) as simulator:
            terminal.press(b"q")
            assert exit_code(terminal) == ExitCode.OK
            assert has_ended(simulator)


HURRIED_CHAOS = """
from jobview.simulator.faults import chaos
chaos.CALM_S = chaos.TROUBLE_S = (0.5, 1.0)
"""


def test_the_board_says_which_trouble_each_cluster_of_a_ring_is_in(tmp_path: Path) -> None:
    (tmp_path / "sitecustomize.py").write_text(HURRIED_CHAOS)
    paths = os.pathsep.join(map(str, (tmp_path, Path(__file__).parents[2])))
    argv = [sys.executable, "-m", "jobview", "demo", "--chaos", "--ring=2", "--jobs=5"]
    with Terminal(argv, {"XDG_CONFIG_HOME": str(tmp_path), "PYTHONPATH": paths}) as terminal:
        for name in (b"127.0.0.1", b"localhost"):
            terminal.wait_for(b"Chaos at " + name)
        with simulator_of(terminal) as simulator:
            terminal.press(b"q")
            assert exit_code(terminal) == ExitCode.OK
            assert has_ended(simulator)
        # The URLs are no news of chaos.
        assert not re.search(rb"Chaos at [\w.]+:\d+: \.", terminal.drawn)


def test_the_simulators_death_ends_the_board_with_a_sentence(demo: Terminal) -> None:
    with simulator_of(demo) as simulator:
        signal.pidfd_send_signal(simulator, signal.SIGKILL)

        assert exit_code(demo) == ExitCode.FAILED
    screen, _, after = demo.drawn.rpartition(b"\x1b[?1049l")
    assert screen
    assert b"jobview: the simulator ended with exit code -9" in after


def test_the_boards_death_ends_the_simulator(demo: Terminal) -> None:
    with simulator_of(demo) as simulator:
        os.kill(demo.pid, signal.SIGKILL)

        assert exit_code(demo) == -signal.SIGKILL
        assert has_ended(simulator)
