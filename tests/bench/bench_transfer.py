"""What a large result costs on its way: memory, and how long the event loop is held up.

    python -m tests.bench.bench_transfer [MIB]

A simulated server in a process of its own sends one result; each way of taking it is a process of
its own too, so that its memory is its own. Memory is told as multiples of the result's size.

    held      the source gives the reply, nothing is decoded: the transport's own share
    written   `jobview get -o FILE`, its peak over that of a result of one mebibyte
    board     the whole board in a terminal: before, while the result is open, after it was left
"""

from __future__ import annotations

import asyncio
import resource
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import TYPE_CHECKING, Any

from jobview.clock import SystemClock
from jobview.kinetica.client import open_source
from jobview.settings import Settings
from tests.bench.bench_load import resident_mib
from tests.bench.simulated import simulator_process
from tests.bench.terminal import Terminal

if TYPE_CHECKING:
    from collections.abc import Sequence

DEFAULT_MIB = 64
TICK_S = 0.001
MIB = 2**20
SETTLE_S = 8.0
DECODING_S_PER_MIB = 0.1
LEFT_S = 12.0
"""How long after it was left a result may take to be given back: hands must rest first."""


def main() -> None:
    """Print all of it."""
    mib = int(sys.argv[1]) if len(sys.argv) > 1 else DEFAULT_MIB
    with simulator_process("--jobs", "5", "--big-result-mib", str(mib)) as url:
        job_id = asyncio.run(_large_job(url))
        print(f"a result of {mib} MiB over loopback:")
        subprocess.run([sys.executable, "-m", __spec__.name, "held", url, str(job_id)], check=True)
        written_mib = _peak_of_get(url, job_id)
        _board(url, mib)
    with simulator_process("--jobs", "5", "--big-result-mib", "1") as url:
        small_mib = _peak_of_get(url, asyncio.run(_large_job(url)))
    more = (written_mib - small_mib) / mib
    print(f"  written  peak {written_mib:.1f} MiB, {more:+.2f} of the result over that of 1 MiB")


def _source(url: str) -> Settings:
    return Settings(urls=(url,), max_result_bytes=2**40)


async def _large_job(url: str) -> int:
    async with open_source(_source(url), SystemClock()) as source:
        rows = (await source.list_jobs()).rows
    return next(row.job_id for row in rows if "MiB" in row.query_text)


async def held(url: str, job_id: int) -> None:
    """Print memory and the loop's worst gaps while the source fetches a result."""
    async with open_source(_source(url), SystemClock()) as source:
        await source.job(job_id, max_result_bytes=0)
        before_mib = resident_mib("self")
        idle_ms = await _late_ms(asyncio.create_task(asyncio.sleep(0.5)))
        started_s = time.perf_counter()
        fetching = asyncio.create_task(source.job(job_id))
        late_ms = await _late_ms(fetching)
        taken_s = time.perf_counter() - started_s
        size_mib = len(fetching.result().response) / MIB
        open_mib = resident_mib("self")
        peak_mib = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
        del fetching
        after_mib = resident_mib("self")
    peak, while_held, after = (
        f"{(mib - before_mib) / size_mib:+.2f}" for mib in (peak_mib, open_mib, after_mib)
    )
    print(f"  held     peak {peak}, while held {while_held}, after {after} of the result")
    print(
        f"  loop     at {size_mib / taken_s:.0f} MiB/s a tick of {TICK_S * 1000:.0f} ms is late by "
        f"{late_ms[-1]:.1f} ms at most; idle by {idle_ms[-1]:.1f} ms"
    )


async def _late_ms(work: asyncio.Task[Any]) -> Sequence[float]:
    """By how many milliseconds each tick was late until `work` was done, sorted."""
    late_ms = []
    while not work.done():
        started_s = time.perf_counter()
        await asyncio.sleep(TICK_S)
        late_ms.append((time.perf_counter() - started_s - TICK_S) * 1000)
    return sorted(late_ms)


def _peak_of_get(url: str, job_id: int) -> float:
    """The most memory that `jobview get -o` takes, in MiB."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "result"
        argv = [sys.executable, "-c", PEAK, "get", str(job_id), "-o", str(path), "--url", url]
        done = subprocess.run(argv, check=True, capture_output=True, text=True)
    return int(done.stdout) / 1024


PEAK = """
import resource, sys
from jobview.cli.entry import run
code = run(sys.argv[1:])
print(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss)
sys.exit(code)
"""


def _board(url: str, mib: int) -> None:
    argv = [sys.executable, "-m", "jobview", "--url", url, "--max-result", "1G"]
    with Terminal(argv) as terminal:
        terminal.wait_for(b" live")
        _watch(terminal, SETTLE_S)
        before_mib = resident_mib(terminal.pid)
        terminal.press(b"\r")  # the job with the large result is the newest, so the first
        peak_mib = _watch(terminal, SETTLE_S + mib * DECODING_S_PER_MIB)
        open_mib = resident_mib(terminal.pid)
        terminal.press(b"\x1b")
        _watch(terminal, 0.5)
        terminal.press(b"j")
        _watch(terminal, LEFT_S)
        after_mib = resident_mib(terminal.pid)
    print(
        f"  board    {before_mib:.0f} MiB before; peak {(peak_mib - before_mib) / mib:+.2f}, open "
        f"{(open_mib - before_mib) / mib:+.2f}, left {(after_mib - before_mib) / mib:+.2f} "
        "of the result"
    )


def _watch(terminal: Terminal, seconds: float) -> float:
    """Read what the board draws for so long; gives the most memory it took meanwhile, in MiB."""
    most_mib = 0.0
    end_s = time.perf_counter() + seconds
    while (left_s := end_s - time.perf_counter()) > 0:
        terminal.read(min(left_s, 0.05))
        terminal.drawn = terminal.drawn[-10_000:]
        most_mib = max(most_mib, resident_mib(terminal.pid))
    return most_mib


if __name__ == "__main__":
    if sys.argv[1:2] == ["held"]:
        asyncio.run(held(sys.argv[2], int(sys.argv[3])))
    else:
        main()
