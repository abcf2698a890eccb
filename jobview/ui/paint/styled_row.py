"""A finished row of text with its colours, for views whose rows are not all of one language."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from jobview.ui.paint.highlights import Span

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from jobview.ui.paint.highlights import Token


class StyledRow(NamedTuple):
    """One row of the screen: harmless text that fits, and what is coloured in it."""

    text: str = ""
    spans: tuple[Span, ...] = ()
    """From left to right, none over another."""


def in_one_style(text: str, token: Token, start: int = 0) -> StyledRow:
    """A row that is coloured from `start` to its end."""
    return StyledRow(text, (Span(start, len(text), token),) if start < len(text) else ())


def within(spans: Iterable[Span], start: int, end: int, shift: int) -> Iterator[Span]:
    """What of `spans` lies between two characters, moved by `shift`."""
    for span in spans:
        if span.start < end and start < span.end:
            yield Span(max(span.start, start) + shift, min(span.end, end) + shift, span.token)


def laid_over(spans: Iterable[Span], top: Span) -> Iterator[Span]:
    """`spans` with `top` over them."""
    if top.start >= top.end:
        yield from spans
        return
    is_due = True
    for span in spans:
        if span.start < top.start:
            yield span._replace(end=min(span.end, top.start))
        if is_due and span.end > top.start:
            is_due = False
            yield top
        if span.end > top.end:
            yield span._replace(start=max(span.start, top.end))
    if is_due:
        yield top
