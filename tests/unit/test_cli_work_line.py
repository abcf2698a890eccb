"""What a long command is at: told on a terminal after a second, never elsewhere."""

from __future__ import annotations

import io
import sys

import pytest

from jobview.cli import work_line
from jobview.cli.work_line import WorkLine
from tests.fakes.clock import FakeClock
from tests.fakes.terminal_stream import Terminal


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> FakeClock:
    clock = FakeClock()
    monkeypatch.setattr(work_line, "SystemClock", lambda: clock)
    monkeypatch.setenv("TERM", "xterm")
    return clock


def test_the_first_second_is_silent_and_not_every_step_is_told(
    clock: FakeClock, monkeypatch: pytest.MonkeyPatch
) -> None:
    terminal = Terminal()
    monkeypatch.setattr(sys, "stderr", terminal)
    line = WorkLine()
    for step in range(31):
        line.tell_share("writing", step, 32)
        clock.advance(1 / 16)
        if step < 15:
            assert terminal.getvalue() == ""
    line.close()

    assert terminal.getvalue().count("writing ") == 4
    assert "writing 50 %" in terminal.getvalue()
    assert terminal.getvalue().endswith("\x1b[J")


def test_what_is_known_to_be_long_is_told_at_once(
    clock: FakeClock, monkeypatch: pytest.MonkeyPatch
) -> None:
    terminal = Terminal()
    monkeypatch.setattr(sys, "stderr", terminal)
    line = WorkLine()
    line.show("decoding 48 MiB")

    assert "decoding 48 MiB" in terminal.getvalue()


def test_elsewhere_nothing_is_told(clock: FakeClock, monkeypatch: pytest.MonkeyPatch) -> None:
    stream = io.StringIO()
    monkeypatch.setattr(sys, "stderr", stream)
    line = WorkLine()
    line.show("decoding")
    clock.advance(9)
    line.tell_share("writing", 1, 0)
    line.close()

    assert stream.getvalue() == ""
