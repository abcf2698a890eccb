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
"""A longer line ends in `…`, and a traceback loses its middle, for its end says what happened."""


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
        # Masked before it is cut or made literal, which could break a secret in two.
        text = self._mask(record.getMessage())
        if record.exc_info and record.exc_info[1] is not None:
            told = traceback.TracebackException.from_exception(record.exc_info[1])
            text = f"{text}\n{self._mask(''.join(told.format()).rstrip())}"
            text = _without_middle(text, limit)
        return literal(text, limit=limit)


def _without_middle(text: str, limit: int) -> str:
    """At most `limit` characters of a traceback: where it began, and what it came to."""
    if len(text) <= limit:
        return text
    head = limit // 3
    return f"{text[:head]}…{text[head + 1 - limit :]}"
