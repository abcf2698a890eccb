"""The selected job's progress, large: bar, rate, likely end, and how long nothing moved."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from textual.content import Content
from textual.reactive import reactive
from textual.widget import Widget

from jobview.jobs.fate import FORGOTTEN, fate_of
from jobview.jobs.job import Place
from jobview.jobs.phase import Phase
from jobview.jobs.ring import cluster_word
from jobview.text import literal, sentence
from jobview.ui.detail.facts import fact_line, time_fact
from jobview.ui.paint.bars import bar_cells, percent_words, sparkline
from jobview.ui.paint.wording import duration, hour_and_minute

if TYPE_CHECKING:
    from datetime import tzinfo

    from jobview.jobs.job import Estimate, Job
    from jobview.ui.paint.marks import Marks

_QUIET_AFTER_S: Final = 10.0
"""How long progress may stand still before the panel mentions it."""
_MAX_BAR_CELLS: Final = 72


class ProgressPanel(Widget):
    """How far the job is, when it will end and how long it has taken; estimates wear `~`."""

    DEFAULT_CSS = """
    ProgressPanel { height: 5; width: 1fr; }
    """

    job: reactive[Job | None] = reactive(None)
    now_s: reactive[float] = reactive(0.0)
    is_stale: reactive[bool] = reactive(False)
    """Whether what is known of the job is too old to be taken for the present."""

    def __init__(self, marks: Marks, zone: tzinfo | None) -> None:
        super().__init__()
        self._marks = marks
        self._zone = zone

    def render(self) -> Content:
        """Headline, bar, rate, blank, time."""
        job = self.job
        if job is None:
            return Content("")
        lines = [self._headline(job)]
        if job.phase.is_active and job.progress is not None and not _is_elsewhere(job):
            lines += [self._bar(job), self._pace(job)]
        else:
            lines += [self._ending(job), Content("")]
        lines += [Content(""), self._time(job)]
        return Content("\n").join(lines)

    def _time(self, job: Job) -> Content:
        return fact_line(*time_fact(job, self.now_s), self.size.width)

    def _headline(self, job: Job) -> Content:
        looks = "stalled" if job.is_stalled else job.phase.value
        style = f"$phase-{looks}"
        mark = self._marks.stalled if job.is_stalled else self._marks.mark(job.phase)
        parts = [Content.styled(f" {mark} {looks}", f"{style} bold")]
        is_other_word = job.status.casefold() not in {"", job.phase.value}
        if is_other_word and not _is_elsewhere(job):
            parts.append(Content.styled(f" ({literal(job.status, limit=40)})", "dim"))
        if job.phase.is_active and job.progress is not None and not _is_elsewhere(job):
            parts.append(Content(f"   {percent_words(job.progress)}"))
            if not self.is_stale:
                parts.append(Content(self._end_words(job.estimate)))
        if job.cancel_words:
            parts.append(Content.styled(f"   {literal(job.cancel_words, limit=120)}", "italic"))
        return Content.assemble(*parts)

    def _end_words(self, estimate: Estimate) -> str:
        words = ""
        if estimate.rate_per_s:
            words += f"   {_rate_words(estimate.rate_per_s)}"
        if estimate.ends_s is not None:
            words += f"   ends ~{hour_and_minute(estimate.ends_s, self._zone)}"
            early, late = estimate.ends_earliest_s, estimate.ends_latest_s
            if early is not None and late is not None:
                first = hour_and_minute(early, self._zone)
                last = hour_and_minute(late, self._zone)
                words += "" if first == last else f" ({first} to {last})"
        return words

    def _bar(self, job: Job) -> Content:
        width = max(min(self.size.width - 2, _MAX_BAR_CELLS), 1)
        filled, track = bar_cells(job.progress or 0, width, ascii_only=self._marks.is_ascii)
        style = "$phase-stalled" if job.is_stalled else "$phase-running"
        if self.is_stale:
            style = "$muted"
        return Content.assemble(" ", (filled, style), (track, "$track"))

    def _pace(self, job: Job) -> Content:
        if self.is_stale:
            return Content.styled(" as it was when last heard of", "dim")
        estimate = job.estimate
        parts: list[Content] = [Content(" ")]
        if estimate.rates:
            line = sparkline(estimate.rates, ascii_only=self._marks.is_ascii)
            parts.append(Content.assemble(("rate ", "dim"), (line, "$phase-running"), "   "))
        quiet_s = self.now_s - estimate.moved_s if estimate.moved_s is not None else 0.0
        if quiet_s >= _QUIET_AFTER_S:
            style = "$phase-stalled" if job.is_stalled else "dim"
            parts.append(Content.styled(f"no progress for {duration(quiet_s)}", style))
        return Content.assemble(*parts)

    def _ending(self, job: Job) -> Content:
        if job.phase.is_active and _is_elsewhere(job):
            at = "" if job.progress is None else f" It was at {percent_words(job.progress)}."
            words = f" On {cluster_word(job.key.cluster)}, which is not asked now.{at}"
            return Content.styled(literal(words), "dim")
        if job.is_synchronous and job.phase.is_active:
            return Content.styled(" A synchronous call: the server tells no progress.", "dim")
        if job.phase is Phase.VANISHED:
            return Content.styled(f" {lost_words(job)}", "dim")
        if job.phase.is_active:
            return Content.styled(" Progress was not told yet.", "dim")
        return Content.styled(f" {literal(job.outcome, limit=500)}", "")


def lost_words(job: Job) -> str:
    """What became of a vanished job and, as far as it was told, how far it had come, or why."""
    fate = fate_of(job)
    if job.is_unheard_of and job.outcome:
        return f"{sentence(fate)[:-1]}: {literal(job.outcome, limit=500)}"
    is_told = fate == FORGOTTEN and job.progress is not None
    return sentence(f"{fate} at {percent_words(job.progress or 0)}" if is_told else fate)


def _is_elsewhere(job: Job) -> bool:
    return job.place is Place.ELSEWHERE


def _rate_words(rate_per_s: float) -> str:
    if rate_per_s >= 0.1:  # noqa: PLR2004 - below, a rate a minute reads better
        return f"{rate_per_s:.2f} %/s"
    return f"{rate_per_s * 60:.2f} %/min"
