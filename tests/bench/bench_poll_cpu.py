"""CPU time per polled job: jobview's source against the official client's `get_job`.

    python -m tests.bench.bench_poll_cpu

One simulated server in a process of its own; the rounds take turns. jobview polls with eight
requests in flight, the official client one by one, as it can.
"""

from __future__ import annotations

import asyncio
import statistics
import time
from itertools import cycle, islice
from typing import TYPE_CHECKING

from gpudb import GPUdb

from jobview.clock import SystemClock
from jobview.errors import UnknownJob
from jobview.jobs.phase import phase_of_listed
from jobview.kinetica.client import open_source
from jobview.settings import Settings
from tests.bench.simulated import simulator_process

if TYPE_CHECKING:
    from collections.abc import Sequence

    from jobview.kinetica.client import KineticaSource

ROUNDS = 7
POLLS = 600
IN_FLIGHT = 8
GOAL = 0.5


async def asynchronous_jobs(source: KineticaSource) -> list[int]:
    """Ids of running jobs that can be polled; synchronous ones are only listed."""
    job_ids = []
    for row in (await source.list_jobs()).rows:
        if phase_of_listed(row.status).is_active:
            try:
                await source.job(row.job_id)
            except UnknownJob:
                continue
            job_ids.append(row.job_id)
    return job_ids


async def polled_ms(source: KineticaSource, job_ids: Sequence[int]) -> float:
    """CPU milliseconds a job, through jobview's source."""
    waiting = islice(cycle(job_ids), POLLS)

    async def poll() -> None:
        for job_id in waiting:
            await source.job(job_id)

    started_s = time.process_time()
    async with asyncio.TaskGroup() as tasks:
        for _ in range(IN_FLIGHT):
            tasks.create_task(poll())
    return (time.process_time() - started_s) / POLLS * 1000


def officially_polled_ms(client: GPUdb, job_ids: Sequence[int]) -> float:
    """CPU milliseconds a job, through the official client."""
    started_s = time.process_time()
    for job_id in islice(cycle(job_ids), POLLS):
        client.get_job(job_id)
    return (time.process_time() - started_s) / POLLS * 1000


async def compared(url: str) -> None:
    """Print both costs and their ratio."""
    client = GPUdb(host=url)
    async with open_source(Settings(urls=(url,)), SystemClock()) as source:
        job_ids = await asynchronous_jobs(source)
        await polled_ms(source, job_ids)
        officially_polled_ms(client, job_ids)
        rounds = [
            (await polled_ms(source, job_ids), officially_polled_ms(client, job_ids))
            for _ in range(ROUNDS)
        ]
    ours = statistics.median(ours_ms for ours_ms, _ in rounds)
    theirs = statistics.median(theirs_ms for _, theirs_ms in rounds)
    ratios = [ours_ms / theirs_ms for ours_ms, theirs_ms in rounds]
    print(f"CPU per polled job, {ROUNDS} rounds of {POLLS}, {len(job_ids)} running jobs:")
    print(f"  jobview           {ours:.3f} ms")
    print(f"  official get_job  {theirs:.3f} ms")
    print(f"  ratio             {statistics.median(ratios):.2f}, goal at most {GOAL}")
    print(f"  every round       {' '.join(f'{ratio:.2f}' for ratio in sorted(ratios))}")


if __name__ == "__main__":
    with simulator_process("--jobs", "200") as simulated_url:
        asyncio.run(compared(simulated_url))
