"""Trouble with the server: one sentence saying what and what to do, the right exit code."""

from __future__ import annotations

import socket
from typing import TYPE_CHECKING

import pytest

from jobview.cli.exits import ExitCode
from jobview.settings import Secret
from jobview.simulator.faults.fault import Fault
from jobview.simulator.faults.kinds import Kind
from jobview.simulator.options import SimulatorOptions
from tests.fakes.program import jobview
from tests.fakes.server import running_simulator

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

COMMANDS = [
    ["list"],
    ["list", "--json"],
    ["list", "--jsonl"],
    ["get", "1"],
    ["get", "1", "--json"],
    ["wait", "1"],
    ["cancel", "1", "--yes"],
    ["submit", "/show/table"],
]

named = pytest.mark.parametrize("command", COMMANDS, ids=" ".join)


@pytest.fixture(scope="module")
def locked_url() -> Iterator[str]:
    """A server that lets only alice in."""
    options = SimulatorOptions(jobs=5, user="alice", password=Secret("right"))
    with running_simulator(options) as server:
        yield server.url


@pytest.fixture
def dead_url() -> Iterator[str]:
    """A port that nobody listens on, and that nobody else can take meanwhile."""
    with socket.socket() as bound:
        bound.bind(("127.0.0.1", 0))
        yield f"http://127.0.0.1:{bound.getsockname()[1]}"


@named
def test_a_dead_port_is_said(dead_url: str, command: list[str]) -> None:
    outcome = jobview(*command, "--url", dead_url)

    assert outcome.code == ExitCode.SERVER
    assert outcome.answer == ""
    assert outcome.words.count("\n") == 1
    assert dead_url in outcome.words
    assert "refused" in outcome.words
    assert "check the URL and that the server is up" in outcome.words


@named
def test_a_name_that_is_no_host_is_said(command: list[str]) -> None:
    outcome = jobview(*command, "--url", "http://no-such-host.invalid:9191")

    assert outcome.code == ExitCode.SERVER
    assert outcome.words.count("\n") == 1
    assert "no-such-host.invalid" in outcome.words


@named
def test_a_wrong_password_is_said_and_not_shown(locked_url: str, command: list[str]) -> None:
    outcome = jobview(
        *command, "--url", locked_url, "--user", "alice", KINETICA_PASSWD="wr0ng-s3cret"
    )

    assert outcome.code == ExitCode.SERVER
    assert outcome.answer == ""
    assert outcome.words.count("\n") == 1
    assert "the user and password that were sent are refused" in outcome.words
    assert "wr0ng-s3cret" not in outcome.words


@pytest.mark.parametrize(
    ("environ", "remedy"),
    [
        ({}, "set KINETICA_USER and KINETICA_PASSWD, or KINETICA_OAUTH_TOKEN"),
        ({"KINETICA_OAUTH_TOKEN": "0ld"}, "the token that was sent is refused: get a new one"),
    ],
    ids=["nothing", "token"],
)
def test_what_to_do_about_a_refused_login_depends_on_what_was_sent(
    locked_url: str, environ: dict[str, str], remedy: str
) -> None:
    assert remedy in jobview("list", "--url", locked_url, **environ).words


def test_a_password_without_a_user_is_told(locked_url: str) -> None:
    words = jobview("list", "--url", locked_url, KINETICA_PASSWD="right").words

    assert "a password is set, but no user it belongs to" in words
    assert "right" not in words


@pytest.mark.parametrize(
    ("arguments", "environ"),
    [
        (["--user", "alice"], {"KINETICA_PASSWD": "right"}),
        ([], {"KINETICA_USER": "alice", "KINETICA_PASS": "right"}),
    ],
)
def test_the_right_password_opens(
    locked_url: str, arguments: list[str], environ: dict[str, str]
) -> None:
    outcome = jobview("list", "--json", "--url", locked_url, *arguments, **environ)

    assert outcome.code == ExitCode.OK
    assert outcome.document["jobs"]


def test_a_login_in_the_url_opens_and_is_never_shown(locked_url: str) -> None:
    url = locked_url.replace("://", "://alice:right@")
    outcome = jobview("list", "--json", KINETICA_URL=url)

    assert outcome.code == ExitCode.OK
    assert outcome.document["cluster"]["url"] == locked_url


@pytest.mark.parametrize("command", [["get"], ["wait"], ["cancel", "--yes"]], ids=" ".join)
def test_an_unknown_job_is_said(locked_url: str, command: list[str]) -> None:
    environ = {"KINETICA_USER": "alice", "KINETICA_PASSWD": "right"}
    outcome = jobview(*command, "987654321", "--url", locked_url, **environ)

    assert outcome.code == ExitCode.SERVER
    assert outcome.answer == ""
    assert outcome.words.count("\n") == 1
    assert "987654321" in outcome.words
    assert "check the id" in outcome.words


def without_ids(record: dict[str, object], _: object) -> dict[str, object]:
    return {**record, "job_id": []}


@pytest.mark.parametrize("form", [[], ["--json"], ["--jsonl"]], ids=["table", "json", "jsonl"])
def test_a_damaged_list_without_a_sure_job_is_no_empty_one(
    form: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("jobview.simulator.faults.spoiling.ragged", without_ids)
    options = SimulatorOptions(faults=(Fault(kind=Kind.RAGGED, endpoint="/admin/show/jobs"),))
    with running_simulator(options) as server:
        outcome = jobview("list", *form, "--url", server.url)

    assert outcome.code == ExitCode.SERVER
    assert outcome.answer == ""
    assert outcome.words.count("\n") == 1
    assert "no job in the list is sure: " in outcome.words


def test_the_files_of_a_login_are_named_when_it_is_refused(locked_url: str, tmp_path: Path) -> None:
    path = tmp_path / "pw"
    path.write_text("wrong", encoding="utf-8")
    path.chmod(0o600)
    outcome = jobview(
        "list", "--url", locked_url, "--user", "alice", KINETICA_PASSWD_FILE=str(path)
    )

    assert outcome.code == ExitCode.SERVER
    assert f"correct the password in {path}" in outcome.words


def test_with_a_timeout_a_dead_port_is_tried_until_then(dead_url: str) -> None:
    outcome = jobview("wait", "1", "--url", dead_url, "--timeout", "0.2")

    assert outcome.code == ExitCode.SERVER
    first, last = outcome.words.splitlines()
    assert "; trying again in " in first
    assert last.startswith("jobview: job 1: ")
    assert "refused" in last


def test_one_unknown_job_does_not_spoil_the_wait_for_others() -> None:
    with running_simulator(SimulatorOptions(jobs=0, speed=2_000)) as server:
        job_id = jobview("submit", "/show/table", "--url", server.url).answer.strip()
        outcome = jobview(
            *("wait", job_id, "987654321", "--interval", "0.2", "--timeout", "30"),
            *("--url", server.url),
        )

    assert outcome.answer.split()[0] == job_id
    assert "job 987654321: " in outcome.words
    assert outcome.code in {ExitCode.SERVER, ExitCode.FAILED}
