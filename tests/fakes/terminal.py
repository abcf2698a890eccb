"""A pseudo-terminal with jobview on it: what is on its screen, what is left of it, who lives."""

from __future__ import annotations

import fcntl
import os
import re
import select
import struct
import subprocess
import sys
import termios
import time
from typing import TYPE_CHECKING, Any, Self

import pyte

if TYPE_CHECKING:
    import signal
    from collections.abc import Callable, Mapping, Sequence
    from pathlib import Path
    from types import TracebackType

PATIENCE_S = 40.0
"""How long a test waits for what must come; how soon it comes is no matter here."""

NOWHERE = "http://127.0.0.1:1"
"""A server that is not there."""

SHELL = ("bash", "--norc", "--noprofile", "-i")
"""A shell with job control, as a `Terminal`'s command."""

SHOWN_MODES = {7, 25}
"""Of a terminal in its usual state: line wrap and the cursor."""

_READ_AT_ONCE = 4095
"""As much of what waits in a terminal shows from outside; there is more behind it."""

_MODE = re.compile(rb"\x1b\[\?(\d+)([hl])")
_KITTY = re.compile(rb"\x1b\[([<>])\d*u")


class Terminal:
    """Runs a program on a pty of its own.

    Args:
        arguments: of jobview; or a whole command line, as `command`.
        command: the program to run instead.
        environ: what is different in its environment; None takes a variable away.
        size: columns and rows.
        is_controlling: whether the system knows the pty as the program's own, and tells it of
            its end.
        folder: to run in; None is the test's own.
    """

    def __init__(
        self,
        *arguments: str,
        command: Sequence[str] = (),
        environ: Mapping[str, str | None] | None = None,
        size: tuple[int, int] = (100, 30),
        is_controlling: bool = True,
        folder: Path | None = None,
    ) -> None:
        self._command = [*(command or (sys.executable, "-m", "jobview")), *arguments]
        usual = {"TERM": "xterm-256color", "COLUMNS": None, "LINES": None, "NO_COLOR": None}
        wanted = {**os.environ, **usual, **(environ or {})}
        self._environ = {name: value for name, value in wanted.items() if value is not None}
        self._is_controlling = is_controlling
        self._folder = folder
        self.written = b""
        self.screen = pyte.Screen(*size)
        self._stream = pyte.ByteStream(self.screen)

    def __enter__(self) -> Self:
        self.master, slave = os.openpty()
        self.resize(self.screen.columns, self.screen.lines)
        self.stty_before = self.stty()
        self.process = subprocess.Popen(
            self._command,
            stdin=slave,
            stdout=slave,
            stderr=slave,
            env=self._environ,
            cwd=self._folder,
            start_new_session=True,
            preexec_fn=_take_terminal if self._is_controlling else None,  # noqa: PLW1509 - no threads here
        )
        os.close(slave)
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        if self.process.poll() is None:
            self.process.kill()
            self.process.wait()
        self.close()

    def close(self) -> None:
        """Take the terminal away."""
        if self.master >= 0:
            os.close(self.master)
            self.master = -1

    def stty(self) -> list[Any]:
        """The terminal's settings."""
        return termios.tcgetattr(self.master)

    def resize(self, columns: int, rows: int) -> None:
        """Make the terminal larger or smaller."""
        fcntl.ioctl(self.master, termios.TIOCSWINSZ, struct.pack("HHHH", rows, columns, 0, 0))
        self.screen.resize(rows, columns)

    def press(self, keys: bytes) -> None:
        """Type, however much it is, drawing what is drawn meanwhile."""
        while keys and self.process.poll() is None:
            self.read(0)
            if select.select([], [self.master], [], 0.05)[1]:
                keys = keys[os.write(self.master, keys[:1024]) :]

    def fill(self) -> None:
        """Have more painted than a terminal holds that nobody reads, and read nothing of it."""
        self.resize(500, 200)
        held = b""
        while struct.unpack("i", held or bytes(4))[0] < _READ_AT_ONCE:
            time.sleep(0.01)
            held = fcntl.ioctl(self.master, termios.FIONREAD, bytes(4))

    def read(self, timeout_s: float = 0.1) -> bytes:
        """Draw what was written; empty when nothing was, or nobody is left to write."""
        if not select.select([self.master], [], [], timeout_s)[0]:
            return b""
        try:
            chunk = os.read(self.master, 65_536)
        except OSError:  # the last one who had it open has gone
            return b""
        self.written += chunk
        self._stream.feed(chunk)
        return chunk

    def until(self, is_so: Callable[[], object]) -> None:
        """Draw until it is so.

        Raises:
            TimeoutError: it never was; says what is on the screen.
        """
        end_s = time.monotonic() + PATIENCE_S
        while not is_so():
            if time.monotonic() > end_s or self.process.poll() is not None:
                raise TimeoutError(f"{self.process.poll()}: {self.text}")
            self.read()

    def until_shown(self, *texts: str) -> None:
        """Draw until all of this is on the screen."""
        self.until(lambda: all(text in self.text for text in texts))

    def quiet(self, quiet_s: float = 0.3) -> None:
        """Draw until nothing has been drawn for a while."""
        while self.read(quiet_s):
            pass

    def end(self, number: signal.Signals | None = None) -> int:
        """The exit code, after this signal, with all that was drawn until then."""
        if number is not None:
            self.process.send_signal(number)
        end_s = time.monotonic() + PATIENCE_S
        while self.process.poll() is None and time.monotonic() < end_s:
            self.read(0.02)
        while self.read(0.05):
            pass
        return self.process.wait(0.1)

    @property
    def text(self) -> str:
        """What is on the screen."""
        return "\n".join(line.rstrip() for line in self.screen.display)

    @property
    def modes(self) -> set[int]:
        """The private modes that are on, the kitty keyboard's as -1."""
        on = set(SHOWN_MODES)
        for number, state in _MODE.findall(self.written):
            (on.add if state == b"h" else on.discard)(int(number))
        kitty = [sign for (sign,) in map(re.Match.groups, _KITTY.finditer(self.written))]
        return on | ({-1} if kitty.count(b">") > kitty.count(b"<") else set())

    @property
    def is_clean(self) -> bool:
        """Whether the terminal is as it was before the program came."""
        return self.modes == SHOWN_MODES and self.stty() == self.stty_before


def state_of(pid: int) -> str:
    """`R`, `S`, `T` … as `ps` says; empty when there is no such process, or only its remains."""
    try:
        with open(f"/proc/{pid}/stat", encoding="utf-8") as file:  # noqa: PTH123 - no file
            state = file.read().rpartition(")")[2].split()[0]
    except (FileNotFoundError, ProcessLookupError):
        return ""
    return "" if state == "Z" else state


def children_of(pid: int) -> list[int]:
    """The processes that it started and that live."""
    with open(f"/proc/{pid}/task/{pid}/children", encoding="utf-8") as file:  # noqa: PTH123
        return [int(child) for child in file.read().split()]


def gone(pids: Sequence[int]) -> bool:
    """Whether all of these end soon."""
    end_s = time.monotonic() + 10
    while any(map(state_of, pids)) and time.monotonic() < end_s:
        time.sleep(0.02)
    return not any(map(state_of, pids))


def resident_kib(pid: int) -> int:
    """How much memory it has."""
    with open(f"/proc/{pid}/status", encoding="utf-8") as file:  # noqa: PTH123 - no file
        return next(int(line.split()[1]) for line in file if line.startswith("VmRSS"))


def board(**fields: Any) -> Terminal:  # noqa: ANN401 - of Terminal
    """The board, with nobody who answers it."""
    return Terminal("--url", NOWHERE, **fields)


def demo(**fields: Any) -> Terminal:  # noqa: ANN401 - of Terminal
    """The board and a simulator."""
    return Terminal("demo", "--jobs", "30", **{"size": (120, 36), **fields})


def _take_terminal() -> None:
    fcntl.ioctl(0, termios.TIOCSCTTY, 0)
