"""What holds for all rows of one list as they are folded in."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, NamedTuple

from jobview.jobs.source import ListedJob

if TYPE_CHECKING:
    from jobview.jobs.source import JobList

_TEXTS: Final = frozenset(ListedJob._fields) - {"job_id", "received_ms"}


class Arrival(NamedTuple):
    """One list that has come."""

    asked: int
    """The store's mark when it was asked for."""
    mark: int
    """The store's mark now."""
    heard_s: float
    """When it came, by our clock."""
    silent: frozenset[str]
    """Fields whose empty cells may be missing ones, and tell nothing; a time that is missing never
    tells anything."""

    @classmethod
    def of(cls, job_list: JobList, asked: int, mark: int, heard_s: float) -> Arrival:
        """That of `job_list`; of a damaged one any cell may be missing."""
        silent = _TEXTS if job_list.damage else job_list.absent
        return cls(asked, mark, heard_s, silent)
