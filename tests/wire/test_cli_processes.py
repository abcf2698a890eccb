"""jobview as a process of its own: pipes, signals, parents, terminals, locales."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
from typing import TYPE_CHECKING

import pytest

from jobview.cli.exits import ExitCode
from jobview.simulator.options import SimulatorOptions
from tests.fakes.server import running_simulator

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

JOBVIEW = [sys.executable, "-m", "jobview"]


@pytest.fixture(scope="module")
def url() -> Iterator[str]:
    with running_simulator(SimulatorOptions(jobs=1_500, speed=0.001)) as server:
        yield server.url


@pytest.fixture
def environ(tmp_path: Path) -> dict[str, str]:
    """This process's environment without settings of jobview's."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith("KINETICA_")}
    return kept | {"XDG_CONFIG_HOME": str(tmp_path)}


def test_a_reader_that_leaves_early_is_no_matter(url: str, environ: dict[str, str]) -> None:
    command = [*JOBVIEW, "list", "--no-progress", "--url", url]
    with subprocess.Popen(
        command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, env=environ, text=True
    ) as process:
        assert process.stdout is not None
        assert process.stderr is not None
        assert process.stdout.readline().split()[0] == "ID"
        process.stdout.close()
        words = process.stderr.read()

    assert words == ""
    assert process.returncode == ExitCode.BROKEN_PIPE


def test_a_full_disk_is_said(url: str, environ: dict[str, str]) -> None:
    with open("/dev/full", "w", encoding="utf-8") as full:  # noqa: PTH123 - a device
        done = subprocess.run(
            [*JOBVIEW, "list", "--no-progress", "--url", url],
            stdout=full,
            stderr=subprocess.PIPE,
            env=environ,
            text=True,
            check=False,
        )

    assert done.returncode == ExitCode.FAILED
    assert done.stderr == "jobview: No space left on device\n"


@pytest.mark.parametrize("close", [0, 1, 2])
def test_a_closed_stream_is_no_traceback(url: str, environ: dict[str, str], close: int) -> None:
    script = f'exec "$@" {close}>&-'
    done = subprocess.run(
        ["/bin/sh", "-c", script, "sh", *JOBVIEW, "list", "--json", "--no-progress", "--url", url],
        capture_output=True,
        env=environ,
        text=True,
        check=False,
    )

    assert done.returncode == ExitCode.OK
    assert "Traceback" not in done.stderr
    assert close == 1 or json.loads(done.stdout)["jobs"]


@pytest.mark.parametrize("encoding", ["ascii", "latin-1"])
@pytest.mark.parametrize("option", ["--json", "--no-progress"])
def test_a_narrow_locale_is_no_traceback(
    url: str, environ: dict[str, str], encoding: str, option: str
) -> None:
    narrow = environ | {"LC_ALL": "C", "PYTHONUTF8": "0", "PYTHONIOENCODING": encoding}
    done = subprocess.run(
        [*JOBVIEW, "list", option, "--no-progress", "--url", url],
        capture_output=True,
        env=narrow,
        check=False,
    )

    assert (done.returncode, done.stderr) == (ExitCode.OK, b"")
    if option.startswith("--json"):
        first = json.loads(done.stdout.decode("utf-8").splitlines()[0])
        assert first.keys() & {"jobs", "job_id"}


def test_ctrl_c_is_130_without_a_word_too_many(url: str, environ: dict[str, str]) -> None:
    running = subprocess.run(
        [*JOBVIEW, "list", "--jsonl", "--no-progress", "--url", url],
        capture_output=True,
        env=environ,
        text=True,
        check=True,
    )
    jobs = [json.loads(line) for line in running.stdout.splitlines()]
    job = next(j for j in jobs if j["phase"] == "running" and "async" in j["flags"])
    with subprocess.Popen(
        [*JOBVIEW, "wait", str(job["job_id"]), "--url", url],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        env=environ,
        text=True,
    ) as process:
        assert process.stderr is not None
        assert str(job["job_id"]) in process.stderr.readline()
        process.send_signal(signal.SIGINT)
        answer, words = process.communicate()

    assert process.returncode == ExitCode.INTERRUPTED
    assert answer == ""
    assert words.strip() == ""


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_the_simulator_ends_at_a_signal(environ: dict[str, str], number: signal.Signals) -> None:
    with subprocess.Popen(
        [*JOBVIEW, "simulate", "--port", "0", "--jobs", "3"],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        env=environ,
        text=True,
    ) as process:
        assert process.stdout is not None
        url = process.stdout.readline().strip()
        listed = subprocess.run(
            [*JOBVIEW, "list", "--jsonl", "--no-progress", "--url", url],
            capture_output=True,
            env=environ,
            text=True,
            check=False,
        )
        process.send_signal(number)
        answer, words = process.communicate()

    assert url.startswith("http://127.0.0.1:")
    assert len(listed.stdout.splitlines()) >= 3
    assert (process.returncode, answer, words) == (ExitCode.OK, "", "")


def test_the_simulator_ends_with_its_parent(environ: dict[str, str]) -> None:
    with subprocess.Popen(
        [*JOBVIEW, "simulate", "--port", "0", "--stop-with-parent"],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        env=environ,
        text=True,
    ) as process:
        assert process.stdin is not None
        assert process.stdout is not None
        assert process.stdout.readline()
        process.stdin.close()
        assert process.wait() == ExitCode.OK


def test_a_taken_port_is_said(url: str, environ: dict[str, str]) -> None:
    port = url.rpartition(":")[2]
    done = subprocess.run(
        [*JOBVIEW, "simulate", "--port", port],
        capture_output=True,
        env=environ,
        text=True,
        check=False,
    )

    assert done.returncode == ExitCode.USAGE
    assert done.stdout == ""
    assert done.stderr.count("\n") == 1
    assert f"port {port}" in done.stderr


@pytest.mark.parametrize("command", ["demo", "simulate"])
def test_without_the_extra_it_says_what_to_install(environ: dict[str, str], command: str) -> None:
    probe = (
        "import sys; sys.modules['uvicorn'] = None\n"
        "import importlib.util as u; found = u.find_spec\n"
        "u.find_spec = lambda name: None if name == 'uvicorn' else found(name)\n"
        "from jobview.cli.entry import run; sys.exit(run(sys.argv[1:]))"
    )
    done = subprocess.run(
        [sys.executable, "-c", probe, command],
        capture_output=True,
        env=environ,
        text=True,
        check=False,
    )

    assert done.returncode == ExitCode.USAGE
    assert done.stderr == (
        "jobview: the simulator is not installed; run `pip install 'jobview[demo]'`\n"
    )
