"""A job's phase: our seven words over the server's open vocabulary of statuses."""

from __future__ import annotations

from enum import StrEnum
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from jobview.jobs.source import JobReply


class Phase(StrEnum):
    """Where a job is in its life; the value is the word shown on screen and in JSON."""

    QUEUED = "queued"
    RUNNING = "running"
    DONE = "done"
    FAILED = "failed"
    CANCELLED = "cancelled"
    UNKNOWN = "unknown"
    """The server used a word we do not know; the word itself is shown."""
    VANISHED = "vanished"
    """Left the list, and /get/job does not know it either."""

    @property
    def is_final(self) -> bool:
        """Whether a job in this phase no longer changes by itself."""
        return self in _FINAL

    @property
    def is_active(self) -> bool:
        """Whether a job in this phase may still make progress."""
        return self in _ACTIVE


_FINAL: Final = frozenset({Phase.DONE, Phase.FAILED, Phase.CANCELLED, Phase.VANISHED})
_ACTIVE: Final = frozenset({Phase.QUEUED, Phase.RUNNING, Phase.UNKNOWN})

_LISTED: Final = {
    "none": Phase.QUEUED,
    "queued": Phase.QUEUED,
    "initialized": Phase.RUNNING,
    "dispatched": Phase.RUNNING,
    "running": Phase.RUNNING,
    "done at tom": Phase.RUNNING,
    "local cleanup": Phase.RUNNING,
    "cancelling": Phase.RUNNING,
    "done": Phase.DONE,
    "async job done": Phase.DONE,
    "cancelled": Phase.CANCELLED,
    "error": Phase.FAILED,
}
"""Engine states of /admin/show/jobs (protocol §1.3), lower case."""

_ASKED: Final = {
    "running": Phase.RUNNING,
    "done": Phase.DONE,
    "error": Phase.FAILED,
    "cancelled": Phase.CANCELLED,
}
"""Values of `job_status` in /get/job (protocol §1.2), lower case."""


def phase_of_listed(status: str) -> Phase:
    """The phase that a status word of /admin/show/jobs stands for."""
    return _LISTED.get(status.strip().casefold(), Phase.UNKNOWN)


def phase_of_reply(job_status: str) -> Phase:
    """The phase that the `job_status` of /get/job stands for."""
    return _ASKED.get(job_status.strip().casefold(), Phase.UNKNOWN)


def phase_told(reply: JobReply) -> Phase:
    """The phase that an answer of /get/job tells; from its flags when its word is unknown."""
    phase = phase_of_reply(reply.job_status)
    if phase is not Phase.UNKNOWN:
        return phase
    if reply.running:
        return Phase.RUNNING
    if reply.successful:
        return Phase.DONE
    return Phase.FAILED if reply.error_message else Phase.UNKNOWN
