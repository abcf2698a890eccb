"""One job's result: fetched once, shown for no other job, kept within bounds."""

from __future__ import annotations

import asyncio
import re
import threading
from dataclasses import replace

import pytest

from jobview.errors import TooLarge, UnknownJob, Unreachable
from jobview.jobs.job import JobKey
from jobview.jobs.source import JobReply
from jobview.jobs.transfer import Transfer
from jobview.polling.details import (
    DECODED_FACTOR,
    LONG_DECODING_BYTES,
    Details,
    FetchProgress,
    JobDetail,
)
from jobview.results.model import DecodedResult, ResultKind
from tests.fakes.clock import FakeClock, settle
from tests.fakes.jobs import CLUSTER, job, reply, within
from tests.fakes.source import FakeSource

GET_URL = f"{CLUSTER}/get/job"


class Decoding:
    """Decodes to a text naming the job; remembers in which thread."""

    def __init__(self) -> None:
        self.threads: list[int] = []

    def __call__(self, answer: JobReply) -> DecodedResult:
        self.threads.append(threading.get_ident())
        return DecodedResult(ResultKind.TEXT, answer.endpoint, text=f"of {answer.job_id}")


@pytest.fixture
def clock() -> FakeClock:
    return FakeClock()


@pytest.fixture
def source(clock: FakeClock) -> FakeSource:
    source = FakeSource(clock)
    source.replies = {n: reply(n, "DONE", 100, response=b"x" * 1000) for n in range(10)}
    source.latency_s = 0.0
    return source


@pytest.fixture
def decoding() -> Decoding:
    return Decoding()


def text_of(detail: JobDetail) -> str | None:
    return None if detail.result is None else detail.result.text


async def answered(fetching: asyncio.Task[JobDetail], clock: FakeClock) -> JobDetail:
    """What a fetch gives when the source has been given its time."""
    await clock.run(1.0)
    return await fetching


async def test_a_finished_jobs_result_is_decoded_in_a_thread(
    clock: FakeClock, source: FakeSource, decoding: Decoding
) -> None:
    details = Details(source, decoding, clock)
    fetching = asyncio.create_task(details.fetch(job(1, "done", job_tag="nightly")))
    detail = await answered(fetching, clock)
    assert detail.key == JobKey(CLUSTER, 1)
    assert text_of(detail) == "of 1"
    assert detail.reply is source.replies[1]
    assert detail.error is None
    assert detail.fetched_s == pytest.approx(clock.wall, abs=2)
    assert decoding.threads != [threading.get_ident()]
    assert source.calls[0].job_tag == "nightly"


async def test_a_result_whose_decoding_fails_is_shown_as_its_bytes(
    clock: FakeClock, source: FakeSource
) -> None:
    def decode(_: JobReply) -> DecodedResult:
        raise OverflowError("int too large")

    details = Details(source, decode, clock)
    detail = await answered(asyncio.create_task(details.fetch(job(1, "done"))), clock)
    assert detail.error is None
    assert detail.result is not None
    assert (detail.result.kind, detail.result.raw) == (ResultKind.BYTES, b"x" * 1000)
    assert "OverflowError: int too large" in detail.result.note


async def test_a_second_look_at_a_finished_job_asks_nobody(
    clock: FakeClock, source: FakeSource, decoding: Decoding
) -> None:
    details = Details(source, decoding, clock)
    finished = job(1, "done")
    first = await answered(asyncio.create_task(details.fetch(finished)), clock)
    assert await details.fetch(finished) is first
    assert source.asked_ids() == [1]


async def test_an_answer_in_a_word_that_nobody_knows_is_not_kept(
    clock: FakeClock, source: FakeSource, decoding: Decoding
) -> None:
    garbled = {"status_map": {"error_message": "[/x]"}, "successful": True}
    source.replies[1] = reply(1, "\x1b[2J", 100, **garbled)
    details = Details(source, decoding, clock)
    odd = await answered(asyncio.create_task(details.fetch(job(1, "done"))), clock)
    assert odd.reply is source.replies[1]
    source.replies[1] = reply(1, "DONE", 100)
    plain = await answered(asyncio.create_task(details.fetch(job(1, "done"))), clock)
    assert plain.reply is source.replies[1]
    assert await details.fetch(job(1, "done")) is plain


async def test_a_running_job_is_asked_every_time_and_not_decoded(
    clock: FakeClock, source: FakeSource, decoding: Decoding
) -> None:
    source.replies[1] = reply(1, "RUNNING", 10)
    details = Details(source, decoding, clock)
    for _ in range(2):
        detail = await answered(asyncio.create_task(details.fetch(job(1))), clock)
        assert detail.reply is source.replies[1]
        assert detail.result is None
    assert source.asked_ids() == [1, 1]
    assert decoding.threads == []


async def test_another_run_under_the_same_id_is_fetched_anew(
    clock: FakeClock, source: FakeSource, decoding: Decoding
) -> None:
    details = Details(source, decoding, clock)
    for again in (
        job(1, "done", received_ms=1),
        job(1, "done", received_ms=2),
        job(1, "done", received_ms=2, finished_s=5.0),
        job(1, "running", received_ms=2),
    ):
        await answered(asyncio.create_task(details.fetch(again)), clock)
    assert source.asked_ids() == [1, 1, 1, 1]


async def test_the_result_of_a_job_whose_id_went_to_another_is_not_the_others(
    clock: FakeClock, source: FakeSource, decoding: Decoding
) -> None:
    details = Details(source, decoding, clock)
    kept = await answered(asyncio.create_task(details.fetch(job(1, "done"))), clock)
    assert await details.fetch(job(1, "done", is_superseded=True)) is kept
    gone = await details.fetch(job(2, "done", is_superseded=True))
    assert isinstance(gone.error, UnknownJob)
    assert source.asked_ids() == [1]


async def test_callers_at_the_same_time_share_one_request(
    clock: FakeClock, source: FakeSource, decoding: Decoding
) -> None:
    source.latency_s = 5.0
    details = Details(source, decoding, clock)
    finished, other = job(1, "done"), job(2, "done")
    fetches = [asyncio.create_task(details.fetch(each)) for each in (finished, finished, other)]
    await settle()
    assert sorted(source.asked_ids()) == [1, 2]
    fetches[0].cancel()
    await clock.run(5)
    assert text_of(await fetches[1]) == "of 1"
    assert text_of(await fetches[2]) == "of 2"
    with pytest.raises(asyncio.CancelledError):
        await fetches[0]


async def test_a_fetch_nobody_waits_for_ends(
    clock: FakeClock, source: FakeSource, decoding: Decoding
) -> None:
    source.latency_s = 5.0
    details = Details(source, decoding, clock)
    before = asyncio.all_tasks()
    fetching = asyncio.create_task(details.fetch(job(1, "done")))
    await settle()
    fetching.cancel()
    await settle()
    assert asyncio.all_tasks() == before
    assert source.in_flight == {"job": 0}
    again = asyncio.create_task(details.fetch(job(1, "done")))
    await clock.run(5)
    assert text_of(await again) == "of 1"


@pytest.mark.parametrize(
    "error", [UnknownJob(GET_URL, "no job 1"), Unreachable(GET_URL, "refused")]
)
async def test_a_failure_is_in_the_detail_and_not_kept(
    clock: FakeClock, source: FakeSource, decoding: Decoding, error: UnknownJob | Unreachable
) -> None:
    source.replies[1] = error
    details = Details(source, decoding, clock)
    detail = await answered(asyncio.create_task(details.fetch(job(1, "done"))), clock)
    assert (detail.key, detail.error) == (JobKey(CLUSTER, 1), error)
    assert (detail.reply, detail.result) == (None, None)
    assert error.__traceback__ is None, "its frames would be kept as long as it is shown"
    source.replies[1] = reply(1, "DONE", 100)
    detail = await answered(asyncio.create_task(details.fetch(job(1, "done"))), clock)
    assert text_of(detail) == "of 1"


async def test_a_failed_job_has_its_reply_and_no_result(
    clock: FakeClock, source: FakeSource, decoding: Decoding
) -> None:
    source.replies[1] = reply(1, "ERROR", 71, status_map={"error_message": "out of memory"})
    details = Details(source, decoding, clock)
    detail = await answered(asyncio.create_task(details.fetch(job(1, "error"))), clock)
    assert detail.result is None
    assert detail.reply is not None
    assert detail.reply.error_message == "out of memory"


async def test_results_are_kept_within_bounds_and_the_least_looked_at_goes(
    clock: FakeClock, source: FakeSource, decoding: Decoding
) -> None:
    details = Details(source, decoding, clock, keep_bytes=3 * (1000 + 1000 * DECODED_FACTOR))
    for n in (1, 2, 3, 1, 4):
        await answered(asyncio.create_task(details.fetch(job(n, "done"))), clock)
    assert source.asked_ids() == [1, 2, 3, 4]
    for n in (1, 3, 4, 2):
        await answered(asyncio.create_task(details.fetch(job(n, "done"))), clock)
    assert source.asked_ids() == [1, 2, 3, 4, 2]


async def test_a_result_too_large_to_keep_is_given_all_the_same(
    clock: FakeClock, source: FakeSource, decoding: Decoding
) -> None:
    details = Details(source, decoding, clock, keep_bytes=10)
    for _ in range(2):
        detail = await answered(asyncio.create_task(details.fetch(job(1, "done"))), clock)
        assert text_of(detail) == "of 1"
    assert source.asked_ids() == [1, 1]


async def test_how_far_a_long_result_has_come_is_told_a_few_times_a_second(
    clock: FakeClock, source: FakeSource, decoding: Decoding
) -> None:
    whole = LONG_DECODING_BYTES
    source.replies[1] = reply(1, "DONE", 100, response=b"x" * whole)
    source.transfers = [Transfer(n * whole // 100, whole) for n in range(1, 101)]
    source.latency_s = 0.02
    told: list[FetchProgress] = []
    also_told: list[FetchProgress] = []
    details = Details(source, decoding, clock)
    fetching = asyncio.create_task(details.fetch(job(1, "done"), told.append))
    await clock.run(1.0)
    joining = asyncio.create_task(details.fetch(job(1, "done"), also_told.append))
    await clock.run(2.0)
    await asyncio.gather(fetching, joining)
    *reading, last = told
    assert 4 <= len(reading) <= 8
    assert also_told == told[-len(also_told) :]
    assert all(progress.key == JobKey(CLUSTER, 1) for progress in told)
    assert re.fullmatch(r"reading [67]\d\.\d of 512 KiB \(1\d %\)", reading[0].words)
    assert (last.is_decoding, last.words) == (True, "decoding 512 KiB")


async def test_of_a_short_result_nothing_is_told(
    clock: FakeClock, source: FakeSource, decoding: Decoding
) -> None:
    told: list[FetchProgress] = []
    source.transfers = [Transfer(1000, 1000)]
    details = Details(source, decoding, clock)
    await answered(asyncio.create_task(details.fetch(job(1, "done"), told.append)), clock)
    assert told == []


async def test_a_result_over_the_limit_is_told_with_what_is_known_and_asked_for_once(
    clock: FakeClock, source: FakeSource, decoding: Decoding
) -> None:
    answer = source.replies[1]
    assert isinstance(answer, JobReply)
    source.replies[1] = within(answer, 999)
    details = Details(source, decoding, clock)
    for _ in range(2):
        detail = await answered(asyncio.create_task(details.fetch(job(1, "done"))), clock)
        assert isinstance(detail.error, TooLarge)
        assert detail.error.size_bytes == 1000
        assert detail.reply is not None
        assert (detail.reply.job_status, detail.result) == ("DONE", None)
    assert source.asked_ids() == [1]
    assert decoding.threads == []


async def test_a_result_too_large_to_keep_drives_no_other_out(
    clock: FakeClock, source: FakeSource, decoding: Decoding
) -> None:
    source.replies[2] = reply(2, "DONE", 100, response=b"x" * 10_000)
    details = Details(source, decoding, clock, keep_bytes=2 * (1000 + 1000 * DECODED_FACTOR))
    for n in (1, 2, 1):
        await answered(asyncio.create_task(details.fetch(job(n, "done"))), clock)
    assert source.asked_ids() == [1, 2]


def test_all_words_of_a_reply_count_as_memory() -> None:
    known = replace(reply(1), status_map={"note": "x" * 5_000}, info={"y" * 5_000: ""})
    detail = JobDetail(JobKey("c", 1), known, None, None, 0.0)
    assert detail.held_bytes >= 10_000 * DECODED_FACTOR
