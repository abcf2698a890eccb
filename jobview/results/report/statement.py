"""A query read for what has to stay out of a report: its values, and the names in it."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Final

from jobview.results.report.spans import LEFT_OUT, Span
from jobview.results.report.sql_names import sql_names
from jobview.results.report.sql_tokens import Token, TokenKind, UnreadableSql, plain, sql_tokens
from jobview.results.report.sql_words import FIRST_WORDS

if TYPE_CHECKING:
    from collections.abc import Iterator

    from jobview.results.report.sql_names import SqlNames

READ_CHARACTERS: Final = 500_000
"""A longer query is not read."""

_PLAIN_WORD: Final = re.compile(r"[^\W\d][\w$]*")
_HINT: Final = re.compile(r"/\*\s*KI_HINT_[A-Z_]+\s*\*/")
"""A comment that tells the server how to work."""
_COMPARING: Final = frozenset({"=", "<", ">", "~", "LIKE", "ILIKE", "BETWEEN"})
_AROUND_ROWS: Final = frozenset({"VALUES", "SELECT", "ON", "RETURNING", ";"})
"""Words and signs from one of which to the next there are rows of values, or none."""
_STATEMENT: Final = re.compile(
    r"\s*(?:SELECT\b.*\bFROM\b|WITH\b.*\bSELECT\b|(?:INSERT|MERGE)\s+INTO\b|UPDATE\b.*\bSET\b"
    r"|DELETE\s+FROM\b|(?:CREATE|ALTER|DROP|TRUNCATE)\b.*\b(?:TABLE|VIEW|SCHEMA)\b)",
    re.IGNORECASE | re.DOTALL,
)


@dataclass(frozen=True)
class Statement:
    """A query whose every token is known."""

    text: str
    tokens: tuple[Token, ...]

    @cached_property
    def names(self) -> SqlNames:
        """The names in it."""
        return sql_names(self.tokens)

    @cached_property
    def code_names(self) -> frozenset[str]:
        """All words and quoted names that are no values, in lower case."""
        quoted_values = {token.start for token in self.quoted_values}
        return frozenset(
            plain(token).lower()
            for token in self.tokens
            if token.kind is TokenKind.WORD
            or (token.kind is TokenKind.QUOTED and token.start not in quoted_values)
        )

    @cached_property
    def quoted_values(self) -> tuple[Token, ...]:
        """What stands in double quotes and is probably meant as a value, not as a name."""
        tokens = [token for token in self.tokens if token.kind is not TokenKind.COMMENT]
        words = ["", *(token.keyword for token in tokens), ""]
        tables = {name.start for name in self.names.tables}
        openers, is_in_rows, found = [""], False, []
        for token, before, word, after in zip(tokens, words, words[1:], words[2:], strict=False):
            if word == "(":
                openers.append(before)
            elif word == ")":
                openers = openers[:-1] or [""]
            elif word in _AROUND_ROWS:
                is_in_rows = word == "VALUES"
            elif token.kind is TokenKind.QUOTED and not (
                "." in {before, after} or token.start in tables
            ):
                is_row = openers[-1] == "IN" or is_in_rows
                is_odd = not _PLAIN_WORD.fullmatch(plain(token))
                if is_row or is_odd or before in _COMPARING:
                    found.append(token)
        return tuple(found)

    def value_spans(self) -> Iterator[Span]:
        """Values with what stands for each."""
        for token in self.tokens:
            if token.kind is TokenKind.STRING:
                yield Span(token.start, token.end, f"'{LEFT_OUT}'")
            elif token.kind is TokenKind.NUMBER:
                yield Span(token.start, token.end)
        for token in self.quoted_values:
            yield Span(token.start, token.end, f'"{LEFT_OUT}"')

    def comment_spans(self) -> Iterator[Span]:
        """Comments, which may speak of anything, but for those that are hints."""
        for token in self.tokens:
            if token.kind is TokenKind.COMMENT and not _HINT.fullmatch(token.text):
                yield Span(token.start, token.end, f"/* {LEFT_OUT} */")

    def texts(self) -> Iterator[str]:
        """What strings, quoted values and comments say."""
        for token in self.tokens:
            if token.kind is TokenKind.STRING:
                yield plain(token)
                yield token.text[1:-1]
            elif token.kind is TokenKind.COMMENT:
                yield from token.text.strip("-/*").split("\n")
        yield from map(plain, self.quoted_values)

    def numbers(self) -> Iterator[str]:
        """Its numbers, as they are written."""
        return (token.text for token in self.tokens if token.kind is TokenKind.NUMBER)

    def inner(self) -> Iterator[tuple[Token, Statement | None]]:
        """Strings that hold a statement, as of a remote query, with what was read of it."""
        for token in self.tokens:
            if token.kind is TokenKind.STRING and _STATEMENT.match(text := plain(token)):
                yield token, read_statement(text)


def read_statement(text: str) -> Statement | None:
    """The query read; None when it is no SQL that can be read with certainty, or too long."""
    if len(text) > READ_CHARACTERS:
        return None
    try:
        tokens = tuple(sql_tokens(text))
    except UnreadableSql:
        return None
    words = (token.keyword for token in tokens if token.kind is not TokenKind.COMMENT)
    first = next((word for word in words if word != "("), "")
    return Statement(text, tokens) if first in FIRST_WORDS or not text.strip() else None
