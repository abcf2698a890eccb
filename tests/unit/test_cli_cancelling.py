"""Cancelling: sent once, for jobs that are there and at work; told by what became of them."""

from __future__ import annotations

import asyncio
from functools import partial
from typing import TYPE_CHECKING, Any

import pytest

from jobview.cli.cancelling import Cancelling
from jobview.cli.exits import ExitCode
from jobview.errors import CutOff, Refused, ServerError, Unauthorised, Unavailable, Unreachable
from jobview.jobs.target import JobTarget
from jobview.settings import Settings
from tests.fakes.clock import FakeClock
from tests.fakes.jobs import CLUSTER, reply, row
from tests.fakes.scripted_source import ScriptedSource

if TYPE_CHECKING:
    from collections.abc import Sequence

    from jobview.jobs.source import CancelAnswer, JobList, JobReply, ListedJob
    from jobview.jobs.transfer import OnProgress

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


async def test_a_reader_that_left_is_told_as_such(monkeypatch: pytest.MonkeyPatch) -> None:
    def answer(_line: str) -> None:
        raise BrokenPipeError

    monkeypatch.setattr("jobview.cli.cancelling.answer", answer)
    source = ScriptedSource({1: [RUNNING, reply(1, "CANCELLED")], 2: [RUNNING]})

    with pytest.raises(BrokenPipeError):
        await cancelled(source, 1, 2)


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


@pytest.mark.parametrize(
    ("job_ids", "fate"),
    [
        ((1,), "whether it was cancelled is not known: see with `jobview list` what became of it "),
        ((1, 2), "whether they were cancelled is not known: see with `jobview list` what became "),
    ],
    ids=["one", "two"],
)
async def test_an_unknown_fate_is_told_of_as_many_jobs_as_were_sent(
    capsys: pytest.CaptureFixture[str], job_ids: Sequence[int], fate: str
) -> None:
    cut = CutOff(f"{CLUSTER}/admin/alter/jobs", "no answer within 30 s")
    source = ScriptedSource({1: [RUNNING], 2: [RUNNING]}, cancel_words=cut)

    with pytest.raises(CutOff):
        await cancelled(source, *job_ids)
    assert fate in capsys.readouterr().err


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


# Ids and tags


def tagged(job_id: int, tag: str, status: str = "RUNNING", **fields: Any) -> JobReply:  # noqa: ANN401 - any field
    return reply(job_id, status, 46, info={"job_tag": tag}, **fields)


async def cancelled_targets(source: ScriptedSource, *targets: JobTarget) -> ExitCode:
    cancelling = Cancelling(
        source, Settings(max_requests_per_s=1000), targets, patience_s=5.0, interval_s=0.001
    )
    return await cancelling.run(await cancelling.looks())


async def test_a_job_is_looked_at_by_the_bare_id_that_is_sent() -> None:
    source = ScriptedSource({7: [tagged(7, "night"), tagged(7, "night", "CANCELLED")]})

    assert await cancelled_targets(source, JobTarget(7, "night")) is ExitCode.OK
    assert source.cancelled == [(7,)]
    assert {target.job_tag for target in source.asked} == {""}


async def test_of_one_job_named_twice_one_id_is_sent() -> None:
    source = ScriptedSource({7: [tagged(7, "night")] * 2 + [tagged(7, "night", "CANCELLED")]})

    await cancelled_targets(source, JobTarget(7, "night"), JobTarget(7))

    assert source.cancelled == [(7,)]


@pytest.mark.parametrize(
    ("told", "words"),
    [
        (tagged(7, "other-1"), "job 7 has the tag other-1, not night: nothing was sent"),
        (tagged(7, "x\x1b[2J"), "job 7 has another tag, not night: nothing was sent"),
        (RUNNING, "the server does not tell whether job 7 has the tag night: nothing was sent"),
        (tagged(7, "other-1", "DONE"), "job 7 has the tag other-1, not night: nothing was sent"),
    ],
    ids=["other tag", "hostile tag", "no tag", "ended"],
)
async def test_an_id_whose_tag_is_not_proved_is_not_sent(
    capsys: pytest.CaptureFixture[str], told: JobReply, words: str
) -> None:
    source = ScriptedSource({7: [told], 8: [tagged(8, "day"), tagged(8, "day", "CANCELLED")]})

    code = await cancelled_targets(source, JobTarget(7, "night"), JobTarget(8, "day"))

    assert (code, source.cancelled) == (ExitCode.FAILED, [(8,)])
    said = capsys.readouterr()
    assert words in said.err
    assert said.out == "8  cancelled\n"


async def test_a_synchronous_job_with_a_tag_is_not_sent(capsys: pytest.CaptureFixture[str]) -> None:
    source = ScriptedSource({}, lists=[[row(5)]])

    assert await cancelled_targets(source, JobTarget(5, "night")) is ExitCode.FAILED
    assert source.cancelled == []
    assert "does not tell whether job 5 has the tag night" in capsys.readouterr().err


async def test_of_a_tag_alone_the_one_job_at_work_that_bears_it_is_cancelled(
    capsys: pytest.CaptureFixture[str],
) -> None:
    source = ScriptedSource(
        {
            1: [tagged(1, "day")],
            2: [tagged(2, "night"), tagged(2, "night", "CANCELLED")],
            3: [tagged(3, "night", "DONE")],
        },
        lists=[[row(1), row(2), row(3, "async job done"), row(4)]],
    )
    cancelling = Cancelling(
        source, Settings(max_requests_per_s=1000), [JobTarget(0, "night")], interval_s=0.001
    )

    (look,) = await cancelling.looks()
    code = await cancelling.run([look])

    assert look.line == "2:night  /alter/table  RUNNING  46 %"
    assert (code, source.cancelled) == (ExitCode.OK, [(2,)])
    assert capsys.readouterr().out == "2  cancelled\n"


@pytest.mark.parametrize(
    ("lists", "words"),
    [
        (Refused(CLUSTER, "Access denied; ok"), "for want of the list: Access denied; ok"),
        ([row(1), row(2)], "2 jobs at work have the tag night: 1, 2"),
        ([row(3), row(4)], "no job at work is known to have the tag night"),
        ([row(n) for n in range(1, 1002)], "1,001 jobs are at work, too many to ask"),
    ],
    ids=["list denied", "two bear it", "nobody bears it", "too many"],
)
async def test_a_tag_that_does_not_tell_one_job_sends_nothing(
    capsys: pytest.CaptureFixture[str], lists: Sequence[ListedJob] | Refused, words: str
) -> None:
    jobs = {1: [tagged(1, "night")], 2: [tagged(2, "night")], 3: [tagged(3, "day")]}
    source = ScriptedSource(jobs, lists=[lists])

    assert await cancelled_targets(source, JobTarget(0, "night")) is ExitCode.FAILED
    assert source.cancelled == []
    said = capsys.readouterr()
    assert words in said.err
    assert "nothing was sent" in said.err
    assert said.out == ""


async def test_a_damaged_list_tells_no_tags_bearer(capsys: pytest.CaptureFixture[str]) -> None:
    source = ScriptedSource({1: [tagged(1, "night")]}, lists=[[row(1)]])
    source.damage = "2 ids, 1 status"

    assert await cancelled_targets(source, JobTarget(0, "night")) is ExitCode.FAILED
    assert source.cancelled == []
    assert "damaged: 2 ids, 1 status" in capsys.readouterr().err


@pytest.mark.parametrize(
    ("later", "is_sent"),
    [
        (tagged(7, "night"), True),
        (tagged(7, "other-1"), False),
        (tagged(7, "night", endpoint="/admin/rebalance"), False),
    ],
    ids=["same", "other tag", "other endpoint"],
)
async def test_after_the_question_a_job_must_still_be_the_one_asked_about(
    capsys: pytest.CaptureFixture[str],
    later: JobReply,
    is_sent: bool,  # noqa: FBT001 - parametrized
) -> None:
    source = ScriptedSource({7: [tagged(7, "night"), later, tagged(7, "night", "CANCELLED")]})
    cancelling = Cancelling(
        source, Settings(max_requests_per_s=1000), [JobTarget(7)], interval_s=0.001
    )

    await cancelling.run(await cancelling.looked_again(await cancelling.looks()))

    assert source.cancelled == ([(7,)] if is_sent else [])
    if not is_sent:
        assert "the id 7 is another job's by now: nothing was sent" in capsys.readouterr().err


async def test_a_synchronous_id_that_was_given_anew_meanwhile_is_not_sent() -> None:
    source = ScriptedSource({}, lists=[[row(5)], [row(5, received_ms=1)]])
    cancelling = Cancelling(source, Settings(max_requests_per_s=1000), [JobTarget(5)])

    await cancelling.run(await cancelling.looked_again(await cancelling.looks()))

    assert source.cancelled == []


async def test_another_jobs_end_is_not_told_as_the_cancelled_ones(
    capsys: pytest.CaptureFixture[str],
) -> None:
    source = ScriptedSource({7: [tagged(7, "night"), tagged(7, "other-1", "CANCELLED")]})

    assert await cancelled_targets(source, JobTarget(7)) is ExitCode.FAILED
    assert "7  unknown  " in capsys.readouterr().out


# A server that tells nothing after the wish


class Silenced(ScriptedSource):
    """Answers as scripted up to the wish; then it hangs or fails, while the clock goes on."""

    def __init__(
        self,
        clock: FakeClock,
        *,
        silent_s: float,
        jobs: Sequence[int] = (1,),
        error: ServerError | None = None,
        answers: Sequence[int] = (),
        listed: Sequence[ListedJob] = (),
    ) -> None:
        scripts = {} if listed else {job_id: [reply(job_id, "RUNNING", 46)] for job_id in jobs}
        super().__init__(scripts, lists=[listed])
        self._clock = clock
        self._silent_s = silent_s
        self._error = error
        self._answers = answers

    async def job(
        self,
        job_id: int,
        job_tag: str = "",
        *,
        max_result_bytes: int | None = None,
        on_progress: OnProgress | None = None,
    ) -> JobReply:
        if self.cancelled and job_id not in self._answers:
            await self._silence()
        return await super().job(job_id, job_tag, max_result_bytes=max_result_bytes)

    async def list_jobs(self) -> JobList:
        if self.cancelled:
            await self._silence()
        return await super().list_jobs()

    async def cancel(self, job_ids: Sequence[int]) -> Sequence[CancelAnswer]:
        self._clock.mono += self._silent_s
        return await super().cancel(job_ids)

    async def _silence(self) -> None:
        if self._error is not None:
            raise self._error
        await asyncio.Event().wait()


async def cancelled_in_silence(source: Silenced, clock: FakeClock, *job_ids: int) -> ExitCode:
    cancelling = Cancelling(
        source,
        Settings(max_requests_per_s=10),
        [JobTarget(job_id) for job_id in job_ids],
        patience_s=0.05,
        interval_s=0.001,
        clock=clock,
    )
    return await cancelling.run(await cancelling.looks())


ASKED = "cancelling was asked, the server said cancelling; "


@pytest.mark.parametrize(
    ("error", "why"),
    [
        (None, "no answer since"),
        (Unavailable(CLUSTER, "HTTP 500\x1b[2J"), "since then HTTP 500␛[2J"),
        (Unauthorised(CLUSTER, "HTTP 401"), "since then HTTP 401"),
    ],
    ids=["hangs", "fails", "locked out"],
)
async def test_of_a_job_not_heard_of_since_the_wish_only_what_is_known_is_told(
    error: ServerError | None, why: str, capsys: pytest.CaptureFixture[str]
) -> None:
    clock = FakeClock()

    code = await cancelled_in_silence(Silenced(clock, silent_s=29.4, error=error), clock, 1)

    assert code is ExitCode.SERVER
    assert capsys.readouterr().out == (
        f"1  unknown  {ASKED}last heard of 29 s ago as RUNNING at 46 %, {why}; "
        "see with `jobview get 1` what became of it\n"
    )


async def test_a_synchronous_job_not_heard_of_since_is_to_be_looked_for_in_the_list(
    capsys: pytest.CaptureFixture[str],
) -> None:
    clock = FakeClock()

    code = await cancelled_in_silence(Silenced(clock, silent_s=12, listed=[row(5)]), clock, 5)

    assert code is ExitCode.SERVER
    assert capsys.readouterr().out == (
        f"5  unknown  {ASKED}last heard of 12 s ago as running, no answer since; "
        "see with `jobview list` what became of it\n"
    )


async def test_what_was_heard_of_just_now_runs_on_whatever_the_newest_request_came_to(
    capsys: pytest.CaptureFixture[str],
) -> None:
    clock = FakeClock()
    source = Silenced(clock, silent_s=0.5, error=Unavailable(CLUSTER, "HTTP 500"))

    assert await cancelled_in_silence(source, clock, 1) is ExitCode.FAILED
    assert capsys.readouterr().out == "1  running  still RUNNING at 46 % after 0.05 s\n"


@pytest.mark.parametrize(
    ("silent_s", "code", "phase"),
    [(1.1, ExitCode.FAILED, "running"), (2.0, ExitCode.SERVER, "unknown")],
    ids=["its turn", "past its turn"],
)
async def test_of_many_jobs_each_may_wait_for_its_turn_while_others_are_heard_of(
    silent_s: float, code: ExitCode, phase: str, capsys: pytest.CaptureFixture[str]
) -> None:
    clock = FakeClock()
    source = Silenced(clock, silent_s=silent_s, jobs=(1, 2, 3), answers=[1])

    assert await cancelled_in_silence(source, clock, 1, 2, 3) is code
    assert f"3  {phase}  " in capsys.readouterr().out


@pytest.mark.parametrize("moment", ["before", "after the question"])
@pytest.mark.parametrize(
    ("error", "remedy"),
    [
        (partial(Unavailable, CLUSTER, "HTTP 500"), "; wait for the cluster to be running again"),
        (partial(Refused, CLUSTER, "Access denied"), ""),
    ],
    ids=["fails", "refuses"],
)
async def test_that_nothing_was_sent_is_said_where_the_jobs_cannot_be_looked_up(
    moment: str, error: partial[ServerError], remedy: str
) -> None:
    script: list[JobReply | ServerError] = [error()] if moment == "before" else [RUNNING, error()]
    source = ScriptedSource({1: script})
    cancelling = Cancelling(source, Settings(max_requests_per_s=1000), [JobTarget(1)])

    with pytest.raises(ServerError) as raised:
        await cancelling.looked_again(await cancelling.looks())

    assert source.cancelled == []
    assert str(raised.value) == f"{CLUSTER}: {error().what}; nothing was sent{remedy}"
