"""Cancelling: sent once, for jobs that are there and at work; told by what became of them."""

from __future__ import annotations

import pytest

from jobview.cli.cancelling import Cancelling
from jobview.cli.exits import ExitCode
from jobview.errors import Refused, Unauthorised, Unreachable
from jobview.jobs.target import JobTarget
from jobview.settings import Settings
from tests.fakes.jobs import CLUSTER, reply, row
from tests.fakes.scripted_source import ScriptedSource

RUNNING = reply(1, "RUNNING", 46)


async def cancelled(source: ScriptedSource, *job_ids: int, patience_s: float = 5.0) -> ExitCode:
    cancelling = Cancelling(
        source,
        Settings(max_requests_per_s=1000),
        [JobTarget(job_id) for job_id in job_ids],
        patience_s=patience_s,
        interval_s=0.001,
    )
    return await cancelling.run(await cancelling.looks())


async def test_the_wish_is_sent_once_for_all_that_are_at_work(
    capsys: pytest.CaptureFixture[str],
) -> None:
    ended = reply(1, "CANCELLED")
    source = ScriptedSource(
        {1: [RUNNING, RUNNING, ended], 2: [RUNNING, ended], 3: [ended], 4: [reply(4, "DONE")]}
    )

    code = await cancelled(source, 1, 2, 3, 4, 1)

    assert source.cancelled == [(1, 2)]
    assert code is ExitCode.FAILED
    told = capsys.readouterr()
    assert sorted(told.out.splitlines()) == [
        "1  cancelled",
        "2  cancelled",
        "3  cancelled",
        "4  done  finished anyway",
    ]
    assert "job 1: the server says cancelling" in told.err


async def test_all_cancelled_is_success() -> None:
    source = ScriptedSource({1: [RUNNING, reply(1, "CANCELLED")]})

    assert await cancelled(source, 1) is ExitCode.OK


@pytest.mark.parametrize(
    ("end", "words"),
    [("DONE", "1  done  finished anyway"), ("ERROR", "1  failed  failed, not cancelled")],
)
async def test_what_ended_by_itself_is_no_success(
    capsys: pytest.CaptureFixture[str], end: str, words: str
) -> None:
    source = ScriptedSource({1: [RUNNING, RUNNING, reply(1, end)]})

    assert await cancelled(source, 1) is ExitCode.FAILED
    assert capsys.readouterr().out == f"{words}\n"


async def test_what_runs_on_is_told_with_its_progress(capsys: pytest.CaptureFixture[str]) -> None:
    source = ScriptedSource({1: [RUNNING]}, cancel_words="not cancellable")

    assert await cancelled(source, 1, patience_s=0.05) is ExitCode.FAILED
    told = capsys.readouterr()
    assert told.out == "1  running  still RUNNING at 46 % after 0.05 s\n"
    assert "the server says not cancellable" in told.err


async def test_a_refusal_is_not_waited_out(capsys: pytest.CaptureFixture[str]) -> None:
    refusal = Refused(f"{CLUSTER}/admin/alter/jobs", "Access denied; ok")
    source = ScriptedSource({1: [RUNNING]}, cancel_words=refusal)

    assert await cancelled(source, 1) is ExitCode.FAILED
    assert capsys.readouterr().out == "1  running  not cancelled: Access denied; ok\n"
    assert len(source.asked) == 1


async def test_an_unknown_job_is_not_sent(capsys: pytest.CaptureFixture[str]) -> None:
    source = ScriptedSource({1: [RUNNING, reply(1, "CANCELLED")]})

    assert await cancelled(source, 1, 99) is ExitCode.SERVER
    assert source.cancelled == [(1,)]
    assert "job 99: " in capsys.readouterr().err


async def test_only_unknown_jobs_send_nothing() -> None:
    source = ScriptedSource({}, lists=[Refused(CLUSTER, "Access denied")])

    assert await cancelled(source, 99) is ExitCode.SERVER
    assert source.cancelled == []


async def test_a_synchronous_job_is_watched_in_the_list(
    capsys: pytest.CaptureFixture[str],
) -> None:
    source = ScriptedSource({}, lists=[[row(5)], [row(5)], [row(5, "cancelled")]])

    assert await cancelled(source, 5) is ExitCode.OK
    assert source.cancelled == [(5,)]
    assert capsys.readouterr().out == "5  cancelled\n"


async def test_of_a_synchronous_job_that_left_the_list_nothing_is_claimed(
    capsys: pytest.CaptureFixture[str],
) -> None:
    source = ScriptedSource({}, lists=[[row(5)], [row(5)], []])

    assert await cancelled(source, 5) is ExitCode.FAILED
    assert "whether it was cancelled is not known" in capsys.readouterr().out


async def test_a_job_that_is_forgotten_meanwhile_is_told(
    capsys: pytest.CaptureFixture[str],
) -> None:
    from jobview.errors import UnknownJob

    source = ScriptedSource({1: [RUNNING, UnknownJob(CLUSTER, "no job 1")]})

    assert await cancelled(source, 1) is ExitCode.SERVER
    assert "1  unknown  " in capsys.readouterr().out


@pytest.mark.parametrize(
    "error", [Unreachable(CLUSTER, "cut off"), Unauthorised(CLUSTER, "401")], ids=repr
)
async def test_a_server_that_cannot_be_asked_is_an_error(
    error: Unreachable | Unauthorised,
) -> None:
    with pytest.raises(type(error)):
        await cancelled(ScriptedSource({1: [error]}), 1)


async def test_a_wish_that_may_not_have_arrived_is_not_repeated() -> None:
    source = ScriptedSource({1: [RUNNING]}, cancel_words=Unreachable(CLUSTER, "cut off"))

    with pytest.raises(Unreachable):
        await cancelled(source, 1)
    assert source.cancelled == [(1,)]
