"""Commands against the simulated server, over real sockets: list, get, wait, cancel, submit."""

from __future__ import annotations

import base64
import io
import json
import re
import stat
from typing import TYPE_CHECKING, Any

import pytest

from jobview.cli.exits import ExitCode
from jobview.kinetica.schemas.catalogue import Schemas
from jobview.results.failures.failure import read_failure
from jobview.simulator.options import ServerVersion, SimulatorOptions
from tests.fakes.program import jobview
from tests.fakes.server import running_simulator

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from pathlib import Path

    Document = dict[str, Any]

JOB_KEYS = [
    "job_id",
    "status",
    "phase",
    "endpoint",
    "progress",
    "received_at",
    "auth_id",
    "source_ip",
    "query_text",
    "user_data",
    "flags",
]


@pytest.fixture(scope="module")
def url() -> Iterator[str]:
    """A server on which nothing moves noticeably during a test."""
    with running_simulator(SimulatorOptions(jobs=60, speed=0.001)) as server:
        yield server.url


@pytest.fixture(scope="module")
def fast_url() -> Iterator[str]:
    """A server that lives fast, so that jobs end while they are waited for."""
    with running_simulator(SimulatorOptions(jobs=0, speed=2_000)) as server:
        yield server.url


@pytest.fixture(scope="module")
def listed(url: str) -> Sequence[Document]:
    jobs: list[Document] = jobview("list", "--json", "--url", url).document["jobs"]
    return jobs


@pytest.fixture(scope="module")
def asked(url: str, listed: Sequence[Document]) -> Sequence[Document]:
    """`get --json` of every listed job that /get/job knows."""
    outcomes = [jobview("get", str(job["job_id"]), "--json", "--url", url) for job in listed]
    return [outcome.document for outcome in outcomes if outcome.code == ExitCode.OK]


def one_in(phase: str, jobs: Sequence[Document]) -> Document:
    return next(job for job in jobs if job["phase"] == phase)


def making_progress(jobs: Sequence[Document]) -> Document:
    return next(job for job in jobs if job["phase"] == "running" and "async" in job["flags"])


class TestList:
    def test_the_document_has_its_shape(self, url: str) -> None:
        outcome = jobview("list", "--json", "--url", url)

        assert outcome.code == ExitCode.OK
        assert outcome.words == ""
        document = outcome.document
        assert list(document) == ["at", "cluster", "damage", "jobs"]
        assert re.fullmatch(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z", document["at"])
        assert document["cluster"] == {"url": url, "version": ServerVersion.V7_2.value}
        assert all(list(job) == JOB_KEYS for job in document["jobs"])
        assert len(document["jobs"]) >= 50

    def test_our_own_questions_are_not_in_it(self, listed: Sequence[Document]) -> None:
        assert "/admin/show/jobs" not in {job["endpoint"] for job in listed}

    def test_progress_is_that_of_asynchronous_running_jobs(
        self, listed: Sequence[Document]
    ) -> None:
        for job in listed:
            is_asked = job["phase"] == "running" and "async" in job["flags"]
            if job["phase"] == "done":
                assert job["progress"] == 100
            else:
                assert isinstance(job["progress"], int) == is_asked, job

    def test_progress_can_be_left_out(self, url: str) -> None:
        jobs = jobview("list", "--json", "--no-progress", "--url", url).document["jobs"]

        assert {job["progress"] for job in jobs if job["phase"] != "done"} == {None}

    def test_what_an_old_server_does_not_tell_is_null(self) -> None:
        with running_simulator(SimulatorOptions(version=ServerVersion.V7_1)) as server:
            jobs = jobview("list", "--json", "--no-progress", "--url", server.url).document["jobs"]

        assert {(job["flags"], job["query_text"]) for job in jobs} == {(None, None)}

    def test_a_line_a_job(self, url: str, listed: Sequence[Document]) -> None:
        lines = jobview("list", "--jsonl", "--no-progress", "--url", url).answer.splitlines()

        assert [json.loads(line)["job_id"] for line in lines] == [job["job_id"] for job in listed]

    def test_the_table_is_plain_and_whole(self, url: str, listed: Sequence[Document]) -> None:
        outcome = jobview("list", "--url", url)
        heading, *lines = outcome.answer.splitlines()

        assert heading.split() == [
            *("ID", "PHASE", "PROGRESS", "AGE", "USER", "ENDPOINT", "STATUS", "QUERY")
        ]
        assert [int(line.split()[0]) for line in lines] == [job["job_id"] for job in listed]
        assert [line.split()[1] for line in lines] == [job["phase"] for job in listed]
        assert not set(outcome.answer) & {"\t", "\x1b"}

    def test_no_jobs_is_said(self) -> None:
        with running_simulator(SimulatorOptions(jobs=0)) as server:
            outcome = jobview("list", "--url", server.url)
            document = jobview("list", "--json", "--url", server.url).document

        assert (outcome.code, outcome.answer) == (ExitCode.OK, "")
        assert outcome.words == f"jobview: no jobs on {server.url}\n"
        assert document["jobs"] == []


class TestGet:
    def test_a_running_job_has_no_result_yet(self, url: str, listed: Sequence[Document]) -> None:
        job = making_progress(listed)

        outcome = jobview("get", str(job["job_id"]), "--json", "--url", url)

        assert outcome.code == ExitCode.OK
        assert outcome.document == {
            "job_id": job["job_id"],
            "endpoint": job["endpoint"],
            "job_status": "RUNNING",
            "phase": "running",
            "running": True,
            "progress": job["progress"],
            "successful": False,
        }

    def test_a_failed_job_says_why_and_is_no_failure_of_ours(
        self, url: str, asked: Sequence[Document]
    ) -> None:
        document = one_in("failed", asked)

        outcome = jobview("get", str(document["job_id"]), "--url", url)

        assert "result" not in document
        assert outcome.code == ExitCode.OK
        assert "ERROR (failed)" in outcome.answer
        reading = read_failure(document["error_message"])
        assert all(part.words.splitlines()[0] in outcome.answer for part in reading.parts)
        assert all(code in outcome.answer for code in reading.codes)

    def test_a_card_reports_a_failed_job(self, url: str, asked: Sequence[Document]) -> None:
        failed = one_in("failed", asked)
        outcome = jobview("get", str(failed["job_id"]), "--card", "--url", url)

        assert outcome.code == ExitCode.OK
        assert outcome.answer.startswith(f"# Job {failed['job_id']} failed: `{failed['endpoint']}`")
        assert f"- URL: `{url}`" in outcome.answer
        assert "- Server version: `7.2" in outcome.answer
        assert failed["error_message"] in outcome.answer

        outcome = jobview("get", str(failed["job_id"]), "--redacted-card", "--url", url)
        assert "Replaced where found: user" in outcome.answer
        assert url not in outcome.answer

    def test_every_done_job_has_a_result_of_its_kind(self, asked: Sequence[Document]) -> None:
        results = [document["result"] for document in asked if document["phase"] == "done"]

        for result in results:
            assert result["kind"] in {"none", "bytes"} or result[result["kind"]] is not None
        assert {"record", "table"} <= {result["kind"] for result in results}

    def test_a_table_has_columns_and_rows(self, asked: Sequence[Document]) -> None:
        results = [document["result"] for document in asked if document["phase"] == "done"]
        tables = [result["table"] for result in results if "table" in result]

        assert any(table["rows"] for table in tables)
        for table in tables:
            assert all(list(column) == ["name", "type"] for column in table["columns"])
            assert {len(row) for row in table["rows"]} <= {len(table["columns"])}

    def test_people_get_the_table_aligned(self, url: str, asked: Sequence[Document]) -> None:
        document = next(
            document
            for document in asked
            if document.get("result", {}).get("table", {}).get("rows")
        )
        names = [column["name"] for column in document["result"]["table"]["columns"]]

        facts, _, table = jobview("get", str(document["job_id"]), "--url", url).answer.partition(
            "\n\n"
        )

        assert f"endpoint  {document['endpoint']}" in facts
        heading, *rows = table.splitlines()
        assert all(name in heading for name in names)
        assert len(rows) == len(document["result"]["table"]["rows"])

    def test_a_synchronous_call_is_told_from_a_job_that_is_not_there(
        self, url: str, listed: Sequence[Document]
    ) -> None:
        call = next(job for job in listed if "async" not in job["flags"])
        for command in (["get"], ["get", "--card"], ["get", "--raw", "-o", "-"], ["wait"]):
            outcome = jobview(*command, str(call["job_id"]), "--url", url)

            assert (outcome.code, outcome.answer) == (ExitCode.SERVER, "")
            assert f"it is a synchronous call of {call['endpoint']}" in outcome.words
            assert "jobview list" not in outcome.words

        absent = jobview("get", "987654321", "--url", url)
        assert absent.code == ExitCode.SERVER
        assert "not in the list of jobs either" in absent.words

    @pytest.mark.parametrize("wish", ["--json", "--card"])
    def test_a_text_goes_to_a_file_for_its_owner(
        self, url: str, asked: Sequence[Document], tmp_path: Path, wish: str
    ) -> None:
        job_id, path = str(one_in("done", asked)["job_id"]), tmp_path / "answer"
        told = jobview("get", job_id, wish, "--url", url)
        written = jobview("get", job_id, wish, "-o", str(path), "--url", url)
        again = jobview("get", job_id, wish, "-o", str(path), "--url", url)

        assert (written.code, written.answer) == (ExitCode.OK, "")
        assert written.words.endswith(f" written to {path}\n")
        assert stat.S_IMODE(path.stat().st_mode) == 0o600
        assert path.read_text("utf-8").splitlines()[0] == told.answer.splitlines()[0]
        assert again.code == ExitCode.USAGE
        assert "exists; --force overwrites it" in again.words
        to_stdout = jobview("get", job_id, wish, "-o", "-", "--url", url)
        assert to_stdout.answer.splitlines()[0] == told.answer.splitlines()[0]

    def test_the_raw_response_is_the_very_bytes(
        self, url: str, asked: Sequence[Document], tmp_path: Path
    ) -> None:
        forms = set()
        for document in asked:
            schema = Schemas.load().response_schema(document["endpoint"])
            if schema is None or document.get("result", {}).get("record") is None:
                continue
            path = tmp_path / str(document["job_id"])
            outcome = jobview(
                "get", str(document["job_id"]), "--raw", "-o", str(path), "--url", url
            )
            assert (outcome.code, outcome.answer) == (ExitCode.OK, "")
            data = path.read_bytes()
            if data.startswith(b"{"):
                forms.add("JSON")
                assert json.loads(data).keys() == document["result"]["record"].keys()
            else:
                forms.add("Avro")
                assert spelt(schema.decode(data)) == document["result"]["record"]

        assert forms == {"JSON", "Avro"}

    def test_nothing_is_written_for_a_job_without_a_response(
        self, url: str, asked: Sequence[Document], tmp_path: Path
    ) -> None:
        job_id = str(one_in("failed", asked)["job_id"])
        path = tmp_path / "response"

        outcome = jobview("get", job_id, "--raw", "-o", str(path), "--url", url)

        assert outcome.code == ExitCode.FAILED
        assert "has no response; nothing was written" in outcome.words
        assert not path.exists()


def spelt(value: object) -> object:
    """A decoded record as the document spells it, written down a second time."""
    if isinstance(value, bytes):
        return {"base64": base64.b64encode(value).decode()}
    if isinstance(value, dict):
        return {key: spelt(item) for key, item in value.items()}
    if isinstance(value, list):
        return [spelt(item) for item in value]
    return value


class TestWait:
    def test_done_jobs_are_one_line_each(self, url: str, asked: Sequence[Document]) -> None:
        done = [str(job["job_id"]) for job in asked if job["phase"] == "done"][:3]

        outcome = jobview("wait", *done, done[0], "--url", url)

        assert outcome.code == ExitCode.OK
        lines = outcome.answer.splitlines()
        assert sorted(line.split()[0] for line in lines) == sorted(done)
        assert {line.split()[1] for line in lines} == {"done"}

    def test_a_running_job_is_waited_for(self, fast_url: str) -> None:
        job_id = jobview("submit", "/show/table", "--url", fast_url).answer.strip()

        outcome = jobview("wait", job_id, "--timeout", "30", "--interval", "0.2", "--url", fast_url)

        assert outcome.code in {ExitCode.OK, ExitCode.FAILED}
        assert outcome.answer.split()[:1] == [job_id]

    @pytest.mark.parametrize(
        ("phase", "code"), [("failed", ExitCode.FAILED), ("cancelled", ExitCode.CANCELLED)]
    )
    def test_a_job_that_is_not_done_has_its_exit_code(
        self, url: str, asked: Sequence[Document], phase: str, code: ExitCode
    ) -> None:
        outcome = jobview("wait", str(one_in(phase, asked)["job_id"]), "--url", url)

        assert outcome.code == code
        assert outcome.answer.split()[1] == phase

    def test_time_that_runs_out_is_exit_code_5(self, url: str, listed: Sequence[Document]) -> None:
        job = making_progress(listed)

        outcome = jobview("wait", str(job["job_id"]), "--timeout", "0.3", "--url", url)

        assert outcome.code == ExitCode.TIMEOUT
        assert outcome.answer == ""
        assert f"{job['progress']} %  RUNNING  {job['endpoint']}" in outcome.words
        assert f"job {job['job_id']} has not ended within 0.3 s: RUNNING" in outcome.words


class TestCancel:
    def test_a_cancelled_job_really_is(self) -> None:
        with running_simulator(SimulatorOptions(jobs=0, speed=10)) as server:
            job_id = jobview("submit", "/admin/rebalance", "--url", server.url).answer.strip()
            outcome = jobview("cancel", job_id, "--yes", "--url", server.url)
            phase = jobview("get", job_id, "--json", "--url", server.url).document["phase"]

        assert (outcome.code, phase) == (ExitCode.OK, "cancelled")
        assert outcome.answer == f"{job_id}  cancelled\n"
        assert f"job {job_id}: the server says cancelling" in outcome.words

    def test_a_job_that_has_ended_is_exit_code_1(self, url: str, asked: Sequence[Document]) -> None:
        job_id = str(one_in("failed", asked)["job_id"])

        outcome = jobview("cancel", job_id, "--yes", "--url", url)

        assert outcome.code == ExitCode.FAILED
        assert outcome.answer == f"{job_id}  failed  failed, not cancelled\n"

    def test_without_anybody_to_ask_nothing_is_sent(
        self, url: str, listed: Sequence[Document], monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr("sys.stdin", io.StringIO("y\n"))
        job_id = str(making_progress(listed)["job_id"])

        outcome = jobview("cancel", job_id, "--url", url)
        document = jobview("get", job_id, "--json", "--url", url).document

        assert outcome.code == ExitCode.USAGE
        assert "give --yes" in outcome.words
        assert document["phase"] == "running"

    @pytest.mark.parametrize("said", ["\n", "n\n", "nonsense\n\n"])
    def test_the_usual_answer_is_no(
        self, url: str, listed: Sequence[Document], monkeypatch: pytest.MonkeyPatch, said: str
    ) -> None:
        monkeypatch.setattr("jobview.cli.cancel.is_terminal", lambda _stream: True)
        monkeypatch.setattr("sys.stdin", io.StringIO(said))
        job = making_progress(listed)
        job_id = str(job["job_id"])

        outcome = jobview("cancel", job_id, "--url", url)
        document = jobview("get", job_id, "--json", "--url", url).document

        assert outcome.code == ExitCode.FAILED
        assert f"Cancel this job on {url}? [y/N]" in outcome.words
        assert f"{job_id}  {job['endpoint']}" in outcome.words
        assert "nothing was cancelled" in outcome.words
        assert outcome.answer == ""
        assert document["phase"] == "running"


class TestSubmit:
    def test_the_id_is_the_answer(self, url: str) -> None:
        outcome = jobview("submit", "/show/table", "--data", '{"table_name": "t"}', "--url", url)

        assert outcome.code == ExitCode.OK
        assert re.fullmatch(r"\d+\n", outcome.answer)

    def test_a_tag_finds_the_job_again(self, url: str) -> None:
        outcome = jobview("submit", "/show/table", "--tag", "night-41", "--url", url)
        target = f"{outcome.answer.strip()}:night-41"

        assert outcome.words == ""
        assert jobview("get", target, "--json", "--url", url).code == ExitCode.OK

    def test_with_wait_the_exit_code_tells_the_end(self, fast_url: str) -> None:
        outcome = jobview(
            *("submit", "/show/table", "--wait", "--interval", "0.2", "--timeout", "30"),
            *("--url", fast_url),
        )

        job_id, line = outcome.answer.splitlines()
        assert line.split()[0] == job_id
        ends = {"done": ExitCode.OK, "failed": ExitCode.FAILED}
        assert outcome.code == ends[line.split()[1]]
