"""What a screen holds while it is connected: one source, its poller and its details."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from jobview.jobs.source import JobSource
    from jobview.polling.details import Details
    from jobview.polling.poller import Poller


@dataclass(frozen=True, slots=True, eq=False)
class Session:
    """One connection's three parts, alive until the context that gave it is left."""

    source: JobSource
    poller: Poller
    """Knows all jobs, keeps asking."""
    details: Details
    """Fetches one job's result when somebody looks at it."""
