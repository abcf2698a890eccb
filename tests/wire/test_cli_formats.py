"""`jobview get --format`: each result alone, in each format, to a pipe and to a file."""

from __future__ import annotations

import csv
import io
import json
import os
import pty
import stat
import subprocess
import sys
from typing import TYPE_CHECKING, Any

import pytest

from jobview.cli.exits import ExitCode
from jobview.simulator.options import SimulatorOptions
from tests.fakes.program import jobview
from tests.fakes.server import running_simulator

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    Document = dict[str, Any]


@pytest.fixture(scope="module")
def url() -> Iterator[str]:
    with running_simulator(SimulatorOptions(jobs=60, speed=0.001)) as server:
        yield server.url


@pytest.fixture(scope="module")
def asked(url: str) -> list[Document]:
    """The `get --json` of every job that is in the hands of /get/job."""
    jobs = jobview("list", "--json", "--no-progress", "--url", url).document["jobs"]
    wanted = [str(job["job_id"]) for job in jobs if job["phase"] in {"done", "failed"}]
    outcomes = [jobview("get", job_id, "--json", "--url", url) for job_id in wanted]
    return [outcome.document for outcome in outcomes if outcome.code == ExitCode.OK]


@pytest.fixture(scope="module")
def table(asked: list[Document]) -> Document:
    return next(job for job in asked if job.get("result", {}).get("table", {}).get("rows"))


def get(url: str, job: Document, *arguments: str) -> str:
    outcome = jobview("get", str(job["job_id"]), *arguments, "--url", url)
    assert outcome.code == ExitCode.OK, outcome.words
    return outcome.answer


def test_json_is_the_result_of_the_whole_document(url: str, asked: list[Document]) -> None:
    kinds = set()
    for job in asked:
        if job["phase"] == "done" and job["result"]["kind"] in {"table", "record", "text"}:
            assert json.loads(get(url, job, "--format", "json")) == job["result"]
            kinds.add(job["result"]["kind"])

    assert {"table", "record"} <= kinds


def test_rows_are_the_same_in_every_format(url: str, table: Document) -> None:
    names = [column["name"] for column in table["result"]["table"]["columns"]]
    rows = table["result"]["table"]["rows"]

    as_csv = list(csv.reader(io.StringIO(get(url, table, "--format", "csv"), newline="")))
    as_lines = [json.loads(line) for line in get(url, table, "--format", "jsonl").splitlines()]
    as_tsv = get(url, table, "--format", "tsv").splitlines()
    as_markdown = get(url, table, "--format", "md").splitlines()
    as_text = get(url, table, "--format", "table").splitlines()

    assert as_csv[0] == names
    assert as_lines == [dict(zip(names, row, strict=True)) for row in rows]
    assert as_tsv[0].split("\t") == names
    assert {len(rows)} == {
        len(as_csv) - 1,
        len(as_tsv) - 1,
        len(as_markdown) - 2,
        len(as_text) - 2,
    }


def test_a_file_is_private_and_not_overwritten_unasked(
    url: str, table: Document, tmp_path: Path
) -> None:
    path = tmp_path / "rows.csv"
    arguments = ("get", str(table["job_id"]), "--format", "csv", "-o", str(path), "--url", url)

    outcome = jobview(*arguments)

    assert (outcome.code, outcome.answer) == (ExitCode.OK, "")
    assert f"{len(table['result']['table']['rows']):,} rows, " in outcome.words
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert path.read_bytes().decode() == get(url, table, "--format", "csv")
    assert jobview(*arguments).code == ExitCode.USAGE
    assert jobview(*arguments, "--force").code == ExitCode.OK


def test_what_cannot_be_written_is_said(url: str, asked: list[Document], tmp_path: Path) -> None:
    failed = next(job for job in asked if job["phase"] == "failed")
    path = tmp_path / "rows.csv"

    outcome = jobview(
        "get", str(failed["job_id"]), "--format", "csv", "-o", str(path), "--url", url
    )

    assert outcome.code == ExitCode.FAILED
    assert failed["error_message"].splitlines()[0][:40] in outcome.words
    assert not path.exists()


def test_a_reader_that_has_enough_ends_it_quietly(url: str, table: Document) -> None:
    command = [sys.executable, "-m", "jobview", "get", str(table["job_id"])]
    process = subprocess.Popen(
        [*command, "--format", "jsonl", "--url", url],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
    )
    assert process.stdout is not None
    assert process.stderr is not None
    with process.stdout, process.stderr:
        process.stdout.close()
        words = process.stderr.read()
        process.wait(timeout=30)

    assert words == b""


def test_a_terminal_gets_nothing_that_could_steer_it(url: str, table: Document) -> None:
    ours, theirs = pty.openpty()
    try:
        subprocess.run(
            [sys.executable, "-m", "jobview", "get", str(table["job_id"]), "--format", "tsv"],
            env={**os.environ, "KINETICA_URL": url},
            stdout=theirs,
            check=True,
            timeout=30,
        )
        written = os.read(ours, 4096)
    finally:
        os.close(theirs)
        os.close(ours)

    assert b"\t" not in written
    assert table["result"]["table"]["columns"][0]["name"].encode() in written
