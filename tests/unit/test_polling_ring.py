"""The poller on a ring: moves, what follows of them, and the ceiling over all of it."""

from __future__ import annotations

import asyncio
import itertools
import random
from typing import TYPE_CHECKING

import pytest

from jobview.errors import OtherCluster, OtherJob, Refused, Unauthorised, Unavailable
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
from tests.fakes.ring import A, B, FakeMember, Ring

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


async def test_jobs_of_a_cluster_that_gives_no_list_are_as_old_as_its_last_one(
    clock: FakeClock, ring: Ring
) -> None:
    primary, backup, _ = ring.members
    async with ring.source, reading(poller_of(ring)) as read:
        await clock.run(1.0)
        primary.die()
        await clock.run(20.0)
        assert read[-1].age_s(clock.monotonic_s()) < 2.5  # type: ignore[operator]
        primary.revive()
        primary.list_error = Unavailable(A, "system-limited-fatal")
        backup.die()
        await clock.run(3.0)
    last = read[-1]
    assert last.detour is None
    assert last.link.state is LinkState.LIMITED
    assert last.jobs[JobKey(A, 2)].place is Place.HERE
    assert last.data_s is not None
    assert clock.wall_s() - last.data_s > 20.0
    assert last.age_s(clock.monotonic_s()) > 20.0  # type: ignore[operator]


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


async def test_a_test_that_ends_at_home_is_not_made_again_there(
    clock: FakeClock, ring: Ring
) -> None:
    primary, backup, _ = ring.members
    poller = poller_of(ring)
    async with ring.source, reading(poller) as read:
        await clock.run(1.0)
        primary.die()
        await clock.run(5.0)
        primary.revive()
        primary.latency_s = 4.0
        poller.wake()
        await clock.run(0.5)
        primary.latency_s = 0.04
        backup.die()
        await clock.run(5.0)
        assert read[-1].detour is None
        primary.list_error = Unauthorised(A, "wrong password")
        await clock.run(5.0)
        assert read[-1].link.state is LinkState.UNAUTHORISED
        refused = len(primary.asked("list"))
        await clock.run(120.0)
    assert len(primary.asked("list")) == refused, "servers lock accounts"


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
        assert len(ring.members[0].asked("list")) <= 20
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


def busy(ring: Ring) -> FakeMember:
    """The primary with more jobs at work than can be asked about between two lists."""
    primary = ring.members[0]
    primary.rows = [row(n) for n in range(1, 201)]
    primary.replies = {n: reply(n, progress=10) for n in range(1, 201)}
    # No two requests end together, so their places come back one by one.
    primary.latencies_s = itertools.cycle([0.02 + n * 31 % 97 / 970 for n in range(97)])
    primary.list_latency_s = 0.04
    return primary


@pytest.mark.parametrize("limit", [10, 20])
async def test_many_jobs_do_not_keep_the_list_from_its_places(
    clock: FakeClock, ring: Ring, limit: int
) -> None:
    primary = busy(ring)
    async with ring.source, reading(poller_of(ring, limit)):
        await clock.run(60.0)
    asked_s = [call.at_s for call in primary.asked("list")]
    # What was asked before it was due holds its place for a second after its end.
    assert max(later - sooner for sooner, later in itertools.pairwise(asked_s)) <= 4.0
    assert len(primary.asked("job")) >= 10 * limit


async def test_nor_from_those_beside_one_that_hangs(clock: FakeClock, ring: Ring) -> None:
    primary = busy(ring)
    async with ring.source, reading(poller_of(ring)):
        await clock.run(1.0)
        primary.list_latency_s = 7.0
        await clock.run(8.0)
    assert len(primary.asked("list")) >= 4


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


async def cancel_answers(clock: FakeClock, poller: Poller, *keys: JobKey) -> list[str]:
    cancelling = asyncio.create_task(poller.cancel(keys))
    await clock.run(1.0)
    return [answer.status for answer in await cancelling]


async def test_at_home_jobs_are_asked_for_by_the_id_that_is_cancelled(
    clock: FakeClock, ring: Ring
) -> None:
    poller = poller_of(ring, watched=[JobTarget(1, "night")])
    async with ring.source, reading(poller) as read:
        await clock.run(5.0)
        assert read[-1].jobs[JobKey(A, 1)].progress == 10
        assert await cancel_answers(clock, poller, JobKey(A, 1)) == ["cancel requested"]
    home = ring.members[0]
    assert {call.job_tag for call in home.asked("job")} == {""}
    assert [call.job_id for call in home.asked("cancel")] == [1]


@pytest.mark.parametrize("is_listed", [True, False], ids=["listed", "list denied"])
@pytest.mark.parametrize(
    ("told", "words"),
    [
        (
            "other-1",
            "not sent: job 1 has the tag other-1, not night-7: watch it by its id alone to cancel",
        ),
        ("", "not sent: no answer has shown that job 1 has the tag night-7"),
    ],
    ids=["other tag", "no tag"],
)
async def test_a_watched_id_whose_tag_is_not_proved_is_not_cancelled(
    clock: FakeClock,
    ring: Ring,
    is_listed: bool,  # noqa: FBT001 - parametrized
    told: str,
    words: str,
) -> None:
    home = ring.members[0]
    home.replies[1] = reply(1, progress=10, info={"job_tag": told})
    if not is_listed:
        home.list_error = Refused(home.url, "Access denied")
    poller = poller_of(ring, watched=[JobTarget(1, "night-7")])
    async with ring.source, reading(poller) as read:
        await clock.run(3.0)
        assert await cancel_answers(clock, poller, JobKey(A, 1)) == [words]
        assert not home.asked("cancel")
        shown = read[-1].jobs[JobKey(A, 1)]
        assert (shown.progress, shown.job_tag) == (10, told or "night-7")
        poller.watch(1, told)
        home.replies[1] = reply(1, progress=10, info={"job_tag": told or "night-7"})
        await clock.run(5.0)
        assert await cancel_answers(clock, poller, JobKey(A, 1)) == ["cancel requested"]


async def test_a_tag_that_an_answer_has_told_outweighs_the_users(
    clock: FakeClock, ring: Ring
) -> None:
    poller = poller_of(ring)
    async with ring.source, reading(poller) as read:
        await clock.run(3.0)
        poller.watch(1, "other-1")
        await clock.run(3.0)
        shown = read[-1].jobs[JobKey(A, 1)]
        assert (shown.job_tag, shown.progress) == ("night", 10)
        (words,) = await cancel_answers(clock, poller, JobKey(A, 1))
        assert words.startswith("not sent: job 1 has the tag night, not other-1")
        poller.watch(1)
        assert await cancel_answers(clock, poller, JobKey(A, 1)) == ["cancel requested"]


async def test_without_the_list_an_id_that_another_job_got_is_told_by_its_tag(
    clock: FakeClock, ring: Ring
) -> None:
    home = ring.members[0]
    home.list_error = Refused(home.url, "Access denied")
    poller = poller_of(ring, watched=[JobTarget(1)])
    async with ring.source, reading(poller) as read:
        await clock.run(3.0)
        home.replies[1] = reply(1, progress=80, info={"job_tag": "later"})
        await clock.run(5.0)
        shown = read[-1].jobs[JobKey(A, 1)]
    assert (shown.phase, shown.progress) == (Phase.VANISHED, 10)
    assert shown.outcome == "job 1 has the tag later, not night"


async def test_a_tag_without_an_id_is_shown_but_cancelled_by_its_own_row_only(
    clock: FakeClock, ring: Ring
) -> None:
    home, by_tag = ring.members[0], JobKey(A, 0)
    home.replies[0] = reply(0, progress=10, info={"job_tag": "night"})
    poller = poller_of(ring, watched=[JobTarget(0, "night")])
    async with ring.source, reading(poller) as read:
        await clock.run(3.0)
        assert read[-1].jobs[by_tag].progress == 10
        assert await cancel_answers(clock, poller, by_tag, JobKey(A, 2)) == [
            "not sent: the job with the tag night is 1: cancel it by its own row",
            "cancel requested",
        ]
        assert read[-1].jobs[by_tag].cancel_words.startswith("not sent: ")
        home.replies[2] = reply(2, info={"job_tag": "night"})
        await clock.run(70.0)
        (words,) = await cancel_answers(clock, poller, by_tag)
        assert words == "not sent: 2 jobs have the tag night: cancel one by its own row"
    assert [call.job_id for call in home.asked("cancel")] == [2]


async def test_a_tag_whose_id_is_not_known_is_not_cancelled(clock: FakeClock, ring: Ring) -> None:
    home, by_tag = ring.members[0], JobKey(A, 0)
    home.list_error = Refused(home.url, "Access denied")
    home.replies[0] = reply(0, progress=10, info={"job_tag": "night"})
    poller = poller_of(ring, watched=[JobTarget(0, "night")])
    async with ring.source, reading(poller):
        await clock.run(3.0)
        (words,) = await cancel_answers(clock, poller, by_tag)
    assert words == "not sent: which id the job with the tag night has is not known"
    assert not home.asked("cancel")


@pytest.mark.parametrize(
    "told",
    [
        reply(1, "DONE", endpoint="/other", info={"job_tag": "night"}, response=b"x"),
        reply(1, "ERROR", info={"job_tag": "night"}),
    ],
    ids=["other endpoint", "other end"],
)
async def test_a_result_by_tag_is_never_that_of_a_job_that_differs(
    clock: FakeClock, ring: Ring, told: JobReply
) -> None:
    ring.members[0].replies[1] = reply(1, "DONE", 100, info={"job_tag": "night"}, response=b"own")
    ring.members[0].rows = [row(1, "async job done")]
    ring.members[1].replies[1] = told
    poller = poller_of(ring)
    async with ring.source, reading(poller) as read:
        poller.attend(JobKey(A, 1), [JobKey(A, 1)])
        await clock.run(3.0)
        ring.members[0].die()
        await clock.run(4.0)
        job = read[-1].jobs[JobKey(A, 1)]
        assert job.phase is Phase.DONE
        fetching = asyncio.create_task(
            Details(ring.source, lambda _: text_result("x"), clock).fetch(job)
        )
        await clock.run(1.0)
        detail = await fetching
    assert isinstance(detail.error, OtherJob)
    assert (detail.reply, detail.result) == (None, None)


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
