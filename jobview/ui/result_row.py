"""One line of a result table: the cells that are on screen, behind a gutter that stays."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, NamedTuple

from rich.segment import Segment
from textual.strip import Strip

from jobview.results.values import shown
from jobview.text import literal
from jobview.ui.cells import fitted, fitted_right
from jobview.ui.result_layout import GAP, GUTTER

if TYPE_CHECKING:
    from collections.abc import Callable

    from rich.style import Style

    from jobview.results.model import Table
    from jobview.ui.marks import Marks
    from jobview.ui.palette import Palette
    from jobview.ui.result_layout import ResultLayout

_INSPECTED_CELLS: Final = 4
"""How many characters a cell of text may be made of; more are not looked at."""


class ResultFrame(NamedTuple):
    """What all lines of one painting share."""

    layout: ResultLayout
    scroll_x: int
    view_width: int
    selected_row: int | None
    selected_column: int
    has_focus: bool


def heading_strip(
    table: Table, frame: ResultFrame, palette: Palette, marks: Marks, *, is_type_line: bool
) -> Strip:
    """The columns' names, or beneath them their types."""

    def cell(column: int) -> tuple[str, Style | None]:
        named = table.columns[column]
        if is_type_line:
            return named.type, palette.muted
        is_active = column == frame.selected_column
        return named.name, palette.heading_active if is_active else palette.heading

    return _line(frame, Segment(" " * GUTTER), cell, palette.base, marks)


def row_strip(
    table: Table, index: int, frame: ResultFrame, palette: Palette, marks: Marks
) -> Strip:
    """Row `index`; null is a muted sign, told apart from a text that looks like it."""
    is_selected = index == frame.selected_row
    has_cursor = is_selected and frame.has_focus
    style, gutter = palette.base, Segment(" " * GUTTER)
    if is_selected:
        style += palette.cursor if has_cursor else palette.cursor_blurred
        sign = marks.cursor_focused if has_cursor else marks.cursor_blurred
        gutter = Segment(sign.ljust(GUTTER), palette.accent_bar if has_cursor else palette.muted)

    def cell(column: int) -> tuple[str, Style | None]:
        text, is_null = shown(table.data[column][index], table.columns[column].type)
        cell_style = palette.muted if is_null else None
        if has_cursor and column == frame.selected_column:
            cell_style = palette.cell_cursor
        return marks.null if is_null else text, cell_style

    return _line(frame, gutter, cell, style, marks)


def _line(
    frame: ResultFrame,
    gutter: Segment,
    cell: Callable[[int], tuple[str, Style | None]],
    style: Style,
    marks: Marks,
) -> Strip:
    layout, room = frame.layout, max(frame.view_width - GUTTER, 0)
    columns = layout.columns_within(frame.scroll_x, frame.scroll_x + room)
    segments: list[Segment] = []
    for column in columns:
        text, cell_style = cell(column)
        width = layout.widths[column]
        fit = fitted_right if layout.right[column] else fitted
        safe = literal(text, limit=width * _INSPECTED_CELLS)
        segments.append(Segment(fit(safe, width, ellipsis=marks.ellipsis), cell_style))
        segments.append(Segment(" " * GAP))
    skipped = frame.scroll_x - layout.starts[columns.start] if columns else 0
    cells = Strip(segments).crop(skipped, skipped + room)
    line = Strip([gutter, *cells]).apply_style(style)
    return line.adjust_cell_length(frame.view_width, style)
