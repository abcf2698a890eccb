"""Large results on the command line: refused in a sentence, summed up by size, or written away."""

from __future__ import annotations

import subprocess
import sys
from typing import TYPE_CHECKING

import pytest

from jobview.cli.exits import ExitCode
from jobview.simulator.options import SimulatorOptions
from tests.bench.simulated import simulator_process
from tests.fakes.program import jobview
from tests.fakes.server import running_simulator

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

MIB = 1024 * 1024

PEAK = """
import resource, sys
from jobview.cli.entry import run
code = run(sys.argv[1:])
print(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024)
sys.exit(code)
"""


def large_job(url: str) -> str:
    jobs = jobview("list", "--json", "--url", url).document["jobs"]
    return next(str(job["job_id"]) for job in jobs if "MiB" in (job["query_text"] or ""))


@pytest.fixture(scope="module")
def url() -> Iterator[str]:
    with running_simulator(SimulatorOptions(jobs=5, big_result_mib=3)) as server:
        yield server.url


def test_over_the_limit_it_is_a_sentence_that_says_what_to_do(url: str) -> None:
    job_id = large_job(url)
    outcome = jobview("get", job_id, "--max-result", "1 MiB", "--url", url)
    assert (outcome.code, outcome.answer) == (ExitCode.SERVER, "")
    assert "the result of 3." in outcome.words
    assert "larger than the limit of 1 MiB" in outcome.words
    assert f"`jobview get {job_id} --raw -o FILE`" in outcome.words


def test_who_waits_is_told_its_size(url: str) -> None:
    outcome = jobview("wait", large_job(url), "--url", url)
    assert outcome.code == ExitCode.OK
    assert "done  /execute/sql  result of 3." in outcome.answer


def test_a_file_takes_it_whatever_the_limit(url: str, tmp_path: Path) -> None:
    path = tmp_path / "result"
    options = ("-o", str(path), "--max-result", "1 MiB", "--url", url)
    assert jobview("get", large_job(url), *options).code == ExitCode.OK
    assert path.stat().st_size > 3 * MIB


def peak_bytes(mib: int, folder: Path) -> int:
    """The most memory that writing a result of so many mebibytes to a file takes."""
    with simulator_process("--jobs", "5", "--big-result-mib", str(mib)) as url:
        path = folder / f"result-{mib}"
        argv = [sys.executable, "-c", PEAK, "get", large_job(url), "-o", str(path), "--url", url]
        done = subprocess.run(argv, check=True, capture_output=True, text=True)
    assert path.stat().st_size > mib * MIB
    path.unlink()
    return int(done.stdout)


@pytest.mark.slow
def test_writing_takes_the_same_memory_for_any_size(tmp_path: Path) -> None:
    assert peak_bytes(1024, tmp_path) - peak_bytes(1, tmp_path) < 16 * MIB
