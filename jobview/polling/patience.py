"""How long a job may be left alone because it will hardly have anything new to tell.

A percentage is a whole number: a job that gains one point in ten seconds answers the same for ten
seconds. Of the answers about fifty jobs asked every two seconds, half told nothing new. That a job
has finished the list tells, at its own pace; a job it does not tell of is not left alone.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from jobview.jobs.job import Place

if TYPE_CHECKING:
    from jobview.jobs.job import Job

LONGEST_S: Final = 10.0
"""No running job is left alone longer, however slow it is."""

STANDSTILL_SHARE: Final = 0.25
"""For which part of the time it has already stood still a job is expected to go on so."""


def quiet_s(job: Job, now_s: float) -> float:
    """Seconds from `now_s` in which nothing new is to be expected of a job that was just asked.

    Args:
        job: with the newest answer taken in.
        now_s: wall clock.
    """
    is_listed = job.is_listed and job.place is Place.HERE
    if not (is_listed and job.phase.is_active) or job.progress is None:
        return 0.0
    estimate = job.estimate
    moved_s = job.first_seen_s if estimate.moved_s is None else estimate.moved_s
    still_s = max(now_s - moved_s, 0.0)
    expected_s = still_s * STANDSTILL_SHARE
    if estimate.rate_per_s:
        expected_s = max(expected_s, 1.0 / estimate.rate_per_s - still_s)
    return min(expected_s, LONGEST_S)
