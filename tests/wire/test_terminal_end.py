"""The promises about the end of the board, on a real terminal."""

from __future__ import annotations

import signal

import pytest

from tests.fakes.terminal import board, children_of, demo, gone


@pytest.mark.parametrize(("number", "code"), [(signal.SIGTERM, 143), (signal.SIGHUP, 129)])
def test_a_signal_has_its_code_and_leaves_the_terminal_clean(
    number: signal.Signals, code: int
) -> None:
    with board() as terminal:
        terminal.until_shown("PROGRESS")

        assert terminal.end(number) == code
        assert terminal.is_clean
        assert b"Traceback" not in terminal.written


def test_a_terminal_that_goes_leaves_no_process() -> None:
    with demo() as terminal:
        terminal.until_shown("PROGRESS", "of 3")
        children = children_of(terminal.process.pid)
        assert children
        terminal.close()

        assert terminal.process.wait(20) == 129
        assert gone(children)


def test_a_terminal_that_nobody_reads_is_left_clean_all_the_same() -> None:
    with demo(size=(200, 60)) as terminal:
        terminal.until_shown("PROGRESS", "of 3")
        terminal.fill()
        terminal.process.send_signal(signal.SIGTERM)

        assert terminal.process.wait(20) == 143
        terminal.quiet(0.05)
        assert terminal.is_clean


def test_what_was_typed_before_the_end_changes_nothing_of_it() -> None:
    with board() as terminal:
        terminal.until_shown("PROGRESS")
        terminal.process.send_signal(signal.SIGTERM)
        terminal.press(b"\x1c\x03" * 2_000)

        assert terminal.end() == 143
        assert terminal.is_clean
