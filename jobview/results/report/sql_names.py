"""Which names in a statement are those of tables, views, schemas and other objects.

A walk over all tokens that knows where SQL expects such a name: behind FROM with its commas and
joins, in brackets, behind IF EXISTS, in `INPUT_TABLE(…)`. What it takes for a table and is none
costs a report a name; one that it misses is let out, so it rather takes too many.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from enum import Enum, auto
from typing import TYPE_CHECKING, Final, NamedTuple

from jobview.results.report.sql_tokens import Token, TokenKind, plain
from jobview.results.report.sql_words import (
    ALWAYS_NAMES,
    BEGINNINGS,
    BETWEEN,
    COLUMNS_FROM,
    DEFINING,
    LIST_ENDS,
    LISTING,
    OBJECTS,
    RESERVED,
)

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence


class NameAt(NamedTuple):
    """A name with dots at its place."""

    start: int
    parts: tuple[str, ...]
    """Without quotes."""
    ends: tuple[int, ...]
    """Where each part ends."""

    @property
    def end(self) -> int:
        """Where the name ends."""
        return self.ends[-1]


@dataclass(frozen=True, slots=True)
class SqlNames:
    """The names of a statement."""

    tables: tuple[NameAt, ...]
    """Where SQL expects a table or another object, in their order."""
    dotted: tuple[NameAt, ...]
    """Names with dots elsewhere, mostly columns; without the name of a function they end in."""
    aliases: frozenset[str]
    """What the statement calls tables and columns, in lower case."""


class _Expects(Enum):
    """What a name here would be."""

    NOTHING = auto()
    ROWS = auto()
    """A table, unless a bracket follows: then it is a function's."""
    OBJECT = auto()
    TEXT = auto()
    """A table, but only if it is written as a text."""


@dataclass(slots=True)
class _Level:
    """The walk's state between two brackets."""

    function: str = ""
    """The word before the opening bracket."""
    expects: _Expects = _Expects.NOTHING
    is_list: bool = False
    """Whether a table follows each comma."""
    may_be_alias: bool = False


def sql_names(tokens: Iterable[Token]) -> SqlNames:
    """The names in a statement, or in several."""
    return _Walk([token for token in tokens if token.kind is not TokenKind.COMMENT]).names()


_NAMES: Final = frozenset({TokenKind.WORD, TokenKind.QUOTED})
_PLAIN_NAME: Final = re.compile(r"[\w$-]+(?:\.[\w$-]+)*")
_TAKES_TABLES: Final = re.compile(r"(?:\w+_)?(?:TABLE|VIEW|GRAPH|SCHEMA)S?(?:_NAMES?)?")
_NO_TABLES: Final = frozenset({("FILE", "PATH"), ("FILE", "PATHS"), ("REMOTE", "QUERY")})
"""What may stand in a table's place, with a text behind it."""
_NO_OBJECTS: Final = frozenset({("FOR", "UPDATE"), ("ON", "UPDATE"), ("THEN", "UPDATE")})
_TOUCHING: Final = frozenset("-@:/~%&+!?")
"""Signs that belong to a table's name when nothing parts them from it, as in `my-table`."""


@dataclass(slots=True)
class _Walk:
    tokens: Sequence[Token]
    place: int = 0
    levels: list[_Level] = field(default_factory=lambda: [_Level()])
    verb: str = ""
    """The statement's first word."""
    has_select: bool = False
    has_named: bool = False
    """Whether the statement has named an object."""
    tables: list[NameAt] = field(default_factory=list)
    dotted: list[NameAt] = field(default_factory=list)
    aliases: set[str] = field(default_factory=set)

    def names(self) -> SqlNames:
        while self.place < len(self.tokens):
            self._step()
        return SqlNames(tuple(self.tables), tuple(self.dotted), frozenset(self.aliases))

    def _word(self, offset: int) -> str:
        """The keyword or symbol at an offset from here; empty where there is none."""
        place = self.place + offset
        return self.tokens[place].keyword if 0 <= place < len(self.tokens) else ""

    def _step(self) -> None:
        token = self.tokens[self.place]
        level = self.levels[-1]
        if token.kind is TokenKind.SYMBOL:
            self._symbol(token.text, level)
            self.place += 1
        elif token.kind is TokenKind.WORD and self._is_keyword(token.keyword, level):
            self.place += 1
        elif token.kind in _NAMES:
            self._name(level)
        else:
            if token.kind is TokenKind.STRING and level.expects is not _Expects.NOTHING:
                self.tables.append(_name_in_string(token))
            level.expects = _Expects.NOTHING
            level.may_be_alias = False
            self.place += 1

    def _symbol(self, sign: str, level: _Level) -> None:
        expects = _Expects.NOTHING
        if sign == "(":
            word = self._word(-1)
            takes = level.expects is _Expects.ROWS or _TAKES_TABLES.fullmatch(word) is not None
            inner = _Expects.ROWS if takes else _Expects.NOTHING
            self.levels.append(_Level(word, inner, is_list=takes))
        elif sign == ")" and len(self.levels) > 1:
            self.levels.pop()
            level = self.levels[-1]
        elif sign == ";":
            self.levels = [_Level()]
            self.verb, self.has_select, self.has_named = "", False, False
        elif sign == ",":
            expects = _Expects.ROWS if level.is_list else _Expects.NOTHING
        elif sign == "=" and self._tells_of_tables(-1):
            expects = _Expects.TEXT
        elif sign == ">" and self._word(-1) == "=" and self._tells_of_tables(-2):
            expects = _Expects.OBJECT
        level.expects = expects
        level.may_be_alias = sign == ")"

    def _tells_of_tables(self, offset: int) -> bool:
        """Whether the word or text at an offset from here is one such as `table_name`."""
        place = self.place + offset
        word = plain(self.tokens[place]).upper() if place >= 0 else ""
        return _TAKES_TABLES.fullmatch(word) is not None

    def _is_keyword(self, word: str, level: _Level) -> bool:
        """Whether a word opens, goes on with or ends something; it is no name then."""
        is_first = not self.verb
        if is_first and word != "EXPLAIN":
            self.verb = word
        self.has_select |= word == "SELECT" and self.verb not in {"GRANT", "REVOKE"}
        opened = self._opened_by(word, level, is_first=is_first)
        if opened is not _Expects.NOTHING:
            level.is_list = opened is _Expects.ROWS or self.verb in LISTING
            level.expects = opened
        elif level.expects is not _Expects.NOTHING and self._goes_on(word):
            return True
        elif (word, self._word(1)) in _NO_TABLES or word in RESERVED:
            level.expects = _Expects.NOTHING
            level.is_list &= word not in LIST_ENDS
        else:
            return False
        level.may_be_alias = word == "AS"
        return True

    def _opened_by(self, word: str, level: _Level, *, is_first: bool) -> _Expects:
        """What a word makes SQL expect."""
        before, after = self._word(-1), self._word(1)
        if word == "FROM":
            is_other = level.function in COLUMNS_FROM or before == "DISTINCT"
            return _Expects.NOTHING if is_other else _Expects.ROWS
        is_rows = word == "JOIN" or (word == "USING" and after != "(")
        if is_rows or (word == "TABLE" and level.expects is _Expects.ROWS):
            return _Expects.ROWS
        is_definition = self.verb in DEFINING and not self.has_select and len(self.levels) == 1
        is_defined = is_definition and not self.has_named
        is_object = (
            (word in ALWAYS_NAMES and (before, word) not in _NO_OBJECTS and after != "(")
            or (word in OBJECTS and (is_defined or before == "DATA") and after != "(")
            or (word in {"ON", "LIKE", "IN"} and is_definition and before != "REFRESH")
            or (word in BEGINNINGS and is_first)
            or (word == "EXISTS" and "IF" in {before, self._word(-2)})
            or (word == "TO" and before in {"RENAME", "MOVE"})
            or (word == "WITH" and before == "SWAP")
        )
        return _Expects.OBJECT if is_object else _Expects.NOTHING

    def _goes_on(self, word: str) -> bool:
        """Whether the name is still to come behind a word that stands where it could be."""
        after = self._word(1)
        if word in BETWEEN:
            return after in BETWEEN or after in ALWAYS_NAMES or after in OBJECTS
        return word in {"LATERAL", "ONLY", "NOT"} or (word == "IF" and after in {"NOT", "EXISTS"})

    def _name(self, level: _Level) -> None:
        is_table = level.expects in {_Expects.ROWS, _Expects.OBJECT}
        first = self.tokens[self.place]
        name = self._run(is_table=is_table)
        is_called = self._word(0) == "("
        if is_table and not (is_called and level.expects is _Expects.ROWS):
            self.tables.append(name)
            self.has_named = level.may_be_alias = True
        else:
            if level.may_be_alias and len(name.parts) == 1:
                self.aliases.add(name.parts[0].lower())
            if is_called:
                name = NameAt(first.start, name.parts[:-1], name.ends[:-1])
            if len(name.parts) > (0 if is_called else 1):
                self.dotted.append(name)
            level.may_be_alias = False
        level.expects = _Expects.NOTHING

    def _run(self, *, is_table: bool) -> NameAt:
        """The name that begins here; the walk goes on behind it."""
        first = self.tokens[self.place]
        parts, ends = [plain(first)], [first.end]
        self.place += 1
        while self.place < len(self.tokens):
            token, before = self.tokens[self.place], self.tokens[self.place - 1]
            is_after_dot = before.text == "."
            touches = token.start == before.end
            if token.text == "." and self._word(1) != "*":
                parts.append("")
                ends.append(token.end)
            elif token.kind in _NAMES and is_after_dot:
                parts[-1], ends[-1] = plain(token), token.end
            elif is_table and touches and _is_of_name(token):
                parts[-1], ends[-1] = parts[-1] + token.text, token.end
            else:
                break
            self.place += 1
        return NameAt(first.start, tuple(parts), tuple(ends))


def _is_of_name(token: Token) -> bool:
    """Whether a token that touches a table's name belongs to it."""
    return token.kind in {*_NAMES, TokenKind.NUMBER} or token.text in _TOUCHING


def _name_in_string(token: Token) -> NameAt:
    """A name that is written as a text."""
    text = plain(token)
    parts = tuple(text.split(".")) if _PLAIN_NAME.fullmatch(text) else (text,)
    return NameAt(token.start, parts, (token.end,) * len(parts))
