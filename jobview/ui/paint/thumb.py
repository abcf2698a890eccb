"""Where a scrollbar's thumb is drawn, for telling whether moving it would be seen. Pure."""

from __future__ import annotations

from math import ceil
from typing import Final, NamedTuple

_EIGHTHS: Final = 8
"""Textual draws the ends of a thumb in eighths of a cell."""


class Thumb(NamedTuple):
    """A thumb as it is drawn, both in eighths of a cell."""

    start: int
    length: int


NO_THUMB: Final = Thumb(0, 0)


def thumb_of(track_cells: int, line_count: int, shown_lines: int, top: float) -> Thumb:
    """The thumb of a scrollbar; none when all lines are on screen.

    Args:
        track_cells: how long the scrollbar is.
        line_count: how many lines there are to scroll through.
        shown_lines: how many of them are on screen.
        top: the first line on screen, counted from 0.
    """
    if line_count <= shown_lines or track_cells <= 0:
        return NO_THUMB
    # In Textual's order of operations, whose roundings decide about the last eighth.
    cells = max(1.0, shown_lines / (line_count / track_cells))
    start_cells = (track_cells - cells) * (top / (line_count - shown_lines))
    return Thumb(int(start_cells * _EIGHTHS), ceil(cells * _EIGHTHS))
