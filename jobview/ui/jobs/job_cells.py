"""The words of a job's row: ages, estimates, outcomes. Pure; times are handed in."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, NamedTuple

from jobview.jobs.fate import FORGOTTEN, fate_of
from jobview.jobs.job import Place
from jobview.jobs.phase import Phase
from jobview.jobs.ring import cluster_word
from jobview.ui.paint.bars import percent_words
from jobview.ui.paint.wording import coarse_duration, duration

if TYPE_CHECKING:
    from jobview.jobs.job import Job
    from jobview.ui.jobs.job_layout import JobLayout
    from jobview.ui.paint.marks import Marks

_TEN_S: Final = 10
_MINUTE_S: Final = 60
_HOUR_S: Final = 3600
_MINUTES_UNTIL_S: Final = 10 * _HOUR_S
"""From ten hours on a list tells hours only."""
_LINE_LIMIT: Final = 1_000
"""How much of an error message is searched for its first line."""


ELSEWHERE_WORD: Final = "elsewhere"
"""Instead of a status that its cluster is not asked for now."""


class RowTimes(NamedTuple):
    """The two cells that change by themselves."""

    age: str
    """Since the server received the request: `10 s`, `2 m`, `1 h 04`; empty when not known."""
    note: str
    """The ETA column: `~3 m`, a dash, or where no status word is shown, what is unusual."""


def row_times(
    job: Job, layout: JobLayout, marks: Marks, *, now_s: float, is_stale: bool
) -> RowTimes:
    """The row's times as of `now_s`."""
    age = "" if job.received_s is None else age_words(now_s - job.received_s)
    if job.phase.is_final:
        return RowTimes(age, "")
    return RowTimes(age, _note(job, layout, marks, now_s, is_stale=is_stale))


def _note(job: Job, layout: JobLayout, marks: Marks, now_s: float, *, is_stale: bool) -> str:
    estimate = job.estimate
    if job.place is Place.ELSEWHERE:
        return ""
    if not layout.has_words and estimate.stalled_since_s is not None:
        if is_stale:
            return "stalled"
        return f"stalled {coarse_duration(now_s - estimate.stalled_since_s)}"
    if not layout.has_words and job.phase is Phase.UNKNOWN:
        return job.status
    if is_stale or job.is_stalled or estimate.ends_s is None:
        return marks.dash
    return f"~{short_duration(estimate.ends_s - now_s)}"


def age_words(seconds: float) -> str:
    """An age in at most six cells; the first minute in tens of seconds.

    To count single seconds would change every row of a list of young jobs at every look, for
    figures that say no more: the selected job's detail has them.
    """
    if seconds < _TEN_S:
        return "<10 s"
    if seconds < _MINUTE_S:
        return f"{int(seconds // _TEN_S) * _TEN_S} s"
    return short_duration(seconds)


def short_duration(seconds: float) -> str:
    """At most six cells up to 99 999 days: `12 s`, `2 m`, `1 h 04`, `12 h`, `3 d`."""
    if _HOUR_S <= seconds < _MINUTES_UNTIL_S:
        return f"{int(seconds // _HOUR_S)} h {int(seconds % _HOUR_S // 60):02}"
    return coarse_duration(seconds)


def elsewhere_words(job: Job, marks: Marks) -> str:
    """What is left to say of a job whose cluster is not asked: how far it was, and where it is."""
    at = "" if job.progress is None else f"was at {percent_words(job.progress)} {marks.separator} "
    return f"{at}on {cluster_word(job.key.cluster)}"


def outcome_words(job: Job, marks: Marks) -> str:
    """A finished job in one line: what came out and how long it took, or why it failed."""
    at = "" if job.progress is None else f" at {percent_words(job.progress)}"
    if job.phase is Phase.FAILED:
        return _first_line(job.error_message) or _first_line(job.outcome)
    if job.phase is Phase.CANCELLED:
        return at.strip() or job.outcome
    if job.phase is Phase.VANISHED:
        fate = fate_of(job)
        return f"{fate}{at}" if fate == FORGOTTEN else fate
    return f" {marks.separator} ".join(words for words in (job.outcome, _took(job)) if words)


def _first_line(text: str) -> str:
    lines = text[:_LINE_LIMIT].splitlines()
    return next((line for line in lines if line.strip()), "")


def _took(job: Job) -> str:
    if job.finished_s is None or job.received_s is None:
        return ""
    return duration(job.finished_s - job.received_s)
