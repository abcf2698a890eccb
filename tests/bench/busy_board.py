"""The board on made-up jobs that change at a set pace, for `bench_keys`.

    python -m tests.bench.busy_board ROWS CHANGES_A_SECOND SNAPSHOTS_A_SECOND [--visible]

With `--visible` every snapshot changes the rows on screen; otherwise changes sweep the list.
"""

from __future__ import annotations

import asyncio
import sys
from collections import Counter
from contextlib import asynccontextmanager
from dataclasses import replace
from typing import TYPE_CHECKING, cast

from jobview.clock import SystemClock
from jobview.jobs.snapshot import Link, LinkState, Snapshot
from jobview.polling.session import Session
from jobview.settings import Settings
from jobview.ui.run import run_board
from tests.fakes.jobs import job

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Sequence

    from jobview.jobs.job import Job, JobKey
    from jobview.jobs.source import JobSource
    from jobview.polling.details import Details
    from jobview.polling.poller import Poller

FIRST_ID = 100_000


class BusyPoller:
    """Yields snapshots in which a share of all jobs has moved on by a percent."""

    def __init__(self, rows: int, changes_per_s: int, snapshots_per_s: int) -> None:
        self.is_paused = False
        self.is_unattended = False
        self._clock = SystemClock()
        self._step = max(changes_per_s // snapshots_per_s, 1)
        self._pause_s = 1 / snapshots_per_s
        self._visible: Sequence[JobKey] | None = None
        made = [job(FIRST_ID + index, progress=index % 100) for index in range(rows)]
        self._jobs = {one.key: one for one in made}
        self.follows_view = False

    def attend(self, selected: JobKey | None, visible: Sequence[JobKey]) -> None:
        """Remember what is on screen."""
        del selected
        self._visible = visible

    def flush(self) -> bool:
        """All is told at a pace of its own."""
        return False

    def wake(self) -> None:
        """Nothing sleeps here."""

    async def snapshots(self) -> AsyncIterator[Snapshot]:
        """All jobs at once, then changes at the pace asked for."""
        keys = list(self._jobs)
        position = 0
        changed: Sequence[JobKey] = keys
        serial = 0
        counts = Counter(one.phase for one in self._jobs.values())
        while True:
            serial += 1
            now_s = self._clock.wall_s()
            yield Snapshot(
                serial=serial,
                jobs=dict(self._jobs),
                changed=frozenset(changed),
                counts=counts,
                link=Link(LinkState.LIVE, now_s, 0.01),
                data_s=now_s,
            )
            await asyncio.sleep(self._pause_s)
            if self.follows_view and self._visible:
                changed = self._visible
            else:
                changed = [keys[(position + step) % len(keys)] for step in range(self._step)]
                position += self._step
            for key in changed:
                self._jobs[key] = _moved(self._jobs[key])


def _moved(old: Job) -> Job:
    return replace(old, progress=((old.progress or 0) + 1) % 100)


def main() -> None:
    """Open the board."""
    rows, changes_per_s, snapshots_per_s = (int(text) for text in sys.argv[1:4])
    poller = BusyPoller(rows, changes_per_s, snapshots_per_s)
    poller.follows_view = "--visible" in sys.argv

    @asynccontextmanager
    async def open_session() -> AsyncIterator[Session]:
        yield Session(cast("JobSource", None), cast("Poller", poller), cast("Details", None))

    run_board(open_session, settings=Settings(), clock=SystemClock())


if __name__ == "__main__":
    main()
