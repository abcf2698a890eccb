"""Log records as single harmless lines without secrets."""

from __future__ import annotations

import logging
import time
import traceback
from typing import TYPE_CHECKING, Final

from jobview.text import literal

if TYPE_CHECKING:
    from collections.abc import Callable

MAX_LINE_CHARACTERS: Final = 20_000
"""A longer line ends in `…`: a traceback has less, a server's words may have more."""


class LineFormatter(logging.Formatter):
    """Gives `2026-11-28T14:02:11.512Z WARNING jobview.polling.link: down: connection refused`."""

    def __init__(self, mask: Callable[[str], str]) -> None:
        """Put all text through `mask`, which takes the secrets out of it."""
        super().__init__()
        self._mask = mask

    def format(self, record: logging.LogRecord) -> str:
        """The record in one line."""
        moment = time.strftime("%Y-%m-%dT%H:%M:%S", time.gmtime(record.created))
        words = self.words(record)
        return f"{moment}.{record.msecs:03.0f}Z {record.levelname} {record.name}: {words}"

    def words(self, record: logging.LogRecord, *, limit: int = MAX_LINE_CHARACTERS) -> str:
        """What the record says, and the traceback of its exception, without any local's value."""
        text = record.getMessage()
        if record.exc_info and record.exc_info[1] is not None:
            told = traceback.TracebackException.from_exception(record.exc_info[1])
            text = "\n".join((text, "".join(told.format()).rstrip()))
        # Masked before it is cut or made literal, which could break a secret in two.
        return literal(self._mask(text), limit=limit)
