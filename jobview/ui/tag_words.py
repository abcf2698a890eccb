"""What is said when a job is named by an id and a tag that are not one job's."""

from __future__ import annotations

from typing import TYPE_CHECKING

from jobview.jobs.job import Place
from jobview.text import literal

if TYPE_CHECKING:
    from collections.abc import Iterable

    from jobview.jobs.job import Job
    from jobview.jobs.target import JobTarget


def other_tag_words(jobs: Iterable[Job], target: JobTarget) -> str:
    """That the job of the target's id is known by another tag; empty as far as it is not."""
    if not target.job_tag:
        return ""
    for job in jobs:
        is_meant = job.job_id == target.job_id and job.place is not Place.ELSEWHERE
        if is_meant and not job.is_superseded and job.job_tag not in {"", target.job_tag}:
            known = literal(job.job_tag, limit=80)
            return f"Job {job.job_id} is known here by the tag {known}, not {target.job_tag}."
    return ""
