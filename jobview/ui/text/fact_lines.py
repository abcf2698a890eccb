"""A record as lines: names with their values, lists and objects beneath their name. Pure."""

from __future__ import annotations

from collections.abc import Mapping
from itertools import islice
from typing import TYPE_CHECKING, Final, NamedTuple

from rich.cells import cell_len

from jobview.results.avro_bytes.packed import NESTED
from jobview.results.json_values.nested import opened
from jobview.text import literal, literal_lines
from jobview.ui.paint.wording import count
from jobview.ui.text.json_lines import json_line_steps, scalar_json
from jobview.ui.text.text_lines import LINE_LIMIT

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from jobview.ui.paint.highlights import Token

MOST_LINES_A_FACT: Final = 400
"""Of a nested value; the tree shows all of it."""

_MOST_NAME_CELLS: Final = 40
_LEAST_NAME_CELLS: Final = 12
_NAME_CHARACTERS: Final = 200
_SHORT_LIST: Final = 60
"""A list that takes no more characters stands beside its name."""


class FactLine(NamedTuple):
    """One line of the facts; its texts are safe for a terminal."""

    fact: int
    """Which of the record's fields it belongs to, counted from 0."""
    name: str
    """Empty on the lines that go on below the first."""
    text: str
    kind: Token | None = None
    """How the whole text is coloured; None is plain."""
    is_json: bool = False
    """Whether the text is a line of JSON, to be coloured as such."""
    indent: int = 0
    """Cells before the name, of a fact within a fact."""
    is_absent: bool = False
    """Whether the text stands for null or for nothing at all."""
    is_cut: bool = False
    """Whether more of the fact is left out here."""


def name_cells(lines: list[FactLine]) -> int:
    """How wide the names are, so that the values stand one below the other."""
    widest = max((line.indent + cell_len(line.name) for line in lines if line.text), default=0)
    return min(max(widest, _LEAST_NAME_CELLS), _MOST_NAME_CELLS)


def fact_lines(record: Mapping[str, object]) -> list[FactLine]:
    """All lines of a record in its own order, what takes several lines below what takes one."""
    short: list[FactLine] = []
    long: list[FactLine] = []
    for number, (name, value) in enumerate(record.items()):
        lines = [*_fact(number, literal(str(name), limit=_NAME_CHARACTERS), value)]
        (short if len(lines) == 1 else long).extend(lines)
    return short + long


def _fact(number: int, name: str, value: object) -> Iterator[FactLine]:
    inner = opened(value)
    if not isinstance(inner, NESTED) or not inner:
        yield from _scalar(FactLine(number, name, ""), inner)
    elif isinstance(inner, Mapping) and not any(_is_nested(item) for item in inner.values()):
        yield FactLine(number, name, "")
        for key, item in islice(inner.items(), MOST_LINES_A_FACT):
            inside = FactLine(number, literal(str(key), limit=_NAME_CHARACTERS), "", indent=2)
            yield from _scalar(inside, item)
        yield from _left_out(number, len(inner) - MOST_LINES_A_FACT, "entries")
    else:
        yield from _nested(number, name, inner)


def _nested(
    number: int, name: str, inner: Mapping[str, object] | Sequence[object]
) -> Iterator[FactLine]:
    lines = [*islice(json_line_steps(inner), MOST_LINES_A_FACT + 1)]
    short = _on_one_line(lines) if len(lines) <= _SHORT_LIST else ""
    if 0 < len(short) <= _SHORT_LIST:
        yield FactLine(number, name, literal(short), is_json=True)
        return
    yield FactLine(number, name, "")
    for line in lines[:MOST_LINES_A_FACT]:
        yield FactLine(number, "", literal(line), is_json=True, indent=2)
    if len(lines) > MOST_LINES_A_FACT:
        what = f"{count(len(inner))} {'entries' if isinstance(inner, Mapping) else 'items'}"
        words = f"… {what} in all: the tree shows them"
        yield FactLine(number, "", words, "comment", indent=2, is_cut=True)


def _on_one_line(lines: list[str]) -> str:
    first, *inner, last = (line.strip() for line in lines)
    return first + " ".join(inner) + last


def _scalar(line: FactLine, value: object) -> Iterator[FactLine]:
    if value is None:
        yield line._replace(text="null", is_absent=True)
    elif isinstance(value, str):
        yield from _text(line, value)
    elif isinstance(value, bool):
        yield line._replace(text=scalar_json(value), kind="word")
    elif isinstance(value, int | float):
        yield line._replace(text=scalar_json(value), kind="number")
    else:
        yield line._replace(text=literal(scalar_json(value)), kind="comment")


def _text(line: FactLine, value: str) -> Iterator[FactLine]:
    if not value:
        yield line._replace(text='""', kind="comment")
        return
    first, *more = literal_lines(value, limit=LINE_LIMIT).split("\n")
    yield line._replace(text=first or " ", is_cut=len(value) > LINE_LIMIT)
    below = line._replace(name="")
    for text in more[:MOST_LINES_A_FACT]:
        yield below._replace(text=text)
    yield from _left_out(line.fact, len(more) - MOST_LINES_A_FACT, "lines")


def _left_out(number: int, left_out: int, what: str) -> Iterator[FactLine]:
    if left_out > 0:
        words = f"… {count(left_out)} more {what}: the tree shows them"
        yield FactLine(number, "", words, "comment", indent=2, is_cut=True)


def _is_nested(value: object) -> bool:
    inner = opened(value)
    return isinstance(inner, NESTED) and bool(inner)
