"""Key to paint at 10,000 jobs: a key is typed, and the row it selects comes back painted.

    python -m tests.bench.bench_keys

10 % of the rows changing a second, and every visible row changing ten times a second, beside a
Textual app of one line that shows how many keys it has seen. In turn, so that a busy machine is
busy for all; medians of the runs.
"""

from __future__ import annotations

import random
import re
import statistics
import sys
import time
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from tests.bench.busy_board import FIRST_ID
from tests.bench.terminal import Terminal

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

ROWS = 10_000
KEYS = 400
RUNS = 5
BARE = """
from textual.app import App
from textual.widgets import Static

class Bare(App):
    BINDINGS = [("j", "count", "Count")]
    seen = 0
    def compose(self):
        yield Static("seen 00000")
    def action_count(self):
        self.seen += 1
        self.query_one(Static).update(f"seen {self.seen:05}")

Bare().run()
"""


@dataclass
class Case:
    """One program, what shows that it is ready, and what shows that it has seen key number n."""

    name: str
    argv: Sequence[str]
    ready: str
    painted: Callable[[int], str]
    runs: list[list[float]] = field(default_factory=list)
    """Milliseconds from each key to its paint, sorted; one list a run."""


def main() -> None:
    """Print p50 and p99 of every case: the median over the runs, and each run's."""
    cases = [
        Case("bare Textual app", ["-c", BARE], "00000", lambda key: f"{key:05}"),
        board("10 % of the rows a second (goal 5/16)"),
        board("every visible row at 10 Hz (goal -/50)", "--visible"),
    ]
    for _ in range(RUNS):
        for case in cases:
            case.runs.append(sorted(one_run(case)))
    for case in cases:
        p50s = [statistics.median(times_ms) for times_ms in case.runs]
        p99s = [times_ms[int(len(times_ms) * 0.99)] for times_ms in case.runs]
        each = ", ".join(f"{p50:.1f}/{p99:.1f}" for p50, p99 in zip(p50s, p99s, strict=True))
        middle = f"p50 {statistics.median(p50s):.1f} ms, p99 {statistics.median(p99s):.1f} ms"
        print(f"{case.name}: {middle}; runs {each}")


def board(name: str, *flags: str) -> Case:
    """The board on jobs that change; each key selects the next row down, of a smaller id."""
    last_id = FIRST_ID + ROWS - 1
    argv = ["-m", "tests.bench.busy_board", str(ROWS), "1000", "10", *flags]
    selected = r"▌(?:\x1b\[[0-9;]*m|\s)*"
    return Case(name, argv, str(last_id), lambda key: f"{selected}{last_id - key}")


def one_run(case: Case) -> list[float]:
    """Milliseconds from key to paint, for many keys."""
    rng = random.Random(1)  # noqa: S311 - a benchmark
    with Terminal([sys.executable, *case.argv]) as terminal:
        terminal.wait_for(case.ready.encode())
        wait(terminal, 6.0)
        times_ms = []
        for key in range(1, KEYS + 1):
            times_ms.append(press(terminal, re.compile(case.painted(key).encode())))
            wait(terminal, rng.uniform(0.025, 0.045))
        return times_ms


def wait(terminal: Terminal, seconds: float) -> None:
    """Let the program draw for a while, and read it so that it never blocks."""
    end_s = time.perf_counter() + seconds
    while (left_s := end_s - time.perf_counter()) > 0:
        terminal.read(left_s)


def press(terminal: Terminal, painted: re.Pattern[bytes]) -> float:
    """Milliseconds until `painted` is drawn after `j` was typed."""
    terminal.drawn = b""
    pressed_s = time.perf_counter()
    terminal.press(b"j")
    while not painted.search(terminal.drawn):
        if time.perf_counter() - pressed_s > 5:
            raise TimeoutError(f"{painted.pattern!r} was not drawn: {terminal.drawn[-500:]!r}")
        terminal.read(0.5)
    return (time.perf_counter() - pressed_s) * 1000


if __name__ == "__main__":
    main()
