"""An error as rows: the messages with their codes, what they name, and the query. Pure."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from rich.cells import cell_len

from jobview.text import literal, literal_lines
from jobview.ui.detail.query_rows import query_rows
from jobview.ui.paint.cells import word_wrapped
from jobview.ui.paint.styled_row import StyledRow, in_one_style
from jobview.ui.paint.wording import count

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from jobview.results.failures.failure import FailurePart, FailureReading
    from jobview.ui.paint.highlights import Token
    from jobview.ui.paint.marks import Marks

SHOWN_CHARACTERS: Final = 100_000
"""Of a longer message; the rest is counted."""

_LABEL_CELLS: Final = 12
_MIN_CELLS: Final = 8
_DEEPEST: Final = 6
"""Levels that are indented further."""
_GAP: Final = 2
"""Cells between a message and the codes to its right."""


def error_rows(
    reading: FailureReading, lines: Sequence[str], width: int, marks: Marks, tone: Token = "failed"
) -> Iterator[StyledRow]:
    """All rows of an error in a view of `width` cells.

    Args:
        reading: of the message.
        lines: the query's lines; none when there is no query.
        width: of the view.
        marks: the signs of this terminal.
        tone: the colour of the message and of the marked place.
    """
    yield from _message_rows(reading, width, marks, tone)
    facts = list(_facts(reading, lines))
    if facts:
        yield StyledRow()
    for name, value in facts:
        yield from _fact_rows(name, value, width)
    if lines:
        yield StyledRow()
        yield from query_rows(lines, reading.mark, width, tone)


def _message_rows(
    reading: FailureReading, width: int, marks: Marks, tone: Token
) -> Iterator[StyledRow]:
    room = SHOWN_CHARACTERS
    for index, part in enumerate(reading.parts):
        if room <= 0:
            break
        indent = " " * (1 + 2 * min(part.depth, _DEEPEST))
        lead = f"{indent}{marks.separator} " if index else indent
        yield from _part_rows(part, part.words[:room], lead, width, tone)
        room -= len(part.words)
    left_out = sum(len(part.words) for part in reading.parts) - SHOWN_CHARACTERS
    if left_out > 0:
        yield in_one_style(f" and {count(left_out)} more characters; Raw has all", "muted")


def _part_rows(
    part: FailurePart, words: str, lead: str, width: int, tone: Token
) -> Iterator[StyledRow]:
    """The message's rows; its codes to the right where they fit beside it, else beneath."""
    indent = " " * len(lead)
    body = max(width - len(lead) - 1, _MIN_CELLS)
    rows = [row for line in literal_lines(words).split("\n") for row in word_wrapped(line, body)]
    codes = literal("  ".join(part.codes))
    gap = body - cell_len(rows[0]) - len(codes)
    if codes and len(rows) == 1 and gap >= _GAP:
        text = f"{lead}{rows[0]}{' ' * gap}{codes}"
        yield StyledRow(
            text,
            (
                *in_one_style(f"{lead}{rows[0]}", tone).spans,
                *in_one_style(text, "muted", len(text) - len(codes)).spans,
            ),
        )
        return
    for row in rows:
        yield in_one_style(lead + row, tone)
        lead = indent
    for row in word_wrapped(codes, body) if codes else ():
        yield in_one_style(indent + row, "muted")


def _facts(reading: FailureReading, lines: Sequence[str]) -> Iterator[tuple[str, str]]:
    for thing in reading.things:
        yield thing.kind, literal(thing.value, limit=SHOWN_CHARACTERS)
    if reading.unmarked_position:
        is_absent = bool(lines) and not (reading.position and reading.position.is_of_data)
        hint = ", which the query does not have" if is_absent else ""
        yield "position", f"{reading.unmarked_position}{hint}"


def _fact_rows(name: str, value: str, width: int) -> Iterator[StyledRow]:
    label = f" {literal(name, limit=40):<{_LABEL_CELLS}} "
    indent = " " * len(label)
    for row in word_wrapped(value, max(width - len(label) - 1, _MIN_CELLS)):
        yield StyledRow(label + row, in_one_style(label.rstrip(), "muted").spans)
        label = indent
