"""Lines of text as rows of a screen: made harmless, cut when endless, wrapped when asked for."""

from __future__ import annotations

from bisect import bisect_right
from itertools import accumulate
from typing import TYPE_CHECKING, Final, NamedTuple

from rich.cells import cell_len, chop_cells

from jobview.text import literal_lines
from jobview.ui.wording import count

if TYPE_CHECKING:
    from collections.abc import Sequence

LINE_LIMIT: Final = 20_000
"""Characters of a line that are shown; how many more there are is said at its end."""

_SAMPLED_LINES: Final = 200
_WIDEST_CHARACTER: Final = 4
"""Cells one character of a line can take at most: a tab."""
_MIN_WRAP_WIDTH: Final = 2
"""Two, so that a wide character has room."""


def clean_line(line: str) -> str:
    """One line, safe for the terminal; beyond the limit, the number of characters left out."""
    shown = literal_lines(line[:LINE_LIMIT]).replace("\n", "⏎")
    left_out = len(line) - LINE_LIMIT
    return f"{shown} … {count(left_out)} more characters" if left_out > 0 else shown


def _surely_fits(line: str, width: int) -> bool:
    """Told without measuring, as nearly all lines can be."""
    if len(line) <= width // _WIDEST_CHARACTER:
        return True
    return len(line) <= width and line.isascii() and "\t" not in line


class Row(NamedTuple):
    """One row of the screen: part of a line, as cleaned by `clean_line`."""

    line: int
    text: str
    """The whole line."""
    start: int
    end: int

    @property
    def part(self) -> str:
        """What stands on this row."""
        return self.text[self.start : self.end]


class TextRows:
    """The rows that `lines` take, each made when it is looked at.

    Without wrapping every line is a row. With it a line takes as many as it needs; only lines that
    may be too wide are looked at beforehand. Lines that are made on demand, such as those of a hex
    dump, are never wrapped: that would make them all.
    """

    def __init__(self, lines: Sequence[str], wrap_width: int | None = None) -> None:
        self._lines = lines
        self._wrapped: list[int] = []
        """The lines that take several rows, ascending."""
        self._cuts: list[list[int]] = []
        """Of each of them, where its rows begin, and its end."""
        self._first_rows: list[int] = []
        """Of each of them, its first row."""
        self._extra: list[int] = [0]
        """How many rows more than lines there are up to each of them."""
        if wrap_width is not None and isinstance(lines, list | tuple):
            self._wrap(max(wrap_width, _MIN_WRAP_WIDTH))

    def _wrap(self, width: int) -> None:
        for index, line in enumerate(self._lines):
            if _surely_fits(line, width):
                continue
            parts = chop_cells(clean_line(line), width)
            if len(parts) > 1:
                self._wrapped.append(index)
                self._cuts.append(list(accumulate(map(len, parts), initial=0)))
        self._extra += accumulate(len(cuts) - 2 for cuts in self._cuts)
        self._first_rows = [
            index + extra for index, extra in zip(self._wrapped, self._extra, strict=False)
        ]

    def __len__(self) -> int:
        return len(self._lines) + self._extra[-1]

    def __getitem__(self, row: int) -> Row:
        nearest = bisect_right(self._first_rows, row) - 1
        if nearest >= 0:
            cuts = self._cuts[nearest]
            part = row - self._first_rows[nearest]
            if part < len(cuts) - 1:
                line = self._wrapped[nearest]
                text = clean_line(self._lines[line])
                return Row(line, text, cuts[part], cuts[part + 1])
        line = row - self._extra[nearest + 1]
        text = clean_line(self._lines[line])
        return Row(line, text, 0, len(text))

    def row_of(self, line: int) -> int:
        """The first row of a line."""
        earlier = bisect_right(self._wrapped, line - 1)
        return line + self._extra[earlier]

    def measured_width(self) -> int:
        """Cells of the widest line: of all, or of the first ones where lines are made on demand."""
        if isinstance(self._lines, list | tuple):
            longest = max(self._lines, key=len, default="")
            return cell_len(clean_line(longest))
        sampled = range(min(len(self._lines), _SAMPLED_LINES))
        return max((cell_len(clean_line(self._lines[index])) for index in sampled), default=0)
