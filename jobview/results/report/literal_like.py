"""What may be a value of the user's data in a message or a summary: quoted text, paths, numbers.

Places, source codes, ranks and counts are what makes a message useful, and stay.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from itertools import pairwise
from typing import TYPE_CHECKING, Final

from jobview.results.failures.failure_pieces import PieceKind, pieces_of
from jobview.results.first_line.sentences import SENTENCES
from jobview.results.report.spans import Span
from jobview.results.report.sql_words import BEGINNINGS, DEFINING, RESERVED

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

CONTEXT_NAMES: Final = frozenset(
    {"table", "object", "column", "function", "parameter", "rank", "worker"}
)
"""Kinds of context in a message, such as `(Worker:2)`, that hold no values."""

_PAIRS: Final = re.compile(
    r"(?<!\w)'(?:[^'\n]|(?<=\w)'(?=\w))*+'(?!\w)|\"[^\"\n]*+\"|`[^`\n]*+`"
    "|[\u2018\u201a][^\u2019\u2018\n]*+[\u2019\u2018]|[\u201c\u201e][^\u201d\u201c\n]*+[\u201d\u201c]"
    "|\u00ab[^\u00bb\n]*+\u00bb"
)
_LONE: Final = re.compile(r"(?<!\w)['\"](?=\S)|(?<=\S)['\"](?!\w)")
_KEPT_IN_QUOTES: Final = RESERVED | DEFINING | BEGINNINGS

_FILE_TYPES: Final = (
    "avro|csv|dat|gz|html|jpe?g|json|log|orc|parquet|pdf|png|shp|sql|tsv|txt|xml|zip"
)
_TEXTS: Final = tuple(
    re.compile(pattern)
    for pattern in (
        r"(?<![\w+.-])[\w+.-]++://[^\s'\"<>()]*[^\s'\"<>().,;:]",
        r"(?<![\w.+-])[\w.+-]++@[\w-]+(?:\.[\w-]+)*",
        r"\b[A-Za-z]:\\[^\s'\"]+",
        r"(?<![\w/.:])~?(?:/[\w.@%+=~-]+)+",
        rf"(?<![\w./%+=~-])[\w./%+=~-]*\.(?:{_FILE_TYPES})\b",
        r"(?<![<>!=])==?\s*(?P<text>[^\s,;()=\"]*[^\s,;()='\"])",
        r"\b[Vv]alue:\s+(?P<text>[^\s,;()\"]*[^\s,;()'\"])",
    )
)

_CODE: Final = re.compile(r"\((?:[A-Z][A-Za-z]*/)+[A-Za-z]+:\d{1,7}\)")
_FIXED: Final = re.compile(
    r"\b(?:lines?|columns?|col|position|pos):? \d{1,7}\b"
    r"|\b(?:ranks?|workers?)[: ]{1,2}\d{1,4}\b"
    r"|\b(?:code|status|errno)[: ]{1,2}\d{1,4}\b|\bHTTP(?:/[\d.]{1,3})?(?: status)? \d{3}\b"
    r"|\b(?:ORA|SQL|JDBC|PLS|TNS)-\d{2,5}\b",
    re.IGNORECASE,
)
"""Numbers with their words that stay whatever the query holds."""
_UNITS: Final = (
    "rows?|records?|bytes?|[KMGTP]i?B|tables?|views?|columns?|files?|characters?|arguments?|groups?"
    "|parameters?|values?|objects?|errors?|warnings?|ranks?|workers?|shards?|partitions?|nodes?"
    "|edges?|points?|clusters?|jobs?|runs?|backups?|iterations?|pixels?|texts?|numbers?|requests?"
    "|distinct|dependent|ms|s|sec|seconds?|min|minutes?|hours?|days?|h|more|inserted|updated"
    "|deleted|skipped|rejected|exported|failed|schemas?|columns?|users?|properties|features?"
)
_USUAL: Final = re.compile(
    rf"(?<![\w$.,])\d(?:[\d,]*\d)?(?:\.\d+)?"
    rf"(?: ?%| ?(?:{_UNITS})\b| of \d(?:[\d,]*\d)? (?:{_UNITS})\b)"
    r"|\b(?:record|row|byte|index|argument|job|job[ _]?id|version)[: ]{1,2}\d[\d.]{0,11}\b"
    r"|\b(?:decimal|numeric|varchar|char|timestamp|vector)\(\d+(?:, ?\d+)?\)"
    r"|\b(?:char|u?int|decimal|float|varchar|utf|sha|md)-?\d{1,3}\b",
    re.IGNORECASE,
)
"""Counts, measures and the like, that stay unless the query holds the number."""
_NUMBER: Final = re.compile(r"(?<![\w$])[-+]?(?:\d|\.\d)(?:[\w.,:/+-]*\w)?")
_RUN: Final = re.compile(r"[\w$-]++")
_FEW_DIGITS: Final = 3
"""With fewer a word such as `rank3` says no value."""


def literal_spans(
    text: str, is_kept: Callable[[str], bool], counts: Iterable[tuple[int, int]] = ()
) -> Iterator[Span]:
    """Where something like a value stands.

    Args:
        text: a message or a summary.
        is_kept: whether a text in quotes, or a word with digits, is known to be no value.
        counts: places of numbers that are known to be no values.
    """
    yield from _quoted_spans(text, is_kept)
    for pattern in _TEXTS:
        for match in pattern.finditer(text):
            if match[0] not in SENTENCES:
                yield Span(*match.span("text" if "text" in pattern.groupindex else 0))
    usual = (match.span() for rule in (_CODE, _FIXED, _USUAL) for match in rule.finditer(text))
    staying = _Stretches([*usual, *counts])
    for match in _NUMBER.finditer(text):
        if not staying.meet(*match.span()):
            yield Span(*match.span())
    for match in _RUN.finditer(text):
        is_number_like = sum(map(str.isdigit, match[0])) >= _FEW_DIGITS
        if is_number_like and not is_kept(match[0]) and not staying.meet(*match.span()):
            yield Span(*match.span())


def outside_of_codes(text: str, spans: Iterable[Span]) -> Iterator[Span]:
    """Those spans of the text that are no part of a source code: its letters are no names."""
    codes = _Stretches(match.span() for match in _CODE.finditer(text))
    return (span for span in spans if not codes.hold(span.start, span.end))


def outside_of_fixed(text: str, spans: Iterable[Span]) -> Iterator[Span]:
    """Those spans of the text that are no part of a place, a source code or the like."""
    fixed = _Stretches(match.span() for rule in (_CODE, _FIXED) for match in rule.finditer(text))
    return (span for span in spans if not fixed.meet(span.start, span.end))


class _Stretches:
    """Parts of a text, none of which begins or ends within another."""

    def __init__(self, places: Iterable[tuple[int, int]]) -> None:
        self._starts: list[int] = []
        self._ends: list[int] = []
        for start, end in sorted(places):
            if self._ends and start < self._ends[-1]:
                self._ends[-1] = max(end, self._ends[-1])
            else:
                self._starts.append(start)
                self._ends.append(end)

    def hold(self, start: int, end: int) -> bool:
        """Whether one of them has all the characters `start` to `end`."""
        place = bisect_right(self._ends, start)
        return (
            place < len(self._starts) and self._starts[place] <= start and end <= self._ends[place]
        )

    def meet(self, start: int, end: int) -> bool:
        """Whether one of them and the characters `start` to `end` have some in common."""
        place = bisect_right(self._ends, start)
        return place < len(self._starts) and self._starts[place] < end


def _quoted_spans(text: str, is_kept: Callable[[str], bool]) -> Iterator[Span]:
    """What stands in quotes, also in such as are not closed, and values among the context."""
    is_opened = False
    for kind, start, end in pieces_of(text):
        if kind is PieceKind.CONTEXT:
            name, _, value = text[start + 1 : end - 1].partition(":")
            if name.lower() not in CONTEXT_NAMES:
                quote = value.startswith('"')
                yield Span(end - 1 - len(value) + quote, end - 1 - quote)
        elif kind is PieceKind.WORDS:
            for span in _in_words(text[start:end], is_kept, is_opened=is_opened):
                yield Span(start + span.start, start + span.end, span.stand_in)
        is_opened = kind is PieceKind.CAUSE and text[end - 1] in "'\""


def _in_words(words: str, is_kept: Callable[[str], bool], *, is_opened: bool) -> Iterator[Span]:
    """What stands in quotes in one message of several.

    Args:
        words: the message.
        is_kept: whether a text in quotes is no value.
        is_opened: whether a quote stands before it, which may be a value's or the message's own.
    """
    pairs = [match.span() for match in _PAIRS.finditer(words)]
    for start, end in pairs:
        inner = words[start + 1 : end - 1]
        if inner.strip() and not _is_harmless(inner) and not is_kept(inner):
            yield Span(start + 1, end - 1)
    for (_, start), (end, _) in pairwise([(0, 0), *pairs, (len(words), len(words))]):
        for match in _LONE.finditer(words, start, end):
            is_closing = match.start() > 0 and not words[match.start() - 1].isspace()
            line_start = words.rfind("\n", 0, match.start()) + 1
            line_end = words.find("\n", match.start())
            is_plural = match[0] == "'" and words[match.start() - 1] == "s" and not is_opened
            if not is_closing:
                yield Span(match.end(), len(words) if line_end < 0 else line_end)
            elif not is_plural:
                yield Span(line_start, match.start())


def _is_harmless(inner: str) -> bool:
    """A keyword or a sign, as a parser names it, or what a server calls an error of no name."""
    if inner.isupper() and all(word in _KEPT_IN_QUOTES for word in inner.split()):
        return True
    return inner == "Error" or (len(inner) <= _FEW_DIGITS and not any(map(str.isalnum, inner)))
