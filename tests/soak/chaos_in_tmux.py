"""A board left in a tmux pane while its server misbehaves, watched from outside.

    python -m tests.soak.chaos_in_tmux [MINUTES] [JOBS]

It opens `jobview demo --chaos`, presses keys as an operator would now and then, and prints once a
minute the board's resident memory, threads, open files and the state that its header tells. At the
end it says whether the board still lives, whether a traceback was seen, which states were, and how
far the memory moved after the first tenth of the time. Exit code 1 means that something is wrong.
"""

from __future__ import annotations

import random
import re
import subprocess
import sys
import tempfile
import time
from collections import Counter
from pathlib import Path
from statistics import median
from typing import NamedTuple

from tests.bench.bench_load import resident_mib

COLUMNS, ROWS = 120, 36
WARM_UP_SHARE = 0.1
GROWTH_MIB = 8.0
"""A board that holds this much more at the end than after its warm-up has a leak."""

KEYS = ("j", "k", "G", "g", "Enter", "]", "[", "Escape", "s", "2", "1", "r", "v", "Tab", "Escape")
STATES = re.compile(
    r"connecting|live|slow|stale|down since|limited|unauthorised|list denied|list damaged|paused"
    r"|internal error"
)


class Reading(NamedTuple):
    """The board at one moment."""

    memory_mib: float
    threads: int
    files: int
    screen: str


class Pane:
    """One tmux server with one pane that runs the board."""

    def __init__(self, folder: Path, jobs: int) -> None:
        self._tmux = ["tmux", "-u", "-S", str(folder / "socket")]
        board = [sys.executable, "-m", "jobview", "demo", "--chaos", "--jobs", str(jobs)]
        size = ["-x", str(COLUMNS), "-y", str(ROWS)]
        self._run("new-session", "-d", *size, *board)
        self._run("set-option", "-g", "remain-on-exit", "on")
        self.pid = int(self._run("display-message", "-p", "#{pane_pid}"))

    def close(self) -> None:
        """End the pane and its server."""
        self._run("kill-server")

    def press(self, key: str) -> None:
        """Press one key."""
        self._run("send-keys", key)

    def reading(self) -> Reading:
        """The board now.

        Raises:
            FileNotFoundError: it has ended.
        """
        process = Path(f"/proc/{self.pid}")
        status = (process / "status").read_text(encoding="utf-8")
        threads = re.search(r"Threads:\s+(\d+)", status)
        return Reading(
            resident_mib(self.pid),
            int(threads[1]) if threads else 0,
            len(list((process / "fd").iterdir())),
            self.screen(),
        )

    def screen(self) -> str:
        """What the pane shows."""
        return self._run("capture-pane", "-p")

    def _run(self, *command: str) -> str:
        done = subprocess.run(
            [*self._tmux, *command], capture_output=True, text=True, check=True, timeout=20
        )
        return done.stdout


def main() -> int:
    """Watch for so many minutes and report."""
    minutes = float(sys.argv[1]) if len(sys.argv) > 1 else 60.0
    jobs = int(sys.argv[2]) if len(sys.argv) > 2 else 2_000
    with tempfile.TemporaryDirectory() as folder:
        pane = Pane(Path(folder), jobs)
        try:
            readings, states, fault = watched(pane, minutes * 60.0)
        finally:
            pane.close()
    return reported(readings, states, fault)


def watched(pane: Pane, seconds: float) -> tuple[list[Reading], Counter[str], str]:
    """Readings, one a minute or ten of them, the header's states, and what went wrong."""
    chance = random.Random(1)
    readings: list[Reading] = []
    states: Counter[str] = Counter()
    began_s = time.monotonic()
    next_s = 0.0
    while (now_s := time.monotonic() - began_s) < seconds:
        try:
            screen = pane.screen()
            if "Traceback" in screen or "Pane is dead" in screen:
                return readings, states, screen
            found = STATES.search(screen.partition("\n")[0])
            states[found[0] if found else "no state"] += 1
            if now_s >= next_s:
                next_s += min(60.0, seconds / 10)
                readings.append(pane.reading())
                told(now_s, readings[-1])
        except (FileNotFoundError, subprocess.CalledProcessError) as error:
            return readings, states, f"the board has ended: {error}"
        if chance.random() < 0.3:
            pane.press(chance.choice(KEYS))
        time.sleep(1.0)
    return readings, states, ""


def told(now_s: float, reading: Reading) -> None:
    """One line for one reading."""
    header = reading.screen.partition("\n")[0]
    figures = f"{reading.memory_mib:.1f} MiB, {reading.threads} threads, {reading.files} files"
    print(f"{now_s / 60:5.1f} min: {figures}: {header}", flush=True)


def reported(readings: list[Reading], states: Counter[str], fault: str) -> int:
    """The summary, and the exit code."""
    warm = readings[int(len(readings) * WARM_UP_SHARE) :]
    third = max(len(warm) // 3, 1)
    early, late = (
        median(reading.memory_mib for reading in part) for part in (warm[:third], warm[-third:])
    )
    shares = ", ".join(f"{state} {count}" for state, count in states.most_common())
    print(f"header, once a second: {shares}")
    print(f"memory: median of the first third {early:.1f} MiB, of the last {late:.1f} MiB")
    print(f"files: {min(r.files for r in warm)} to {max(r.files for r in warm)}")
    if fault:
        print(f"WRONG: {fault}")
        return 1
    if late - early > GROWTH_MIB:
        print(f"WRONG: it grew by {late - early:.1f} MiB")
        return 1
    print("no traceback, still alive")
    return 0


if __name__ == "__main__":
    sys.exit(main())
