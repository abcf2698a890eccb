"""Leaving on a signal, also when the terminal is gone or takes no farewell."""

from __future__ import annotations

import asyncio
import os
import select
import signal
import threading
import time
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from textual.app import App

from jobview.private_file import remove_unfinished

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from types import FrameType

DEADLINE_S: Final = 3.0
"""How long an orderly end may take: whatever the event loop is at, it may be at it for long."""

SIGNALS: Final = (signal.SIGTERM, signal.SIGHUP, signal.SIGINT)
"""What asks the screen to end. Ctrl-C on the screen is a key, and no SIGINT."""

_IN_BACKGROUND: Final = (signal.SIGTTIN, signal.SIGTTOU)
"""What stops a process that touches the terminal while another has it."""


class LeavableApp(App[int]):
    """An app that can be told to end at any time, also while it is being put together."""

    _is_ready = False
    _code: int | None = None

    def leave(self, code: int) -> None:
        """End with this exit code, but not before the first frame is out.

        Of a screen that is half composed, the other half would be missing on the way out.
        """
        if self._code is not None:  # the first reason is the reason
            return
        self._code = code
        if self._is_ready:
            self.exit(None, code)

    def on_ready(self) -> None:
        """Make up for an end that came too early."""
        self._is_ready = True
        if self._code is not None:
            self.exit(None, self._code)


@dataclass(slots=True)
class Leaving:
    """Whether a signal has told the app to end, from the moment on at which it came."""

    is_told: bool = False


def leave_on_signals(app: LeavableApp, give_up: Callable[[], None]) -> Leaving:
    """End `app` with 128 + the signal's number on any of `SIGNALS`; call it on the loop.

    A blocked main thread still handles a signal, but its event loop does not: so these handlers
    are the process's own, not the loop's. They take no lock, which the code they interrupt may
    hold: the thread that waits for the deadline is there already.

    From the first signal on, the terminal may be touched from the background as well: who is
    stopped for that never ends.

    Args:
        app: to be ended.
        give_up: called in a thread at the deadline, when the end did not come by itself; the
            process ends after it.
    """
    loop = asyncio.get_running_loop()
    leaving = Leaving()
    told, teller = os.pipe()
    os.set_blocking(teller, False)

    def end() -> None:
        number = os.read(told, 1)[0]
        time.sleep(DEADLINE_S)
        give_up()
        remove_unfinished()
        os._exit(128 + number)

    def leave(number: int, _frame: FrameType | None) -> None:
        leaving.is_told = True
        for stopping in _IN_BACKGROUND:
            signal.signal(stopping, signal.SIG_IGN)
        with suppress(BlockingIOError):
            os.write(teller, bytes((number,)))
        if not loop.is_closed():
            loop.call_soon_threadsafe(app.leave, 128 + number)

    threading.Thread(target=end, name="deadline", daemon=True).start()
    for number in SIGNALS:
        signal.signal(number, leave)
    return leaving


@contextmanager
def signals_as_before() -> Iterator[None]:
    r"""After the block each signal that is changed here, and ctrl-\, does again what it did."""
    changed = (*SIGNALS, *_IN_BACKGROUND, signal.SIGQUIT)
    before = [(number, signal.getsignal(number)) for number in changed]
    try:
        yield
    finally:
        for number, handler in before:
            signal.signal(number, handler)


def leave_when_hung_up(terminal: int) -> None:
    """Make the end of the terminal behind this descriptor a SIGHUP to ourselves.

    The system sends one only where it is our controlling terminal. Otherwise the thread that reads
    keys would find the end of the file again and again, for ever.
    """
    threading.Thread(target=_watch, args=(terminal,), name="terminal watch", daemon=True).start()


def _watch(terminal: int) -> None:
    poll = select.poll()
    poll.register(terminal, 0)  # a hang-up is told unasked
    if any(event & select.POLLHUP for _, event in poll.poll()):
        os.kill(os.getpid(), signal.SIGHUP)
