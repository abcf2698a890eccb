"""Following a job by its id: through silence, back-off and unknown words, to its end."""

from __future__ import annotations

import asyncio
import random
from typing import TYPE_CHECKING

import pytest

from jobview.errors import BadAnswer, Unauthorised, Unavailable, UnknownJob, Unreachable
from jobview.jobs.target import JobTarget
from jobview.polling.follow import Follower, Sighting
from jobview.polling.throttle import Throttle
from tests.fakes.clock import FakeClock
from tests.fakes.jobs import reply
from tests.fakes.scripted_source import ScriptedSource

if TYPE_CHECKING:
    from jobview.errors import ServerError
    from jobview.jobs.source import JobReply

URL = "http://head:9191/get/job"
JOB = JobTarget(7, "tag")


def scripted(*lines: JobReply | ServerError) -> ScriptedSource:
    return ScriptedSource({7: lines})


class Trip:
    """One follower with fake time and a memory of what it told."""

    def __init__(self, source: ScriptedSource, *, is_patient: bool = False) -> None:
        self.clock = FakeClock()
        self.told: list[Sighting] = []
        self.follower = Follower(
            source,
            Throttle(self.clock, max_in_flight=8, max_requests_per_s=20, sleep=self.sleep),
            random.Random(1),  # noqa: S311 - repeatable jitter
            interval_s=2.0,
            is_patient=is_patient,
            tell=self.told.append,
            sleep=self.sleep,
        )
        self.slept_s: list[float] = []

    async def sleep(self, seconds: float) -> None:
        self.slept_s.append(seconds)
        self.clock.advance(seconds)
        await asyncio.sleep(0)


async def test_it_asks_at_the_interval_until_the_end() -> None:
    source = scripted(reply(7, progress=10), reply(7, progress=60), reply(7, "DONE", 100))
    trip = Trip(source)

    last = await trip.follower.follow(JOB)

    assert last.job_status == "DONE"
    assert source.asked == [JOB] * 3
    assert trip.slept_s == [2.0, 2.0]
    assert [s.reply.progress for s in trip.told if s.reply] == [10, 60, 100]


@pytest.mark.parametrize(
    "fields",
    [
        {"job_status": "ERROR"},
        {"job_status": "CANCELLED"},
        {"job_status": "FINISHED", "running": False, "successful": True},
        {"job_status": "BROKEN", "running": False, "status_map": {"error_message": "why"}},
    ],
)
async def test_every_end_is_one(fields: dict[str, object]) -> None:
    ended = reply(7, **fields)  # type: ignore[arg-type] # any field by keyword
    trip = Trip(scripted(reply(7), ended))

    assert await trip.follower.follow(JOB) is ended


async def test_an_unknown_word_is_no_end() -> None:
    source = scripted(
        reply(7, "PAUSED", running=False), reply(7, "RESUMED", running=True), reply(7, "DONE")
    )

    await Trip(source).follower.follow(JOB)

    assert len(source.asked) == 3


async def test_a_server_that_answered_once_is_tried_again_and_slower_each_time() -> None:
    lost = Unreachable(URL, "connection refused")
    trip = Trip(scripted(reply(7), lost, lost, lost, lost, reply(7, "DONE")))

    await trip.follower.follow(JOB)

    waits_s = [sighting.next_try_s for sighting in trip.told if sighting.error is lost]
    assert len(waits_s) == 4
    for wait_s, nominal_s in zip(waits_s, (1, 2, 4, 8), strict=True):
        assert 0.75 * nominal_s <= wait_s <= 1.25 * nominal_s


async def test_the_back_off_starts_over_after_an_answer() -> None:
    lost = BadAnswer(URL, "HTML")
    trip = Trip(scripted(reply(7), lost, lost, reply(7), lost, reply(7, "DONE")))

    await trip.follower.follow(JOB)

    waits_s = [sighting.next_try_s for sighting in trip.told if sighting.error is lost]
    assert waits_s[2] < 1.3


async def test_the_servers_own_wish_is_granted() -> None:
    busy = Unavailable(URL, "503", retry_after_s=30.0)
    trip = Trip(scripted(reply(7), busy, reply(7, "DONE")))

    await trip.follower.follow(JOB)

    assert trip.slept_s == [2.0, 30.0]


async def test_a_server_that_never_answered_is_an_error_at_once() -> None:
    source = scripted(Unreachable(URL, "connection refused"))

    with pytest.raises(Unreachable):
        await Trip(source).follower.follow(JOB)
    assert len(source.asked) == 1


async def test_with_patience_it_is_tried_from_the_start() -> None:
    source = scripted(Unreachable(URL, "connection refused"), reply(7, "DONE"))

    assert (await Trip(source, is_patient=True).follower.follow(JOB)).job_status == "DONE"


@pytest.mark.parametrize("error", [UnknownJob(URL, "no job 7"), Unauthorised(URL, "401")])
async def test_what_no_retry_can_heal_is_raised(error: ServerError) -> None:
    trip = Trip(scripted(reply(7), error), is_patient=True)

    with pytest.raises(type(error)):
        await trip.follower.follow(JOB)
