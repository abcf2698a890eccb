"""A board on a real store, whose server starts anew."""

from __future__ import annotations

from typing import TYPE_CHECKING

from jobview.jobs.snapshot import Link, LinkState
from jobview.jobs.source import JobList, ListedJob
from jobview.jobs.store import Store
from tests.fakes.board import Stage, settled
from tests.fakes.jobs import CLUSTER

if TYPE_CHECKING:
    from textual.pilot import Pilot


class Restarting(Stage):
    """A board on a real store.

    Attributes:
        server_s: the date of the next list.
    """

    def __init__(self) -> None:
        super().__init__()
        self.server_s: float | None = None
        self.store = Store(CLUSTER)

    async def lists(self, pilot: Pilot[int], *rows: ListedJob) -> None:
        self.clock.advance(2.0)
        job_list = JobList(rows, {}, 0.04, self.server_s)
        self.store.fold_list(job_list, asked=self.store.mark, heard_s=self.clock.wall)
        link = Link(LinkState.LIVE, self.clock.wall, 0.04)
        self.session.poller.queue.put_nowait(self.store.snapshot(link=link))
        await settled(pilot)
        if self.server_s is not None:
            self.server_s += 2.0
