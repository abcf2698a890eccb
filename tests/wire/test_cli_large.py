"""Large results on the command line: refused in a sentence, summed up by size, or written away."""

from __future__ import annotations

import subprocess
import sys
from typing import TYPE_CHECKING

import pytest

from jobview.cli.exits import ExitCode
from jobview.simulator.options import SimulatorOptions
from tests.bench.simulated import simulator_process
from tests.fakes.program import Outcome, jobview
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


def over_the_limit(url: str, *arguments: str) -> Outcome:
    return jobview("get", large_job(url), *arguments, "--max-result", "1 MiB", "--url", url)


def note(url: str) -> str:
    way = f"write it to a file with `jobview get {large_job(url)} --raw -o FILE`"
    return f"not read: over the limit of 1 MiB; {way}, or raise --max-result"


def test_over_the_limit_all_but_the_result_is_told(url: str) -> None:
    outcome = over_the_limit(url)

    assert (outcome.code, outcome.words) == (ExitCode.OK, "")
    assert outcome.answer.splitlines() == [
        f"job       {large_job(url)}",
        "endpoint  /execute/sql",
        "status    DONE (done)",
        "progress  100 %",
        f"result    3 MiB, {note(url)}",
    ]


def test_over_the_limit_the_document_has_its_size(url: str) -> None:
    outcome = over_the_limit(url, "--json")

    assert (outcome.code, outcome.words) == (ExitCode.OK, "")
    document = outcome.document
    assert (document["phase"], document["progress"], document["result"]) == ("done", 100, None)
    assert document["result_bytes"] > 3 * MIB
    assert document["note"] == note(url)


@pytest.mark.parametrize("wanted", ["csv", "table", "json"])
def test_over_the_limit_there_is_nothing_to_convert(url: str, wanted: str, tmp_path: Path) -> None:
    for where in ((), ("-o", str(tmp_path / "rows"))):
        outcome = over_the_limit(url, "--format", wanted, *where)

        assert (outcome.code, outcome.answer) == (ExitCode.FAILED, "")
        assert outcome.words == f"jobview: job {large_job(url)}: its result: 3 MiB, {note(url)}\n"
    assert list(tmp_path.iterdir()) == []


def test_who_waits_is_told_its_size(url: str) -> None:
    outcome = jobview("wait", large_job(url), "--url", url)
    assert outcome.code == ExitCode.OK
    assert "done  /execute/sql  result of 3 MiB" in outcome.answer


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
