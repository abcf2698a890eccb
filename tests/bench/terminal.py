"""A program under a pseudo-terminal, for timing what a person would see."""

from __future__ import annotations

import fcntl
import os
import pty
import select
import signal
import struct
import termios
import time
from typing import TYPE_CHECKING, Self

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from types import TracebackType

ROWS, COLUMNS = 45, 160


class Terminal:
    """Runs `argv` on a pty and reads what it draws; times are `perf_counter` seconds."""

    def __init__(self, argv: Sequence[str], env: Mapping[str, str] | None = None) -> None:
        self._argv = list(argv)
        looks = {"TERM": "xterm-256color", "COLORTERM": "truecolor"}
        self._env = {**os.environ, **looks, **(env or {})}
        self.drawn = b""

    def __enter__(self) -> Self:
        self.started_s = time.perf_counter()
        self.pid, self._fd = pty.fork()
        if self.pid == 0:
            os.execvpe(self._argv[0], self._argv, self._env)  # noqa: S606 - the benchmark's own
        fcntl.ioctl(self._fd, termios.TIOCSWINSZ, struct.pack("HHHH", ROWS, COLUMNS, 0, 0))
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        try:
            os.kill(self.pid, signal.SIGTERM)
        except ProcessLookupError:
            return
        deadline_s = time.perf_counter() + 5
        while time.perf_counter() < deadline_s:
            self.read(0.05)
            done, _ = os.waitpid(self.pid, os.WNOHANG)
            if done:
                break
        else:
            os.kill(self.pid, signal.SIGKILL)
            os.waitpid(self.pid, 0)
        os.close(self._fd)

    def read(self, timeout_s: float) -> bytes:
        """What was drawn within `timeout_s`, at the first byte; empty when nothing was."""
        ready, _, _ = select.select([self._fd], [], [], timeout_s)
        if not ready:
            return b""
        try:
            chunk = os.read(self._fd, 65536)
        except OSError:
            return b""
        self.drawn += chunk
        return chunk

    def wait_for(self, marker: bytes, timeout_s: float = 20.0) -> float:
        """Seconds from the start until `marker` was drawn.

        Raises:
            TimeoutError: it was not drawn in time.
        """
        deadline_s = time.perf_counter() + timeout_s
        while marker not in self.drawn:
            if time.perf_counter() > deadline_s:
                raise TimeoutError(f"{marker!r} was not drawn: {self.drawn[-2000:]!r}")
            self.read(0.2)
        return time.perf_counter() - self.started_s

    def drain(self, quiet_s: float = 0.3, at_most_s: float = 5.0) -> None:
        """Read until nothing is drawn for `quiet_s`."""
        deadline_s = time.perf_counter() + at_most_s
        while self.read(quiet_s) and time.perf_counter() < deadline_s:
            pass

    def press(self, keys: bytes) -> None:
        """Type `keys`."""
        os.write(self._fd, keys)
