"""An error message read: its parts without their codes, what it names, and where in the query."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final, NamedTuple

from jobview.results.failures.failure_pieces import PieceKind, pieces_of
from jobview.results.failures.query_mark import guessed_mark, query_lines, told_mark, told_position

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from jobview.results.failures.query_mark import Position, QueryMark

READ_CHARACTERS: Final = 65_536
"""So much of a message is read; the rest follows as part of its last words."""
MOST_VALUES: Final = 8
"""Of one kind that are named."""

_STAGE: Final = re.compile(r"error in Job \w+\W*")
"""Where in the server's work it happened; belongs to the whole message."""

_QUOTED: Final = r"""["']((?:[^"'\n]|(?<=\w)'(?=\w))+)["']"""
"""A name in quotes; an apostrophe between two letters is part of it."""
_NAMES: Final = (
    ("table", re.compile(rf"\b[Tt]able:? {_QUOTED}")),
    ("table", re.compile(r"No matching table or schema was found: ([^\s'\"]+)")),
    ("table", re.compile(rf"\b[Cc]olumn {_QUOTED} of {_QUOTED}")),
    ("object", re.compile(rf"\bObject {_QUOTED}")),
    ("column", re.compile(rf"\b[Cc]olumn {_QUOTED}")),
    ("expression", re.compile(rf"\b[Ee]xpression {_QUOTED}")),
    ("function", re.compile(r"\bfunction signature ([\w$.]+)\(")),
    ("parameter", re.compile(rf"\bParameter map key: {_QUOTED}")),
    ("file", re.compile(rf"\bfile {_QUOTED}")),
    ("data source", re.compile(rf"\b[Dd]ata source {_QUOTED}")),
    ("rank", re.compile(r"\b[Rr]ank[: ](\d+)\b")),
    ("worker", re.compile(r"\b[Ww]orker[: ](\d+)\b")),
)
_WIDE_GAP: Final = "  "
"""Stands before the code of the message around a cause."""
_IN_QUERIES: Final = ("table", "object", "column", "expression", "function")
"""Kinds of names that may stand in a query."""


@dataclass(frozen=True, slots=True)
class FailurePart:
    """One of the messages that an error message holds."""

    words: str
    """Without its codes and context; as the server wrote it otherwise, line feeds included."""
    codes: tuple[str, ...] = ()
    """Source places such as `S/SDc:1513`, in their order."""
    depth: int = 0
    """How many causes deep: 0 for what went wrong at last."""


class NamedThing(NamedTuple):
    """Something that a message names."""

    kind: str
    """`table`, `column`, `worker` and the like, in lower case."""
    names: tuple[str, ...]

    @property
    def value(self) -> str:
        """All names in one text."""
        return ", ".join(self.names)


@dataclass(frozen=True, slots=True)
class FailureReading:
    """What an error message says; the message itself is never changed."""

    message: str
    """As it came."""
    parts: tuple[FailurePart, ...] = ()
    """At least one, unless the message is blank."""
    things: tuple[NamedThing, ...] = ()
    position: Position | None = None
    """The place that the message tells."""
    mark: QueryMark | None = None
    """That place in the query, or a guess; None when there is neither."""

    @property
    def codes(self) -> tuple[str, ...]:
        """The source places of all parts."""
        return tuple(code for part in self.parts for code in part.codes)

    @property
    def unmarked_position(self) -> str:
        """The told place in words when the query has no such place; empty otherwise."""
        return self.position.words if self.position is not None and self.mark is None else ""

    def named(self, kind: str) -> str:
        """What the message names of that kind; empty when nothing."""
        return next((thing.value for thing in self.things if thing.kind == kind), "")


def read_failure(message: str, query: str = "") -> FailureReading:
    """The reading of an error message; never raises.

    Args:
        message: as the server sent it.
        query: the job's query text, in which the place of the error is looked for; may be empty.
    """
    head, rest = message[:READ_CHARACTERS], message[READ_CHARACTERS:]
    builder = _Builder()
    for kind, start, end in pieces_of(head, query):
        builder.take(kind, head[start:end])
    parts = builder.finished(rest)
    things = tuple(_things(parts, builder.context))
    sought = [thing for thing in things if thing.kind in _IN_QUERIES]
    # A column is a nearer place than the table it is of.
    sought.sort(key=lambda thing: thing.kind != "column")
    names = [name for thing in sought for name in thing.names]
    position, mark = _place(parts, query_lines(query) if query else (), names)
    return FailureReading(message, parts, things, position, mark)


class _Builder:
    """Puts a message's pieces together to parts."""

    def __init__(self) -> None:
        self.context: list[tuple[str, str]] = []
        self._parts: list[FailurePart] = []
        self._words = ""
        self._codes: list[str] = []
        self._depth = 0
        self._above = 0
        """How many messages up a code belongs: a cause ends before the message it is of."""
        self._is_ended = False
        """Whether the message ended whose code was read last."""

    def take(self, kind: PieceKind, text: str) -> None:
        """The next piece."""
        if kind is PieceKind.WORDS:
            self._take_words(text)
        elif kind is PieceKind.CODE:
            self._take_code(text[1:-1])
        elif kind is PieceKind.CONTEXT:
            name, _, value = text[1:-1].partition(":")
            self.context.append((name.lower().replace("_", " "), value.strip('"')))
            self._end_message()
        else:
            self._close()
            if kind is PieceKind.CAUSE and self._parts:
                self._depth += 1

    def finished(self, rest: str) -> tuple[FailurePart, ...]:
        """The parts, the last one with `rest` at its end."""
        self._words += rest
        self._close()
        return tuple(self._parts)

    def _take_words(self, text: str) -> None:
        self._words = _appended(self._words, text)
        if text.strip():
            self._above = 0
            self._is_ended = False
        elif text == _WIDE_GAP:
            self._end_message()

    def _take_code(self, code: str) -> None:
        self._above += self._is_ended
        self._is_ended = False
        place = self._place_above(self._above)
        if place is None:
            self._codes.append(code)
        else:
            part = self._parts[place]
            self._parts[place] = FailurePart(part.words, (*part.codes, code), part.depth)

    def _end_message(self) -> None:
        """Behind its codes a message has its context, or a wide gap; then its own has ended."""
        self._is_ended = bool(self._codes)

    def _place_above(self, count: int) -> int | None:
        """The part that is so many messages up; None for the one that is being read."""
        sought = max(self._depth - count, 0)
        if sought == self._depth:
            return None
        places = reversed(range(len(self._parts)))
        return next((place for place in places if self._parts[place].depth <= sought), None)

    def _close(self) -> None:
        words, codes = self._words.strip(), tuple(self._codes)
        self._words, self._codes = "", []
        self._above, self._is_ended = 0, False
        if words:
            depth = 0 if _STAGE.fullmatch(words) else self._depth
            self._parts.append(FailurePart(words, codes, depth))
        elif codes and self._parts:
            last = self._parts[-1]
            self._parts[-1] = FailurePart(last.words, last.codes + codes, last.depth)
        elif codes:
            self._parts.append(FailurePart("", codes, self._depth))


def _appended(words: str, more: str) -> str:
    """Both texts, with one blank, or none before a full stop, where a code stood between them."""
    if not words or not words[-1].isspace():
        return words + more
    more = more.lstrip(" ")
    blank = "" if more.startswith((".", ",", ")")) else " "
    return words.rstrip(" ") + blank + more


def _things(
    parts: Sequence[FailurePart], context: Sequence[tuple[str, str]]
) -> Iterator[NamedThing]:
    """What is named in words and context, each kind once."""
    named: dict[str, list[str]] = {}
    for part in parts:
        words = part.words[:READ_CHARACTERS]
        for kind, pattern in _NAMES:
            named.setdefault(kind, []).extend(
                match[match.re.groups] for match in pattern.finditer(words)
            )
    for kind, value in context:
        named.setdefault(kind, []).append(value)
    for kind, values in named.items():
        names = tuple(dict.fromkeys(value for value in values if value))
        if names:
            yield NamedThing(kind, names[:MOST_VALUES])


def _place(
    parts: Sequence[FailurePart], lines: Sequence[str], names: Sequence[str]
) -> tuple[Position | None, QueryMark | None]:
    """The place that is told and its mark, or else a guess's."""
    told = (told_position(part.words[:READ_CHARACTERS]) for part in parts)
    positions = [position for position in told if position is not None]
    if not positions:
        return None, guessed_mark(lines, names)
    position = next((each for each in positions if not each.is_of_data), positions[0])
    is_of_query = bool(lines) and not position.is_of_data
    return position, told_mark(position, lines, names) if is_of_query else None
