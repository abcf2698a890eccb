"""Pieces of a line as segments, with their blanks where they cost least."""

from __future__ import annotations

from itertools import pairwise
from typing import TYPE_CHECKING, TypeAlias

from rich.segment import Segment
from rich.style import Style

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    Piece: TypeAlias = tuple[str, Style | None]


def joined(pieces: Iterable[Piece]) -> list[Segment]:
    """Segments that look like `pieces` side by side, each beginning with ink where it can.

    Every segment costs an escape sequence on the line to the terminal, so blanks join what stands
    before them, unless its style shows on blanks. They do not join what stands behind, and pieces
    of one style stay apart: an exported picture places each segment by itself, and some viewers
    drop the blanks it begins with or let a long one drift out of its columns.
    """
    segments: list[Segment] = []
    for text, style in pieces:
        inked = text if _shows_on_blanks(style) else text.lstrip(" ")
        blanks = len(text) - len(inked)
        if blanks:
            _add_blanks(segments, " " * blanks)
        if inked:
            segments.append(Segment(inked, style))
    return segments


def laid_over(
    pieces: Iterable[Piece], spans: Sequence[tuple[int, int]], style: Style
) -> list[Piece]:
    """`pieces` with `style` over the characters of `spans`, cut where one begins or ends.

    Args:
        pieces: as on the line, from left to right.
        spans: first character and the one behind the last, counted over all pieces; none overlap.
        style: what is laid over them.
    """
    if not spans:
        return [*pieces]
    laid: list[Piece] = []
    start = 0
    for text, own in pieces:
        end = start + len(text)
        inside = [(max(a, start), min(b, end)) for a, b in spans if a < end and b > start]
        cuts = sorted({start, end, *(cut for span in inside for cut in span)})
        for left, right in pairwise(cuts):
            is_covered = any(a <= left < b for a, b in inside)
            look = (own or Style.null()) + style if is_covered else own
            laid.append((text[left - start : right - start], look))
        start = end
    return laid


def _add_blanks(segments: list[Segment], blanks: str) -> None:
    if segments and not _shows_on_blanks(segments[-1].style):
        text, style, _ = segments[-1]
        segments[-1] = Segment(text + blanks, style)
    else:
        segments.append(Segment(blanks))


def _shows_on_blanks(style: Style | None) -> bool:
    return style is not None and bool(style.reverse or style.bgcolor or style.underline)
