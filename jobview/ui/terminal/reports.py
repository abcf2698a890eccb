"""From what a terminal sends to keys, mouse moves and other reports, whatever it sends."""

from __future__ import annotations

from codecs import getincrementaldecoder
from typing import TYPE_CHECKING

from textual._xterm_parser import XTermParser

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from textual.message import Message


class Reports:
    """Reads one terminal's stream.

    Textual's own thread ends the app at the first byte that is not UTF-8, as a terminal with
    another encoding sends, and at numbers that no key, place or size can have.
    """

    def __init__(self) -> None:
        self._decode = getincrementaldecoder("utf-8")("replace").decode
        self._parser = XTermParser()

    def of(self, data: bytes) -> Iterator[Message]:
        """What these bytes say, together with what came before."""
        text = self._decode(data)
        if text:  # to the parser nothing is the end
            yield from self._understood(self._parser.feed(text))

    def overdue(self) -> Iterator[Message]:
        """What can be said now that nothing more came: an ESC alone is a key. Call it often."""
        yield from self._understood(self._parser.tick())

    def _understood(self, messages: Iterable[Message]) -> Iterator[Message]:
        try:
            yield from messages
        except (ArithmeticError, ValueError):
            self._parser = XTermParser()  # the old one has ended
