"""The Overview tab: progress, then everything the server said about the job, one fact a line."""

from __future__ import annotations

from typing import TYPE_CHECKING

from textual.containers import VerticalScroll
from textual.content import Content
from textual.reactive import reactive, var
from textual.widget import Widget

from jobview.text import literal
from jobview.ui.progress_panel import ProgressPanel
from jobview.ui.wording import duration, moment

if TYPE_CHECKING:
    from datetime import tzinfo

    from textual.app import ComposeResult

    from jobview.jobs.job import Job
    from jobview.ui.marks import Marks

_LABEL_CELLS = 12
_VALUE_LIMIT = 2_000


class Overview(VerticalScroll):
    """Progress panel over facts; both follow the bound job."""

    job: var[Job | None] = var(None)
    now_s: var[float] = var(0.0)

    def __init__(self, marks: Marks, zone: tzinfo | None) -> None:
        super().__init__()
        self._marks = marks
        self._zone = zone

    def compose(self) -> ComposeResult:
        """The panel, then the facts."""
        yield ProgressPanel(self._marks, self._zone).data_bind(Overview.job, Overview.now_s)
        yield JobFacts(self._zone).data_bind(Overview.job, Overview.now_s)


class JobFacts(Widget):
    """Labels and values, a line each, values cut at the pane's edge."""

    DEFAULT_CSS = """
    JobFacts { height: auto; width: 1fr; }
    """

    job: reactive[Job | None] = reactive(None)
    now_s: reactive[float] = reactive(0.0)

    def __init__(self, zone: tzinfo | None) -> None:
        super().__init__()
        self._zone = zone
        self._line_count = 0

    def watch_job(self, job: Job | None) -> None:
        """Ask for a new height only when the number of facts changed: layout is costly."""
        line_count = len(job_facts(job, self.now_s, self._zone)) if job else 0
        if line_count != self._line_count:
            self._line_count = line_count
            self.refresh(layout=True)

    def render(self) -> Content:
        """The facts that are known; unknown ones take no line."""
        if self.job is None:
            return Content("")
        room = max(self.size.width - 1, _LABEL_CELLS + 8) - _LABEL_CELLS - 1
        facts = job_facts(self.job, self.now_s, self._zone)
        lines = [_fact_line(label, value, room) for label, value in facts]
        return Content("\n").join([Content(""), *lines])


def _fact_line(label: str, value: str, room: int) -> Content:
    """One fact, its value in `room` cells."""
    text = Content(literal(value, limit=_VALUE_LIMIT)).truncate(room, ellipsis=True)
    return Content.assemble((f" {label:<{_LABEL_CELLS}}", "dim"), text)


def job_facts(job: Job, now_s: float, zone: tzinfo | None) -> list[tuple[str, str]]:
    """What is known of the job as label and value, the most asked-for first."""
    listed = job.listed
    facts: list[tuple[str, str]] = []
    if listed.received_ms is not None:
        received_s = listed.received_ms / 1000
        facts.append(("submitted", moment(received_s, zone)))
        end_s = job.finished_s if job.phase.is_final else now_s
        if end_s is not None and end_s >= received_s:
            label = "took" if job.phase.is_final else "elapsed"
            facts.append((label, duration(end_s - received_s)))
    if job.finished_s is not None:
        facts.append(("finished", f"{moment(job.finished_s, zone)} (seen)"))
    texts = (
        ("by", listed.auth_id),
        ("from", listed.source_ip),
        ("tag", job.job_tag),
        ("status", listed.status),
        ("flags", listed.flags),
        ("user data", listed.user_data),
        ("query", listed.query_text),
        ("error", job.error_message),
    )
    facts += [(label, value) for label, value in texts if value]
    if not job.is_listed:
        facts.append(("listed", "no longer; known from /get/job"))
    return facts
