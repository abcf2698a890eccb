"""A ring: which cluster is asked, when it is left, what is never sent elsewhere."""

from __future__ import annotations

import asyncio
from itertools import pairwise
from typing import TYPE_CHECKING, cast

import pytest

from jobview.errors import (
    BadAnswer,
    Busy,
    OtherCluster,
    OtherJob,
    Refused,
    ServerError,
    TooLarge,
    Unauthorised,
    Unavailable,
    UnknownEndpoint,
    UnknownJob,
    Unreachable,
    UntrustedCertificate,
)
from jobview.kinetica.messages.replies import SystemStatus
from jobview.kinetica.ring.health import fault_of, is_trigger
from jobview.kinetica.ring.members import Members
from jobview.kinetica.ring.source import RingSource
from tests.fakes.clock import FakeClock
from tests.fakes.jobs import reply, row
from tests.fakes.ring import A, B, C, Ring

if TYPE_CHECKING:
    from collections.abc import Coroutine
    from typing import Any, TypeVar

    from jobview.kinetica.ring.members import MemberSource
    from tests.fakes.ring import FakeMember

    _T = TypeVar("_T")


@pytest.fixture
def clock() -> FakeClock:
    return FakeClock()


@pytest.fixture
def ring(clock: FakeClock) -> Ring:
    return Ring(clock)


async def done(clock: FakeClock, call: Coroutine[Any, Any, _T]) -> _T:
    """What the call gives once time has passed as far as it waits for."""
    task = asyncio.create_task(call)
    await clock.run(20.0)
    return await task


@pytest.mark.parametrize(
    ("error", "is_one"),
    [
        (Unreachable(A, "connection refused"), True),
        (Unavailable(A, "HTTP 502 Bad Gateway"), True),
        (BadAnswer(A, "HTML"), True),
        (Busy(A, "HTTP 429 Too Many Requests"), False),
        (TooLarge(A, "large", size_bytes=9, limit_bytes=1), False),
        (Unauthorised(A, "HTTP 401"), False),
        (UntrustedCertificate(A, "self-signed"), False),
        (Refused(A, "Access denied"), False),
        (UnknownJob(A, "no job 5"), False),
        (UnknownEndpoint(A, "HTTP 404"), False),
    ],
    ids=lambda value: type(value).__name__ if isinstance(value, ServerError) else "",
)
def test_what_makes_a_cluster_be_left(error: ServerError, *, is_one: bool) -> None:
    assert is_trigger(error) is is_one


@pytest.mark.parametrize(
    ("status", "fault"),
    [
        (SystemStatus("running", "drained"), ""),
        (SystemStatus("running", ""), ""),
        (SystemStatus("running", "not_drained"), ""),
        (None, ""),
        (SystemStatus("running", "draining"), "is draining its queue"),
        (SystemStatus("stopped", ""), "says it is stopped"),
        (SystemStatus("", ""), "tells no state"),
    ],
)
def test_what_makes_a_cluster_usable(status: SystemStatus | None, fault: str) -> None:
    assert fault_of(status) == fault


async def test_a_well_primary_costs_nothing_more(clock: FakeClock, ring: Ring) -> None:
    async with ring.source as source:
        await done(clock, source.list_jobs())
        assert source.request_count == 1
        assert source.detour is None
    assert ring.opened == [A]


async def test_a_dead_primary_is_left_for_the_next_in_the_same_call(
    clock: FakeClock, ring: Ring
) -> None:
    ring.members[0].die()
    ring.members[1].rows = [row(7)]
    async with ring.source as source:
        told = await done(clock, source.list_jobs())
        assert source.cluster == told.cluster == B
        assert source.detour is not None
        assert source.detour.cause == "host-a connection refused"
        assert source.request_count <= source.list_requests
    assert [each.job_id for each in told.rows] == [7]
    assert ring.moves == ["asking host-b, since host-a connection refused"]
    assert ring.opened == [A, B]


@pytest.mark.parametrize(
    "state",
    [
        SystemStatus("running", "draining"),
        SystemStatus("limited", ""),
        Unauthorised(B, "HTTP 401"),
        UntrustedCertificate(B, "self-signed"),
    ],
    ids=["draining", "limited", "unauthorised", "untrusted"],
)
async def test_an_unfit_one_is_passed_over(
    clock: FakeClock, ring: Ring, state: SystemStatus | ServerError
) -> None:
    ring.members[0].die()
    ring.members[1].state = state
    async with ring.source as source:
        await done(clock, source.list_jobs())
        assert source.cluster == C
    assert not ring.members[1].asked("list")


async def test_the_circle_goes_on_from_the_active_one_and_past_the_end(
    clock: FakeClock, ring: Ring
) -> None:
    ring.members[0].die()
    ring.members[1].die()
    async with ring.source as source:
        await done(clock, source.list_jobs())
        assert source.cluster == C
        ring.members[2].die()
        ring.members[0].revive()
        await done(clock, source.list_jobs())
        assert source.cluster == A
        assert source.detour is None


async def test_when_none_is_usable_the_words_name_all_that_were_tried(
    clock: FakeClock, ring: Ring
) -> None:
    ring.members[0].die()
    ring.members[1].state = SystemStatus("stopped", "")
    ring.members[2].down = Unavailable(C, "HTTP 502 Bad Gateway")
    async with ring.source as source:
        with pytest.raises(Unreachable) as caught:
            await done(clock, source.list_jobs())
        assert source.cluster == A
    assert caught.value.what == (
        "no cluster of the ring can be used: host-a connection refused; host-b says it is stopped; "
        "host-c HTTP 502 Bad Gateway"
    )


async def test_one_spoilt_answer_of_a_cluster_that_is_well_moves_nobody(
    clock: FakeClock, ring: Ring
) -> None:
    ring.members[0].list_error = Unavailable(A, "HTTP 502 Bad Gateway")
    async with ring.source as source:
        with pytest.raises(Unavailable):
            await done(clock, source.list_jobs())
        assert source.cluster == A
        ring.members[0].list_error = None
        await done(clock, source.list_jobs())
        ring.members[0].list_error = Unavailable(A, "HTTP 502 Bad Gateway")
        with pytest.raises(Unavailable):
            await done(clock, source.list_jobs())
        assert source.cluster == A
        await done(clock, source.list_jobs())
        assert source.cluster == B


@pytest.mark.parametrize(
    "error", [Unauthorised(A, "HTTP 401"), Refused(A, "Access denied"), Busy(A, "HTTP 429")]
)
async def test_an_answer_to_the_point_moves_nobody(
    clock: FakeClock, ring: Ring, error: ServerError
) -> None:
    ring.members[0].list_error = error
    async with ring.source as source:
        for _ in range(3):
            with pytest.raises(type(error)):
                await done(clock, source.list_jobs())
        assert source.cluster == A
    assert ring.opened == [A]


async def test_many_who_fail_at_once_look_round_once(clock: FakeClock, ring: Ring) -> None:
    for member in ring.members:
        member.die()
    async with ring.source as source:
        calls = [asyncio.create_task(source.job(n, "tag")) for n in range(50)]
        await clock.run(1.0)
        assert all(isinstance(call.exception(), Unreachable) for call in calls)
    assert len(ring.members[1].asked("status")) == 1


async def test_two_good_tests_in_a_row_lead_back(clock: FakeClock, ring: Ring) -> None:
    primary = ring.members[0]
    primary.die()
    async with ring.source as source:
        assert await source.look_home()  # it is there
        await done(clock, source.list_jobs())
        found = []
        for is_well in (True, False, True, False, True, True):
            if is_well:
                primary.revive()
            else:
                primary.die()
            found.append((await done(clock, source.look_home()), source.cluster))
    assert found == [(True, B), (False, B), (True, B), (False, B), (True, B), (True, A)]
    assert ring.moves[-1] == "asking host-a again"


@pytest.mark.parametrize("slow", [1, 2], ids=["the left one tells late", "the next one does"])
async def test_a_primary_that_is_home_by_now_is_not_left_for_what_another_one_said(
    clock: FakeClock, ring: Ring, slow: int
) -> None:
    primary, backup, _ = ring.members
    primary.die()
    async with ring.source as source:
        await done(clock, source.list_jobs())
        primary.revive()
        assert await done(clock, source.look_home())
        backup.die()
        ring.members[slow].latency_s = 1.0
        tests = len(ring.members[slow].asked("status"))
        listing = asyncio.create_task(source.list_jobs())
        while len(ring.members[slow].asked("status")) == tests:
            await clock.run(0.01)
        looking = asyncio.create_task(source.look_home())
        await clock.run(20.0)
        assert await looking
        assert (await listing).cluster == A
    assert ring.moves[1:] == ["asking host-a again"]


async def test_a_cluster_that_says_it_drains_is_left(clock: FakeClock, ring: Ring) -> None:
    async with ring.source as source:
        ring.members[0].state = SystemStatus("running", "draining")
        await done(clock, source.describe())
        assert (await done(clock, source.list_jobs())).cluster == B
        assert source.detour is not None
        assert source.detour.cause == "host-a is draining its queue"
        ring.members[2].die()
        ring.members[1].state = SystemStatus("running", "draining")
        await done(clock, source.describe())
        assert (await done(clock, source.list_jobs())).cluster == B  # the best there is


async def test_a_low_ceiling_keeps_tests_apart(clock: FakeClock) -> None:
    ring = Ring(clock, max_requests_per_s=1)
    for member in ring.members[:2]:
        member.die()
    async with ring.source as source:
        await done(clock, source.list_jobs())
    times = [call.at_s for member in ring.members for call in member.asked("status")]
    assert min(b - a for a, b in pairwise(times)) >= 1.0


# Jobs of one cluster and another's ids


async def test_an_id_alone_is_asked_of_no_other_cluster(clock: FakeClock, ring: Ring) -> None:
    ring.members[0].die()
    ring.members[1].replies[5] = reply(5, "DONE")
    async with ring.source as source:
        with pytest.raises(Unreachable, match="known by its tag only"):
            await done(clock, source.job(5))
        await done(clock, source.list_jobs())
        with pytest.raises(OtherCluster, match="ids mean other jobs"):
            await done(clock, source.job(5))
        with pytest.raises(OtherCluster, match="ids mean other jobs"):
            await done(clock, source.of(A).job(5))
        assert (await done(clock, source.of(B).job(5))).job_status == "DONE"
    assert [call.job_id for call in ring.members[1].asked("job")] == [5]


async def test_its_own_cluster_is_asked_for_a_job_by_its_id_alone(
    clock: FakeClock, ring: Ring
) -> None:
    home = ring.members[0]
    home.replies = {5: reply(5, info={"job_tag": "night"}), 6: reply(6)}
    async with ring.source as source:
        assert (await done(clock, source.job(5, "night"))).job_id == 5
        assert (await done(clock, source.job(6, "night"))).job_id == 6  # it tells no tags
        await done(clock, source.download(5, "night", write=len))
    assert {call.job_tag for call in home.asked("job")} == {""}


@pytest.mark.parametrize("job_id", [5, 0], ids=["id and tag", "tag alone"])
@pytest.mark.parametrize(
    ("told", "words"),
    [("other-1", "has the tag other-1, not night"), ("\x1b[2J", "has another tag, not night")],
    ids=["plain", "hostile"],
)
async def test_another_jobs_answer_is_not_taken_for_the_tags(
    clock: FakeClock, ring: Ring, job_id: int, told: str, words: str
) -> None:
    ring.members[0].replies[job_id] = reply(job_id, info={"job_tag": told})
    async with ring.source as source:
        with pytest.raises(OtherJob, match=words):
            await done(clock, source.job(job_id, "night"))
        with pytest.raises(OtherJob, match=words):
            await done(clock, source.download(job_id, "night", write=len))


async def test_a_garbled_answer_does_not_tell_that_the_id_is_another_jobs(
    clock: FakeClock, ring: Ring
) -> None:
    ring.members[0].replies[5] = reply(5, "\x1b[2J", info={"job_tag": "[/x]"})
    async with ring.source as source:
        with pytest.raises(BadAnswer, match="a status that nobody knows, and another tag"):
            await done(clock, source.job(5, "night"))
        with pytest.raises(BadAnswer):
            await done(clock, source.download(5, "night", write=len))


async def test_without_an_id_its_own_cluster_is_asked_by_the_tag(
    clock: FakeClock, ring: Ring
) -> None:
    ring.members[0].replies[0] = reply(0, info={"job_tag": "night"})
    async with ring.source as source:
        await done(clock, source.job(0, "night"))
    assert [call.job_tag for call in ring.members[0].asked("job")] == ["night"]


@pytest.mark.parametrize("info", [{}, {"job_tag": "other"}, {"job_tag": ""}])
async def test_an_answer_without_the_tag_is_not_taken(
    clock: FakeClock, ring: Ring, info: dict[str, str]
) -> None:
    ring.members[0].die()
    ring.members[1].replies[5] = reply(5, "DONE", info=info)
    async with ring.source as source:
        with pytest.raises(OtherCluster, match="does not name that tag"):
            await done(clock, source.job(5, "night"))
        ring.members[1].replies[5] = reply(5, "DONE", info={"job_tag": "night"})
        assert (await done(clock, source.job(5, "night"))).job_status == "DONE"


async def test_a_cluster_that_goes_by_the_id_is_asked_by_the_tag_alone(
    clock: FakeClock, ring: Ring
) -> None:
    ring.members[0].die()
    ring.members[1].replies[5] = reply(5, "RUNNING", info={"job_tag": "other"})
    ring.members[1].replies[0] = reply(9, "DONE", info={"job_tag": "night"})
    async with ring.source as source:
        assert (await done(clock, source.job(5, "night"))).job_status == "DONE"
        with pytest.raises(OtherCluster, match="job 5 of host-a is not known on host-b"):
            await done(clock, source.job(5, "day"))
        # A board that asks about hundreds of them finds them by the other cluster's list.
        with pytest.raises(OtherCluster, match="does not name that tag"):
            await done(clock, source.of(A).job(5, "night"))
    assert [call.job_id for call in ring.members[1].asked("job")] == [5, 0, 5, 0, 5]


async def test_a_job_another_cluster_does_not_know_is_not_unknown(
    clock: FakeClock, ring: Ring
) -> None:
    ring.members[0].die()
    async with ring.source as source:
        with pytest.raises(OtherCluster, match="not known on host-b by the tag night"):
            await done(clock, source.job(5, "night"))


async def test_who_only_asks_for_jobs_comes_back_too(clock: FakeClock, ring: Ring) -> None:
    for member in ring.members[:2]:
        member.replies[5] = reply(5, info={"job_tag": "night"})
    ring.members[0].die()
    async with ring.source as source:
        await done(clock, source.job(5, "night"))
        ring.members[0].revive()
        assert source.cluster == B
        for _ in range(4):
            await done(clock, source.job(5, "night"))
        assert source.cluster == A


async def test_a_cancellation_goes_to_its_own_cluster_or_nowhere(
    clock: FakeClock, ring: Ring
) -> None:
    ring.members[0].die()
    async with ring.source as source:
        with pytest.raises(Unreachable):
            await done(clock, source.cancel([5]))
        await done(clock, source.list_jobs())
        with pytest.raises(OtherCluster, match="not cancelled"):
            await done(clock, source.cancel([5]))
        await done(clock, source.of(B).cancel([7]))
    sent = [[call.job_id for call in each.asked("cancel")] for each in ring.members]
    assert sent == [[5], [7], []]


async def test_a_job_is_started_once_on_the_cluster_that_a_test_finds_usable(
    clock: FakeClock, ring: Ring
) -> None:
    ring.members[0].state = SystemStatus("stopped", "")
    ring.members[1].replies[1] = reply(1)
    async with ring.source as source:
        await done(clock, source.create("/x", "{}"))
        assert source.cluster == B
        assert (await done(clock, source.job(1))).job_status == "RUNNING"  # its ids are meant now
    assert [len(each.asked("create")) for each in ring.members] == [0, 1, 0]


async def test_a_start_that_fails_is_not_tried_elsewhere(clock: FakeClock, ring: Ring) -> None:
    async with ring.source as source:
        starting = asyncio.create_task(source.create("/x", "{}"))
        await clock.run(0.04)  # tested, and well
        ring.members[0].die()
        await clock.run(5.0)
        with pytest.raises(Unreachable):
            await starting
    assert [len(each.asked("create")) for each in ring.members] == [1, 0, 0]


# Discovery


async def test_the_others_are_learnt_with_the_description(clock: FakeClock) -> None:
    ring = Ring(clock, count=1)
    ring.members[0].ring = ["http://HOST-A:9191/", "host-b", "not a url at all", C]
    async with ring.source as source:
        assert source.list_requests == 1
        await done(clock, source.describe())
        assert source.urls == [A, B, C]
        ring.members[0].die()
        await done(clock, source.list_jobs())
        assert source.cluster == B


async def test_nothing_is_learnt_where_that_is_not_wanted(clock: FakeClock) -> None:
    ring = Ring(clock, count=1, discover_ring=False)
    ring.members[0].ring = [B]
    async with ring.source as source:
        await done(clock, source.describe())
        assert source.urls == (A,)


async def test_who_follows_a_job_learns_where_else_it_may_be(clock: FakeClock) -> None:
    ring = Ring(clock, count=1)
    ring.members[0].ring = [B]
    for member in ring.members[:2]:
        member.replies[5] = reply(5, info={"job_tag": "night"})
    async with ring.source as source:
        await done(clock, source.job(5, "night"))
        assert source.request_count == 1
        for _ in range(5):
            await done(clock, source.job(5, "night"))
        assert source.request_count == 7
        ring.members[0].die()
        await done(clock, source.job(5, "night"))
        assert source.cluster == B


@pytest.mark.parametrize("is_hung", [True, False], ids=["hung", "slow"])
async def test_who_takes_long_is_waited_for_only_if_it_says_it_is_well(
    clock: FakeClock,
    ring: Ring,
    monkeypatch: pytest.MonkeyPatch,
    is_hung: bool,  # noqa: FBT001 - parametrized
) -> None:
    monkeypatch.setattr("jobview.kinetica.ring.patience.PATIENCE_S", 0.01)
    monkeypatch.setattr("jobview.kinetica.ring.members.TEST_S", 0.05)
    primary, backup, _ = ring.members
    backup.latency_s = 0.0
    primary.list_latency_s = 100.0
    primary.latency_s = 1e9 if is_hung else 0.0
    async with ring.source as source:
        listing = asyncio.create_task(source.list_jobs())
        while not primary.asked("status"):
            await clock.run(0.0)
        if is_hung:
            while not backup.asked("list"):
                await clock.run(0.0)
        await clock.run(200.0)
        assert (await listing).cluster == (B if is_hung else A)
        assert source.request_count <= source.list_requests
    assert len(primary.asked("status")) == 1
    assert not any(member.in_flight.get("list") for member in ring.members)


async def test_what_is_put_around_a_cluster_sees_all(clock: FakeClock, ring: Ring) -> None:
    seen: list[str] = []

    class Guard:
        def __init__(self, member: FakeMember) -> None:
            self._member = member

        def __getattr__(self, name: str) -> object:
            seen.append(f"{name} {self._member.url[-6]}")
            return getattr(self._member, name)

    members = Members(ring._open, lambda member: cast("MemberSource", Guard(member)))
    ring.members[0].die()
    async with RingSource(ring.settings, clock, members, sleep=clock.sleep) as source:
        await done(clock, source.list_jobs())
        await done(clock, source.of(B).cancel([7]))
    assert seen == ["list_jobs a", "status a", "status b", "list_jobs b", "cancel b"]
