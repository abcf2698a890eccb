"""Text cut and padded to an exact number of terminal cells; wide characters count as two."""

from __future__ import annotations

from typing import Final

from rich.cells import cell_len, chop_cells, set_cell_size

_INSPECTED_FACTOR: Final = 4
"""A text of n cells is made of at most about this many times n characters that are looked at;
what lies behind (combining signs by the thousand) is cut without being measured."""
_WIDEST_CELLS: Final = 2
"""Of one character."""


def fitted(text: str, width: int, *, ellipsis: str = "…") -> str:
    """`text` in exactly `width` cells, left-aligned; a longer one ends in `ellipsis`."""
    return set_cell_size(shortened(text, width, ellipsis=ellipsis), max(width, 0))


def fitted_right(text: str, width: int, *, ellipsis: str = "…") -> str:
    """`text` in exactly `width` cells, right-aligned; a longer one ends in `ellipsis`."""
    short = shortened(text, width, ellipsis=ellipsis)
    return " " * (width - cell_len(short)) + short


def shortened(text: str, width: int, *, ellipsis: str = "…") -> str:
    """`text` in at most `width` cells, the end replaced by `ellipsis` when it is longer.

    `ellipsis` is one cell wide.
    """
    if width <= 0:
        return ""
    inspected = text[: width * _INSPECTED_FACTOR + 1]
    if len(inspected) == len(text) and cell_len(text) <= width:
        return text
    return set_cell_size(inspected, width - 1).rstrip(" ") + ellipsis


def word_wrapped(text: str, width: int) -> list[str]:
    """`text` as rows of at most `width` cells, broken at blanks where there are any.

    The blank at a break is left out; a longer word is broken where the row ends. Takes time
    in proportion to the text, however long it is.
    """
    width = max(width, _WIDEST_CELLS)
    rows: list[str] = []
    start = 0
    while start < len(text):
        ahead = text[start : start + width * _INSPECTED_FACTOR]
        row = next(iter(chop_cells(ahead, width)), ahead)  # none for signs without a cell
        end = start + len(row)
        if end < len(text) and text[end] != " ":
            blank = text.rfind(" ", start + 1, end)
            if blank > start and text[start:blank].strip(" "):
                end = blank
        rows.append(text[start:end])
        start = end + (text[end : end + 1] == " ")
    return rows or [""]


def shortened_path(path: str, width: int, *, ellipsis: str = "…") -> str:
    """`path` in at most `width` cells: its middle goes first, `/insert/…/fromfiles`.

    The last part says most about an endpoint and is kept longest; a path of two parts, or one
    whose last part alone is too long, loses the middle of its text.
    """
    if cell_len(path) <= width:
        return path
    first, _, rest = path.lstrip("/").partition("/")
    last = rest.rpartition("/")[2]
    if last and last != rest:
        for candidate in (f"/{first}/{ellipsis}/{last}", f"/{ellipsis}/{last}"):
            if cell_len(candidate) <= width:
                return candidate
    return _without_middle(path, width, ellipsis)


def _without_middle(text: str, width: int, ellipsis: str) -> str:
    if width <= 1:
        return ellipsis[: max(width, 0)]
    tail_cells = (width - 1) // 2
    head = set_cell_size(text[: width * _INSPECTED_FACTOR], width - 1 - tail_cells)
    tail = text[len(text) - tail_cells :]
    while cell_len(tail) > tail_cells:
        tail = tail[1:]
    return f"{head.rstrip(' ')}{ellipsis}{tail}"
