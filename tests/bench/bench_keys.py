"""Key to paint at 10,000 jobs: a key is typed, and the row it selects comes back painted.

    python -m tests.bench.bench_keys

Two cases: 10 % of the rows changing a second, and every visible row changing ten times a second.
"""

from __future__ import annotations

import random
import re
import statistics
import sys
import time

from tests.bench.busy_board import FIRST_ID
from tests.bench.terminal import Terminal

ROWS = 10_000
KEYS = 400
RUNS = 3
CASES = (
    ("10 % of the rows a second", ("1000", "10"), 5, 16),
    ("every visible row at 10 Hz", ("1000", "10", "--visible"), None, 50),
)


def main() -> None:
    """Print p50 and p99 of every run, and the median over the runs."""
    for name, arguments, goal_p50_ms, goal_p99_ms in CASES:
        p50s, p99s = [], []
        for _ in range(RUNS):
            times_ms = sorted(one_run(arguments))
            p50s.append(statistics.median(times_ms))
            p99s.append(times_ms[int(len(times_ms) * 0.99)])
        runs = ", ".join(f"{p50:.1f}/{p99:.1f}" for p50, p99 in zip(p50s, p99s, strict=True))
        print(
            f"{name}: p50 {statistics.median(p50s):.1f} ms (goal {goal_p50_ms}),"
            f" p99 {statistics.median(p99s):.1f} ms (goal {goal_p99_ms}); runs {runs}"
        )


def one_run(arguments: tuple[str, ...]) -> list[float]:
    """Milliseconds from key to paint, for many keys."""
    argv = [sys.executable, "-m", "tests.bench.busy_board", str(ROWS), *arguments]
    rng = random.Random(1)  # noqa: S311 - a benchmark
    with Terminal(argv) as terminal:
        terminal.wait_for(str(FIRST_ID + ROWS - 1).encode())
        wait(terminal, 6.0)
        selected = FIRST_ID + ROWS - 1
        times_ms = []
        for _ in range(KEYS):
            selected -= 1
            times_ms.append(press_down(terminal, selected))
            wait(terminal, rng.uniform(0.025, 0.045))
        return times_ms


def wait(terminal: Terminal, seconds: float) -> None:
    """Let the board draw for a while, and read it so that it never blocks."""
    end_s = time.perf_counter() + seconds
    while (left_s := end_s - time.perf_counter()) > 0:
        terminal.read(left_s)


def press_down(terminal: Terminal, expected_id: int) -> float:
    """Milliseconds until the row of `expected_id` is painted with the cursor's bar."""
    painted = re.compile(rf"▌(?:\x1b\[[0-9;]*m|\s)*{expected_id}".encode())
    terminal.drawn = b""
    pressed_s = time.perf_counter()
    terminal.press(b"j")
    while not painted.search(terminal.drawn):
        if time.perf_counter() - pressed_s > 5:
            raise TimeoutError(f"job {expected_id} was not selected: {terminal.drawn[-500:]!r}")
        terminal.read(0.5)
    return (time.perf_counter() - pressed_s) * 1000


if __name__ == "__main__":
    main()
