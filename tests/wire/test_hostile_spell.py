"""After a spell in which every text of every answer is wrong, the board is as if there was none."""

from __future__ import annotations

from contextlib import aclosing
from typing import TYPE_CHECKING

from jobview.clock import SystemClock
from jobview.kinetica.ring.source import open_ring
from jobview.settings import Settings
from jobview.simulator.faults.fault import fault_of
from jobview.simulator.options import SimulatorOptions
from tests.fakes.live_poller import hurried, until
from tests.fakes.server import running_simulator

if TYPE_CHECKING:
    from collections.abc import AsyncGenerator

    from jobview.jobs.job import Job
    from jobview.jobs.snapshot import Snapshot
    from jobview.polling.poller import Poller

ROUNDS = 25
INTERVAL_S = 0.05
STANDSTILL = 0.000_1
"""So fast goes the life of jobs that none changes meanwhile."""


def is_told(job: Job) -> bool:
    """Whether /get/job has said about the job what it can."""
    return job.is_resolved or job.is_synchronous or job.progress is not None


def shown(snapshot: Snapshot) -> dict[int, tuple[object, ...]]:
    """All that is shown of the listed jobs, by id."""
    jobs = [job for job in snapshot.jobs.values() if job.is_listed]
    return {
        job.job_id: (
            job.listed,
            job.phase,
            job.job_tag,
            job.outcome,
            job.error_message,
            job.is_synchronous,
            job.is_resolved,
        )
        for job in jobs
    }


async def pass_rounds(poller: Poller, snapshots: AsyncGenerator[Snapshot, None]) -> Snapshot:
    """Some rounds in which every listed job is on screen."""
    for _ in range(ROUNDS):
        snapshot = await anext(snapshots)
        poller.attend(None, [key for key, job in snapshot.jobs.items() if job.is_listed])
    return snapshot


async def test_nothing_that_was_wrong_stays_on_a_listed_job() -> None:
    with running_simulator(SimulatorOptions(jobs=60, seed=5, speed=STANDSTILL)) as server:
        async with open_ring(Settings(urls=(server.url,)), SystemClock()) as source:
            afterwards, poller = hurried(source), hurried(source)
            poller.set_interval(INTERVAL_S)
            async with aclosing(poller.snapshots()) as snapshots:
                await anext(snapshots)
                server.faults.add(fault_of("hostile"))
                wrong = await pass_rounds(poller, snapshots)
                server.faults.clear()
                healed = await pass_rounds(poller, snapshots)
            async with aclosing(afterwards.snapshots()) as snapshots:
                first = await anext(snapshots)
                afterwards.attend(None, list(first.jobs))
                true = await until(
                    snapshots, lambda each: all(is_told(each.jobs[key]) for key in first.jobs)
                )
    assert len(true.jobs) > 40
    different = [job_id for job_id, seen in shown(wrong).items() if seen != shown(true).get(job_id)]
    assert len(different) > len(true.jobs) / 2, "the spell was seen"
    assert shown(healed) == shown(true)
    ghosts = [job for job in healed.jobs.values() if not job.is_listed]
    assert ghosts == [], "calls of our own, which nobody could read"
