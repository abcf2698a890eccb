"""Reading rows of a list: which calls are our own, which of two rows counts, whose a row is."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from jobview.jobs.kept_text import LINE_CHARACTERS, kept
from jobview.jobs.phase import phase_of_listed

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

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

_TELLING: Final = ("endpoint", "auth_id", "query_text", "user_data")
"""What tells two jobs of one id apart where the time of receipt is missing."""


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
    return _differs(known, row)


def sure_row(known: ListedJob, row: ListedJob) -> ListedJob | None:
    """A row of a damaged list as far as it is sure, given what is known of its id.

    Returns:
        The row; None when anything in it is not as it is known: its cells may be of another row.
    """
    if is_other_job(known, row) or _differs(known, row):
        return None
    return row


def _differs(known: ListedJob, row: ListedJob) -> bool:
    pairs = ((getattr(known, name), getattr(row, name)) for name in _TELLING)
    return any(old and new and old != new for old, new in pairs)


def completed(row: ListedJob, known: ListedJob, silent: Iterable[str]) -> ListedJob:
    """The row with what was known of its job already in place of what it does not say.

    Args:
        row: the new row.
        known: the job's row so far.
        silent: as of `Arrival.silent`; any other cell that is empty is news, like every text.
    """
    missing: dict[str, Any] = {
        name: getattr(known, name)
        for name in silent
        if not getattr(row, name) and getattr(known, name)
    }
    if row.received_ms is None and known.received_ms is not None:
        missing["received_ms"] = known.received_ms
    return row._replace(**missing) if missing else row


def row_of_reply(row: ListedJob, reply: JobReply, *, is_sure: bool) -> ListedJob:
    """The row of a job in no list, with what /get/job says about it.

    Args:
        row: the row so far.
        reply: what it says.
        is_sure: whether that can be relied on; else only the word is taken, which the next answer
            replaces.
    """
    status, endpoint = kept(reply.job_status, LINE_CHARACTERS), row.endpoint
    if is_sure and reply.endpoint:
        endpoint = kept(reply.endpoint, LINE_CHARACTERS)
    if (row.status, row.endpoint) == (status, endpoint):
        return row
    return row._replace(status=status, endpoint=endpoint)
