"""What the demo hears from its simulator, which is another process."""

from __future__ import annotations

import subprocess
import sys
import tempfile
from queue import Queue
from typing import TYPE_CHECKING

import pytest

from jobview.cli.demo import trouble_words
from jobview.cli.simulator_process import SimulatorDied, SimulatorProcess

if TYPE_CHECKING:
    from collections.abc import Iterator

PROGRAM = """
import sys
print("http://127.0.0.1:1\\nhttp://localhost:2", flush=True)
for line in sys.stdin:
    print(line, end="", flush=True)
"""


@pytest.fixture
def process() -> Iterator[subprocess.Popen[bytes]]:
    """A process that says two URLs, and after them whatever it is told."""
    argv = [sys.executable, "-c", PROGRAM]
    with subprocess.Popen(argv, stdin=subprocess.PIPE, stdout=subprocess.PIPE) as made:
        yield made
        made.kill()


def test_lines_behind_the_urls_are_told_to_who_listens_last(
    process: subprocess.Popen[bytes],
) -> None:
    with tempfile.TemporaryFile() as words:
        simulator = SimulatorProcess(process, words)
        assert simulator.urls(2) == ("http://127.0.0.1:1", "http://localhost:2")
        told: list[Queue[str]] = [Queue(), Queue()]

        def gone(_: str) -> None:
            raise RuntimeError("Event loop is closed")

        simulator.listen(gone)
        for queue in told:
            simulator.listen(queue.put)
        assert process.stdin is not None
        process.stdin.write(b"http://localhost:2 calm, for 9 s\n\xff\n")
        process.stdin.flush()
        heard = [told[1].get(timeout=30) for _ in range(2)]
        simulator.end()
    assert heard == ["http://localhost:2 calm, for 9 s", "\ufffd"]
    assert told[0].empty()


def test_fewer_clusters_than_wanted_is_a_death(process: subprocess.Popen[bytes]) -> None:
    with tempfile.TemporaryFile() as words:
        simulator = SimulatorProcess(process, words)
        assert process.stdin is not None
        process.stdin.close()
        with pytest.raises(SimulatorDied):
            simulator.urls(3)


def test_the_board_names_the_cluster_and_its_trouble() -> None:
    said = trouble_words("http://localhost:4711 nobody listens, for 25 s")
    assert said == "Chaos at localhost:4711: nobody listens, for 25 s."
