"""What became of a job that nobody tells of any more: one phrase a fate, wherever it is told."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from jobview.jobs.job import Job

UNHEARD_OF: Final = "the server knows no such job"
"""Somebody asked for its id, and no server ever told of it."""

FORGOTTEN: Final = "forgotten by the server"
"""It was there, and is unknown now: servers forget finished jobs, and all at a restart."""

SUPERSEDED: Final = "its id is another job's by now"
"""A restarted server has given its id anew."""

LEFT_LIST: Final = "left the list"
"""A synchronous call, of which nothing but the list ever told."""


def fate_of(job: Job) -> str:
    """The phrase for a vanished job, as a clause."""
    if job.is_superseded:
        return SUPERSEDED
    if job.is_unheard_of:
        return UNHEARD_OF
    return LEFT_LIST if job.is_synchronous else FORGOTTEN
