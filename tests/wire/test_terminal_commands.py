"""The commands on a real terminal: signals, ctrl-C, a reader or terminal that goes."""

from __future__ import annotations

import json
import signal
import sys
from typing import TYPE_CHECKING

import pytest

from jobview.simulator.faults.fault import fault_of
from jobview.simulator.options import SimulatorOptions
from tests.fakes.program import jobview
from tests.fakes.server import RunningSimulator, running_simulator
from tests.fakes.terminal import Terminal

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

pytestmark = pytest.mark.slow

JOBVIEW = f"{sys.executable} -m jobview"
CODES = {signal.SIGTERM: 143, signal.SIGHUP: 129, signal.SIGINT: 130}


@pytest.fixture(scope="module")
def server() -> Iterator[RunningSimulator]:
    with running_simulator(SimulatorOptions(jobs=600, speed=0.001, big_result_mib=1)) as server:
        yield server


def command(server: RunningSimulator, words: str) -> Terminal:
    return Terminal(*words.split(), "--url", server.url)


def job_id(server: RunningSimulator, phase: str) -> str:
    """Of the newest job in this phase."""
    lines = jobview("list", "--jsonl", "--no-progress", "--url", server.url).answer.splitlines()
    jobs = [json.loads(line) for line in lines]
    return str(
        next(job["job_id"] for job in jobs if job["phase"] == phase and "async" in job["flags"])
    )


@pytest.mark.parametrize("number", CODES)
def test_a_wait_ends_at_a_signal(server: RunningSimulator, number: signal.Signals) -> None:
    with command(server, f"wait {job_id(server, 'running')}") as terminal:
        terminal.until_shown("%")

        assert terminal.end(number) == CODES[number]
        assert terminal.is_clean
        assert b"Traceback" not in terminal.written


def test_a_wait_ends_at_ctrl_c(server: RunningSimulator) -> None:
    with command(server, f"wait {job_id(server, 'running')}") as terminal:
        terminal.until_shown("%")
        terminal.press(b"\x03")

        assert terminal.end() == 130
        assert terminal.is_clean
        assert b"Traceback" not in terminal.written


def test_ctrl_c_answers_the_question_whether_to_cancel(server: RunningSimulator) -> None:
    running = job_id(server, "running")
    with command(server, f"cancel {running}") as terminal:
        terminal.until_shown("Cancel this job")
        terminal.quiet()  # Python reads the line by now
        terminal.press(b"\x03")

        assert terminal.end() == 130
        assert terminal.is_clean
        assert terminal.written.endswith(b"\r\n")
        assert b"Traceback" not in terminal.written
    assert json.loads(jobview("get", running, "--json", "--url", server.url).answer)["running"]


@pytest.mark.parametrize("number", CODES)
def test_a_file_that_is_not_whole_goes_with_its_command(
    server: RunningSimulator, number: signal.Signals, tmp_path: Path
) -> None:
    words = f"get {job_id(server, 'done')} -o {tmp_path}/rows.avro"
    with server.faults.during(fault_of("drip:/get/job")), command(server, words) as terminal:
        terminal.until(lambda: list(tmp_path.iterdir()))
        terminal.quiet()

        assert terminal.end(number) == CODES[number]
        assert list(tmp_path.iterdir()) == []
        assert terminal.is_clean
        assert b"Traceback" not in terminal.written


def test_a_reader_that_leaves_is_141(server: RunningSimulator) -> None:
    pipe = f"{JOBVIEW} list --url {server.url} | head -1"
    script = f"{pipe}; echo code ${{PIPESTATUS[0]}}"
    with Terminal(command=("bash", "--norc", "-c", script)) as terminal:
        terminal.until_shown("code ")
        terminal.end()

        assert "code 141" in terminal.text
        assert b"Traceback" not in terminal.written


def test_a_terminal_that_goes_ends_a_wait(server: RunningSimulator) -> None:
    with command(server, f"wait {job_id(server, 'running')}") as terminal:
        terminal.until_shown("%")
        terminal.close()

        assert terminal.process.wait(10) == 129
