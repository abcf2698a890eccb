"""What all rows of one painting of the job list share, read once instead of once a row."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from jobview.jobs.job import Place
from jobview.ui.jobs.job_cells import row_times
from jobview.ui.jobs.job_row import RowLook

if TYPE_CHECKING:
    from collections.abc import Mapping

    from jobview.jobs.job import Job, JobKey
    from jobview.ui.jobs.job_cells import RowTimes
    from jobview.ui.jobs.job_layout import JobLayout
    from jobview.ui.paint.marks import Marks


class JobFrame(NamedTuple):
    """The list's state at one moment."""

    layout: JobLayout
    marks: Marks
    jobs: Mapping[JobKey, Job]
    now_s: float
    selected_key: JobKey | None
    has_focus: bool
    marked: frozenset[JobKey]
    is_stale: bool
    is_progress_old: bool

    def look(self, key: JobKey, *, is_fresh: bool) -> RowLook:
        """How the job's row stands out."""
        is_selected = key == self.selected_key
        job = self.jobs.get(key)
        is_elsewhere = job is not None and job.place is Place.ELSEWHERE
        return RowLook(
            is_selected=is_selected,
            has_focus=is_selected and self.has_focus,
            is_marked=key in self.marked,
            is_fresh=is_fresh,
            is_stale=self.is_stale or is_elsewhere,
            is_progress_old=self.is_progress_old,
        )

    def times(self, job: Job) -> RowTimes:
        """The job's age and estimate."""
        return row_times(
            job,
            self.layout,
            self.marks,
            now_s=self.now_s,
            is_stale=self.is_stale or self.is_progress_old,
        )
