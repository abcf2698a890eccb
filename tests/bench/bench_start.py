"""Start to first painted frame and to first rows from a server, against a bare Textual app.

    python -m tests.bench.bench_start

Whole processes on a pseudo-terminal, in turn; medians and ratios of one run.
"""

from __future__ import annotations

import statistics
import sys
import tempfile
from pathlib import Path

from tests.bench.simulated import simulator_process
from tests.bench.terminal import Terminal

RUNS = 9
BARE = """
from textual.app import App
from textual.widgets import Static

class Bare(App):
    def compose(self):
        yield Static("bare and painted")

Bare().run()
"""


def main() -> None:
    """Print each figure's median and its ratio to the bare app's."""
    bare_s: list[float] = []
    frame_s: list[float] = []
    rows_s: list[float] = []
    with tempfile.TemporaryDirectory() as folder, simulator_process("--jobs", "40") as url:
        script = Path(folder) / "bare.py"
        script.write_text(BARE, encoding="utf-8")
        for _ in range(RUNS):
            with Terminal([sys.executable, str(script)]) as terminal:
                bare_s.append(terminal.wait_for(b"painted"))
            with Terminal([sys.executable, "-m", "jobview", "--url", url]) as terminal:
                frame_s.append(terminal.wait_for(b"PROGRESS"))
                rows_s.append(terminal.wait_for(b"/execute/sql"))
    bare = statistics.median(bare_s)
    for name, times_s, goal in (("first frame", frame_s, 1.4), ("first rows", rows_s, 2.0)):
        median = statistics.median(times_s)
        spread = f"{min(times_s) * 1000:.0f}-{max(times_s) * 1000:.0f}"
        print(
            f"{name}: {median * 1000:.0f} ms ({spread}), bare {bare * 1000:.0f} ms,"
            f" ratio {median / bare:.2f} (goal {goal})"
        )


if __name__ == "__main__":
    main()
