"""Stretches of a text that are to be replaced, found by several rules that know nothing of another.

Where two of them overlap, all that either covers goes: what is to stay out wins.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

LEFT_OUT: Final = "?"
"""Stands for a value, and for what several rules found together."""


class Span(NamedTuple):
    """Characters `start` to `end` of a text, and what stands for them."""

    start: int
    end: int
    stand_in: str = LEFT_OUT


def replaced(text: str, spans: Iterable[Span], start: int = 0, end: int | None = None) -> str:
    """The text from `start` to `end` with stand-ins; one that reaches into it stands there whole.

    Args:
        text: the whole text.
        spans: in it; of two with the same place the first counts.
        start: where to begin.
        end: where to stop; None is the text's end.
    """
    end = len(text) if end is None else end
    parts: list[str] = []
    position = start
    for span in _united(spans):
        if span.end <= start or span.start >= end:
            continue
        parts += [text[position : max(span.start, position)], span.stand_in]
        position = min(span.end, end)
    return "".join([*parts, text[position:end]])


def _united(spans: Iterable[Span]) -> Iterator[Span]:
    """The spans in order, those that overlap as one."""
    whole: Span | None = None
    for span in sorted(spans, key=lambda span: (span.start, -span.end)):
        if span.start == span.end:
            continue
        if whole is None or span.start >= whole.end:
            if whole is not None:
                yield whole
            whole = span
        elif span.end > whole.end:
            whole = Span(whole.start, span.end)
    if whole is not None:
        yield whole
