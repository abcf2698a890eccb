"""A cluster's list of jobs: its newest rows, which calls are our own, which of two rows counts."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from jobview.jobs.job import JobKey
from jobview.jobs.phase import phase_of_listed

if TYPE_CHECKING:
    from collections.abc import Sequence

    from jobview.jobs.source import JobReply, ListedJob

OWN_ENDPOINTS: Final = frozenset(
    {
        "/admin/show/jobs",
        "/admin/alter/jobs",
        "/create/job",
        "/get/job",
        "/show/system/properties",
        "/show/system/status",
    }
)
"""What watching jobs calls; such calls are jobs themselves and are in the list (protocol §0)."""

_LASTING: Final = (
    "status",
    "endpoint",
    "received_ms",
    "auth_id",
    "source_ip",
    "query_text",
    "user_data",
)
"""What a job keeps that a row leaves empty: a short array is no news about the job."""

_TELLING: Final = ("endpoint", "auth_id", "query_text", "user_data")
"""What tells two jobs of one id apart where the time of receipt is missing."""


class ClusterList:
    """What one cluster listed last.

    Attributes:
        cluster: its URL, first half of its jobs' keys.
        rows: the newest list; unchanged rows stay the very objects that jobs refer to.
        own: ids of listed calls of our own.
        mark: the store's mark when it arrived.
    """

    def __init__(self, cluster: str) -> None:
        self.cluster = cluster
        self.rows: dict[int, ListedJob] = {}
        self.own: set[int] = set()
        self.mark = 0
        self._runs: dict[int, int] = {}
        """How often an id was used again; ids that were not are not held."""

    def key(self, job_id: int) -> JobKey:
        """The key of the job that has this id now."""
        return JobKey(self.cluster, job_id, self._runs.get(job_id, 0))

    def next_key(self, job_id: int) -> JobKey:
        """The key of another job that has got this id."""
        self._runs[job_id] = self._runs.get(job_id, 0) + 1
        return self.key(job_id)


def rows_by_id(rows: Sequence[ListedJob]) -> dict[int, ListedJob]:
    """The rows by job id; of several rows for one id the newest, and of those one at work.

    Which one it is does not depend on their order, which may be another at every poll.
    """
    by_id = {row.job_id: row for row in rows}
    if len(by_id) == len(rows):
        return by_id
    for row in rows:
        if _precedence(row) > _precedence(by_id[row.job_id]):
            by_id[row.job_id] = row
    return by_id


def _precedence(row: ListedJob) -> tuple[int, bool, tuple[str, ...]]:
    texts = (row.status, row.endpoint, *row[4:])
    return row.received_ms or 0, phase_of_listed(row.status).is_active, texts


def is_other_job(known: ListedJob, row: ListedJob) -> bool:
    """Whether two rows of one id are two jobs': the server received them at different times.

    Where that time is missing, what else does not change in a job's life tells them apart.
    """
    if known.received_ms is not None and row.received_ms is not None:
        return known.received_ms != row.received_ms
    pairs = ((getattr(known, name), getattr(row, name)) for name in _TELLING)
    return any(old and new and old != new for old, new in pairs)


def completed(row: ListedJob, known: ListedJob) -> ListedJob:
    """The row with what was known of its job already in place of what it does not say."""
    missing = {
        name: getattr(known, name)
        for name in _LASTING
        if not getattr(row, name) and getattr(known, name)
    }
    return row._replace(**missing) if missing else row


def row_of_reply(row: ListedJob, reply: JobReply) -> ListedJob:
    """The row of a job in no list, with what /get/job says about it."""
    endpoint = row.endpoint or reply.endpoint
    if (row.status, row.endpoint) == (reply.job_status, endpoint):
        return row
    return row._replace(status=reply.job_status, endpoint=endpoint)
