"""Jobs that /get/job does not answer about are asked about once more, and it is said meanwhile."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from jobview.errors import BadAnswer, Busy, Refused, ServerError, Unauthorised
from jobview.jobs.job import JobKey
from jobview.jobs.snapshot import LinkState
from jobview.jobs.transfer import Transfer
from tests.fakes.clock import FakeClock
from tests.fakes.hanging import HangingSource
from tests.fakes.jobs import CLUSTER, reply, row
from tests.fakes.poller import DOWN, poller_of, reading
from tests.fakes.source import FakeSource

if TYPE_CHECKING:
    from jobview.jobs.snapshot import Silence, Snapshot
    from jobview.jobs.source import JobReply, ListedJob
    from jobview.jobs.transfer import OnProgress

INTERVAL_S = 2.0
RUNNING = "async job running"
BAD = BadAnswer(f"{CLUSTER}/get/job", "this is not Avro")
IDS = range(1, 13)
"""More jobs than may be asked about at a time."""


@pytest.fixture
def clock() -> FakeClock:
    return FakeClock()


@pytest.fixture
def source(clock: FakeClock) -> HangingSource:
    source = HangingSource(clock, *(row(job_id, RUNNING) for job_id in IDS))
    told(source, 10)
    return source


def told(source: FakeSource, progress: int) -> None:
    source.replies |= {job_id: reply(job_id, progress=progress) for job_id in IDS}


def asked_s(source: FakeSource) -> list[float]:
    return [call.at_s for call in source.asked("job")]


def silence_of(read: list[Snapshot]) -> Silence | None:
    return read[-1].silence


def progress_of(read: list[Snapshot]) -> set[int | None]:
    return {read[-1].jobs[JobKey(CLUSTER, job_id)].progress for job_id in IDS}


async def hung(clock: FakeClock, source: HangingSource, seconds: float) -> float:
    """Let questions hang that were put so many seconds ago; when the first of them was."""
    await clock.run(2.0)
    source.hangs = True
    told(source, 50)
    before = len(asked_s(source))
    for _ in range(100):
        if len(asked_s(source)) > before:
            break
        await clock.run(0.1)
    await clock.run(seconds - 0.1)
    return asked_s(source)[before]


@pytest.mark.parametrize("hung_s", [0.5, 3.1, 7.7, 11.9])
async def test_jobs_are_heard_of_within_one_interval_after_the_server_hung(
    clock: FakeClock, source: HangingSource, hung_s: float
) -> None:
    async with reading(poller_of(source)) as read:
        await hung(clock, source, hung_s)
        assert 50 not in progress_of(read)
        source.hangs = False
        await clock.run(INTERVAL_S + 10 * source.latency_s)
        assert source.open_hung == 0, "those that hang are given up"
        await clock.run(INTERVAL_S)
        assert progress_of(read) == {50}
        assert silence_of(read) is None


async def test_one_more_is_asked_at_a_time_however_many_hang(
    clock: FakeClock, source: HangingSource
) -> None:
    async with reading(poller_of(source)):
        since_s = await hung(clock, source, 29)
        later = [at_s - since_s for at_s in asked_s(source) if at_s > since_s + 0.5]
        assert later == pytest.approx([*range(2, 29, 2)], abs=0.5)
        assert source.most_open_jobs == 9


async def test_the_user_need_not_wait_for_the_next_try(
    clock: FakeClock, source: HangingSource
) -> None:
    poller = poller_of(source, interval_s=10.0)
    async with reading(poller) as read:
        await hung(clock, source, 4.0)
        source.hangs = False
        await clock.run(1.0)
        assert source.open_hung > 0
        poller.wake()
        await clock.run(1.0)
        assert source.open_hung == 0
        await clock.run(10.0)
        assert progress_of(read) == {50}


async def test_a_slow_server_is_waited_for_and_then_not_asked_twice(
    clock: FakeClock, source: HangingSource
) -> None:
    source.latency_s = 7.0
    source.list_latency_s = 0.04
    async with reading(poller_of(source)) as read:
        await clock.run(60.0)
        assert progress_of(read) == {10}
        source.calls.clear()
        await clock.run(60.0)
        asked = asked_s(source)
        assert source.most_in_flight["job"] <= 9
        # Eight at a time, of which each takes seven seconds, and none beside them.
        assert len(asked) <= 8 * (60 / 7 + 1)
        assert silence_of(read) is None


async def test_an_answer_that_arrives_piece_by_piece_is_not_asked_for_again(
    clock: FakeClock, source: HangingSource
) -> None:
    source.rows = [row(1, RUNNING)]
    source.list_latency_s = 0.04
    source.latency_s = 1.5
    source.transfers = [Transfer(size, 100) for size in range(0, 100, 10)]
    async with reading(poller_of(source)):
        await clock.run(15.0)
        assert len(asked_s(source)) == 1


async def test_silence_is_said_within_two_intervals_and_taken_back_at_once(
    clock: FakeClock, source: HangingSource
) -> None:
    async with reading(poller_of(source)) as read:
        since_s = await hung(clock, source, 1.5)
        assert silence_of(read) is None
        await clock.run(1.0)
        silence = silence_of(read)
        assert silence is not None
        assert silence.since_mono_s == pytest.approx(since_s, abs=0.2)
        assert silence.reason == ""
        source.hangs = False
        await clock.run(INTERVAL_S)
        assert silence_of(read) is None


@pytest.mark.parametrize("error", [DOWN, BAD])
async def test_failures_are_silence_with_their_reason(
    clock: FakeClock, source: HangingSource, error: ServerError
) -> None:
    async with reading(poller_of(source)) as read:
        await clock.run(2.5)
        source.replies = dict.fromkeys(IDS, error)
        await clock.run(2 * INTERVAL_S + 0.1)
        silence = silence_of(read)
        assert silence is not None
        assert silence.reason == error.what
        assert "URL" not in silence.remedy or error is BAD


@pytest.mark.parametrize("lasts_s", [5.0, 11.0, 19.0])
async def test_jobs_are_heard_of_within_one_interval_after_answers_made_no_sense(
    clock: FakeClock, source: HangingSource, lasts_s: float
) -> None:
    async with reading(poller_of(source)) as read:
        await clock.run(2.5)
        source.replies = dict.fromkeys(IDS, BAD)
        source.calls.clear()
        await clock.run(lasts_s)
        assert silence_of(read) is not None
        assert len(asked_s(source)) <= len(IDS) * (1 + lasts_s / (5 * INTERVAL_S)) + lasts_s
        told(source, 50)
        await clock.run(INTERVAL_S + 0.2)
        assert silence_of(read) is None
        await clock.run(INTERVAL_S)
        assert progress_of(read) == {50}


async def test_where_all_are_refused_nothing_is_told_and_one_is_asked_about_in_each_round(
    clock: FakeClock, source: HangingSource
) -> None:
    source.replies = dict.fromkeys(IDS, Refused(f"{CLUSTER}/get/job", "not yours"))
    async with reading(poller_of(source)) as read:
        await clock.run(10.0)
        silence = silence_of(read)
        assert silence is not None
        assert silence.reason == "not yours"
        source.calls.clear()
        await clock.run(40.0)
        assert len(asked_s(source)) == pytest.approx(40.0 / INTERVAL_S, abs=2)
        told(source, 50)
        await clock.run(2 * INTERVAL_S)
        assert silence_of(read) is None
        assert progress_of(read) == {50}


async def test_who_knows_no_job_of_those_that_run_tells_nothing(
    clock: FakeClock, source: HangingSource
) -> None:
    async with reading(poller_of(source)) as read:
        await clock.run(2.5)
        source.replies = {}
        await clock.run(2 * INTERVAL_S + 0.1)
        silence = silence_of(read)
        assert silence is not None
        assert silence.reason.startswith("no job")


async def test_a_call_that_is_no_job_is_told_of_by_that(
    clock: FakeClock, source: HangingSource
) -> None:
    source.rows = [row(job_id, "running") for job_id in IDS]
    source.replies = {}
    async with reading(poller_of(source)) as read:
        await clock.run(20.0)
        assert all(snapshot.silence is None for snapshot in read)


async def test_a_refused_login_is_not_offered_with_every_question(
    clock: FakeClock, source: HangingSource
) -> None:
    poller = poller_of(source)
    async with reading(poller) as read:
        await clock.run(2.5)
        source.replies = dict.fromkeys(IDS, Unauthorised(f"{CLUSTER}/get/job", "HTTP 401"))
        source.calls.clear()
        await clock.run(120.0)
        assert len(asked_s(source)) <= 8 + 2
        assert silence_of(read) is not None
        told(source, 50)
        poller.wake()
        await clock.run(2 * INTERVAL_S)
        assert progress_of(read) == {50}


async def test_a_pause_is_granted_although_another_question_fails_otherwise(
    clock: FakeClock, source: HangingSource
) -> None:
    async with reading(poller_of(source)):
        await clock.run(2.5)
        source.replies = dict.fromkeys(IDS, DOWN)
        source.replies |= dict.fromkeys(
            (5, 12), Busy(f"{CLUSTER}/get/job", "HTTP 429", retry_after_s=20.0)
        )
        await clock.run(3.0)
        source.calls.clear()
        await clock.run(14.0)
        assert asked_s(source) == []


async def test_a_pause_that_the_server_names_is_granted(
    clock: FakeClock, source: HangingSource
) -> None:
    async with reading(poller_of(source)) as read:
        await clock.run(2.5)
        busy = Busy(f"{CLUSTER}/get/job", "HTTP 429", retry_after_s=20.0)
        source.replies = dict.fromkeys(IDS, busy)
        await clock.run(3.0)
        source.calls.clear()
        await clock.run(16.0)
        assert asked_s(source) == []
        told(source, 50)
        await clock.run(3.0 + INTERVAL_S)
        assert silence_of(read) is None


@pytest.mark.parametrize("points_per_s", [0.0, 1.0])
@pytest.mark.parametrize("error", [DOWN, BAD], ids=["down", "bad"])
@pytest.mark.parametrize("job_count", [2, 6, 13])
async def test_one_job_that_fails_among_others_is_no_silence(
    clock: FakeClock, source: HangingSource, job_count: int, error: ServerError, points_per_s: float
) -> None:
    source.rows = [row(job_id, RUNNING) for job_id in range(1, job_count + 1)]
    async with reading(poller_of(source)) as read:
        for second in range(200):
            percent = min(int(10 + second * points_per_s), 99)
            source.replies = {
                job_id: reply(job_id, progress=percent) for job_id in range(1, job_count)
            }
            source.replies[job_count] = error
            await clock.run(1.0)
        assert all(snapshot.silence is None for snapshot in read)


async def test_a_finished_job_that_fails_while_nothing_runs_is_no_silence(
    clock: FakeClock, source: HangingSource
) -> None:
    source.rows = [row(1, "async job done"), row(2, RUNNING)]
    source.replies = {1: BAD, 2: reply(2, progress=10)}
    poller = poller_of(source)
    async with reading(poller) as read:
        await clock.run(5.0)
        source.rows = [row(1, "async job done")]
        source.replies[2] = reply(2, "DONE", 100)
        poller.attend(JobKey(CLUSTER, 1), [])
        await clock.run(60.0)
        assert source.asked_ids().count(1) > 1
        assert silence_of(read) is None


async def test_refused_jobs_are_left_alone_although_one_makes_no_sense(
    clock: FakeClock, source: HangingSource
) -> None:
    source.rows = [row(job_id, RUNNING) for job_id in range(1, 31)]
    source.replies = dict.fromkeys(range(1, 30), Refused(f"{CLUSTER}/get/job", "not yours"))
    source.replies[30] = BAD
    async with reading(poller_of(source)):
        await clock.run(120.0)
        assert len(source.asked("job")) < 29 * (1 + 120 / (30 * INTERVAL_S)) + 30


@pytest.mark.parametrize("most_per_s", [4, 5, 8, 9])
async def test_questions_that_hang_leave_room_for_the_list_and_one_more(
    clock: FakeClock, source: HangingSource, most_per_s: int
) -> None:
    async with reading(poller_of(source, max_requests_per_s=most_per_s)):
        await hung(clock, source, 1.0)
        source.hangs = False
        source.calls.clear()
        await clock.run(2 * INTERVAL_S)
        assert source.open_hung == 0
        assert source.asked("list")


async def test_questions_about_jobs_whose_ids_were_used_again_are_given_up(
    clock: FakeClock, source: HangingSource
) -> None:
    source.rows = [row(job_id, RUNNING, received_ms=1_000) for job_id in range(1, 5)]
    async with reading(poller_of(source, interval_s=0.4)) as read:
        await hung(clock, source, 0.1)
        source.rows = [row(job_id, RUNNING, received_ms=2_000) for job_id in range(1, 5)]
        source.hangs = False
        await clock.run(2.0)
        assert source.open_hung == 0
        assert read[-1].link.state is LinkState.LIVE


class OneByOne(FakeSource):
    """Each question about a job takes its own time, or ends in a mistake of our own.

    Attributes:
        script: what the next ones take, in seconds; any other takes no time.
        open_jobs: how many are open.
    """

    def __init__(self, clock: FakeClock, *rows: ListedJob) -> None:
        super().__init__(clock, *rows)
        self.script: list[float | Exception] = []
        self.open_jobs = 0

    async def job(
        self,
        job_id: int,
        job_tag: str = "",
        *,
        max_result_bytes: int | None = None,
        on_progress: OnProgress | None = None,
    ) -> JobReply:
        step = self.script.pop(0) if self.script else 0.0
        self.open_jobs += 1
        try:
            if isinstance(step, Exception):
                raise step
            await self.clock.sleep(step * 3 / 4)
            if on_progress is not None:
                on_progress(Transfer(3, 4))
            await self.clock.sleep(step / 4)
            return await super().job(job_id, job_tag)
        finally:
            self.open_jobs -= 1


async def open_after(script: list[float | Exception], *seconds: float) -> list[int]:
    """How many questions about the one job are open then, which is asked about every second."""
    clock = FakeClock()
    source = OneByOne(clock, row(1, RUNNING))
    source.latency_s = 0.0
    source.replies[1] = reply(1, progress=10)
    source.script = script
    poller = poller_of(source, interval_s=1.0)
    poller.attend(JobKey(CLUSTER, 1), [])
    found = []
    async with reading(poller):
        for until_s in seconds:
            await clock.run(1_000.0 + until_s - clock.mono)
            found.append(source.open_jobs)
    return found


async def test_a_second_question_ends_with_the_first() -> None:
    assert await open_after([1.5, 9.0], 1.4, 1.55) == [2, 0]


async def test_a_first_question_that_is_late_ends_with_the_second() -> None:
    assert await open_after([9.0, 0.5], 0.5, 1.4, 1.6) == [1, 2, 0]


async def test_a_first_question_that_has_begun_to_be_answered_ends_with_the_second() -> None:
    assert await open_after([1.6, 0.5], 1.4, 1.55) == [2, 0]


async def test_a_mistake_in_a_second_question_ends_the_first() -> None:
    assert await open_after([25.0, RuntimeError("a mistake")], 0.5, 1.1) == [1, 0]


async def test_nobody_is_called_silent_who_is_not_asked_any_more(
    clock: FakeClock, source: HangingSource
) -> None:
    source.replies = dict.fromkeys(IDS, DOWN)
    async with reading(poller_of(source)) as read:
        await clock.run(10.0)
        assert silence_of(read) is not None
        source.rows = []
        source.replies = {job_id: reply(job_id, "DONE") for job_id in IDS}
        await clock.run(4 * INTERVAL_S)
        assert silence_of(read) is None
