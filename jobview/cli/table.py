"""Aligned columns for a terminal or a pipe: no tabs, no frames, wide characters counted as two."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import accumulate, zip_longest
from typing import TYPE_CHECKING, Final

from jobview.text import cell_width, shortened

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

GAP: Final = "  "
"""Between two columns: two spaces, so that a single one inside a cell is no border."""


@dataclass(frozen=True, slots=True)
class Heading:
    """One column: its title, on which side it is aligned, and how its cells are coloured."""

    title: str
    is_right: bool = False
    paint: Callable[[str], str] | None = None
    """Given a padded cell, gives it with escape sequences; None leaves it plain."""


def aligned(
    headings: Sequence[Heading], rows: Sequence[Sequence[str]], *, width: int | None = None
) -> Iterator[str]:
    """The heading and the rows as lines.

    Args:
        headings: one a column.
        rows: harmless one-line cells, as many in each row as there are headings.
        width: how many cells a line may take; a longer one ends in `…`. None for no limit.
    """
    titles = [heading.title for heading in headings]
    widths = [max(map(cell_width, column)) for column in zip_longest(titles, *rows, fillvalue="")]
    yield _line([_padded(h, t, w) for h, t, w in zip(headings, titles, widths, strict=True)], width)
    for row in rows:
        cells = [_padded(h, text, w) for h, text, w in zip(headings, row, widths, strict=True)]
        yield _line(cells, width, headings)


def _padded(heading: Heading, text: str, width: int) -> str:
    space = " " * (width - cell_width(text))
    return space + text if heading.is_right else text + space


def _line(cells: Sequence[str], width: int | None, headings: Sequence[Heading] = ()) -> str:
    text = GAP.join(cells).rstrip(" ")
    if width is not None:
        text = shortened(text, width)
    return _painted(text, cells, headings)


def _painted(text: str, cells: Sequence[str], headings: Sequence[Heading]) -> str:
    # From the right, so that the places further left stay valid.
    starts = accumulate((len(cell) + len(GAP) for cell in cells), initial=0)
    for heading, start, cell in reversed(list(zip(headings, starts, cells, strict=False))):
        end = start + len(cell)
        if heading.paint is not None and end <= len(text):
            text = text[:start] + heading.paint(text[start:end]) + text[end:]
    return text
