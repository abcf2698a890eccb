"""Light colouring of JSON and SQL, one line at a time and without knowing the lines before it."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final, Literal, NamedTuple, TypeAlias

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    Highlighter: TypeAlias = Callable[[str], Iterator["Span"]]

Token: TypeAlias = Literal[
    "name", "text", "number", "word", "comment", "failed", "cancelled", "muted"
]
"""What a span is; each is a style of the palette by the same name."""


class Span(NamedTuple):
    """Characters of a line that are of one kind."""

    start: int
    end: int
    token: Token


_NUMBER: Final = r"(?P<number>-?\b\d+(?:\.\d+)?(?:[eE][+-]?\d+)?\b)"

_JSON: Final = re.compile(
    r'(?P<name>"(?:[^"\\]|\\.)*+"(?=\s*:))'
    r'|(?P<text>"(?:[^"\\]|\\.)*+"?)'
    rf"|{_NUMBER}"
    r"|(?P<word>\b(?:true|false|null)\b)"
)

_SQL_WORDS: Final = (
    "add all alter and any as asc between by case cast column copy create cross delete desc "
    "describe distinct drop else end except exists explain export external false file files from "
    "full grant group having if in index inner insert intersect into is join key lateral left like "
    "limit load not null offset on or order outer partition primary projection references refresh "
    "rename replace replicated revoke right schema select set shard show table temp then to "
    "truncate true union unique update using values view when where with"
)
_SQL: Final = re.compile(
    r"(?P<comment>--.*|/\*.*?(?:\*/|$))"
    r"|(?P<text>'(?:[^']|'')*+'?)"
    r'|(?P<name>"(?:[^"]|"")*+"?)'
    rf"|{_NUMBER}"
    rf"|(?P<word>\b(?:{_SQL_WORDS.replace(' ', '|')})\b)",
    re.IGNORECASE,
)


def json_spans(line: str) -> Iterator[Span]:
    """Names, strings, numbers and words of one line of JSON, from left to right."""
    return _spans(_JSON, line)


def sql_spans(line: str) -> Iterator[Span]:
    """Comments, strings, quoted names, numbers and keywords of one line of SQL."""
    return _spans(_SQL, line)


def _spans(pattern: re.Pattern[str], line: str) -> Iterator[Span]:
    for match in pattern.finditer(line):
        yield Span(match.start(), match.end(), _TOKENS[match.lastgroup or "text"])


_TOKENS: Final[dict[str, Token]] = {
    "name": "name",
    "text": "text",
    "number": "number",
    "word": "word",
    "comment": "comment",
}
