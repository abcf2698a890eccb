"""A query as numbered rows, a place in it marked beneath with carets. Pure."""

from __future__ import annotations

from itertools import accumulate, pairwise
from typing import TYPE_CHECKING, Final, NamedTuple

from rich.cells import cell_len, chop_cells

from jobview.text import literal_lines
from jobview.ui.paint.highlights import Span, sql_spans
from jobview.ui.paint.styled_row import StyledRow, in_one_style, laid_over, within
from jobview.ui.paint.wording import count

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from jobview.results.failures.query_mark import QueryMark
    from jobview.ui.paint.highlights import Token

SHOWN_CHARACTERS: Final = 100_000
"""Of a longer query only the lines around the mark are shown."""
SHOWN_OF_LINE: Final = 4_000
"""Of a longer line only the characters around the mark are shown."""
SHOWN_LINES: Final = 1_000
LINES_ABOVE: Final = 10
"""Shown before the marked line, so that it is on screen at once."""

_CARET: Final = "^"
_CARET_LINES: Final = 20
"""So many lines of a longer mark have carets beneath."""
_HIGHLIGHTED_LENGTH: Final = 2_000
_MIN_BODY: Final = 8


class _Line(NamedTuple):
    """One line, made harmless, and the characters of it that are marked."""

    text: str
    mark_start: int = 0
    mark_end: int = 0


def query_rows(
    lines: Sequence[str], mark: QueryMark | None, width: int, tone: Token = "failed"
) -> Iterator[StyledRow]:
    """The query for a view of `width` cells, its long lines wrapped.

    Args:
        lines: the query's lines, as the server counts them.
        mark: the place to mark, if there is one.
        width: of the view.
        tone: the colour of what is marked.
    """
    first, last = _shown_lines(lines, mark)
    digits = len(str(last)) if len(lines) > 1 else 0
    gutter = digits + 3 if digits else 1
    body = max(width - gutter - 1, _MIN_BODY)
    if first > 0:
        yield in_one_style(
            f"{'':{gutter}}{count(first)} more lines above; the Query tab has all", "muted"
        )
    for index in range(first, last):
        number = f" {index + 1:>{digits}}  " if digits else " "
        line = _cleaned(lines[index], _marked(lines[index], index, mark))
        words = mark.words if mark is not None and index == mark.line else ""
        yield from _line_rows(line, number, body, words, tone)
    if last < len(lines):
        left_out = f"{count(len(lines) - last)} more lines below; the Query tab has all"
        yield in_one_style(f"{'':{gutter}}{left_out}", "muted")


def _shown_lines(lines: Sequence[str], mark: QueryMark | None) -> tuple[int, int]:
    """The first line to show and the one behind the last, the marked line between them."""
    anchor = mark.line if mark is not None else 0
    room = SHOWN_CHARACTERS // 2
    first = anchor
    while first > 0 and anchor - first < LINES_ABOVE:
        room -= min(len(lines[first - 1]), SHOWN_OF_LINE)
        if room < 0:
            break
        first -= 1
    room = max(room, 0) + SHOWN_CHARACTERS // 2
    last = anchor
    while last < len(lines) and last - first < SHOWN_LINES:
        room -= min(len(lines[last]), SHOWN_OF_LINE)
        if room < 0 and last > anchor:
            break
        last += 1
    return first, last


def _marked(line: str, index: int, mark: QueryMark | None) -> tuple[int, int] | None:
    """The characters of line `index` that are marked; None for a line without any."""
    if mark is None or not mark.line <= index <= min(mark.end_line, mark.line + _CARET_LINES - 1):
        return None
    start = mark.start if index == mark.line else len(line) - len(line.lstrip())
    end = mark.end if index == mark.end_line else len(line)
    return (start, end) if start < end else None


def _cleaned(line: str, marked: tuple[int, int] | None) -> _Line:
    """The line, or the part around the mark of a very long one, and how much was left out."""
    first, last, cut = 0, len(line), ""
    if len(line) > SHOWN_OF_LINE:
        middle = marked[0] if marked else 0
        first = max(min(middle - SHOWN_OF_LINE // 2, len(line) - SHOWN_OF_LINE), 0)
        last = first + SHOWN_OF_LINE
        cut = f"({count(first)} characters before) " if first else ""
    text = cut + literal_lines(line[first:last])
    if last < len(line):
        text += f" ({count(len(line) - last)} more characters)"
    if marked is None:
        return _Line(text)
    start = len(cut) + len(literal_lines(line[first : marked[0]]))
    length = len(literal_lines(line[marked[0] : min(marked[1], last)]))
    return _Line(text, start, start + max(length, 1))


def _line_rows(
    line: _Line, number: str, width: int, words: str, tone: Token
) -> Iterator[StyledRow]:
    """The rows of one line, and beneath them the carets and what is said beside."""
    text, mark_start, mark_end = line
    spans = list(sql_spans(text)) if len(text) <= _HIGHLIGHTED_LENGTH else []
    indent = " " * len(number)
    lead = number
    for start, end in pairwise(accumulate(map(len, chop_cells(text, width) or [text]), initial=0)):
        shift = len(lead) - start
        is_last = end == len(text)
        row_spans = within(spans, start, end, shift)
        a, b = max(mark_start, start), min(mark_end, end + is_last)
        is_marked = mark_start < mark_end and a < b
        if is_marked:
            top = Span(a + shift, min(b, end) + shift, tone)
            row_spans = laid_over(row_spans, top)
        gutter = [Span(0, len(lead), "muted")] if lead.strip() else []
        yield StyledRow(lead + text[start:end], (*gutter, *row_spans))
        if is_marked:
            before = len(indent) + cell_len(text[start:a])
            carets = " " * before + _CARET * max(cell_len(text[a:b]), 1)
            said = words if b == mark_end else ""
            yield from _caret_rows(carets, said, indent, len(indent) + width, tone)
        lead = indent


def _caret_rows(
    carets: str, words: str, indent: str, width: int, tone: Token
) -> Iterator[StyledRow]:
    """The carets, and the words behind them or, where there is no room, beneath."""
    start = len(carets) - carets.count(_CARET)
    marked = Span(start, len(carets), tone)
    beside = f"{carets}  {words}" if words else carets
    if len(beside) <= width:
        yield StyledRow(beside, (marked, Span(len(carets), len(beside), "muted")))
        return
    yield StyledRow(carets, (marked,))
    yield in_one_style(f"{indent}{words}", "muted")
