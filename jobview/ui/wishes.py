"""What the user has asked of the poller, to be asked of the next one as well."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence

    from jobview.jobs.job import JobKey
    from jobview.jobs.target import JobTarget
    from jobview.polling.poller import Poller


@dataclass
class Wishes:
    """The user's wishes that outlive a session: a mistake of jobview's own may end one.

    Attributes:
        interval_s: between two lists; None for the session's own.
        is_paused: whether nothing is to be asked.
        selected: the job at the cursor.
        visible: the jobs on screen.
        watched: jobs to follow by their ids, in the order of asking.
    """

    interval_s: float | None = None
    is_paused: bool = False
    selected: JobKey | None = None
    visible: Sequence[JobKey] = ()
    watched: dict[JobTarget, None] = field(default_factory=dict)

    def put_to(self, poller: Poller) -> None:
        """Ask all of it of a new poller."""
        if self.interval_s is not None:
            poller.set_interval(self.interval_s)
        if self.is_paused:
            poller.is_paused = True
        poller.attend(self.selected, self.visible)
        for target in self.watched:
            poller.watch(*target)
