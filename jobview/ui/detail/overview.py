"""The Overview tab: progress, then everything the server said about the job, one fact a line."""

from __future__ import annotations

from typing import TYPE_CHECKING

from textual.containers import VerticalScroll
from textual.content import Content
from textual.reactive import var
from textual.widget import Widget

from jobview.ui.detail.facts import fact_line, job_facts
from jobview.ui.detail.progress_panel import ProgressPanel

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import tzinfo

    from textual.app import ComposeResult

    from jobview.jobs.job import Job
    from jobview.ui.paint.marks import Marks


class Overview(VerticalScroll):
    """Progress panel over facts; both follow the bound job."""

    job: var[Job | None] = var(None)
    now_s: var[float] = var(0.0)
    is_stale: var[bool] = var(False)
    """Whether what is known of the job is too old to be taken for the present."""

    def __init__(self, marks: Marks, zone: tzinfo | None) -> None:
        super().__init__()
        self._marks = marks
        self._zone = zone

    def compose(self) -> ComposeResult:
        """The panel, then the facts."""
        yield ProgressPanel(self._marks, self._zone).data_bind(
            Overview.job, Overview.now_s, Overview.is_stale
        )
        yield JobFacts(self._zone).data_bind(Overview.job)


class JobFacts(Widget):
    """Labels and values, a line each, values cut at the pane's edge.

    A running job is another object at every answer, its facts are the same: they are painted
    anew only when one of them changed.
    """

    DEFAULT_CSS = """
    JobFacts { height: auto; width: 1fr; }
    """

    job: var[Job | None] = var(None)

    def __init__(self, zone: tzinfo | None) -> None:
        super().__init__()
        self._zone = zone
        self._facts: Sequence[tuple[str, str]] = ()

    def watch_job(self, job: Job | None) -> None:
        """Take in what changed; a new height only for another number of facts: layout is costly."""
        facts = job_facts(job, self._zone) if job else []
        if facts != self._facts:
            is_layout_due = len(facts) != len(self._facts)
            self._facts = facts
            self.refresh(layout=is_layout_due)

    def render(self) -> Content:
        """The facts that are known; unknown ones take no line."""
        width = self.size.width
        return Content("\n").join([fact_line(label, value, width) for label, value in self._facts])
