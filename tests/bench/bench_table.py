"""The job table against DataTable at 10,000 rows: settling, and 10 % of the rows changing.

    python -m tests.bench.bench_table

Both in turn within one process, each round in an app of its own; CPU time of the process from
handing the rows over until the screen is painted. Medians and ratios of one run.
"""

from __future__ import annotations

import asyncio
import gc
import random
import statistics
import time
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

from textual.app import App
from textual.widgets import DataTable

from jobview.jobs.order import JobOrder
from jobview.jobs.snapshot import Snapshot
from jobview.ui.jobs.job_table import JobTable
from jobview.ui.paint.bars import bar_cells, percent_cells
from jobview.ui.theme import THEMES
from tests.fakes.jobs import job

if TYPE_CHECKING:
    from textual.app import ComposeResult
    from textual.pilot import Pilot

    from jobview.jobs.job import Job

ROWS = 10_000
ROUNDS = 7
UPDATES = 5
NOW_S = 1_700_000_400.0
SIZE = (140, 45)
GOAL = 0.12


@dataclass
class Timings:
    """CPU milliseconds of every round."""

    settle_ms: list[float] = field(default_factory=list)
    update_ms: list[float] = field(default_factory=list)


class JobTableApp(App[None]):
    """A job table and nothing else."""

    def compose(self) -> ComposeResult:
        yield JobTable(JobOrder())

    def on_mount(self) -> None:
        self.register_theme(THEMES[0])
        self.theme = THEMES[0].name
        self.query_one(JobTable).now_s = NOW_S

    def show(self, snapshot: Snapshot) -> None:
        self.query_one(JobTable).snapshot = snapshot


class DataTableApp(App[None]):
    """The same columns in Textual's own table, rows by job id, newest first."""

    def compose(self) -> ComposeResult:
        yield DataTable[str](cursor_type="row")

    def on_mount(self) -> None:
        table = self.query_one(DataTable)
        for title in ("ID", "STATUS", "ENDPOINT", "PROGRESS", "ETA", "AGE", "USER"):
            table.add_column(title, width=20, key=title)

    def show(self, snapshot: Snapshot) -> None:
        table = self.query_one(DataTable)
        if table.row_count:
            for key in snapshot.changed:
                table.update_cell(str(key.job_id), "PROGRESS", progress_text(snapshot.jobs[key]))
            return
        for shown in reversed([*snapshot.jobs.values()]):
            table.add_row(*cells(shown), key=str(shown.job_id))


def progress_text(shown: Job) -> str:
    filled, track = bar_cells(shown.progress or 0, 14)
    return f"{filled}{track} {percent_cells(shown.progress)}"


def cells(shown: Job) -> tuple[str, ...]:
    user = shown.listed.auth_id
    phase = shown.phase.value
    return str(shown.job_id), phase, shown.endpoint, progress_text(shown), "~3 m", "2 m", user


def snapshots() -> list[Snapshot]:
    """The first with all rows, each of the others with 10 % of them moved on."""
    rng = random.Random(7)  # noqa: S311 - which rows change
    jobs = {made.key: made for made in (job(number, progress=5) for number in range(ROWS))}
    made = [Snapshot(jobs=jobs, serial=1, changed=frozenset(jobs))]
    for serial in range(2, UPDATES + 2):
        changed = rng.sample(sorted(jobs), ROWS // 10)
        jobs = jobs | {key: replace(jobs[key], progress=serial * 10) for key in changed}
        made.append(Snapshot(jobs=jobs, serial=serial, changed=frozenset(changed)))
    return made


async def run(app: JobTableApp | DataTableApp, made: list[Snapshot], timings: Timings) -> None:
    """One round: settle, then the updates; their median counts."""
    first, *later = made
    async with app.run_test(size=SIZE) as pilot:
        await pilot.pause()
        timings.settle_ms.append(await cost_ms(app, first, pilot))
        costs_ms = [await cost_ms(app, snapshot, pilot) for snapshot in later]
        timings.update_ms.append(statistics.median(costs_ms))


async def cost_ms(app: JobTableApp | DataTableApp, snapshot: Snapshot, pilot: Pilot[None]) -> float:
    """CPU time from handing the snapshot over until nothing is left to paint."""
    gc.collect()
    start_s = time.process_time()
    app.show(snapshot)
    await pilot.pause()
    return (time.process_time() - start_s) * 1000


async def main() -> None:
    """Print medians, all values and the ratios."""
    ours, theirs = Timings(), Timings()
    for _ in range(ROUNDS):
        await run(JobTableApp(), snapshots(), ours)
        await run(DataTableApp(), snapshots(), theirs)
    report("settle 10,000 rows", ours.settle_ms, theirs.settle_ms, f"(goal {GOAL})")
    report("update 1,000 of them", ours.update_ms, theirs.update_ms, "")


def report(name: str, ours_ms: list[float], theirs_ms: list[float], goal: str) -> None:
    ours, theirs = statistics.median(ours_ms), statistics.median(theirs_ms)
    print(f"{name}: job table {ours:.1f} ms, DataTable {theirs:.1f} ms,")
    print(f"  ratio {ours / theirs:.3f} {goal}")
    print(f"  job table {' '.join(f'{value:.1f}' for value in ours_ms)}")
    print(f"  DataTable {' '.join(f'{value:.1f}' for value in theirs_ms)}")


if __name__ == "__main__":
    asyncio.run(main())
