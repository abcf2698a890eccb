"""An error message cut where its parts meet, not a character lost (protocol §5).

A message of Kinetica's is words, the source places it came through, and context, often of several
errors in one line: `… err: … (EF/EFRc:2575)(Table:"a.b")(Worker:2)`. What stands in quotes, and a
statement that the message repeats, is never cut.
"""

from __future__ import annotations

import re
from enum import Enum, auto
from typing import TYPE_CHECKING, Final, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Iterator


class PieceKind(Enum):
    """What a piece of a message is."""

    WORDS = auto()
    CODE = auto()
    """A source place such as `(S/SDc:1513)`: folder and file by initials, and the line."""
    CONTEXT = auto()
    """A name and value such as `(Table:"a.b")`."""
    BREAK = auto()
    """Between two messages of one rank: `; ` or a line feed."""
    CAUSE = auto()
    """Before the cause of what stands before: ` err: `, ` what: '`."""
    CLOSE = auto()
    """The quotes that end a message which `CAUSE` opened with a quote."""


class Piece(NamedTuple):
    """Characters `start` to `end` of the message."""

    kind: PieceKind
    start: int
    end: int


_STATEMENT: Final = (
    "ALTER|CREATE|DELETE|DROP|EXPORT|FROM|GROUP|HAVING|INSERT|JOIN|LEFT|LIMIT|LOAD|MERGE|ON|ORDER"
    "|REFRESH|SELECT|SET|TRUNCATE|UNION|UPDATE|VALUES|WHERE|WITH"
)
"""A statement goes on, or another begins, where one of these follows: that is no new message."""

_PLACE: Final = r"(?:[A-Z][A-Za-z]*/)+[A-Za-z]+:\d+\)"
"""A source code behind its opening bracket."""
_TOKEN: Final = re.compile(
    rf"(?P<code>\({_PLACE})"
    r'|(?P<context>\([A-Z][A-Za-z_]*:(?:"[^"\n]*"|\d+)\))'
    r"|(?P<cause>(?:[,;.]?\s|^)(?:(?:err|what|[Cc]aused by):\s{1,4}'?|Error: ['\"])|^Error: ['\"])"
    rf"|(?P<quoted>(?<!\w)(?:'(?:[^'(]|\((?!{_PLACE})|(?<=\w)'(?=\w))++'"
    rf'|"(?:[^"(]|\((?!{_PLACE}))++")(?!\w))'
    rf"|(?P<break>;\s(?!\s*(?:{_STATEMENT})\b|ok\Z)|\n(?![\s)]|Was expecting|(?:{_STATEMENT})\b))"
    r"|(?P<close>['\"]{1,8}\s?\Z)"
)
"""Each alternative looks at most as far as the next sign of its own kind: linear on any text.
Quotes around a source code are a wrapper's and keep nothing together. The `; ok` that ends a denial
(protocol §4.2) is no message of its own."""

_KINDS: Final = {
    "code": PieceKind.CODE,
    "context": PieceKind.CONTEXT,
    "cause": PieceKind.CAUSE,
    "break": PieceKind.BREAK,
    "close": PieceKind.CLOSE,
}


def pieces_of(message: str, statement: str = "") -> Iterator[Piece]:
    """The pieces of a message from left to right; together they are the whole message.

    Args:
        message: as the server sent it.
        statement: the job's query text; where the message repeats it, it is left in one piece.
    """
    kept = _repeated(message, statement)
    is_quote_open = False
    words = position = 0
    while match := _TOKEN.search(message, position):
        start, position = match.span()
        kind = _KINDS.get(match.lastgroup or "")
        if start in kept:
            position = kept.stop
            continue
        if kind is None or (kind is PieceKind.CLOSE and not is_quote_open):
            continue
        if kind is PieceKind.CAUSE:
            is_quote_open = is_quote_open or message[position - 1] in "'\""
        if words < start:
            yield Piece(PieceKind.WORDS, words, start)
        yield Piece(kind, start, position)
        words = position
    if words < len(message):
        yield Piece(PieceKind.WORDS, words, len(message))


def _repeated(message: str, statement: str) -> range:
    """Where the message repeats the statement; an empty range where it does not."""
    statement = statement.strip()
    start = message.find(statement) if len(statement) > 1 else -1
    return range(start, start + len(statement)) if start >= 0 else range(0)
