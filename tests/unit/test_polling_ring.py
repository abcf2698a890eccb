"""The poller on a ring: moves, what follows of them, and the ceiling over all of it."""

from __future__ import annotations

import asyncio
import random
from typing import TYPE_CHECKING

import pytest

from jobview.errors import OtherCluster, Refused
from jobview.jobs.job import JobKey, Place
from jobview.jobs.phase import Phase
from jobview.jobs.ring import LOOK_HOME_S
from jobview.jobs.snapshot import LinkState
from jobview.jobs.target import JobTarget
from jobview.polling.details import Details
from jobview.polling.homing import CONFIRM_S
from jobview.polling.poller import Poller
from tests.fakes.clock import FakeClock
from tests.fakes.jobs import reply, row
from tests.fakes.poller import reading
from tests.fakes.results import text_result
from tests.fakes.ring import A, B, Ring

if TYPE_CHECKING:
    from collections.abc import Iterable

    from jobview.jobs.source import JobReply


@pytest.fixture
def clock() -> FakeClock:
    return FakeClock()


@pytest.fixture
def ring(clock: FakeClock) -> Ring:
    ring = Ring(clock, count=2)
    primary, backup, _ = ring.members
    primary.rows = [row(1), row(2)]
    primary.replies = {1: reply(1, progress=10, info={"job_tag": "night"}), 2: reply(2)}
    backup.rows = [row(1, endpoint="/other"), row(9)]
    backup.replies = {9: reply(9, progress=20, info={"job_tag": "night"})}
    return ring


def poller_of(
    ring: Ring, max_requests_per_s: int = 20, watched: Iterable[JobTarget] = ()
) -> Poller:
    def summarise(answer: JobReply) -> str:
        return f"{len(answer.response)} bytes"

    poller = Poller(
        ring.source,
        ring.clock,
        random.Random(7),  # noqa: S311 - jitter, not a secret
        interval_s=2.0,
        max_in_flight=8,
        max_requests_per_s=max_requests_per_s,
        summarise=summarise,
        watched=watched,
    )
    poller.waiting = ring.clock.wait
    return poller


async def test_a_dead_primary_gives_way_within_an_interval(clock: FakeClock, ring: Ring) -> None:
    async with ring.source, reading(poller_of(ring)) as read:
        await clock.run(1.0)
        assert read[-1].detour is None
        ring.members[0].die()
        await clock.run(3.0)
    last = read[-1]
    assert last.link.state is LinkState.LIVE
    assert last.detour is not None
    assert (last.detour.cluster, last.detour.cause) == (B, "host-a connection refused")
    assert last.cluster is not None
    assert last.cluster.url == B
    # 9 of host-b bears the tag of 1 of host-a: one job, in its old row
    assert set(last.jobs) == {JobKey(A, 1), JobKey(A, 2), JobKey(B, 1)}
    assert last.jobs[JobKey(A, 1)].place is Place.FOLLOWED
    assert last.jobs[JobKey(A, 1)].progress == 20
    assert last.jobs[JobKey(A, 2)].phase is Phase.UNKNOWN


async def test_a_bare_id_is_never_asked_of_the_other_cluster(clock: FakeClock, ring: Ring) -> None:
    ring.members[0].replies = {}
    ring.members[1].replies = {}
    async with ring.source, reading(poller_of(ring)):
        await clock.run(1.0)
        ring.members[0].die()
        await clock.run(20.0)
    assert {(call.job_id, call.job_tag) for call in ring.members[1].asked("job")} <= {
        (1, ""),
        (9, ""),
    }
    assert not [call for call in ring.members[1].asked("job") if call.job_id == 2]


async def test_the_primary_is_returned_to_when_it_is_well_twice(
    clock: FakeClock, ring: Ring
) -> None:
    async with ring.source, reading(poller_of(ring)) as read:
        await clock.run(1.0)
        ring.members[0].die()
        await clock.run(2.0)
        ring.members[0].revive()
        await clock.run(LOOK_HOME_S)
        assert read[-1].detour is not None
        await clock.run(CONFIRM_S + 2.5)
    last = read[-1]
    assert last.detour is None
    assert last.jobs[JobKey(A, 2)].phase is Phase.RUNNING
    assert last.jobs[JobKey(A, 2)].place is Place.HERE
    assert last.jobs[JobKey(B, 1)].place is Place.ELSEWHERE


async def test_a_user_who_refreshes_twice_is_taken_home(clock: FakeClock, ring: Ring) -> None:
    poller = poller_of(ring)
    async with ring.source, reading(poller) as read:
        await clock.run(1.0)
        ring.members[0].die()
        await clock.run(2.0)
        ring.members[0].revive()
        for _ in range(2):
            poller.wake()
            await clock.run(1.0)
        assert read[-1].detour is None


async def test_with_all_down_the_link_says_so_of_each_and_backs_off(
    clock: FakeClock, ring: Ring
) -> None:
    async with ring.source, reading(poller_of(ring)) as read:
        await clock.run(1.0)
        for member in ring.members:
            member.die()
        await clock.run(300.0)
        assert [each.link.state for each in read[-1:]] == [LinkState.DOWN]
        assert "host-a connection refused; host-b connection refused" in read[-1].link.reason
        assert len(ring.members[0].asked("list")) < 20
        ring.members[1].revive()
        await clock.run(90.0)
    assert read[-1].link.state is LinkState.LIVE


@pytest.mark.parametrize("limit", [2, 3, 20])
async def test_tests_count_under_the_ceiling(clock: FakeClock, ring: Ring, limit: int) -> None:
    ring.source._limit = limit
    ring.members[0].rows = [row(n) for n in range(1, 60)]
    async with ring.source, reading(poller_of(ring, limit)):
        await clock.run(5.0)
        ring.members[0].die()
        await clock.run(60.0)
        ring.members[0].revive()
        await clock.run(60.0)
    times = sorted(call.at_s for member in ring.members for call in member.calls)
    assert len({call.what for member in ring.members for call in member.calls}) >= 3
    for first, beyond in zip(times, times[limit:], strict=False):
        assert beyond - first >= 1.0 - 1e-6


async def test_a_cancellation_goes_where_the_job_is_known_and_nowhere_else(
    clock: FakeClock, ring: Ring
) -> None:
    poller = poller_of(ring)
    async with ring.source, reading(poller) as read:
        await clock.run(1.0)
        ring.members[0].die()
        await clock.run(3.0)
        keys = [JobKey(A, 1), JobKey(A, 2), JobKey(B, 1)]
        cancelling = asyncio.create_task(poller.cancel(keys))
        await clock.run(1.0)
        answers = {answer.job_id: answer.status for answer in await cancelling}
    assert [call.job_id for call in ring.members[1].asked("cancel")] == [9]
    assert not ring.members[0].asked("cancel")
    assert answers[2].startswith("not cancelled: a job of host-a, and host-b is asked now")
    assert read[-1].jobs[JobKey(A, 1)].cancel_words


async def test_a_result_is_never_that_of_an_equal_id(clock: FakeClock, ring: Ring) -> None:
    ring.members[1].replies[2] = reply(2, "DONE", response=b"another job's")
    async with ring.source, reading(poller_of(ring)) as read:
        await clock.run(1.0)
        job = read[-1].jobs[JobKey(A, 2)]
        ring.members[0].die()
        await clock.run(3.0)
        details = Details(ring.source, lambda _: text_result("x"), clock)
        fetching = asyncio.create_task(details.fetch(job))
        await clock.run(1.0)
        detail = await fetching
    assert isinstance(detail.error, OtherCluster)
    assert detail.reply is None


async def test_what_happened_meanwhile_is_asked_at_once_on_return(
    clock: FakeClock, ring: Ring
) -> None:
    primary = ring.members[0]
    primary.replies[2] = reply(2, info={"job_tag": "solo"})  # which host-b does not know
    poller = poller_of(ring)
    async with ring.source, reading(poller) as read:
        await clock.run(1.0)
        primary.die()
        await clock.run(4.0)
        primary.revive()
        primary.replies[2] = reply(2, "DONE", 100, info={"job_tag": "solo"})
        for _ in range(2):
            poller.wake()
            await clock.run(0.5)
        await clock.run(1.5)
    assert read[-1].detour is None
    assert read[-1].jobs[JobKey(A, 2)].phase is Phase.DONE


async def test_where_the_list_is_denied_a_watched_job_is_followed_by_its_tag(
    clock: FakeClock, ring: Ring
) -> None:
    primary, backup, _ = ring.members
    for member in (primary, backup):
        member.list_error = Refused(member.url, "Access denied")
        member.replies = {1: reply(1, progress=member is backup, info={"job_tag": "night"})}
    async with ring.source, reading(poller_of(ring, watched=[JobTarget(1, "night")])) as read:
        await clock.run(3.0)
        assert read[-1].link.state is LinkState.DENIED
        assert read[-1].jobs[JobKey(A, 1)].place is Place.HERE
        primary.die()
        await clock.run(30.0)
    assert read[-1].link.state is LinkState.DENIED
    assert read[-1].detour is not None
    assert set(read[-1].jobs) == {JobKey(A, 1)}
    assert read[-1].jobs[JobKey(A, 1)].place is Place.FOLLOWED
    assert read[-1].jobs[JobKey(A, 1)].progress == 1


async def test_a_detour_keeps_its_age_when_our_clock_is_set(clock: FakeClock, ring: Ring) -> None:
    poller = poller_of(ring)
    async with ring.source, reading(poller) as read:
        await clock.run(1.0)
        ring.members[0].die()
        await clock.run(4.0)
        assert read[-1].detour is not None
        age_s = clock.wall - read[-1].detour.since_s
        clock.wall += 3_600.0
        poller.flush()
        await clock.run(0.5)
        assert clock.wall - read[-1].detour.since_s == pytest.approx(age_s + 0.5, abs=0.1)


async def test_a_cancellation_does_not_reach_who_got_the_id_of_a_followed_job(
    clock: FakeClock, ring: Ring
) -> None:
    poller = poller_of(ring)
    async with ring.source, reading(poller) as read:
        await clock.run(1.0)
        ring.members[0].die()
        await clock.run(3.0)
        assert read[-1].jobs[JobKey(A, 1)].place is Place.FOLLOWED
        ring.members[1].rows = [row(9, received_ms=1_800_000_000_000)]
        ring.members[1].replies = {9: reply(9)}
        await clock.run(2.0)
        answers = await poller.cancel([JobKey(A, 1)])
    assert answers[0].status.startswith("not cancelled: a job of host-a")
    assert not ring.members[1].asked("cancel")
    assert JobKey(B, 9, 1) in read[-1].jobs
