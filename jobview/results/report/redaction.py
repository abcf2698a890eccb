"""What is to stay out of a report, and texts without it.

Names are replaced by stand-ins that are the same wherever the name stands, so that a report still
tells which table an error is about. It errs on the side of leaving out.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, fields
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator


@dataclass(frozen=True, slots=True)
class Redaction:
    """Which kinds of things are left out."""

    user: bool = False
    """Who submitted the job."""
    source: bool = False
    """The address the request came from."""
    cluster: bool = False
    """The cluster's name and URL."""
    user_data: bool = False
    """The job tag and the caller's own note."""
    literals: bool = False
    """Strings and numbers of the query, and quoted values in messages."""
    tables: bool = False
    """Names of tables and views."""

    @property
    def words(self) -> str:
        """What is left out, for people; empty when nothing is."""
        return ", ".join(label for name, label in PARTS.items() if getattr(self, name))


PARTS: Final = {
    "user": "user",
    "source": "source address",
    "cluster": "cluster",
    "user_data": "tag and user data",
    "literals": "values",
    "tables": "table names",
}
"""The parts of a `Redaction` as a screen calls them."""

NOTHING: Final = Redaction()
EVERYTHING: Final = Redaction(**{field.name: True for field in fields(Redaction)})

LEFT_OUT: Final = "?"
"""Stands for a value."""
SEARCHED_CHARACTERS: Final = 100_000
"""A longer query is not searched for values that a message may repeat."""

_UNSEARCHED: Final = "(left out: the query is too long to look for its values)"

_SQL_TOKEN: Final = re.compile(
    r"(?P<comment>--[^\n]*|/\*(?:.*?\*/|.*))"
    r"|(?P<string>'(?:[^']|'')*+'?)"
    r'|(?P<quoted>"(?:[^"]|"")*+"?)'
    r"|(?P<number>(?<![\w$.])\d+(?:\.\d+)?(?:[eE][+-]?\d+)?\b|(?<![\w$.])\.\d+\b)",
    re.DOTALL,
)
_NAME: Final = r"(?:\"(?:[^\"]|\"\")+\"|[^\W\d][\w$]*)"
_AFTER_KEYWORD: Final = re.compile(
    rf"\b(?:FROM|JOIN|INTO|UPDATE|TABLE|VIEW|PROJECTION|USING|REFERENCES)\s+"
    rf"(?!(?:IF|TABLE|SELECT|REMOTE|FILE|OR|VIEW|LATERAL)\b)({_NAME}(?:\.{_NAME})*)(?!\s*\()",
    re.IGNORECASE,
)
_DOTTED: Final = re.compile(r"(?<![\w./:$-])[^\W\d]\w*(?:\.[^\W\d][\w$]*)+(?![\w/$-])")
_QUOTED: Final = re.compile(r"(?<!\w)'(?:[^'\n]|(?<=\w)'(?=\w))*+'(?!\w)|\"[^\"\n]*\"")
_SHORTEST_VALUE: Final = 3
"""Shorter values of a query are not looked for in messages: they stand there for other reasons."""


class Redactor:
    """Takes things out of texts.

    Args:
        redaction: what.
        query: the job's query text, whose tables and values are looked for everywhere.
        tables: further names of tables.
        kept: what may stand in quotes although values are left out.
        secrets: further texts to replace, with what stands for each.
    """

    def __init__(
        self,
        redaction: Redaction,
        *,
        query: str = "",
        tables: Iterable[str] = (),
        kept: Iterable[str] = (),
        secrets: Iterable[tuple[str, str]] = (),
    ) -> None:
        self._redaction = redaction
        self._stand_ins: dict[str, str] = {}
        self._kept = frozenset(kept)
        self._is_unsearched = redaction.literals and len(query) > SEARCHED_CHARACTERS
        query = query[:SEARCHED_CHARACTERS]
        if redaction.tables:
            for name in (*tables, *_AFTER_KEYWORD.findall(query)):
                self._name_table(name)
        self._secrets = {text.lower(): stand_in for text, stand_in in secrets if text.strip()}
        if redaction.literals:
            for value in _values(query):
                self._secrets.setdefault(value.lower(), LEFT_OUT)

    def sql(self, text: str) -> str:
        """A statement without what is to be left out; comments go with the values."""
        if self._redaction.literals:
            text = _SQL_TOKEN.sub(_without_value, text)
        return self._replaced(text)

    def words(self, text: str) -> str:
        """A message or a summary without what is to be left out."""
        if self._is_unsearched:
            return _UNSEARCHED
        if self._redaction.tables:
            text = _DOTTED.sub(self._stand_in_at, text)
        if self._redaction.literals:
            text = _QUOTED.sub(self._quoted, text)
        return self._replaced(text)

    def name(self, name: str) -> str:
        """What stands for a name that a message mentions."""
        if self._redaction.tables:
            name = _DOTTED.sub(self._stand_in_at, name)
        return self._replaced(name)

    def _replaced(self, text: str) -> str:
        replacements = self._secrets | self._stand_ins
        # A query may hold ten thousand values; an expression of only those that occur is quick.
        lowered = text.lower()
        present = [name for name in replacements if name in lowered]
        if not present:
            return text
        pattern = "|".join(map(re.escape, sorted(present, key=len, reverse=True)))
        return re.sub(
            rf"(?<![\w$])(?:{pattern})(?![\w$])",
            lambda match: replacements.get(match[0].lower(), LEFT_OUT),
            text,
            flags=re.IGNORECASE,
        )

    def _name_table(self, name: str) -> str:
        name = name.lower()
        if name not in self._stand_ins:
            stand_in = f"table_{len(set(self._stand_ins.values())) + 1}"
            self._stand_ins[name] = stand_in
            for other in (name.replace('"', ""), name.rpartition(".")[2].strip('"')):
                self._stand_ins.setdefault(other, stand_in)
        return self._stand_ins[name]

    def _stand_in_at(self, match: re.Match[str]) -> str:
        return match[0] if match[0] in self._kept else self._name_table(match[0])

    def _quoted(self, match: re.Match[str]) -> str:
        inner = match[0][1:-1]
        if inner in self._kept or inner in self._stand_ins.values():
            return match[0]
        return match[0][0] + LEFT_OUT + match[0][-1]


def _without_value(match: re.Match[str]) -> str:
    if match.lastgroup == "quoted":
        return match[0]
    return {"comment": "/* ? */", "string": "'?'"}.get(match.lastgroup or "", LEFT_OUT)


def _values(query: str) -> Iterator[str]:
    for match in _SQL_TOKEN.finditer(query):
        if match.lastgroup == "string":
            value = match[0].strip("'")
        elif match.lastgroup == "number":
            value = match[0]
        else:
            continue
        if len(value) >= _SHORTEST_VALUE and value.strip():
            yield value
