"""What the app says and shows instead of an answer: without a session, or after its own mistake."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from jobview.errors import Unreachable
from jobview.jobs.snapshot import Link, LinkState

if TYPE_CHECKING:
    from textual.app import App

    from jobview.jobs.job import Job
    from jobview.jobs.snapshot import Snapshot
    from jobview.polling.details import JobDetail


def ended(snapshot: Snapshot, reason: str, now_s: float) -> Snapshot:
    """All that was known, with a link that tells why there is no session."""
    link = Link(LinkState.DOWN, now_s, reason=reason, attempt=1)
    return replace(snapshot, link=link, changed=frozenset(), removed=frozenset())


def refuse(app: App[int], what: str) -> None:
    """Say that something cannot be had; `what` is what was not done, as a clause."""
    app.notify(f"Not connected: {what}. r connects.", severity="error", markup=False)


def no_detail(job: Job, what: str, remedy: str) -> JobDetail:
    """What stands in the place of the job's result; why there is none, and what helps."""
    # Brings the results' decoding, which the first frame goes without.
    from jobview.polling.details import JobDetail

    error = Unreachable(job.key.cluster, what, remedy=remedy)
    return JobDetail(job.key, None, None, error, 0.0)
