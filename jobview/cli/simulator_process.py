"""The simulator in a process of its own, tied to ours: neither outlives the other."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import tempfile
import threading
from contextlib import contextmanager
from typing import IO, TYPE_CHECKING, Final

from jobview.child_environment import child_environment
from jobview.errors import JobviewError

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

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

    def url(self) -> str:
        """Its base URL, as soon as it listens; blocks until then.

        Raises:
            SimulatorDied: it ended instead.
        """
        assert self._process.stdout is not None  # noqa: S101 - opened as a pipe
        line = self._process.stdout.readline()
        if not line:
            raise self._death()
        return line.decode().strip()

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
