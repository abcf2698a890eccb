"""Hostile texts in every text of a server's answers: what commands print of them."""

from __future__ import annotations

import asyncio
import json
import re
from contextlib import asynccontextmanager
from typing import TYPE_CHECKING, Final

import pytest

from jobview.cli.exits import ExitCode
from jobview.simulator.faults.fault import fault_of
from jobview.simulator.options import SimulatorOptions
from tests.fakes.answers import get_job_body
from tests.fakes.hostile import CORPUS, DENSE, NAMED, leaks
from tests.fakes.program import jobview
from tests.fakes.raw_server import http_answer, raw_server
from tests.fakes.server import running_simulator
from tests.fakes.terminal import Terminal

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Iterator, Sequence

    from tests.fakes.program import Outcome
    from tests.fakes.raw_server import RawRequest
    from tests.fakes.server import RunningSimulator

LONGEST_LINE: Final = 20_000
"""Of what is printed of a text of 10 MB."""
_OWN: Final = re.compile(r"\x1b\[[0-9;]*m|\x1b\[\d*A\r|\x1b\[2K|\x1b\[J")
"""Sequences that commands write: colours, and what live lines need."""

FOR_PEOPLE: Sequence[Sequence[str]] = (
    ("list",),
    ("get", "1"),
    ("get", "1", "--card"),
    ("get", "1", "--format", "table"),
    ("get", "1", "--format", "md"),
    ("wait", "1", "--timeout", "0.2"),
    ("cancel", "1", "--yes"),
    ("submit", "/show/table", "--data", "{}", "--tag", "t"),
    ("doctor",),
)
JSON: Sequence[Sequence[str]] = (
    ("list", "--json"),
    ("list", "--jsonl"),
    ("get", "1", "--json"),
    ("doctor", "--json"),
)
RESULTS: Sequence[Sequence[str]] = (
    ("get", "7"),
    ("get", "7", "--card"),
    ("get", "7", "--json"),
    ("get", "7", "--format", "md"),
    ("get", "7", "--format", "table"),
    ("wait", "7"),
    ("cancel", "7", "--yes"),
)


@pytest.fixture(scope="module")
def shared() -> Iterator[RunningSimulator]:
    with running_simulator(SimulatorOptions(jobs=12)) as server:
        yield server


@pytest.fixture
def server(shared: RunningSimulator) -> Iterator[RunningSimulator]:
    shared.faults.clear()
    yield shared
    shared.faults.clear()


def sending(server: RunningSimulator, text: str, patch: pytest.MonkeyPatch) -> None:
    """Let every text in every answer be this one."""
    patch.setattr("jobview.simulator.faults.spoiling.HOSTILE_TEXTS", (text,))
    server.faults.add(fault_of("hostile"))


def told(outcome: Outcome, *, is_json: bool = False) -> set[str]:
    """What leaks of all that was printed; JSON may hold piles of marks, which are data."""
    found = leaks(outcome.answer, allowed="\n") - ({"pile"} if is_json else set())
    return found | leaks(outcome.words, allowed="\n")


@pytest.mark.parametrize("command", [*FOR_PEOPLE, *JSON], ids=" ".join)
def test_no_command_prints_what_steers(
    server: RunningSimulator, command: Sequence[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    sending(server, DENSE, monkeypatch)
    outcome = jobview(*command, "--url", server.url)
    assert outcome.answer + outcome.words
    assert not told(outcome, is_json=command in JSON)


@pytest.mark.parametrize("name", ["dense", "marks", "emoji", "unassigned", "private", "c1"])
def test_json_is_lossless_and_harmless(
    server: RunningSimulator, name: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    text = DENSE if name == "dense" else NAMED[name]
    sending(server, text, monkeypatch)
    outcome = jobview("list", "--json", "--url", server.url)
    assert not told(outcome, is_json=True)
    assert {job["auth_id"] for job in outcome.document["jobs"]} == {text}


@asynccontextmanager
async def serving(text: str, *, is_done: bool = True) -> AsyncIterator[str]:
    """A server of one job of this text, with a result of it."""
    if is_done:
        record = {text: text, "rows": [{text: text}], "json": json.dumps({text: [text]})}
        changed: dict[str, object] = {
            "response_encoding": "json",
            "job_response_str": json.dumps(record),
        }
    else:
        changed = {"job_status": text, "running": True, "progress": 5}
        changed |= {"successful": False}
    body = get_job_body(endpoint=text, status_map={"error_message": ""}, **changed)

    async def answer(request: RawRequest) -> None:
        if request.path == "/get/job":
            await request.send(http_answer(body, content_type="application/octet-stream"))
        else:
            await request.send(http_answer(b"no", status="404 Not Found"))

    async with raw_server(answer) as server:
        yield server.url


@pytest.mark.parametrize("command", RESULTS, ids=" ".join)
@pytest.mark.parametrize(
    "text", [DENSE.replace("\ud800", ""), "[/x]", "x" * 100_000], ids=["dense", "markup", "long"]
)
async def test_results_are_printed_as_text(command: Sequence[str], text: str) -> None:
    async with serving(text) as url:
        outcome = await asyncio.to_thread(jobview, *command, "--url", url)
    assert outcome.code == ExitCode.OK or command[0] == "cancel"
    assert outcome.answer
    assert not told(outcome, is_json="--json" in command)
    if len(command) == 2:
        assert max(map(len, outcome.answer.splitlines())) < LONGEST_LINE


def test_a_list_of_long_texts_stays_a_table(
    server: RunningSimulator, monkeypatch: pytest.MonkeyPatch
) -> None:
    sending(server, "x" * 50_000, monkeypatch)
    outcome = jobview("list", "--url", server.url)
    assert max(map(len, outcome.answer.splitlines())) < 1_000


@pytest.mark.parametrize(
    ("status", "headers"),
    [
        ("500 \x9b2J\xe2\x80\xae oops", ()),
        ("500 \x1b[2J oops", ()),
        ("200 OK", ("X: \x1b[2J\x9b2J",)),
        ("302 Found", ("Location: http://evil.invalid/\x9b2J\xe2\x80\xae[/x]",)),
        ("302 Found", ("Location: \x1b]0;owned",)),
        ("503 Busy", ("Retry-After: \x9b2J[/x]",)),
        ("401 \x9b", ('WWW-Authenticate: Basic realm="\x9b2J"',)),
        ("200 OK", ("Date: \x9b2J", "Content-Encoding: \x9b2J")),
    ],
    ids=["reason", "reason-esc", "esc", "location", "location-esc", "retry", "realm", "encoding"],
)
@pytest.mark.parametrize("command", ["list", "doctor"])
async def test_the_head_of_an_answer_is_text(
    command: str, status: str, headers: tuple[str, ...]
) -> None:
    async def answer(request: RawRequest) -> None:
        body = DENSE.encode("utf-8", "surrogatepass")
        kind = "text/\x9b2J\xe2\x80\xae"
        await request.send(http_answer(body, status=status, content_type=kind, headers=headers))

    async with raw_server(answer) as server:
        outcome = await asyncio.to_thread(jobview, command, "--url", server.url)
    assert outcome.code != ExitCode.OK
    assert not told(outcome)


@pytest.mark.parametrize(
    "command",
    [("list",), ("get", "7"), ("get", "7", "--format", "csv"), ("wait", "7"), ("doctor",)],
    ids=" ".join,
)
async def test_a_terminal_is_not_steered(command: Sequence[str]) -> None:
    async with serving(DENSE.replace("\ud800", "")) as url:
        written = await asyncio.to_thread(_on_terminal, *command, "--url", url)
    shown = _OWN.sub("", written)
    assert shown.strip()
    assert not leaks(shown, allowed="\r\n")


def _on_terminal(*arguments: str) -> str:
    with Terminal(*arguments) as terminal:
        terminal.end()
        return terminal.written.decode()


@pytest.mark.slow
@pytest.mark.parametrize("text", CORPUS.values(), ids=CORPUS.keys())
async def test_every_text_in_every_command(text: str, monkeypatch: pytest.MonkeyPatch) -> None:
    # A server of its own: each of the jobs submitted makes the lists after it take longer.
    with running_simulator(SimulatorOptions(jobs=12)) as server:
        sending(server, text, monkeypatch)
        for command in (*FOR_PEOPLE, *JSON):
            outcome = await asyncio.to_thread(jobview, *command, "--url", server.url)
            assert not told(outcome, is_json=command in JSON), command
    if not leaks(text) & {"U+D800", "U+DFFF", "U+DC80", "U+DC9B"}:
        async with serving(text) as url:
            for command in RESULTS:
                outcome = await asyncio.to_thread(jobview, *command, "--url", url)
                assert not told(outcome, is_json="--json" in command), command
