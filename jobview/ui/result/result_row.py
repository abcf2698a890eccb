"""One line of a result table: the cells that are on screen, behind a gutter that stays."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, NamedTuple

from rich.style import Style
from textual.strip import Strip

from jobview.results.cells.values import PLAIN, ValueStyle, shown
from jobview.text import literal
from jobview.ui.paint.cells import fitted, fitted_right, shortened
from jobview.ui.paint.segments import joined, laid_over
from jobview.ui.result.result_layout import GAP, GUTTER
from jobview.ui.text.search_words import spans_in

if TYPE_CHECKING:
    from collections.abc import Callable

    from jobview.results.model import Table
    from jobview.ui.paint.marks import Marks
    from jobview.ui.paint.palette import Palette
    from jobview.ui.paint.segments import Piece
    from jobview.ui.result.result_layout import ResultLayout

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
    value_style: ValueStyle = PLAIN
    sorted_column: int | None = None
    """None for the server's order."""
    is_descending: bool = False
    words: str = ""
    """What is searched for, marked wherever it stands; empty marks nothing."""


def heading_strip(
    table: Table, frame: ResultFrame, palette: Palette, marks: Marks, *, is_type_line: bool
) -> Strip:
    """The columns' names, or beneath them their types."""

    def cell(column: int) -> Piece:
        named = table.columns[column]
        if is_type_line:
            return named.type, palette.muted
        is_active = column == frame.selected_column
        return named.name, palette.heading_active if is_active else palette.heading

    arrow = marks.descending if frame.is_descending else marks.ascending
    sorted_column = None if is_type_line else frame.sorted_column
    fit = _Fit(marks.ellipsis, sorted_column=sorted_column, arrow=arrow)
    return _line(frame, (" " * GUTTER, None), cell, palette.base, fit)


def row_strip(
    table: Table, index: int, frame: ResultFrame, palette: Palette, marks: Marks
) -> Strip:
    """Row `index`; null and an empty text are muted signs, told apart from texts like them."""
    is_selected = index == frame.selected_row
    has_cursor = is_selected and frame.has_focus
    style, gutter = palette.base, (" " * GUTTER, Style.null())
    if is_selected:
        style += palette.cursor if has_cursor else palette.cursor_blurred
        sign = marks.cursor_focused if has_cursor else marks.cursor_blurred
        gutter = sign.ljust(GUTTER), palette.accent_bar if has_cursor else palette.muted

    def cell(column: int) -> Piece:
        value = table.data[column][index]
        text, is_null, is_empty = shown(value, table.columns[column].type, style=frame.value_style)
        cell_style = palette.muted if is_null or is_empty else None
        if has_cursor and column == frame.selected_column:
            cell_style = palette.cell_cursor
        return marks.null if is_null else text, cell_style

    return _line(frame, gutter, cell, style, _Fit(marks.ellipsis, palette.found))


class _Fit(NamedTuple):
    """How cells are brought to their widths."""

    ellipsis: str
    found: Style = Style.null()
    """Over the words that were searched for."""
    sorted_column: int | None = None
    """The column that wears the arrow."""
    arrow: str = ""

    def cell(self, text: str, column: int, layout: ResultLayout) -> str:
        """`text` in the column's width."""
        width = layout.widths[column]
        fit = fitted_right if layout.right[column] else fitted
        if column == self.sorted_column:
            text = f"{shortened(text, width - 2, ellipsis=self.ellipsis)} {self.arrow}"
        return fit(text, width, ellipsis=self.ellipsis)


def _line(
    frame: ResultFrame,
    gutter: Piece,
    cell: Callable[[int], Piece],
    style: Style,
    fit: _Fit,
) -> Strip:
    layout, room = frame.layout, max(frame.view_width - GUTTER, 0)
    columns = layout.columns_within(frame.scroll_x, frame.scroll_x + room)
    pieces: list[Piece] = []
    for column in columns:
        text, cell_style = cell(column)
        safe = literal(text, limit=layout.widths[column] * _INSPECTED_CELLS)
        fitting = fit.cell(safe, column, layout)
        spans = [*spans_in(fitting, frame.words)] if fit.found else []
        pieces += [*laid_over([(fitting, cell_style)], spans, fit.found), (" " * GAP, None)]
    skipped = frame.scroll_x - layout.starts[columns.start] if columns else 0
    cells = Strip(joined(pieces)).crop(skipped, skipped + room)
    line = joined([gutter, *((text, cell_style) for text, cell_style, _ in cells)])
    return Strip(line).apply_style(style).adjust_cell_length(frame.view_width, style)
