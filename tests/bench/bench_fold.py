"""Folding a list of 10,000 jobs, keeping it in order, and the longest step of either.

    python -m tests.bench.bench_fold

Figures are medians of `RUNS` runs in this process, garbage collection off as while keys are
pressed; the ratio is to the plainest thing one could do: build every job anew and sort all.
"""

from __future__ import annotations

import gc
import random
import statistics
import time
from dataclasses import replace
from functools import partial
from typing import TYPE_CHECKING

from jobview.jobs.job import Job, JobKey
from jobview.jobs.order import JobOrder
from jobview.jobs.phase import phase_of_listed
from jobview.jobs.snapshot import Link, Snapshot
from jobview.jobs.source import JobList, ListedJob
from jobview.jobs.store import Store

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

JOBS = 10_000
RUNS = 15
CLUSTER = "http://127.0.0.1:9191"


def rows_of(statuses: Sequence[str]) -> list[ListedJob]:
    """Rows as the decoder makes them: other objects each time, words that recur only once."""
    return [
        ListedJob(
            job_id,
            status,
            "/alter/table",
            1_700_000_000_000 + job_id,
            "alice",
            f"10.1.2.3:{job_id % 60_000}",
            f"ALTER TABLE ki_home.taxi_{job_id} ADD COLUMN fare_eur DOUBLE NOT NULL",
            "",
            "async",
        )
        for job_id, status in enumerate(statuses)
    ]


def timed(work: Callable[[], object]) -> float:
    """How long `work` takes, in milliseconds."""
    began_s = time.perf_counter()
    work()
    return (time.perf_counter() - began_s) * 1000


def tell(name: str, times_ms: Sequence[float], naive_ms: float) -> None:
    """Print one figure."""
    median = statistics.median(times_ms)
    spread = f"{min(times_ms):.2f}-{max(times_ms):.2f}"
    print(f"{name}: {median:.2f} ms ({spread}), {median / naive_ms:.2f} of starting anew")


def bench_fold(rng: random.Random) -> None:
    """Fold lists of which one row in a hundred has changed."""
    statuses = ["running" if n % 10 == 0 else "async job done" for n in range(JOBS)]
    store = Store(CLUSTER)
    first = JobList(rows_of(statuses), {}, 0.04, None)
    first_ms = timed(partial(store.fold_list, first, asked=0, heard_s=0.0))
    store.snapshot(link=Link())
    folds_ms, steps_ms, snapshots_ms, naive_ms = [], [], [], []
    for run in range(RUNS):
        for job_id in rng.sample(range(JOBS), JOBS // 100):
            statuses[job_id] = "dispatched" if statuses[job_id] == "running" else "running"
        job_list = JobList(rows_of(statuses), {}, 0.04, None)
        steps = store.list_steps(job_list, asked=store.mark, heard_s=float(run))
        step_ms = []
        is_going = True
        while is_going:
            began_s = time.perf_counter()
            is_going = next(steps, store) is None
            step_ms.append((time.perf_counter() - began_s) * 1000)
        folds_ms.append(sum(step_ms))
        steps_ms.append(max(step_ms))
        snapshots_ms.append(timed(partial(store.snapshot, link=Link())))
        naive_ms.append(timed(partial(jobs_of, job_list.rows)))
    naive = statistics.median(naive_ms)
    print(f"first list of {JOBS}: {first_ms:.1f} ms in all; anew: {naive:.1f} ms")
    tell("fold, 1 % changed", folds_ms, naive)
    tell("  its longest step", steps_ms, naive)
    tell("  snapshot after it", snapshots_ms, naive)


def jobs_of(rows: Sequence[ListedJob]) -> dict[JobKey, Job]:
    """A job for each row."""
    jobs = (Job(JobKey(CLUSTER, row[0]), row, phase_of_listed(row[1]), 0.0) for row in rows)
    return {job.key: job for job in jobs}


def bench_order(rng: random.Random) -> None:
    """Keep the list sorted by progress while one job in ten moves."""
    jobs = {
        key: replace(job, progress=rng.randrange(100))
        for key, job in jobs_of(rows_of(["running"] * JOBS)).items()
    }
    order = JobOrder("progress")
    snapshot = Snapshot(jobs, 1)
    naive_ms = timed(partial(order.update, snapshot))
    updates_ms = []
    for serial in range(2, RUNS + 2):
        changed = rng.sample(list(jobs), JOBS // 10)
        jobs = dict(jobs)
        for key in changed:
            jobs[key] = replace(jobs[key], progress=rng.randrange(100))
        snapshot = Snapshot(jobs, serial, frozenset(changed))
        updates_ms.append(timed(partial(order.update, snapshot)))
    print(f"first order of {JOBS}: {naive_ms:.1f} ms")
    tell("order, 10 % changed", updates_ms, naive_ms)
    for text in ("t", "ta", "taxi"):
        print(f"filter {text!r}: {timed(partial(order.set_query, text)):.1f} ms")


def main() -> None:
    """Print all figures."""
    gc.disable()
    bench_fold(random.Random(1))  # noqa: S311 - the same jobs each time
    bench_order(random.Random(2))  # noqa: S311


if __name__ == "__main__":
    main()
