"""A result: what happened, what there is to see, a view of it, and the line under the view."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING, ClassVar

from textual import on, work
from textual.binding import Binding
from textual.containers import Horizontal, Vertical
from textual.content import Content
from textual.reactive import var
from textual.widgets import Static

from jobview.results.cells.values import PLAIN
from jobview.text import literal, literal_lines
from jobview.ui.bindings.keys import bindings
from jobview.ui.bindings.result_keys import SEARCH_KEYS, VIEW_KEYS
from jobview.ui.frame.status_line import StatusLine
from jobview.ui.frame.tab_line import Tab, TabLine
from jobview.ui.result.copy_part import CopyAsked
from jobview.ui.result.result_heading import heading, repeats_heading
from jobview.ui.result.result_view import ResultView
from jobview.ui.result.result_views import SMALL_BYTES, made_ready, offered
from jobview.ui.result.searched_pane import SearchedPane
from jobview.ui.result.view_kind import ViewKind

if TYPE_CHECKING:
    from collections.abc import Callable

    from textual.app import ComposeResult
    from textual.binding import BindingType

    from jobview.results.cells.values import ValueStyle
    from jobview.results.model import DecodedResult
    from jobview.ui.paint.marks import Marks
    from jobview.ui.result.copy_part import CopyPart
    from jobview.ui.result.result_views import ChosenViews

_SUMMARY_CHARACTERS = 500
_REMARK_CHARACTERS = 500
_NOTE_CHARACTERS = 2_000
_KEPT_KINDS = frozenset({ViewKind.TABLE, ViewKind.FACTS, ViewKind.TREE})


class ResultPane(SearchedPane):
    """Shows one result in one view at a time; a large one is made ready in a thread.

    Reactives:
        kind: the view shown; the chosen one is remembered in `chosen`.
        holds_focus: whether the user is in here: a new view then takes the focus.
    """

    DEFAULT_CSS = """
    ResultPane { height: 1fr; width: 1fr; }
    #result-view { height: 1fr; }
    .result-heading { height: 1; }
    .result-heading Static { width: 1fr; padding: 0 1; }
    .result-heading TabLine { width: auto; }
    """
    BINDINGS: ClassVar[list[BindingType]] = [
        *bindings(VIEW_KEYS),
        # Where nothing can be sorted, the board must not ask how to sort its jobs.
        Binding("s", "nothing_to_sort", show=False),
    ]

    pane_keys = (*SEARCH_KEYS, *VIEW_KEYS)

    kind: var[ViewKind] = var(ViewKind.HEX, init=False)
    holds_focus: var[bool] = var(False, init=False)

    def __init__(
        self,
        result: DecodedResult,
        chosen: ChosenViews,
        marks: Marks,
        *,
        value_style: ValueStyle = PLAIN,
    ) -> None:
        super().__init__(marks)
        self._value_style = value_style
        self.result = result
        self._chosen = chosen
        self._kinds = offered(result)
        self._kept: dict[ViewKind, ResultView] = {}
        """Views that were shown and hold little: sorted, opened and scrolled as they were."""
        self.set_reactive(ResultPane.kind, chosen.view_for(result) or ViewKind.HEX)

    def compose(self) -> ComposeResult:
        """Summary, remarks, note, heading with the views' names, the view, the line under it."""
        result, marks = self.result, self.marks
        if result.summary and not repeats_heading(result):
            summary = Content(literal(result.summary, limit=_SUMMARY_CHARACTERS))
            yield Static(summary, classes="result-summary")
        if result.remarks:
            remarks = "\n".join(
                literal(remark, limit=_REMARK_CHARACTERS) for remark in result.remarks
            )
            yield Static(Content.styled(remarks, "$phase-stalled"), classes="result-remarks")
        if result.note:
            note = literal_lines(result.note, limit=_NOTE_CHARACTERS)
            yield Static(Content.styled(note, "$phase-stalled"), classes="result-note")
        with Horizontal(classes="result-heading"):
            yield Static(self._heading(), id="result-count")
            names = [Tab(kind.value, kind.value) for kind in self._kinds]
            yield TabLine(names, bar=marks.separator, id="view-names")
        with Vertical(id="result-view"):
            if len(result.raw) <= SMALL_BYTES:
                view = made_ready(result, self.kind, marks, self._value_style)()
                self._take(view)
                yield view
        yield StatusLine(marks)

    def on_mount(self) -> None:
        """Show what the view says, or begin to make it."""
        if not self.children:
            return  # it was replaced before it was made: Textual mounts nothing into such a widget
        self.query_one("#view-names", TabLine).active = self.kind.value
        if self.view is None:
            self._open_view()
        else:
            self.tell()

    def _heading(self) -> Content:
        return Content.styled(heading(self.result, self.kind), "$muted")

    # Choosing.

    def action_step_view(self, step: int) -> None:
        """Show the result in the view `step` places further, going round."""
        kinds = self._kinds
        self.show_kind(kinds[(kinds.index(self.kind) + step) % len(kinds)])

    @on(TabLine.TabChosen, "#view-names")
    def view_clicked(self, event: TabLine.TabChosen) -> None:
        """Show the view whose name was clicked."""
        event.stop()
        self.show_kind(ViewKind(event.tab_id))

    def show_kind(self, kind: ViewKind) -> None:
        """Show the result in a view, and others of its kind from now on."""
        self._chosen.choose(self.result, kind)
        self.kind = kind

    def watch_kind(self, kind: ViewKind) -> None:
        """Make the new view and put it in the old one's place."""
        self.query_one("#view-names", TabLine).active = kind.value
        self.query_one("#result-count", Static).update(self._heading())
        self._open_view()

    @work(group="view", exclusive=True, description="make a view")
    async def _open_view(self) -> None:
        """Show the view of the present kind, once it is ready; one seen before as it was left."""
        view = self._kept.get(self.kind) or (await self._made_ready())()
        view.search_words = self.search_words
        had_focus = self.has_focus_within
        place = self.query_one("#result-view", Vertical)
        with self.app.batch_update():
            for other in [*place.children]:
                if other in self._kept.values():
                    other.display = False
                else:
                    await other.remove()
            if not view.is_attached:
                await place.mount(view)
            view.display = True
        self._take(view)
        if self.holds_focus or had_focus:
            view.focus()
        self.tell()

    async def _made_ready(self) -> Callable[[], ResultView]:
        wanted = self.result, self.kind, self.marks, self._value_style
        if len(self.result.raw) <= SMALL_BYTES:
            return made_ready(*wanted)
        self.query_one(StatusLine).where = "making it ready…"
        return await asyncio.to_thread(made_ready, *wanted)

    def _take(self, view: ResultView) -> None:
        self.view = view
        if self.kind in _KEPT_KINDS:
            self._kept[self.kind] = view

    # A value in full.

    @on(ResultView.ValueOpened)
    def open_value(self, event: ResultView.ValueOpened) -> None:
        """Show a cell or value in full."""
        event.stop()
        self._open_value(event)

    @work(group="value", exclusive=True, description="open a value")
    async def _open_value(self, event: ResultView.ValueOpened) -> None:
        from jobview.ui.result.value_content import is_large, value_content
        from jobview.ui.result.value_screen import ValueScreen

        wanted = event.value, event.column_type, self._value_style
        if is_large(event.value):
            content = await asyncio.to_thread(value_content, *wanted)
        else:
            content = value_content(*wanted)
        self.app.push_screen(ValueScreen(event.title, content, self.marks, self._ask_for_copy))

    def _ask_for_copy(self, part: CopyPart) -> None:
        self.post_message(CopyAsked(part))

    def action_nothing_to_sort(self) -> None:
        """Say that only a table is sorted."""
        self.say("only a table is sorted")
