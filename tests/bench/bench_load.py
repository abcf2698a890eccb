"""What a board that is left open costs: processor time and memory of the whole process.

    python -m tests.bench.bench_load

Idle with nothing running and the terminal unfocused, about 50 jobs running, and 10,000 jobs.
"""

from __future__ import annotations

import os
import sys
import time
from pathlib import Path

from tests.bench.simulated import simulator_process
from tests.bench.terminal import Terminal

SETTLE_S = 20.0
WATCH_S = 60.0
UNFOCUSED = b"\x1b[O"
"""What a terminal sends when it loses the focus."""
CASES = (
    ("idle, nothing running, unfocused", "0", UNFOCUSED, "goal 0.5 %"),
    ("about 50 running at 2 s", "200", b"", "goal 2 %"),
    ("10,000 jobs", "10000", b"", "goal 75 MiB"),
)


def main() -> None:
    """Print each case's share of a core over a minute, and the resident memory at its end."""
    for name, jobs, typed, goal in CASES:
        with simulator_process("--jobs", jobs) as url:
            argv = [sys.executable, "-m", "jobview", "--url", url]
            with Terminal(argv) as terminal:
                terminal.wait_for(b"live")
                terminal.press(typed)
                watch(terminal, SETTLE_S)
                before_s = cpu_s(terminal.pid)
                watch(terminal, WATCH_S)
                share = (cpu_s(terminal.pid) - before_s) / WATCH_S
                print(
                    f"{name}: {share:.2%} of a core, {resident_mib(terminal.pid):.1f} MiB; {goal}"
                )


def watch(terminal: Terminal, seconds: float) -> None:
    """Read what the board draws for so long."""
    end_s = time.perf_counter() + seconds
    while (left_s := end_s - time.perf_counter()) > 0:
        terminal.read(left_s)
        terminal.drawn = b""


def cpu_s(pid: int) -> float:
    """Processor seconds of the process so far, its own and the system's for it."""
    fields = Path(f"/proc/{pid}/stat").read_text(encoding="utf-8").rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


def resident_mib(pid: int | str) -> float:
    """Memory of the process that is in RAM, in MiB; `self` is the asking one."""
    pages = int(Path(f"/proc/{pid}/statm").read_text(encoding="utf-8").split()[1])
    return pages * os.sysconf("SC_PAGE_SIZE") / 2**20


if __name__ == "__main__":
    main()
