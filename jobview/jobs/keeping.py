"""Which of the jobs that are in no list any more are kept."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Mapping, Sequence

    from jobview.jobs.job import Job, JobKey

KEPT_LEFT: Final = 2_000
"""Finished jobs to keep after they left the list."""

KEPT_LEFT_CHARACTERS: Final = 16_000_000
"""The most that the texts of those that left the list may have together: a query of megabytes may
be listed for a while, and then another."""


def surplus(
    left: Mapping[JobKey, int], jobs: Mapping[JobKey, Job], watched: Collection[JobKey], limit: int
) -> Sequence[JobKey]:
    """The oldest of the jobs that left the list beyond `limit`, finished ones first.

    Jobs nobody found the time to ask about go as well, beyond twice the limit: before they fill
    the memory. So do those whose texts would.

    Args:
        left: jobs in no list, in the order in which they left, and their texts' length.
        jobs: all jobs.
        watched: jobs that are kept in any case.
        limit: finished jobs to keep.
    """
    spare, excess = len(left) - limit, sum(left.values()) - KEPT_LEFT_CHARACTERS
    if spare <= 0 and excess <= 0:
        return ()
    unwatched = [key for key in left if key not in watched]
    finished = [key for key in unwatched if jobs[key].phase.is_final]
    gone = dict.fromkeys(finished[: max(spare, 0)])
    if (spare := len(left) - len(gone) - 2 * limit) > 0:
        gone |= dict.fromkeys([key for key in unwatched if key not in gone][:spare])
    excess -= sum(left[key] for key in gone)
    return [*gone, *_longest_gone(left, [*finished, *unwatched], gone, excess)]


def _longest_gone(
    left: Mapping[JobKey, int],
    candidates: Iterable[JobKey],
    gone: Collection[JobKey],
    excess: int,
) -> Iterable[JobKey]:
    """The first of the candidates, until so many characters less are kept."""
    chosen: dict[JobKey, None] = {}
    for key in candidates:
        if excess <= 0:
            break
        if key not in gone and key not in chosen:
            chosen[key] = None
            excess -= left[key]
    return chosen
