"""A board whose terminal is taken away ends."""

from __future__ import annotations

import os
import pty
import select
import sys
import time

CODE_OF_SIGHUP = 129
PATIENCE_S = 30.0


def test_the_board_ends_when_its_terminal_is_closed() -> None:
    pid, terminal = pty.fork()
    if pid == 0:
        os.execv(  # noqa: S606 - the program under test
            sys.executable, [sys.executable, "-m", "jobview", "--url", "http://127.0.0.1:1"]
        )
    drawn = b""
    end_s = time.monotonic() + PATIENCE_S
    while b"PROGRESS" not in drawn and time.monotonic() < end_s:
        if select.select([terminal], [], [], 0.2)[0]:
            drawn += os.read(terminal, 65_536)
    assert b"PROGRESS" in drawn
    os.close(terminal)

    _, status = os.waitpid(pid, 0)

    assert os.waitstatus_to_exitcode(status) == CODE_OF_SIGHUP
