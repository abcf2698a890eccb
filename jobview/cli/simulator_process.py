"""The simulator in a process of its own, tied to ours: neither outlives the other."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import tempfile
import threading
from contextlib import contextmanager, suppress
from typing import IO, TYPE_CHECKING, Final

from jobview.child_environment import child_environment
from jobview.errors import JobviewError

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

_END_S: Final = 5.0
"""How long it may take to end by itself."""
_MAX_LAST_WORDS: Final = 4096


class SimulatorDied(JobviewError):
    """The simulator's process ended too early; says its last words."""


class SimulatorProcess:
    """The running process; `running_simulator` starts and ends it."""

    def __init__(self, process: subprocess.Popen[bytes], words: IO[bytes]) -> None:
        self._process = process
        self._words = words
        self._is_ending = False
        self._listener: Callable[[str], object] | None = None
        self._reader: threading.Thread | None = None

    def urls(self, count: int) -> tuple[str, ...]:
        """The base URLs of its clusters, as soon as they listen; blocks until then.

        Raises:
            SimulatorDied: it ended instead.
        """
        assert self._process.stdout is not None  # noqa: S101 - opened as a pipe
        lines = [self._process.stdout.readline() for _ in range(count)]
        if not all(lines):
            raise self._death()
        return tuple(line.decode().strip() for line in lines)

    def listen(self, listener: Callable[[str], object]) -> None:
        """Have `listener` told each further line, in a thread; one before it hears no more.

        A listener that raises RuntimeError, as a closed event loop does, misses the line.
        """
        self._listener = listener
        if self._reader is None:
            self._reader = threading.Thread(target=self._read, name="simulator words", daemon=True)
            self._reader.start()

    def end_us_if_it_dies(self) -> None:
        """From now on its death is a SIGTERM to ourselves, which the screen ends tidily on."""
        threading.Thread(target=self._watch, name="simulator watch", daemon=True).start()

    def check(self) -> None:
        """See that it still lives.

        Raises:
            SimulatorDied: it does not.
        """
        if self._process.poll() is not None:
            raise self._death()

    def end(self) -> None:
        """End it: kindly by closing its input, then by SIGTERM, then by SIGKILL."""
        self._is_ending = True
        assert self._process.stdin is not None  # noqa: S101 - opened as a pipe
        self._process.stdin.close()
        for stronger in (self._process.terminate, self._process.kill):
            try:
                self._process.wait(_END_S)
            except subprocess.TimeoutExpired:
                stronger()
        self._process.wait()

    def _read(self) -> None:
        assert self._process.stdout is not None  # noqa: S101 - opened as a pipe
        for line in self._process.stdout:
            if self._listener is not None:
                with suppress(RuntimeError):
                    self._listener(line.decode(errors="replace").strip())

    def _watch(self) -> None:
        self._process.wait()
        if not self._is_ending:
            os.kill(os.getpid(), signal.SIGTERM)

    def _death(self) -> SimulatorDied:
        code = self._process.wait()
        self._words.seek(max(self._words.seek(0, os.SEEK_END) - _MAX_LAST_WORDS, 0))
        last = self._words.read().decode(errors="replace").strip().rpartition("\n")[2]
        words = f": {last.removeprefix('jobview: ')}" if last else ""
        return SimulatorDied(f"the simulator ended with exit code {code}{words}")


@contextmanager
def running_simulator(arguments: Sequence[str]) -> Iterator[SimulatorProcess]:
    """`jobview simulate` on a free port with these further arguments; ended on leaving.

    It is not in our terminal's reach, so that ctrl-C is for us alone; when we vanish, its input
    ends and so does it.
    """
    argv = [sys.executable, "-m", "jobview", "simulate", "--port", "0", "--stop-with-parent"]
    with (
        tempfile.TemporaryFile() as words,
        subprocess.Popen(  # noqa: S603 - our own program
            [*argv, *arguments],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=words,
            env=child_environment(os.environ),
            start_new_session=True,
        ) as process,
    ):
        simulator = SimulatorProcess(process, words)
        try:
            yield simulator
        finally:
            simulator.end()
