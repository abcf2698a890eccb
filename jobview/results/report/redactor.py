"""Texts of a job without what is to stay out of its report.

What a query and a result name is learnt first, and then taken out wherever it stands. In messages,
whatever looks like a value or a table goes as well. It errs on the side of leaving out.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from jobview.results.report.identities import address_spans
from jobview.results.report.known_texts import KnownTexts
from jobview.results.report.literal_like import literal_spans, outside_of_codes, outside_of_fixed
from jobview.results.report.object_names import ObjectNames
from jobview.results.report.spans import LEFT_OUT, Span, replaced
from jobview.results.report.sql_words import BEGINNINGS, DEFINING, RESERVED
from jobview.results.report.statement import read_statement
from jobview.results.report.summary_words import counts, foreign_words

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from jobview.results.report.redaction import Redaction
    from jobview.results.report.statement import Statement

SEARCHED_CHARACTERS: Final = 100_000
"""A longer query is not searched for values that a message may repeat."""
UNSEARCHED: Final = "(left out: the query is too long to look for its values)"

_BEYOND: Final = 5_000
_SHORTEST: Final = 3
"""Shorter values of a query are not looked for in messages: they stand there for other reasons."""
_WORD: Final = re.compile(r"[^\W_]+")
_NAME: Final = re.compile(r"[^\W\d][\w$.-]*")
_DOTTED: Final = re.compile(r"(?<![\w$./:@-])[^\W\d][\w$-]*(?:\.[\w$-]+)+")
_LABELLED: Final = re.compile(
    r"\b(?:tables?|views?|schemas?|projections?|collections?|relations?)"
    r"(?:(?: named?)?:? +|: ?)(?P<name>[^\W\d][\w$-]*)"
    r"|\b(?:exists|found|missing|unknown): (?P<told>[^\W\d][\w$-]*)",
    re.IGNORECASE,
)
_QUOTED_TABLE: Final = re.compile(
    r"\b(?:table|view|schema|projection|collection|relation|object)s?\b"
    r"[^'\"\n]{0,40}['\"](?P<name>[^'\"\n]+)['\"]",
    re.IGNORECASE,
)
_UNDERSCORED: Final = re.compile(r"(?<![\w$.:])[^\W\d_][^\W_]*_[\w$]++(?![:=])")
_NO_NAMES: Final = frozenset({"e.g", "i.e", "internal_error"})
_COMMON: Final = """
    and are but can cannot column could does error expected expression failed file for found from
    function has have into invalid line long missing near not null number one out rank row same
    string table than that the then this too type unable unknown value was were when where which
    will with worker
"""
"""Words of messages, which do not go because a value holds them."""
_SQL_WORDS: Final = RESERVED | DEFINING | BEGINNINGS


class Redactor:
    """Takes things out of texts.

    Args:
        redaction: what.
        query: the job's query text, whose tables and values are looked for everywhere.
        tables: names of tables from elsewhere.
        named: names of columns and the like, which may stand in quotes.
        identities: further texts to replace, with what stands for each.
    """

    def __init__(
        self,
        redaction: Redaction,
        *,
        query: str = "",
        tables: Iterable[str] = (),
        named: Iterable[str] = (),
        identities: Iterable[tuple[str, str]] = (),
    ) -> None:
        self._redaction = redaction
        self._query = query
        kept = named if redaction.tables else (*named, *tables)
        self._named = {name.lower() for name in kept if _NAME.fullmatch(name)}
        self._identities = KnownTexts(joins="")
        for text, stand_in in identities:
            self._identities.add(text, stand_in)
        self._objects = ObjectNames()
        self._values = KnownTexts()
        self._numbers = KnownTexts()
        self._statement: Statement | None = None
        if redaction.is_of_queries and query:
            self._statement = read_statement(query)
        if redaction.tables:
            self._learn_tables(tables)
        if redaction.is_of_queries and query:
            self._learn_values()

    @property
    def is_query_unread(self) -> bool:
        """Whether the query cannot be shown: what is to be left out could not be found in it."""
        is_wanted = self._redaction.is_of_queries and bool(self._query)
        return is_wanted and self._statement is None

    def sql(self, start: int = 0, end: int | None = None) -> str:
        """The query, or a part of it, with stand-ins; empty when it is unread."""
        if self.is_query_unread:
            return ""
        return replaced(self._query, self._sql_spans(), start, end)

    def words(self, text: str, limit: int = SEARCHED_CHARACTERS) -> str:
        """A message, at most its first `limit` characters."""
        if self._is_unsearched:
            return UNSEARCHED
        # What is cut in two at the limit is still found whole.
        text = text[: limit + _BEYOND]
        return replaced(text, self._message_spans(text), 0, min(limit, len(text)))

    def summary(self, text: str) -> str:
        """A result in a line: of what is not jobview's own words only what may stay."""
        if self._is_unsearched:
            return UNSEARCHED
        spans = [*self._message_spans(text, is_summary=True)]
        if self._redaction.is_of_queries:
            spans += self._foreign_spans(text)
        return replaced(text, spans)

    def plain(self, text: str) -> str:
        """A fact of the job, in which only what is known is looked for."""
        return replaced(text, self._known_spans(text))

    @property
    def _is_unsearched(self) -> bool:
        is_concerned = self._redaction.literals or self.is_query_unread
        return is_concerned and len(self._query) > SEARCHED_CHARACTERS

    def _learn_tables(self, tables: Iterable[str]) -> None:
        statement = self._statement
        if statement is not None:
            for read in (statement, *(inner for _, inner in statement.inner() if inner)):
                for name in read.names.tables:
                    self._objects.add(name.parts)
                for name in read.names.dotted:
                    is_known = self._objects.known_part(name.parts)[0] > 0
                    if not is_known and name.parts[0].lower() not in read.names.aliases:
                        self._objects.add(name.parts)
        aliases = statement.names.aliases if statement is not None else ()
        for text in tables:
            # An error calls a table by its alias, which tells nothing.
            if text.lower() not in aliases:
                self._objects.add_text(text)

    def _learn_values(self) -> None:
        if len(self._query) > SEARCHED_CHARACTERS:
            return
        if self._statement is None:
            # Anything in it may be what is to be left out.
            for word in re.findall(r"[^\s'\"(),;=<>]+", self._query):
                if word.upper() not in _SQL_WORDS:
                    self._learn_value(word)
        elif self._redaction.literals:
            for text in self._statement.texts():
                self._learn_value(text)
            for number in self._statement.numbers():
                if len(number) >= _SHORTEST:
                    self._numbers.add(number, LEFT_OUT)

    def _learn_value(self, text: str) -> None:
        for form in (text, text.replace("'", "\\'"), text.replace('"', '\\"')):
            if len(form.strip()) >= _SHORTEST:
                self._values.add(form, LEFT_OUT)
        for word in _WORD.findall(text):
            if word.isdigit() and len(word) >= _SHORTEST:
                self._numbers.add(word, LEFT_OUT)
            elif len(word) >= _SHORTEST and word.lower() not in _COMMON.split():
                self._values.add(word, LEFT_OUT)

    def _known_spans(self, text: str) -> Iterator[Span]:
        yield from self._identities.spans(text)
        yield from self._objects.spans(text)

    def _sql_spans(self) -> list[Span]:
        spans = []
        statement = self._statement
        if statement is not None and self._redaction.tables:
            spans += [
                Span(name.start, name.end, self._objects.add(name.parts))
                for name in statement.names.tables
            ]
            for name in statement.names.dotted:
                count, stand_in = self._stand_in_of_dotted(name.parts)
                if count:
                    spans.append(Span(name.start, name.ends[count - 1], stand_in))
            for token, inner in statement.inner():
                if inner is None:
                    spans.append(Span(token.start, token.end, f"'{LEFT_OUT}'"))
        if statement is not None:
            spans += statement.comment_spans()
            if self._redaction.literals:
                spans += statement.value_spans()
        return [*spans, *self._known_spans(self._query)]

    def _stand_in_of_dotted(self, parts: tuple[str, ...]) -> tuple[int, str]:
        """Of how many parts of a name with dots something stands instead, and what; 0 for none."""
        count, stand_in = self._objects.known_part(parts)
        if count:
            return count, stand_in
        names = self._statement.names if self._statement is not None else None
        if names is not None and parts[0].lower() in names.aliases:
            return 0, ""
        if ".".join(parts).lower() in self._named:
            return len(parts) - 1, self._objects.add(parts[:-1])
        return len(parts), self._objects.add_whole(parts)

    def _message_spans(self, text: str, *, is_summary: bool = False) -> Iterator[Span]:
        if self._redaction.tables:
            yield from self._table_spans(text, is_summary=is_summary)
        known = [*self._known_spans(text)]
        if self._redaction.is_of_queries:
            known += self._values.spans(text)
            known += outside_of_fixed(text, self._numbers.spans(text))
        yield from outside_of_codes(text, known)
        if self._redaction.cluster or self._redaction.source:
            yield from address_spans(text)
        if self._redaction.literals:
            own = counts(text) if is_summary else ()
            yield from literal_spans(text, self._is_name, own)

    def _table_spans(self, text: str, *, is_summary: bool) -> Iterator[Span]:
        """Where something like a table's name stands."""
        for match in _DOTTED.finditer(text):
            parts = tuple(match[0].rstrip("-").split("."))
            if match[0].lower() in _NO_NAMES:
                continue
            count, stand_in = self._stand_in_of_dotted(parts)
            if count:
                end = match.start() + len(".".join(parts[:count]))
                yield Span(match.start(), end, stand_in)
        if is_summary:
            return
        self._learn_labelled(text)
        if not self._query:
            # Nothing has told the names, so anything that looks like one goes.
            for match in _UNDERSCORED.finditer(text):
                if match[0].lower() not in {*self._named, *_NO_NAMES}:
                    yield Span(*match.span(), self._objects.add_whole((match[0],), "name"))

    def _learn_labelled(self, text: str) -> None:
        """Names that a message calls those of tables and the like."""
        for match in _QUOTED_TABLE.finditer(text):
            if not self._is_name(match["name"]):
                self._objects.add_text(match["name"])
        for match in _LABELLED.finditer(text):
            group = "name" if match["name"] else "told"
            name = match[group]
            is_told = group == "told" or ":" in match[0]
            if not self._is_name(name) and (is_told or re.search(r"[_\d$-]|[a-z][A-Z]", name)):
                self._objects.add((name,))

    def _foreign_spans(self, text: str) -> Iterator[Span]:
        """Words of a summary that are not jobview's."""
        for span in foreign_words(text):
            word = text[span.start : span.end]
            if self._redaction.literals:
                if word.lower() not in self._named:
                    yield span
            elif _NAME.fullmatch(word):
                yield Span(span.start, span.end, self._objects.add_text(word))

    def _is_name(self, text: str) -> bool:
        """Whether the query or the message itself shows that a text is a name, and no value."""
        if text.lower() in self._named:
            return True
        if self._statement is None or not _NAME.fullmatch(text):
            return False
        return all(part in self._statement.code_names for part in text.lower().split("."))
