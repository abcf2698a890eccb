"""The tabs over the job list: each phase that a user looks for, with its number of jobs."""

from __future__ import annotations

from typing import TYPE_CHECKING

from jobview.jobs.order import TABS
from jobview.ui.frame.tab_line import Tab
from jobview.ui.paint.wording import count

if TYPE_CHECKING:
    from jobview.jobs.snapshot import Snapshot


def phase_tabs(snapshot: Snapshot) -> tuple[Tab, ...]:
    """All tabs with the numbers of now."""
    tabs = []
    for title, phases in TABS.items():
        if phases is None:
            number = len(snapshot.jobs)
        else:
            number = sum(snapshot.counts.get(phase, 0) for phase in phases)
        tabs.append(Tab(title, f"{title} {count(number)}"))
    return tuple(tabs)
