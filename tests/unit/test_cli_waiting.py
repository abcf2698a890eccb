"""Waiting for several jobs: which exit code counts, and what is said about a server in trouble."""

from __future__ import annotations

import asyncio
from dataclasses import replace
from typing import TYPE_CHECKING

import pytest

from jobview.cli.exits import ExitCode
from jobview.cli.waiting import Waiting
from jobview.clock import SystemClock
from jobview.errors import Unauthorised, UnknownJob, Unreachable
from jobview.jobs.target import JobTarget
from jobview.settings import Settings
from tests.fakes.clock import FakeClock
from tests.fakes.jobs import reply
from tests.fakes.scripted_source import ScriptedSource

if TYPE_CHECKING:
    from collections.abc import Sequence

    from jobview.errors import ServerError
    from jobview.jobs.source import JobReply
    from jobview.jobs.transfer import OnProgress

URL = "http://head:9191/get/job"
LOST = Unreachable(URL, "connection refused")
HURRIED = Settings(interval_s=0.001, max_requests_per_s=1000)

ENDS: dict[str, JobReply | ServerError] = {
    "done": reply(0, "DONE", 100),
    "failed": reply(0, "ERROR", status_map={"error_message": "out of memory\nrank 3"}),
    "cancelled": reply(0, "CANCELLED"),
    "unknown": UnknownJob(URL, "no such job"),
    "locked out": Unauthorised(URL, "401"),
    "running": reply(0, "RUNNING", 46),
}


async def waited(
    scripts: Sequence[Sequence[JobReply | ServerError]],
    *,
    timeout_s: float | None = None,
    is_fail_fast: bool = False,
) -> ExitCode:
    source = ScriptedSource(dict(enumerate(scripts, 1)))
    targets = [JobTarget(job_id) for job_id in range(1, len(scripts) + 1)]
    waiting = Waiting(targets, timeout_s=timeout_s, is_fail_fast=is_fail_fast, clock=SystemClock())
    return await waiting.run(source, HURRIED)


@pytest.mark.parametrize(
    ("ends", "code"),
    [
        (["done"], ExitCode.OK),
        (["done", "done"], ExitCode.OK),
        (["done", "failed"], ExitCode.FAILED),
        (["cancelled", "done"], ExitCode.CANCELLED),
        (["cancelled", "failed"], ExitCode.FAILED),
        (["unknown", "done"], ExitCode.SERVER),
        (["locked out"], ExitCode.SERVER),
        (["unknown", "cancelled"], ExitCode.CANCELLED),
        (["unknown", "failed", "cancelled"], ExitCode.FAILED),
    ],
)
async def test_the_worst_end_counts(ends: list[str], code: ExitCode) -> None:
    assert await waited([[ENDS[end]] for end in ends]) is code


@pytest.mark.parametrize(
    ("ends", "code"),
    [
        (["running"], ExitCode.TIMEOUT),
        (["running", "done"], ExitCode.TIMEOUT),
        (["running", "failed"], ExitCode.FAILED),
        (["running", "unknown"], ExitCode.SERVER),
    ],
)
async def test_a_timeout_counts_least(ends: list[str], code: ExitCode) -> None:
    assert await waited([[ENDS[end]] for end in ends], timeout_s=0.1) is code


async def test_an_end_that_comes_with_the_timeout_counts(monkeypatch: pytest.MonkeyPatch) -> None:
    loop = asyncio.get_running_loop()
    time_s, ahead_s = loop.time, 0.0

    def slow_outcome(_reply: JobReply) -> str:
        nonlocal ahead_s
        ahead_s = 61.0  # the loop stands while a result is read
        return "out of memory"

    monkeypatch.setattr(loop, "time", lambda: time_s() + ahead_s)
    monkeypatch.setattr("jobview.cli.waiting.outcome", slow_outcome)

    assert await waited([[ENDS["failed"]]], timeout_s=60.0) is ExitCode.FAILED


@pytest.mark.parametrize("end", ["failed", "cancelled", "unknown"])
async def test_fail_fast_does_not_wait_for_the_rest(end: str) -> None:
    code = await waited([[ENDS["running"]], [ENDS[end]]], is_fail_fast=True)

    assert code not in {ExitCode.OK, ExitCode.TIMEOUT}


async def test_fail_fast_waits_for_what_is_done() -> None:
    running, done = ENDS["running"], ENDS["done"]

    assert await waited([[running, running, done], [done]], is_fail_fast=True) is ExitCode.OK


async def test_a_failure_is_one_line_with_its_first_line(
    capsys: pytest.CaptureFixture[str],
) -> None:
    await waited([[ENDS["failed"]]])

    assert capsys.readouterr().out == "1  failed  /alter/table  out of memory\n"


async def test_server_words_cannot_steer_the_terminal(capsys: pytest.CaptureFixture[str]) -> None:
    hostile = "\x1b[2J\x1b]0;owned\x07"
    await waited(
        [
            [
                reply(0, f"RUN{hostile}", 5, running=True, endpoint=f"/alter{hostile}"),
                reply(0, "ERROR", status_map={"error_message": hostile}, endpoint=hostile),
            ]
        ]
    )

    told = capsys.readouterr()
    assert "\x1b" not in told.out + told.err
    assert "\x07" not in told.out + told.err


async def test_what_is_told_of_long_words_has_an_end(capsys: pytest.CaptureFixture[str]) -> None:
    long = "\x1b[2J" + "x" * 1_000_000
    running = reply(0, long, 5, running=True, endpoint=long)
    await waited([[running, reply(0, "ERROR", endpoint=long, status_map={"error_message": long})]])
    await waited([[running]], timeout_s=0.1)

    told = capsys.readouterr()
    lines = (told.out + told.err).splitlines()
    assert len(lines) >= 3
    assert max(map(len, lines)) < 3_000


async def test_trouble_is_told_once_and_its_end_too(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("jobview.polling.follow.back_off_s", lambda *_: 0.001)
    running, done = ENDS["running"], ENDS["done"]

    code = await waited([[running, LOST, LOST, LOST, running, LOST, done]])

    assert code is ExitCode.OK
    words = [line for line in capsys.readouterr().err.splitlines() if "jobview:" in line]
    assert [line.partition("; trying")[0] for line in words] == [
        f"jobview: {LOST}",
        "jobview: the server answers again",
        f"jobview: {LOST}",
        "jobview: the server answers again",
    ]


async def test_progress_is_told_when_it_changed(capsys: pytest.CaptureFixture[str]) -> None:
    steps = [reply(0, "RUNNING", percent) for percent in (10, 10, 10, 60)]
    await waited([[*steps, ENDS["done"]]])

    assert capsys.readouterr().err.splitlines() == [
        "1   10 %  RUNNING  /alter/table",
        "1   60 %  RUNNING  /alter/table",
    ]


async def test_what_was_never_heard_of_is_the_servers_fault(
    capsys: pytest.CaptureFixture[str],
) -> None:
    assert await waited([[LOST]], timeout_s=0.05) is ExitCode.SERVER
    assert f"jobview: job 1: {LOST}\n" in capsys.readouterr().err


async def test_what_was_heard_before_the_server_went_is_told_as_such(
    capsys: pytest.CaptureFixture[str],
) -> None:
    assert await waited([[ENDS["running"], LOST]], timeout_s=0.1) is ExitCode.TIMEOUT

    assert "RUNNING, 46 % when the server last answered, 0 s ago" in capsys.readouterr().err


class Hanging(ScriptedSource):
    """Answers a few times, after which its time passes and it says no more."""

    def __init__(self, clock: FakeClock, *, silent_s: float, answers: int = 1) -> None:
        super().__init__({1: [ENDS["running"]]})
        self._clock = clock
        self._silent_s = silent_s
        self._answers = answers

    async def job(
        self,
        job_id: int,
        job_tag: str = "",
        *,
        max_result_bytes: int | None = None,
        on_progress: OnProgress | None = None,
    ) -> JobReply:
        if len(self.asked) < self._answers:
            asyncio.get_running_loop().call_later(0.02, self._pass_time)
            return await super().job(job_id, job_tag)
        await asyncio.Event().wait()
        raise AssertionError("waits for ever")

    def _pass_time(self) -> None:
        self._clock.mono += self._silent_s


@pytest.mark.parametrize(
    ("silent_s", "interval_s", "words"),
    [
        (0.5, 0.001, "RUNNING, 46 %"),
        (12.2, 0.001, "RUNNING, 46 % when the server last answered, 12 s ago"),
        (12.2, 60.0, "RUNNING, 46 % when the server last answered, 12 s ago"),
    ],
    ids=["fresh", "hangs", "asked seldom"],
)
async def test_what_was_heard_before_the_server_hung_is_told_with_its_age(
    silent_s: float, interval_s: float, words: str, capsys: pytest.CaptureFixture[str]
) -> None:
    clock = FakeClock()
    waiting = Waiting([JobTarget(1)], timeout_s=0.1, is_fail_fast=False, clock=clock)

    code = await waiting.run(
        Hanging(clock, silent_s=silent_s), replace(HURRIED, interval_s=interval_s)
    )

    assert code is ExitCode.TIMEOUT
    last = capsys.readouterr().err.splitlines()[-1]
    assert last == f"jobview: job 1 has not ended within 0.1 s: {words}"


async def test_a_server_that_hangs_from_the_start_is_said_to_be_silent(
    capsys: pytest.CaptureFixture[str],
) -> None:
    clock = FakeClock()
    waiting = Waiting([JobTarget(1)], timeout_s=0.05, is_fail_fast=False, clock=clock)

    code = await waiting.run(Hanging(clock, silent_s=1, answers=0), HURRIED)

    assert code is ExitCode.SERVER, "as when it answers in vain"
    assert capsys.readouterr().err == (
        "jobview: job 1 has not ended within 0.05 s: the server has not answered\n"
    )
