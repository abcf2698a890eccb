"""Writing to the terminal without ever waiting for it."""

from __future__ import annotations

import os
import select
import termios
import threading
import time
from contextlib import suppress
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    import asyncio
    from collections.abc import Callable

PATIENCE_S: Final = 1.0
"""How long a terminal may take nothing at all before the rest is thrown away."""

MAX_WAITING: Final = 16 * 1024 * 1024
"""Bytes kept for a terminal that takes none. Frames stop long before; this is for what else an
impatient user sends to it, such as copied texts."""

_CHUNK: Final = 64 * 1024
_ATTEMPTS: Final = 20
_PAUSE_S: Final = 0.01


class TerminalOutput:
    """What is written to one terminal, in order, from any thread.

    A terminal takes some 64 KiB that nobody reads, and then nothing more: a write would stop its
    thread, and every other process that writes to the same terminal, for as long as that lasts.

    Args:
        fileno: of the terminal.
        loop: goes on writing when the terminal takes more.
        tell_behind: called on the loop with True when the terminal did not take all that was
            written, and with False when it has.
    """

    def __init__(
        self, fileno: int, loop: asyncio.AbstractEventLoop, tell_behind: Callable[[bool], None]
    ) -> None:
        self._fileno = own_descriptor(fileno)
        self._loop = loop
        self._tell_behind = tell_behind
        self._lock = threading.Lock()
        self._waiting = bytearray()
        self._is_open = False
        self._is_behind = False

    def open(self) -> None:
        """Take what is written from now on; before this it is dropped."""
        self._is_open = True

    def write(self, data: bytes) -> None:
        """Write it, now or when the terminal takes it."""
        with self._lock:
            if not self._is_open or len(self._waiting) + len(data) > MAX_WAITING:
                return
            was_waiting = bool(self._waiting)
            self._waiting += data
            if was_waiting:
                return
            self._push()
            is_waiting = bool(self._waiting)
        if is_waiting:
            self._loop.call_soon_threadsafe(self._fall_behind)

    def close(self, farewell: bytes) -> None:
        """Wait until everything is written, and take no more.

        If the terminal takes nothing for `PATIENCE_S`, it gets `farewell` instead of the rest.
        """
        if not self._is_open:
            return
        self._is_open = False
        poll = select.poll()
        poll.register(self._fileno, select.POLLOUT)
        left, vain_tries = len(self._waiting), 0
        while left and vain_tries < _ATTEMPTS and poll.poll(PATIENCE_S * 1000):
            with self._lock:
                self._push()
            if len(self._waiting) < left:
                left, vain_tries = len(self._waiting), 0
            else:  # others write to it as well
                vain_tries += 1
                time.sleep(_PAUSE_S)
        if left:
            self.break_off(farewell)
        self._catch_up()

    def break_off(self, farewell: bytes) -> None:
        """Throw away all that the terminal has not taken, or nobody has read, but for `farewell`.

        Never waits for long, and may be called from any thread.
        """
        self._is_open = False
        is_locked = self._lock.acquire(timeout=_PAUSE_S)
        self._waiting.clear()
        was_blocking = os.get_blocking(self._fileno)
        os.set_blocking(self._fileno, False)
        try:
            self._write_over(farewell)
        finally:
            os.set_blocking(self._fileno, was_blocking)
            if is_locked:
                self._lock.release()

    def _write_over(self, farewell: bytes) -> None:
        for _ in range(_ATTEMPTS):
            with suppress(OSError, termios.error):
                termios.tcflush(self._fileno, termios.TCOFLUSH)
                if os.write(self._fileno, farewell) == len(farewell):
                    return
            time.sleep(_PAUSE_S)

    def _push(self) -> None:
        """Hand over as much as the terminal takes."""
        try:
            while self._waiting:
                del self._waiting[: os.write(self._fileno, self._waiting[:_CHUNK])]
        except BlockingIOError:
            pass
        except OSError:  # it is gone, of which others tell
            self._waiting.clear()

    def _fall_behind(self) -> None:
        if self._waiting and not self._is_behind:
            self._is_behind = True
            self._loop.add_writer(self._fileno, self._go_on)
            self._tell_behind(True)

    def _go_on(self) -> None:
        with self._lock:
            self._push()
        if not self._waiting:
            self._catch_up()

    def _catch_up(self) -> None:
        if self._is_behind:
            self._is_behind = False
            self._loop.remove_writer(self._fileno)
            self._tell_behind(False)


def own_descriptor(fileno: int) -> int:
    """A descriptor of the same terminal that does not block; `fileno` itself if there is no way.

    The one we were given is shared with the shell, which does not expect it not to block.
    """
    for path in _paths(fileno):
        with suppress(OSError):
            return os.open(path, os.O_WRONLY | os.O_NONBLOCK | os.O_NOCTTY | os.O_CLOEXEC)
    return fileno


def _paths(fileno: int) -> list[str]:
    paths = []
    with suppress(OSError):
        os.tcgetpgrp(fileno)  # fails unless it is the terminal that controls us
        paths.append("/dev/tty")  # may be opened by whom the terminal does not belong to: after su
    with suppress(OSError):
        paths.append(os.ttyname(fileno))
    return paths
