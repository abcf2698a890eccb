"""The lines of a long text, cut out of it when they are looked at."""

from __future__ import annotations

import re
from array import array
from typing import Final

from jobview.results.writers.numbered_lines import NumberedLines

LINE_LIMIT: Final = 20_000
"""Characters of a line that are shown; how many more there are is said at its end."""

_PIECE: Final = 1 << 20
_LINE_END: Final = re.compile("\n")


class TextLines(NumberedLines):
    """The lines of `text`; one longer than a view shows goes on in the next line.

    It holds the text itself and eight bytes a line, so a text of 64 MiB is not there twice.
    Making one takes a second for ten million lines: a longer text is cut up in a thread.
    """

    def __init__(self, text: str) -> None:
        self.text = text
        self._starts = array("Q")
        start = 0
        for first in range(0, len(text), _PIECE):
            # In pieces, so that a text without line ends does not hold up everything either.
            for match in _LINE_END.finditer(text, first, first + _PIECE):
                self._add(start, match.start())
                start = match.end()
        self._add(start, len(text))

    def _add(self, start: int, end: int) -> None:
        self._starts.append(start)
        if end - start > LINE_LIMIT:
            self._starts.extend(range(start + LINE_LIMIT, end, LINE_LIMIT))

    def __len__(self) -> int:
        return len(self._starts)

    def line(self, index: int) -> str:
        """Line `index` without its end."""
        is_last = index == len(self._starts) - 1
        end = len(self.text) if is_last else self._starts[index + 1]
        line = self.text[self._starts[index] : end]
        return line[:-1].removesuffix("\r") if line.endswith("\n") else line
