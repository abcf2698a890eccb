"""The place in a query that an error message speaks of.

Servers tell it as line and column, both counted from 1, in the words of the SQL parser they are
built on (Apache Calcite): `From line 1, column 8 to line 1, column 13: …`, where the last column
is still part of it, or `Encountered "FROM" at line 3, column 5.` A tab is one column, and a
character beyond U+FFFF is two, because columns are counted in UTF-16 units.

Where no place is told but a table, a column or the like is named that stands in the query once,
its place is a guess, and says so.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from itertools import accumulate
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

GUESS_CHARACTERS: Final = 200_000
"""In a longer query no name is looked for."""
GUESSED: Final = "named in the message"
"""The words beside a guessed place."""

_NUMBER: Final = r"(\d{1,9})(?!\d)"
_REGION: Final = re.compile(
    rf"from line {_NUMBER}, column {_NUMBER} to line {_NUMBER}, column {_NUMBER}", re.IGNORECASE
)
_ENCOUNTERED: Final = re.compile(
    rf'Encountered "([^"\n]{{1,200}})" at line {_NUMBER}, column {_NUMBER}'
)
_POINT: Final = re.compile(
    rf"\bline:? {_NUMBER}[,;]? (?:col(?:umn)?|pos(?:ition)?):? {_NUMBER}", re.IGNORECASE
)
_OF_DATA: Final = re.compile(
    r"\b(?:files?|records?|rows?|csv|json|parquet|avro|shapefile)\b", re.IGNORECASE
)
"""A message with these words counts the lines of what is loaded, not those of the query."""

_LINE_END: Final = re.compile(r"\r\n|\r")
_WORD: Final = re.compile(r"[\w$.]+|\"(?:[^\"]|\"\")*+\"|'(?:[^']|'')*+'|.")
_NOT_CODE: Final = r"--[^\n]*|/\*(?:.*?\*/|.*)|'(?:[^']|'')*+'?"
"""Comments and strings of a query."""
_BEYOND_BMP: Final = re.compile("[\U00010000-\U0010ffff]")


@dataclass(frozen=True, slots=True)
class Position:
    """A place as a message tells it; lines and columns count from 1, the last column included."""

    line: int
    column: int
    end_line: int | None = None
    end_column: int | None = None
    found: str = ""
    """What the parser met there."""
    is_of_data: bool = False
    """Whether the lines seem to be those of a file, not of the query."""

    @property
    def words(self) -> str:
        """How a screen says it."""
        return f"line {self.line}, column {self.column}"


@dataclass(frozen=True, slots=True)
class QueryMark:
    """Characters of a query, by line; all figures count from 0, `end` is behind the last one.

    `end` may be one behind the end of the line: something is missing there.
    """

    line: int
    start: int
    end_line: int
    end: int
    words: str
    """What is said beside it: the place the server told, or `GUESSED`."""
    is_guess: bool = False


def query_lines(query: str) -> list[str]:
    """The lines as servers count them: ended by a line feed, a carriage return, or both."""
    return (_LINE_END.sub("\n", query) if "\r" in query else query).split("\n")


def told_position(words: str) -> Position | None:
    """The first place that a message tells; None when it tells none."""
    if match := _REGION.search(words):
        line, column, end_line, end_column = map(int, match.groups())
        return Position(line, column, end_line, end_column)
    if match := _ENCOUNTERED.search(words):
        return Position(int(match[2]), int(match[3]), found=match[1])
    if match := _POINT.search(words):
        is_of_data = _OF_DATA.search(words) is not None
        return Position(int(match[1]), int(match[2]), is_of_data=is_of_data)
    return None


def told_mark(position: Position, lines: Sequence[str], names: Iterable[str]) -> QueryMark | None:
    """The told place in the query's lines; None when the query has no such place.

    Args:
        position: what the message tells.
        lines: of `query_lines`.
        names: what the message names; one of them at the place tells how long it is.
    """
    line = position.line - 1
    start = _index(lines, line, position.column)
    if start is None:
        return None
    end_line, end = line, None
    if position.end_line is not None and position.end_column is not None:
        end_line = position.end_line - 1
        end = _index(lines, end_line, position.end_column)
        end = None if end is None else min(end + 1, len(lines[end_line]))
    if end is None or (end_line, end) <= (line, start):
        end_line, end = line, start + _length_at(lines[line], start, (position.found, *names))
    return QueryMark(line, start, end_line, end, position.words)


def guessed_mark(lines: Sequence[str], names: Iterable[str]) -> QueryMark | None:
    """The only place where the first such name stands, outside of comments and strings."""
    ends = list(accumulate(len(line) + 1 for line in lines))
    if not ends or ends[-1] > GUESS_CHARACTERS:
        return None
    text = "\n".join(lines)
    for name in names:
        sought = rf"(?<![\w$])(?P<name>{re.escape(name)})(?![\w$])"
        pattern = re.compile(f"{_NOT_CODE}|{sought}", re.IGNORECASE | re.DOTALL)
        spans = [match.span() for match in pattern.finditer(text) if match["name"]]
        if len(spans) == 1:
            start, end = spans[0]
            line = sum(line_end <= start for line_end in ends)
            begin = ends[line] - len(lines[line]) - 1
            if end - begin <= len(lines[line]):
                return QueryMark(line, start - begin, line, end - begin, GUESSED, is_guess=True)
    return None


def _index(lines: Sequence[str], line: int, column: int) -> int | None:
    """The character at a column; None when the line is too short, or there is none."""
    if not 0 <= line < len(lines) or column < 1:
        return None
    index = column - 1
    for wide in _BEYOND_BMP.finditer(lines[line]):
        if wide.start() >= index:
            break
        index -= 1
    return index if index <= len(lines[line]) else None


def _length_at(line: str, start: int, names: Iterable[str]) -> int:
    """How many characters belong together at `start`; 1 at the line's end."""
    for name in names:
        if name and line[start : start + len(name)].lower() == name.lower():
            return len(name)
    word = _WORD.match(line, start)
    return len(word[0]) if word else 1
