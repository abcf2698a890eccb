"""The detail pane: a rule that names the job, tabs, and the open tab's body."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from textual import on
from textual.content import Content
from textual.reactive import reactive, var
from textual.widget import Widget

from jobview.jobs.phase import Phase
from jobview.text import literal
from jobview.ui.frame.tab_line import Tab, TabLine

if TYPE_CHECKING:
    from datetime import tzinfo

    from textual.app import ComposeResult

    from jobview.jobs.job import Job
    from jobview.polling.details import FetchProgress, JobDetail
    from jobview.ui.paint.marks import Marks

_TABS: Final = (
    Tab("overview", "Overview"),
    Tab("result", "Result"),
    Tab("query", "Query"),
    Tab("raw", "Raw"),
)
_TABS_OF_FAILED: Final = (_TABS[0], Tab("result", "Error"), *_TABS[2:])


class RuleTitle(Widget):
    """A rule across the pane with the job's id, endpoint and phase in it."""

    DEFAULT_CSS = """
    RuleTitle { height: 1; width: 1fr; }
    """

    job: reactive[Job | None] = reactive(None)

    def __init__(self, marks: Marks) -> None:
        super().__init__()
        self._marks = marks

    def render(self) -> Content:
        """The rule in its own colour, which tells the focus; the names in it bold."""
        job = self.job
        line = self._marks.rule
        if job is None:
            return Content(line * self.size.width)
        words = f" {job.job_id} {literal(job.endpoint, limit=120)} "
        looks = "stalled" if job.is_stalled else job.phase.value
        mark = self._marks.stalled if job.is_stalled else self._marks.mark(job.phase)
        title = Content.assemble(
            line, (words, "$foreground bold"), (f"{mark} {looks} ", f"$phase-{looks}")
        ).truncate(self.size.width, ellipsis=True)
        rest = max(self.size.width - title.cell_length, 0)
        return Content.assemble(title, line * rest)


class DetailPane(Widget):
    """Shows one job; data comes down by binding, the tab is the pane's own state."""

    job: var[Job | None] = var(None)
    detail: var[JobDetail | None] = var(None)
    progress: var[FetchProgress | None] = var(None)
    now_s: var[float] = var(0.0)
    is_stale: var[bool] = var(False)
    """Whether what is known of the job is too old to be taken for the present."""
    tab: var[str] = var("overview")
    has_body: reactive[bool] = reactive(False, recompose=True)
    """Whether a job was ever shown; before, the first frame goes without the body."""
    holds_focus: var[bool] = var(False)
    """Whether the user is in here: what a tab makes anew then takes the focus again."""

    def __init__(self, marks: Marks, zone: tzinfo | None, *, id: str | None = None) -> None:
        super().__init__(id=id)
        self._marks = marks
        self._zone = zone

    def compose(self) -> ComposeResult:
        """Rule, tabs, body."""
        yield RuleTitle(self._marks).data_bind(DetailPane.job)
        yield TabLine(_TABS, bar=self._marks.bar, id="detail-tabs").data_bind(active=DetailPane.tab)
        if self.has_body:
            # Brings tables, text views and the results' decoding, 60 ms, after the first rows.
            from jobview.ui.detail.detail_body import DetailBody

            yield DetailBody(self._marks, self._zone).data_bind(
                DetailPane.job,
                DetailPane.detail,
                DetailPane.progress,
                DetailPane.now_s,
                DetailPane.is_stale,
                DetailPane.tab,
                DetailPane.holds_focus,
            )

    def watch_job(self, job: Job | None) -> None:
        """Have a body from the first job on; call the second tab by what it holds."""
        self.has_body = self.has_body or job is not None
        failed = job is not None and job.phase is Phase.FAILED
        for tab_line in self.query("#detail-tabs").results(TabLine):
            tab_line.tabs = _TABS_OF_FAILED if failed else _TABS

    def watch_holds_focus(self, holds_focus: bool) -> None:  # noqa: FBT001 - Textual's signature
        """Colour the rule while the user is in here."""
        self.set_class(holds_focus, "-entered")

    @on(TabLine.TabChosen, "#detail-tabs")
    def open_tab(self, event: TabLine.TabChosen) -> None:
        """Open the tab that was clicked."""
        event.stop()
        self.tab = event.tab_id

    def step_tab(self, step: int) -> None:
        """Open the tab `step` places further, going round."""
        self.tab = self.query_one("#detail-tabs", TabLine).neighbour(step)

    def enter(self) -> None:
        """Take the focus into the open tab; it stays there when the tab's content changes."""
        self.holds_focus = True

    def leave(self) -> None:
        """Let the focus go elsewhere for good."""
        self.holds_focus = False
