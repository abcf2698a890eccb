"""How many jobs are in each phase, kept up as jobs change instead of counted anew."""

from __future__ import annotations

from typing import TYPE_CHECKING

from jobview.jobs.phase import Phase

if TYPE_CHECKING:
    from jobview.jobs.job import Job


class Census:
    """Jobs by phase, and the stalled among them.

    Attributes:
        active_count: jobs that may still make progress.
        stalled_count: jobs that run but stand still.
    """

    __slots__ = ("_by_phase", "active_count", "stalled_count")

    def __init__(self) -> None:
        self._by_phase = dict.fromkeys(Phase, 0)
        self.active_count = 0
        self.stalled_count = 0

    def exchange(self, old: Job | None, new: Job | None) -> None:
        """Count `new` in place of `old`; None stands for no job."""
        if old is not None:
            self._by_phase[old.phase] -= 1
            self.active_count -= old.phase.is_active
            self.stalled_count -= old.is_stalled
        if new is not None:
            self._by_phase[new.phase] += 1
            self.active_count += new.phase.is_active
            self.stalled_count += new.is_stalled

    def by_phase(self) -> dict[Phase, int]:
        """A copy of the counts; every phase is there, with 0 when it has no jobs."""
        return dict(self._by_phase)
