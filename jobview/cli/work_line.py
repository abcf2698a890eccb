"""What a command is at when it takes its time: one line on a terminal, gone at the end."""

from __future__ import annotations

from typing import Final

from jobview.cli.live_lines import LiveLines
from jobview.clock import SystemClock

QUIET_S: Final = 1.0
"""What is done sooner needs no words."""
SHOWN_EVERY_S: Final = 0.2
LONG_BYTES: Final = 4 * 1024 * 1024
"""From this size on, decoding a result takes long enough to be told before it begins."""

_NAME: Final = "work"


class WorkLine:
    """A line on standard error about work in progress; where that is no terminal, nothing.

    Its words are harmless to a terminal already. Whoever prints on the same terminal closes it
    before.
    """

    def __init__(self) -> None:
        self._lines = LiveLines()
        self._clock = SystemClock()
        self._shown_s = self._clock.monotonic_s() + QUIET_S - SHOWN_EVERY_S

    def show(self, words: str) -> None:
        """Say what is about to be done, at once: it is known to be long."""
        if self._lines.is_live:
            self._shown_s = self._clock.monotonic_s()
            self._lines.show(_NAME, words)

    def tell(self, words: str) -> None:
        """Say it if the work has lasted for a while and nothing was said just now."""
        if self._lines.is_live and self._clock.monotonic_s() - self._shown_s >= SHOWN_EVERY_S:
            self.show(words)

    def tell_share(self, verb: str, done: int, total: int) -> None:
        """`tell` how much of it is done: `writing 41 %`."""
        self.tell(f"{verb} {100 * done // max(total, 1)} %")

    def close(self) -> None:
        """Take the line away."""
        self._lines.close()
