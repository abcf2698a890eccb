"""Lines of text as rows of a screen: made harmless, cut when endless, wrapped when asked for."""

from __future__ import annotations

from bisect import bisect_right
from itertools import accumulate
from typing import TYPE_CHECKING, Final, NamedTuple

from rich.cells import cell_len, chop_cells

from jobview.text import literal_lines
from jobview.ui.paint.wording import count
from jobview.ui.text.text_lines import LINE_LIMIT, TextLines

if TYPE_CHECKING:
    from collections.abc import Sequence

_SAMPLED_LINES: Final = 200
_SAMPLED_CHARACTERS: Final = 100_000
_WIDEST_CHARACTER: Final = 4
"""Cells one character of a line can take at most: a tab."""
_MANY_LINES: Final = 10_000
_MANY_CHARACTERS: Final = 100_000
_CUTS_OF_ONE_ROW: Final = 2
_MIN_WRAP_WIDTH: Final = 2
"""Two, so that a wide character has room."""


def clean_line(line: str) -> str:
    """One line, safe for the terminal; beyond the limit, the number of characters left out."""
    shown = literal_lines(line[:LINE_LIMIT]).replace("\n", "⏎")
    left_out = len(line) - LINE_LIMIT
    return f"{shown} … {count(left_out)} more characters" if left_out > 0 else shown


def is_long(lines: Sequence[str]) -> bool:
    """Whether wrapping these lines takes so long that keys would have to wait."""
    if not _can_wrap(lines) or len(lines) > _MANY_LINES:
        return _can_wrap(lines)
    return sum(map(len, lines)) > _MANY_CHARACTERS


def _can_wrap(lines: Sequence[str]) -> bool:
    return isinstance(lines, list | tuple | TextLines)


def _cuts(line: str, width: int) -> list[int]:
    """Where the rows of a cleaned line begin, and its end; behind a blank where one is near.

    Only where a character is a cell, so that looking for blanks costs nothing to speak of.
    """
    if line.isascii():
        cuts = [0]
        while len(line) - cuts[-1] > width:
            end = cuts[-1] + width
            blank = line.rfind(" ", end - width // 3, end)
            cuts.append(end if blank < 0 else blank + 1)
        return [*cuts, len(line)]
    return [*accumulate(map(len, chop_cells(line, width)), initial=0)]


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
        self._cleaned: tuple[int, str] | None = None
        self._wrapped: list[int] = []
        """The lines that take several rows, ascending."""
        self._cuts: list[list[int]] = []
        """Of each of them, where its rows begin, and its end."""
        self._first_rows: list[int] = []
        """Of each of them, its first row."""
        self._extra: list[int] = [0]
        """How many rows more than lines there are up to each of them."""
        if wrap_width is not None and _can_wrap(lines):
            self._wrap(max(wrap_width, _MIN_WRAP_WIDTH))

    def _wrap(self, width: int) -> None:
        for index, line in enumerate(self._lines):
            if _surely_fits(line, width):
                continue
            cuts = _cuts(clean_line(line), width)
            if len(cuts) > _CUTS_OF_ONE_ROW:
                self._wrapped.append(index)
                self._cuts.append(cuts)
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
                text = self._clean(line)
                return Row(line, text, cuts[part], cuts[part + 1])
        line = row - self._extra[nearest + 1]
        text = self._clean(line)
        return Row(line, text, 0, len(text))

    def _clean(self, line: int) -> str:
        """The line as it is shown; the last one is kept, for the rows that are parts of it."""
        if self._cleaned is None or self._cleaned[0] != line:
            self._cleaned = line, clean_line(self._lines[line])
        return self._cleaned[1]

    def row_of(self, line: int) -> int:
        """The first row of a line."""
        earlier = bisect_right(self._wrapped, line - 1)
        return line + self._extra[earlier]

    def measured_width(self) -> int:
        """Cells of the widest line: of all, or of the first ones where lines are made on demand."""
        if isinstance(self._lines, list | tuple):
            longest = max(self._lines, key=len, default="")
            return cell_len(clean_line(longest))
        widest = characters = 0
        for index in range(min(len(self._lines), _SAMPLED_LINES)):
            line = clean_line(self._lines[index])
            widest = max(widest, cell_len(line))
            characters += len(line)
            if characters > _SAMPLED_CHARACTERS:
                break
        return widest
