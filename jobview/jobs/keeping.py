"""Which of the jobs that are in no list any more are kept."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Mapping

    from jobview.jobs.job import Job, JobKey


def surplus(
    left: Collection[JobKey], jobs: Mapping[JobKey, Job], watched: Collection[JobKey], limit: int
) -> Iterable[JobKey]:
    """The oldest of the jobs that left the list beyond `limit`, finished ones first.

    Jobs nobody found the time to ask about go as well, beyond twice the limit: before they fill
    the memory.

    Args:
        left: jobs in no list, in the order in which they left.
        jobs: all jobs.
        watched: jobs that are kept in any case.
        limit: finished jobs to keep.
    """
    spare = len(left) - limit
    if spare <= 0:
        return []
    unwatched = [key for key in left if key not in watched]
    finished = [key for key in unwatched if jobs[key].phase.is_final][:spare]
    spare = len(left) - len(finished) - 2 * limit
    if spare <= 0:
        return finished
    gone = frozenset(finished)
    return [*finished, *[key for key in unwatched if key not in gone][:spare]]
