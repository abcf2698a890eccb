"""Reading a list of jobs: which calls are our own, and which row of a doubled id counts."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from jobview.jobs.phase import phase_of_listed

if TYPE_CHECKING:
    from collections.abc import Sequence

    from jobview.jobs.source import ListedJob

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


def rows_by_id(rows: Sequence[ListedJob]) -> dict[int, ListedJob]:
    """The rows by job id; of several rows for one id the newest, and of those one at work."""
    by_id = {row.job_id: row for row in rows}
    if len(by_id) == len(rows):
        return by_id
    for row in rows:
        if _precedence(row) > _precedence(by_id[row.job_id]):
            by_id[row.job_id] = row
    return by_id


def _precedence(row: ListedJob) -> tuple[int, bool, str]:
    return row.received_ms or 0, phase_of_listed(row.status).is_active, row.status
