"""A decoded result's rows as a table that scrolls both ways."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, ClassVar

from textual.message import Message
from textual.reactive import var

from jobview.results.cells.values import PLAIN, ValueStyle
from jobview.results.model import Table
from jobview.ui.bindings.keys import SIDEWAYS_KEYS, bindings
from jobview.ui.paint.marks import UNICODE_MARKS, Marks
from jobview.ui.paint.virtual_list import VirtualList
from jobview.ui.result.result_layout import GUTTER, measured, result_layout
from jobview.ui.result.result_row import ResultFrame, heading_strip, row_strip
from jobview.ui.result.result_view import ResultView

if TYPE_CHECKING:
    from textual.binding import BindingType
    from textual.events import Click
    from textual.strip import Strip

    from jobview.ui.result.result_layout import Measures
    from jobview.ui.result.row_order import RowOrder


@dataclass
class ResultMessage(Message):
    """Something the user did in a result table."""

    table: ResultTable

    @property
    def control(self) -> ResultTable:
        """The table, for `@on` selectors."""
        return self.table


class ResultTable(VirtualList[int], ResultView):
    """Rows by number under a heading of names and types; the cursor is a row and a column.

    Reactives:
        result: the rows; another one starts at its first cell, in the server's order.
        selected_column: the cursor's column, counted from 0.
        order: how the rows stand; None is the server's order. The cursor stays on its row.
    """

    DEFAULT_CSS = """
    ResultTable { overflow-x: auto; }
    """
    BINDINGS: ClassVar[list[BindingType]] = [*bindings(SIDEWAYS_KEYS)]

    header_height: ClassVar[int] = 2

    result: var[Table] = var(lambda: Table((), (), 0), init=False)
    selected_column: var[int] = var(0, init=False)
    order: var[RowOrder | None] = var(None, init=False)

    @dataclass
    class CellHighlighted(ResultMessage):
        """The cursor moved to another cell."""

        row: int
        column: int

        def can_replace(self, message: Message) -> bool:
            """Only the newest cell counts."""
            newer = message if isinstance(message, ResultTable.CellHighlighted) else None
            return newer is not None and newer.table is self.table

    @dataclass
    class CellOpened(ResultMessage):
        """A cell was asked to be shown whole, by Enter or double click."""

        row: int
        column: int

    @dataclass
    class HeadingClicked(ResultMessage):
        """The heading of a column was clicked."""

        column: int

    def __init__(
        self,
        result: Table,
        marks: Marks = UNICODE_MARKS,
        *,
        value_style: ValueStyle = PLAIN,
        measures: Measures | None = None,
        id: str | None = None,
        classes: str | None = None,
    ) -> None:
        """Show `result`; `measures` spares it being measured when that was done before."""
        super().__init__(id=id, classes=classes)
        self._marks = marks
        self._frame: ResultFrame | None = None
        self.value_style = value_style
        self._measures = measured(result, value_style) if measures is None else measures
        self.set_reactive(ResultTable.result, result)

    def on_mount(self) -> None:
        """Begin in the first cell."""
        self.selected_key = 0

    def watch_result(self, result: Table) -> None:
        """Measure and show other rows from the first one on."""
        self._measures = measured(result, self.value_style)
        self.forget_strips()
        self._frame = None
        self.set_reactive(ResultTable.order, None)
        self.fit_extent()
        self.scroll_to(0, 0, animate=False, force=True)
        self.selected_column = 0
        self.selected_key = 0
        self.sync()

    def watch_order(self) -> None:
        """Put the rows in their order and bring the cursor's row on screen."""
        self.sync()
        if (index := self.cursor_index) is not None:
            self.show_line(index)

    # What the list asks.

    @property
    def line_count(self) -> int:
        """How many rows there are."""
        return self.result.row_count

    @property
    def line_width(self) -> int:
        """Cells of a row with its gutter."""
        return GUTTER + self.frame.layout.width

    def row_key(self, index: int) -> int:
        """The row at place `index`; rows are known by their numbers, counted from 0."""
        return index if self.order is None else self.order.rows[index]

    def index_of(self, key: int) -> int | None:
        """The place of the row, if there is one of that number."""
        if not 0 <= key < self.line_count:
            return None
        return key if self.order is None else self.order.places[key]

    def highlighted_message(self, key: int) -> Message:
        """Says that the cursor is on the row's cell."""
        return self.CellHighlighted(self, key, self.selected_column)

    def opened_message(self, key: int) -> Message | None:
        """Says that the row's cell was opened."""
        return self.CellOpened(self, key, self.selected_column) if self.result.columns else None

    def header_message(self, x: int) -> Message | None:
        """Says which column's heading was clicked."""
        column = self.frame.layout.column_at(x - GUTTER)
        return None if column is None else self.HeadingClicked(self, column)

    def row_clicked(self, index: int, x: int, event: Click) -> None:
        """Go to the cell under the pointer, then select or open."""
        column = self.frame.layout.column_at(x - GUTTER)
        if column is not None:
            self.selected_column = column
        super().row_clicked(index, x, event)

    # Sideways.

    def validate_selected_column(self, column: int) -> int:
        """The nearest column there is."""
        return min(max(column, 0), max(len(self.result.columns) - 1, 0))

    def watch_selected_column(self, column: int) -> None:
        """Bring the column on screen and say that the cursor moved."""
        if not self.result.columns:
            return
        layout = self.frame.layout
        start, room = layout.starts[column], self.view_width - GUTTER
        end = min(start + layout.widths[column], start + room)
        x = self.scroll_offset.x
        if start < x:
            self.scroll_to(x=start, animate=False, force=True)
        elif end > x + room:
            self.scroll_to(x=end - room, animate=False, force=True)
        self.sync()
        if self.selected_key is not None:
            self.post_message(self.CellHighlighted(self, self.selected_key, column))

    def action_cursor_left(self) -> None:
        """Go to the column on the left."""
        self.selected_column -= 1

    def action_cursor_right(self) -> None:
        """Go to the column on the right."""
        self.selected_column += 1

    # Drawing.

    def sync(self, *indexes: int) -> None:
        """Repaint what changed; every change of what rows look like comes through here."""
        self._frame = None
        super().sync(*indexes)

    def watch_scroll_x(self, old_value: float, new_value: float) -> None:
        """Draw rows from another cell on."""
        super().watch_scroll_x(old_value, new_value)
        self.sync()

    @property
    def frame(self) -> ResultFrame:
        """What all rows share at present."""
        if self._frame is None:
            self._frame = ResultFrame(
                layout=result_layout(self._measures, self.view_width),
                scroll_x=self.scroll_offset.x,
                view_width=self.view_width,
                selected_row=self.selected_key,
                selected_column=self.selected_column,
                has_focus=self.has_focus,
                value_style=self.value_style,
                sorted_column=None if self.order is None else self.order.column,
                is_descending=self.order is not None and self.order.is_descending,
                words=self.search_words,
            )
        return self._frame

    def header_strip(self, y: int) -> Strip:
        """Names above, types below them."""
        frame = self.frame
        return self.kept_strip(
            ("heading", y),
            frame,
            lambda: heading_strip(
                self.result, frame, self.palette, self._marks, is_type_line=y == 1
            ),
        )

    def line_strip(self, index: int) -> Strip:
        """The row at place `index`; the same object while it looks the same."""
        frame, row = self.frame, self.row_key(index)
        is_selected = row == frame.selected_row
        return self.kept_strip(
            row,
            frame if is_selected else (frame.layout, frame.scroll_x, frame.view_width, frame.words),
            lambda: row_strip(self.result, row, frame, self.palette, self._marks),
        )
