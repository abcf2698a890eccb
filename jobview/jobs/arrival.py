"""What holds for all rows of one list as they are folded in."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, NamedTuple

from jobview.jobs.source import ListedJob

if TYPE_CHECKING:
    from jobview.jobs.server_clock import ServerClock

TEXTS: Final = frozenset(ListedJob._fields) - {"job_id", "received_ms"}
"""The fields of a row that hold text."""


class Arrival(NamedTuple):
    """One list that has come."""

    asked: int
    """The store's mark when it was asked for."""
    mark: int
    """The store's mark now."""
    heard_s: float
    """When it came, by our clock."""
    since_s: float | None
    """When the whole list before came; None when there was none."""
    silent: frozenset[str]
    """Fields whose empty cells may be missing ones, and tell nothing; a time that is missing never
    tells anything."""
    clock: ServerClock
    """Of the server, by all dates until now."""

    def server_offset_s(self, row: ListedJob) -> float | None:
        """The server's clock minus ours when it received a job that was in no list before."""
        if row.received_ms is None:
            return None
        return self.clock.offset_at(row.received_ms, self.since_s, self.heard_s)
