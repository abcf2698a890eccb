"""The rows of a result with what can be done to them: sort, search, open a cell, copy."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING, Any, ClassVar

from textual import on, work

from jobview.results.cells.cell import full_text
from jobview.results.writers.delimited import tsv_row
from jobview.ui.bindings.keys import bindings
from jobview.ui.bindings.result_keys import PAGE_KEYS, TABLE_KEYS
from jobview.ui.paint.wording import count
from jobview.ui.result.copy_part import CopyPart
from jobview.ui.result.result_table import ResultTable
from jobview.ui.result.row_order import row_order
from jobview.ui.result.table_search import Cell, cell_steps

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from textual.binding import BindingType

    from jobview.results.model import Table
    from jobview.ui.result.row_order import RowOrder
    from jobview.ui.text.search_words import SearchStep


class TableView(ResultTable):
    """A result table under its keys."""

    BINDINGS: ClassVar[list[BindingType]] = [*bindings(TABLE_KEYS), *bindings(PAGE_KEYS)]
    help_keys = TABLE_KEYS

    is_sorting = False
    """Whether an order is being worked out, which the status line says."""

    # Sorting.

    def action_sort(self) -> None:
        """Sort by the cursor's column: upwards, downwards, and then as the server sent it."""
        self.sort_by(self.selected_column)

    @on(ResultTable.HeadingClicked)
    def sort_clicked(self, event: ResultTable.HeadingClicked) -> None:
        """Sort by the column whose heading was clicked."""
        event.stop()
        self.selected_column = event.column
        self.sort_by(event.column)

    def sort_by(self, column: int) -> None:
        """Sort by a column; again turns the order round, a third time gives the server's back."""
        if not self.result.columns:
            return
        is_same = self.order is not None and self.order.column == column
        if self.order is not None and is_same and self.order.is_descending:
            self.workers.cancel_group(self, "sort")  # another column may be under way
            self.is_sorting = False
            self.order = None
            self.post_message(self.Moved(self))
        else:
            self._sort(self.result, column, is_descending=is_same)

    @work(group="sort", exclusive=True, description="sort rows")
    async def _sort(self, table: Table, column: int, *, is_descending: bool) -> None:
        """Work the order out in a thread, while the keys go on."""
        self.is_sorting = True
        self.post_message(self.Moved(self))
        order: RowOrder = await asyncio.to_thread(
            row_order, table, column, is_descending=is_descending
        )
        self.is_sorting = False
        if table is self.result:
            self.order = order
        self.post_message(self.Moved(self))

    # The cursor's cell.

    @on(ResultTable.CellHighlighted)
    def tell_moved(self, event: ResultTable.CellHighlighted) -> None:
        """Say that the cursor moved."""
        event.stop()
        self.post_message(self.Moved(self))

    @on(ResultTable.CellOpened)
    def open_cell(self, event: ResultTable.CellOpened) -> None:
        """Ask for the cell in full."""
        event.stop()
        column = self.result.columns[event.column]
        value = self.result.data[event.column][event.row]
        self.post_message(self.ValueOpened(column.name, column.type, value))

    def where(self) -> str:
        """The cursor's row, as the server counts it, and its column."""
        if self.is_sorting:
            return "sorting…"
        table, row = self.result, self.selected_key
        if row is None or not table.row_count or not table.columns:
            return ""
        return f"row {count(row + 1)} · {table.columns[self.selected_column].name}"

    def search_steps(
        self, words: str, *, is_backward: bool, is_further: bool
    ) -> Iterator[SearchStep[Cell]]:
        """The search over all cells in the order on screen."""
        table, width = self.result, len(self.result.columns)
        number = (self.cursor_index or 0) * width + self.selected_column
        number += (-1 if is_backward else 1) if is_further else 0
        return cell_steps(
            table,
            self.order,
            words,
            Cell(*divmod(number, max(width, 1))),
            is_backward=is_backward,
            style=self.value_style,
        )

    def show_found(self, place: Any) -> None:  # noqa: ANN401 - a Cell
        """Go to the cell."""
        self.selected_column = place.column
        self.move_to(place.place)

    def copy_parts(self) -> Sequence[CopyPart]:
        """The cell, its row, the column's name."""
        table, row, column = self.result, self.selected_key, self.selected_column
        if row is None or not table.columns or row >= table.row_count:
            return ()
        value, kind = table.data[column][row], table.columns[column].type
        return (
            CopyPart("cell", lambda: full_text(value, kind, self.value_style)),
            CopyPart("row", lambda: row_text(table, row)),
            CopyPart("column name", lambda: table.columns[column].name),
        )


def row_text(table: Table, row: int) -> str:
    """A row as a line of TSV, every text as it came."""
    return tsv_row(table.columns, table.row(row))
