"""The last warnings and errors, kept in memory for a screen or a report that shows them."""

from __future__ import annotations

import logging
from collections import deque
from typing import TYPE_CHECKING, Final, NamedTuple

from jobview.journal.lines import LineFormatter

if TYPE_CHECKING:
    from collections.abc import Callable

MAX_TROUBLES: Final = 100
MAX_CHARACTERS: Final = 2_000
"""Of each."""


class Trouble(NamedTuple):
    """One warning or error; its words are one harmless line without secrets."""

    at_s: float
    """Seconds since the epoch."""
    level: str
    """`WARNING`, `ERROR` or `CRITICAL`."""
    source: str
    """Which module said it, such as `jobview.polling.link`."""
    words: str


class RecentTroubles(logging.Handler):
    """Keeps the newest of them."""

    def __init__(self) -> None:
        super().__init__(logging.WARNING)
        self._kept: deque[Trouble] = deque(maxlen=MAX_TROUBLES)
        self._mask: Callable[[str], str] = str
        self._lines = LineFormatter(str)

    def begin(self, mask: Callable[[str], str]) -> None:
        """Forget what was kept, and take secrets out by `mask` from now on."""
        self._mask = mask
        self._lines = LineFormatter(mask)
        self._kept.clear()

    def masked(self, text: str) -> str:
        """`text` without secrets, on its way to another place than a log."""
        return self._mask(text)

    def newest(self) -> tuple[Trouble, ...]:
        """Those that are kept, oldest first."""
        return tuple(self._kept)

    def emit(self, record: logging.LogRecord) -> None:
        """Keep one; logging's own call."""
        try:
            words = self._lines.words(record, limit=MAX_CHARACTERS)
        except (TypeError, ValueError, KeyError):  # arguments that do not fit their message
            words = "(a message that cannot be written)"
        self._kept.append(Trouble(record.created, record.levelname, record.name, words))


RECENT: Final = RecentTroubles()
"""Those of this process: logging itself is one for each process."""
