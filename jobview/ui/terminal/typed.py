"""What was typed, or reported by the terminal, and not read in time."""

from __future__ import annotations

import os
import select
from typing import Final

_QUIET_MS: Final = 10
"""After this long without a byte nothing more is on its way from the terminal."""
_AT_MOST: Final = 100
"""Times that it is read: who goes on typing for ever shall not keep us here."""
_CHUNK: Final = 64 * 1024


def throw_away(fileno: int) -> None:
    r"""Throw away what was meant for us: a shell would run the lines of a paste as commands.

    Flushing the input queue is not enough: the system keeps what does not fit in there in another
    one, hands it on later, and ends the process that is in front for a ctrl-\ in it.
    """
    poll = select.poll()
    poll.register(fileno, select.POLLIN)
    for _ in range(_AT_MOST):
        if not poll.poll(_QUIET_MS):
            return
        try:
            if not os.read(fileno, _CHUNK):
                return
        except OSError:  # it is gone
            return
