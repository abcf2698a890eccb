"""A terminal that another program has for a while, had back as it was before."""

from __future__ import annotations

import os
import sys
import termios
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from jobview.ui.terminal.output import own_descriptor

if TYPE_CHECKING:
    from collections.abc import Iterator

FAREWELL: Final = (
    b"\x1b\\"  # ends whatever sequence was cut off
    b"\x1b[?2026l\x1b[?2004l\x1b[?7h\x1b[?2048l"  # frames, pastes, line wrap, sizes
    b"\x1b[?1000l\x1b[?1002l\x1b[?1003l\x1b[?1015l\x1b[?1006l\x1b[?1016l"  # the mouse
    b"\x1b[?1l\x1b>\x1b[<u\x1b[?1049l\x1b[?25h\x1b[?1004l\x1b[0m"  # keys, screen, cursor, focus
)
"""Gives a terminal back when there is no time, or nobody, for anything else."""


@dataclass(slots=True)
class Loan:
    """Whether the other program has ended by itself, and so has tidied up; the block says so."""

    is_tidy: bool = False


@contextmanager
def lent_terminal() -> Iterator[Loan]:
    """For the block another program has the terminal, which may die without tidying up.

    Editors do: killed by a signal, some leave it without echo and line ends, and the mouse on.
    """
    stdin = sys.__stdin__
    fileno = -1 if stdin is None else stdin.fileno()
    before = None
    with suppress(termios.error):
        before = termios.tcgetattr(fileno)
    loan = Loan()
    try:
        yield loan
    finally:
        if before is not None and _is_ours(fileno):
            if not loan.is_tidy:
                _say_farewell(fileno)
            with suppress(termios.error):
                termios.tcsetattr(fileno, termios.TCSANOW, before)


def _is_ours(fileno: int) -> bool:
    """Whether no shell has it by now, which sets it up for itself."""
    try:
        return os.tcgetpgrp(fileno) == os.getpgrp()
    except OSError:  # it is not the terminal that controls us, or it has gone
        return True


def _say_farewell(fileno: int) -> None:
    own = own_descriptor(fileno)
    with suppress(OSError):
        os.write(own, FAREWELL)
    if own != fileno:
        os.close(own)
