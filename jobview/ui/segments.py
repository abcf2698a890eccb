"""Pieces of a line as segments, with their blanks where they cost least."""

from __future__ import annotations

from typing import TYPE_CHECKING, TypeAlias

from rich.segment import Segment

if TYPE_CHECKING:
    from collections.abc import Iterable

    from rich.style import Style

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


def _add_blanks(segments: list[Segment], blanks: str) -> None:
    if segments and not _shows_on_blanks(segments[-1].style):
        text, style, _ = segments[-1]
        segments[-1] = Segment(text + blanks, style)
    else:
        segments.append(Segment(blanks))


def _shows_on_blanks(style: Style | None) -> bool:
    return style is not None and bool(style.reverse or style.bgcolor or style.underline)
