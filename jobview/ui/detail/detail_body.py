"""What stands under the detail's tabs: overview, result or error, query, raw."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from textual.content import Content
from textual.reactive import reactive, var
from textual.widget import Widget
from textual.widgets import Static

from jobview.jobs.kept_text import whole
from jobview.jobs.phase import Phase
from jobview.results.cells.values import ValueStyle
from jobview.text import literal_lines
from jobview.ui.detail.error_view import ErrorView
from jobview.ui.detail.overview import Overview
from jobview.ui.detail.transfer_note import TransferNote
from jobview.ui.frame.empty import why_empty_tab
from jobview.ui.paint.highlights import sql_spans
from jobview.ui.result.copy_part import CopyPart
from jobview.ui.result.result_pane import ResultPane
from jobview.ui.result.result_views import ChosenViews
from jobview.ui.result.text_pane import TextPane
from jobview.ui.result.text_result import TextResult
from jobview.ui.text.result_lines import raw_lines

if TYPE_CHECKING:
    from datetime import tzinfo

    from textual.app import ComposeResult

    from jobview.jobs.job import Job
    from jobview.polling.details import FetchProgress, JobDetail
    from jobview.results.model import DecodedResult
    from jobview.ui.paint.highlights import Token
    from jobview.ui.paint.marks import Marks

_TONES: Final[dict[Phase, Token]] = {Phase.FAILED: "failed", Phase.CANCELLED: "cancelled"}
"""The phases whose error message is the outcome, and its colour."""


class DetailBody(Widget):
    """Holds only the open tab's widget; the overview follows its job, the others are made anew."""

    DEFAULT_CSS = """
    DetailBody { height: 1fr; width: 1fr; }
    """

    job: var[Job | None] = var(None)
    detail: var[JobDetail | None] = var(None)
    progress: var[FetchProgress | None] = var(None)
    now_s: var[float] = var(0.0)
    is_stale: var[bool] = var(False)
    """Whether what is known of the job is too old to be taken for the present."""
    tab: reactive[str] = reactive("overview", recompose=True)
    holds_focus: var[bool] = var(False)

    def __init__(self, marks: Marks, zone: tzinfo | None) -> None:
        super().__init__()
        self._marks = marks
        self._zone = zone
        self._views = ChosenViews()
        self._shown: list[object] = []
        """What the tabs but the overview are made of."""

    def watch_job(self) -> None:
        """Make the open tab anew when it shows another job, or another phase or text of it."""
        self._renew()

    def watch_detail(self) -> None:
        """Make the open tab anew when the result arrived."""
        self._renew()

    def _renew(self) -> None:
        job = self.job
        shown: list[object] = [self.detail]
        if job is not None:
            shown += [job.key, job.phase, job.error_message, job.listed.query_text]
        if shown == self._shown:
            return
        self._shown = shown
        if self.tab != "overview":
            self.refresh(recompose=True)

    async def recompose(self) -> None:
        """Make the open tab's widgets anew, and keep the user in them."""
        await super().recompose()
        # Textual forgets who was bound to a reactive when that changes next, and these change
        # seldom: until then they would keep all that was ever shown here.
        self.mutate_reactive(DetailBody.job)
        self.mutate_reactive(DetailBody.progress)
        self.mutate_reactive(DetailBody.is_stale)
        self.watch_holds_focus(self.holds_focus)
        # A node keeps the last message it had, be it that a view of a large result lost the focus.
        for node in self.ancestors_with_self:
            node.call_next(_nothing)

    def watch_holds_focus(self, holds_focus: bool) -> None:  # noqa: FBT001 - Textual's signature
        """Give the focus to what the open tab can scroll or move in, if there is any."""
        for pane in self.query(ResultPane):
            pane.holds_focus = holds_focus
        if not holds_focus:
            return
        for widget in self.query("*"):
            if widget.focusable and widget.display:
                widget.focus()
                return

    def compose(self) -> ComposeResult:
        """The widgets of the open tab."""
        if self.tab == "overview":
            yield Overview(self._marks, self._zone).data_bind(
                DetailBody.job, DetailBody.now_s, DetailBody.is_stale
            )
        elif self.tab == "query":
            text = self.job.listed.query_text if self.job else ""
            if text:
                view = TextResult(text.split("\n"), highlighter=sql_spans)
                view.whole = CopyPart("query", lambda: text)
                yield TextPane(view, self._marks)
            else:
                yield _note("This job has no query text.")
        elif self.tab == "raw":
            yield from self._raw()
        else:
            yield from self._outcome()

    def _raw(self) -> ComposeResult:
        detail = self.detail
        if detail is None or detail.reply is None:
            yield self._waiting_note()
        else:
            yield TextPane(TextResult(raw_lines(detail.reply, detail.result)), self._marks)

    def _outcome(self) -> ComposeResult:
        job, detail = self.job, self.detail
        message = detail.reply.error_message if detail is not None and detail.reply else ""
        message = whole(job.error_message if job else "", message)
        if job is not None and job.phase in _TONES and message:
            tone = _TONES[job.phase]
            view = ErrorView(message, job.listed.query_text, self._marks, tone=tone)
            yield TextPane(view, self._marks)
        elif detail is None or detail.result is None:
            yield self._waiting_note()
        else:
            yield self._result(detail.result)

    def _waiting_note(self) -> TransferNote:
        note = TransferNote(why_empty_tab(self.job, self.detail))
        return note.data_bind(DetailBody.progress)

    def _result(self, result: DecodedResult) -> Widget:
        if self._views.view_for(result) is None:
            return _note(result.note or "The job is done and returned nothing.")
        style = ValueStyle(self._zone, self._marks.ellipsis)
        pane = ResultPane(result, self._views, self._marks, value_style=style)
        # Told and not bound: a binding would hold the pane, and so its result, when it is gone.
        pane.holds_focus = self.holds_focus
        return pane


def _note(sentence: str) -> Static:
    return Static(Content.styled(literal_lines(sentence, limit=2_000), "dim"), classes="note")


def _nothing() -> None:
    """Takes the place of a message."""
