"""What is known of a job, as labels and values, a line each."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from textual.content import Content

from jobview.jobs.job import Place
from jobview.jobs.ring import cluster_word
from jobview.text import literal
from jobview.ui.paint.wording import duration, moment

if TYPE_CHECKING:
    from datetime import tzinfo

    from jobview.jobs.job import Job

_LABEL_CELLS: Final = 12
_MIN_VALUE_CELLS: Final = 8
_VALUE_LIMIT: Final = 2_000


_PLACES: Final = {
    Place.HERE: "",
    Place.FOLLOWED: ", followed by its tag on another one that is asked now",
    Place.ELSEWHERE: ", not asked now: another one of the ring is",
}


def fact_line(label: str, value: str, width: int) -> Content:
    """One fact in a line of `width` cells, the value cut at its end."""
    room = max(width - 2 - _LABEL_CELLS, _MIN_VALUE_CELLS - 1)
    text = Content(literal(value, limit=_VALUE_LIMIT)).truncate(room, ellipsis=True)
    return Content.assemble((f" {label:<{_LABEL_CELLS}}", "dim"), text)


def time_fact(job: Job, now_s: float) -> tuple[str, str]:
    """How long the job has taken until `now_s`, as label and value."""
    received_s = job.received_s
    end_s = job.finished_s if job.phase.is_final else now_s
    if job.place is Place.ELSEWHERE and not job.phase.is_final:
        return "elapsed", "not known: its cluster is not asked now"
    if job.is_unheard_of:
        return "asked for", f"{duration(now_s - job.first_seen_s)} ago"
    if end_s is None:
        return "took", "not known: it was not seen at work"
    if received_s is None:
        return "seen for", duration(end_s - job.first_seen_s)
    return "took" if job.phase.is_final else "elapsed", duration(end_s - received_s)


def job_facts(job: Job, zone: tzinfo | None) -> list[tuple[str, str]]:
    """What is known of the job as label and value, the most asked-for first; nothing that ages."""
    listed = job.listed
    facts: list[tuple[str, str]] = []
    if listed.received_ms is not None:
        facts.append(("submitted", moment(listed.received_ms / 1000, zone)))
    if job.finished_s is not None and not job.is_unheard_of:
        facts.append(("finished", f"{moment(job.finished_s, zone)} (seen)"))
    texts = (
        ("by", listed.auth_id),
        ("from", listed.source_ip),
        ("cluster", _cluster(job)),
        ("tag", job.job_tag),
        ("status", listed.status),
        ("flags", listed.flags),
        ("user data", listed.user_data),
        ("query", listed.query_text),
        ("error", job.error_message),
    )
    facts += [(label, value) for label, value in texts if value]
    if not job.is_listed and job.place is Place.HERE:
        listed_words = "not seen in any list" if listed.received_ms is None else "no longer"
        known_words = "" if job.is_unheard_of else "; known from /get/job"
        facts.append(("listed", listed_words + known_words))
    return facts


def _cluster(job: Job) -> str:
    return cluster_word(job.key.cluster) + _PLACES[job.place]
