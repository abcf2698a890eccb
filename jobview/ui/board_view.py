"""Which jobs the board shows and in what order: phase tabs, filter line, sorting."""

from __future__ import annotations

from typing import TYPE_CHECKING, TypeVar

from textual import on, work

from jobview.jobs.order import TABS
from jobview.ui.board_layout import BoardLayout
from jobview.ui.frame.tab_line import TabLine
from jobview.ui.jobs.job_table import JobTable

if TYPE_CHECKING:
    from textual.geometry import Size
    from textual.screen import ModalScreen
    from textual.widgets import Input

    from jobview.ui.frame.filter_line import FilterLine
    from jobview.ui.look import Look

AnswerT = TypeVar("AnswerT")


class BoardView(BoardLayout):
    """The board's layout with the actions that change what is listed."""

    def __init__(self, look: Look, size: Size) -> None:
        super().__init__(look, size)
        self._filter_line: FilterLine | None = None
        """Made when a filter is asked for."""

    async def answer_of(self, dialog: ModalScreen[AnswerT]) -> AnswerT | None:
        """What the user answers in `dialog`; None, unasked, while another one is open.

        A dialog may have waited for a result, and the user have gone on to another one meanwhile.
        """
        if self.app.screen is not self:
            return None
        return await self.app.push_screen_wait(dialog)

    @on(TabLine.TabChosen, "#phase-tabs")
    def choose_phase(self, event: TabLine.TabChosen) -> None:
        """Show the phases of the tab that was clicked."""
        self.action_show_phase(event.tab_id)

    def action_show_phase(self, tab_id: str) -> None:
        """Show only jobs of the tab's phases."""
        self.query_one("#phase-tabs", TabLine).active = tab_id
        self.set_class(TABS[tab_id] is not None, "-by-phase")
        self.order.set_phases(TABS[tab_id])
        self.apply_order()
        if self.table.cursor_index is None:
            self.table.move_to(0)

    async def action_filter(self) -> None:
        """Open the filter line, with the present words in it."""
        # Brings Textual's Input, not before the first filter.
        from jobview.ui.frame.filter_line import FilterLine

        if not self.is_list_shown:
            self.go_to_list()
        if self._filter_line is None:
            line = FilterLine()
            await self.query_one("#jobs").mount(line, before="#job-table")
            self._filter_line = line  # not before: a snapshot may come while it is being made
        self._filter_line.display = True
        self._filter_line.input.value = self.query_words
        self._filter_line.input.focus()
        self.explain_emptiness()

    def explain_emptiness(self) -> None:
        """Say also how many jobs the filter finds."""
        super().explain_emptiness()
        if self._filter_line is not None:
            self._filter_line.found = len(self.order.keys), len(self.snapshot.jobs)

    def go_to_list(self) -> None:
        """Leave the detail, and let go of it where the list takes its place."""
        self.pane.leave()
        self.remove_class("-detail-open")
        self.table.focus()
        if not self.is_detail_shown:
            self.leave_detail()

    def on_input_changed(self, event: Input.Changed) -> None:
        """Filter while the user types."""
        if event.input.id == "filter" and event.value != self.query_words:
            self.filter_by(event.value)

    def on_input_submitted(self, event: Input.Submitted) -> None:
        """Keep the filter and go to the list: to its first job when the selected one is hidden."""
        if self._filter_line is not None:
            self._filter_line.display = bool(event.value)
        self.table.focus()
        if self.table.cursor_index is None:
            self.table.move_to(0)

    def clear_filter(self) -> None:
        """Show all jobs again, and put the filter line away."""
        self.filter_by("")
        if self._filter_line is not None:
            self._filter_line.display = False

    def filter_by(self, words: str) -> None:
        """Show only jobs that hold these words."""
        self.query_words = words
        self.order.set_query(words)
        self.apply_order()

    @work(group="dialog", description="sort")
    async def action_sort(self) -> None:
        """Ask for the column to sort by."""
        from jobview.ui.frame.dialogs import SortDialog

        order = self.order
        dialog = SortDialog(order.column_id, self.look.marks, descending=order.is_descending)
        column_id = await self.answer_of(dialog)
        if column_id is not None:
            self._sort_by(column_id)

    @on(JobTable.SortRequested)
    def sort_clicked(self, event: JobTable.SortRequested) -> None:
        """Sort by the header that was clicked; again turns it round."""
        self._sort_by(event.column_id)

    def _sort_by(self, column_id: str) -> None:
        same = column_id == self.order.column_id
        self.order.set_sort(column_id, descending=same and not self.order.is_descending)
        self.apply_order()
