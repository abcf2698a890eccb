"""One row of text as segments: coloured by kind, the selected part on its own ground. Pure."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from rich.style import Style

from jobview.ui.paint.segments import joined, laid_over

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from rich.segment import Segment

    from jobview.ui.paint.highlights import Highlighter
    from jobview.ui.paint.palette import Palette
    from jobview.ui.paint.segments import Piece
    from jobview.ui.text.text_rows import Row

_HIGHLIGHTED_LENGTH: Final = 2_000
"""Longer lines are left plain."""
_PLAIN: Final = Style.null()


def text_segments(
    row: Row,
    palette: Palette,
    *,
    highlighter: Highlighter | None = None,
    found: Sequence[tuple[int, int]] = (),
    selected: tuple[int, int] | None = None,
    selected_style: Style = _PLAIN,
) -> list[Segment]:
    """The row's text from its first to its last character.

    Args:
        row: what to draw.
        palette: the styles of names, texts, numbers, words and comments.
        highlighter: finds them in the row's whole line; None finds none.
        found: characters that were searched for, as the first and the one behind the last.
        selected: the first selected character and the one behind the last; a negative end is the
            row's own end.
        selected_style: laid over the selected characters.
    """
    part = row.part
    pieces: list[Piece] = []
    position = 0
    for stop, style in _pieces(row, palette, highlighter):
        pieces.append((part[position:stop], style))
        position = stop
    pieces = laid_over(pieces, found, palette.found)
    if selected is not None:
        first, end = selected
        pieces = laid_over(pieces, [(first, len(part) if end < 0 else end)], selected_style)
    return joined(pieces)


def _pieces(
    row: Row, palette: Palette, highlighter: Highlighter | None
) -> Iterator[tuple[int, Style]]:
    """Where each piece of one style ends, and its style; the last one ends the row."""
    if highlighter is not None and len(row.text) <= _HIGHLIGHTED_LENGTH:
        for start, end, token in highlighter(row.text):
            if row.start < end and start < row.end:
                style: Style = getattr(palette, token)
                yield max(start - row.start, 0), _PLAIN
                yield min(end, row.end) - row.start, style
    yield len(row.part), _PLAIN
