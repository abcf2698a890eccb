"""The poller: what it asks when, what it tells when, and that nothing ends it."""

from __future__ import annotations

import asyncio
from itertools import pairwise
from typing import TYPE_CHECKING
from unittest.mock import patch

import pytest

from jobview.errors import (
    BadAnswer,
    CutOff,
    Refused,
    ServerError,
    TooLarge,
    Unauthorised,
    Unavailable,
    UnknownEndpoint,
    UnknownJob,
    Unreachable,
)
from jobview.jobs.job import JobKey
from jobview.jobs.keeping import KEPT_LEFT
from jobview.jobs.phase import Phase
from jobview.jobs.snapshot import LinkState, Snapshot
from jobview.jobs.target import JobTarget
from jobview.polling.asking import SUMMARISED_BYTES
from jobview.polling.details import Details
from jobview.polling.network import LOOK_S, NetworkWatch
from jobview.polling.poller import LONGEST_WAIT_S
from jobview.polling.reception import DESCRIBED_ANEW_S
from jobview.polling.telling import GATHER_S
from tests.fakes.clock import FakeClock, WorkingClock, settle
from tests.fakes.jobs import CLUSTER, reply, row
from tests.fakes.poller import DOWN, LIST_URL, poller_of, reading, state_of
from tests.fakes.results import text_result
from tests.fakes.source import FakeSource

if TYPE_CHECKING:
    from collections.abc import Iterator

    from jobview.jobs.source import JobReply

GET_URL = f"{CLUSTER}/get/job"


@pytest.fixture
def clock() -> FakeClock:
    return FakeClock()


@pytest.fixture
def source(clock: FakeClock) -> FakeSource:
    return FakeSource(clock)


def key(job_id: int) -> JobKey:
    return JobKey(CLUSTER, job_id)


# The list


async def test_the_first_rows_come_before_anything_else_is_asked(
    clock: FakeClock, source: FakeSource
) -> None:
    source.rows = [row(1), row(2)]
    async with reading(poller_of(source)) as read:
        assert [call.what for call in source.calls] == ["list"]
        await clock.run(0.04)
        assert len(read) == 1
        assert set(read[0].jobs) == {key(1), key(2)}
        assert read[0].link.state is LinkState.LIVE
        assert read[0].link.latency_s == pytest.approx(0.04)
        assert read[0].data_s == clock.wall
        assert read[0].cluster is None
        await clock.run(0.5)
        assert read[-1].cluster is not None
        assert read[-1].cluster.version == "7.2.3.12"


async def test_a_damaged_list_leaves_the_age_to_the_last_good_one(
    clock: FakeClock, source: FakeSource
) -> None:
    source.rows = [row(1), row(2)]
    async with reading(poller_of(source)) as read:
        await clock.run(1.0)
        good = read[-1]
        source.damage = "no users"
        await clock.run(10.0)
        assert state_of(read) is LinkState.DAMAGED
        assert read[-1].data_s == good.data_s
        assert read[-1].age_s(clock.mono) == pytest.approx(clock.wall - (good.data_s or 0.0))


async def test_the_list_is_asked_for_at_the_interval_from_start_to_start(
    clock: FakeClock, source: FakeSource
) -> None:
    source.latency_s = 0.5
    async with reading(poller_of(source)):
        await clock.run(6.1)
    assert [call.at_s for call in source.asked("list")] == pytest.approx([1000, 1002, 1004, 1006])
    assert len(source.asked("describe")) == 1


async def test_a_list_that_falls_due_while_the_poller_works_is_asked_for_at_once() -> None:
    clock = WorkingClock()
    source = FakeSource(clock)
    poller = poller_of(source)
    async with reading(poller):
        await clock.run(1.0)
        clock.reading_s = 0.001
        for early_ms in range(20):
            due_s = source.asked("list")[-1].at_s + 2.0
            clock.advance(due_s - early_ms / 1000 - clock.mono)
            poller.attend(None, ())  # something happens, though it asks for no request
            await settle()
            await clock.run(0.1)
            assert source.asked("list")[-1].at_s == pytest.approx(due_s, abs=0.05), early_ms


async def test_a_slow_list_stretches_the_period_and_is_told(
    clock: FakeClock, source: FakeSource
) -> None:
    source.list_latency_s = 5.0
    async with reading(poller_of(source)) as read:
        await clock.run(20.1)
    # Asked again beside the first, and not any more once it is known how long it takes.
    assert [call.at_s for call in source.asked("list")] == pytest.approx(
        [1000, 1002, 1004, 1006, 1011, 1016]
    )
    assert source.most_in_flight["list"] == 2
    assert state_of(read) is LinkState.SLOW
    assert "5.0 s" in read[-1].link.reason


async def test_a_list_that_does_not_come_is_told_before_it_fails(
    clock: FakeClock, source: FakeSource
) -> None:
    async with reading(poller_of(source)) as read:
        await clock.run(1.9)
        source.list_latency_s = 30.0
        await clock.run(2.5)
        assert state_of(read) is LinkState.SLOW
        assert read[-1].link.awaited_s == source.asked("list")[1].at_s
        told = len(read)
        await clock.run(20)
        assert len(read) == told


async def test_each_list_makes_one_snapshot_when_nothing_changes(
    clock: FakeClock, source: FakeSource
) -> None:
    source.rows = [row(1, "async job done")]
    source.replies[1] = reply(1, "DONE", 100)
    async with reading(poller_of(source)) as read:
        await clock.run(1.9)
        told, asked = len(read), source.request_count
        await clock.run(20)
    assert len(read) - told == 10
    assert source.request_count - asked == 10
    assert not any(snapshot.changed for snapshot in read[told:])
    assert read[-1].jobs is read[told].jobs


async def test_waking_asks_at_once_and_also_after_the_answer_under_way(
    clock: FakeClock, source: FakeSource
) -> None:
    poller = poller_of(source)
    async with reading(poller):
        await clock.run(1.0)
        poller.wake()
        await settle()
        assert len(source.asked("list")) == 2
        poller.wake()
        await settle()
        assert len(source.asked("list")) == 2
        await clock.run(0.04)
        assert len(source.asked("list")) == 3


async def test_a_new_interval_counts_from_the_list_before(
    clock: FakeClock, source: FakeSource
) -> None:
    poller = poller_of(source)
    async with reading(poller) as read:
        await clock.run(1.0)
        poller.set_interval(5.0)
        await settle()
        assert read[-1].interval_s == 5.0
        await clock.run(3.9)
        assert len(source.asked("list")) == 1
        await clock.run(0.2)
        assert len(source.asked("list")) == 2


async def test_nobody_looking_and_nothing_running_is_polled_rarely(
    clock: FakeClock, source: FakeSource
) -> None:
    poller = poller_of(source)
    poller.is_unattended = True
    async with reading(poller):
        await clock.run(30.1)
        assert len(source.asked("list")) == 4
        source.rows = [row(1)]
        source.replies[1] = reply(1)
        await clock.run(20)
        before = len(source.asked("list"))
        await clock.run(10)
        assert len(source.asked("list")) - before == 5
        source.rows = ()
        await clock.run(10)
        before = len(source.asked("list"))
        poller.is_unattended = False
        await clock.run(10)
        assert len(source.asked("list")) - before >= 5


async def test_pausing_asks_nothing_and_says_so(clock: FakeClock, source: FakeSource) -> None:
    source.rows = [row(1)]
    source.replies[1] = reply(1)
    poller = poller_of(source)
    async with reading(poller) as read:
        await clock.run(1.0)
        poller.is_paused = True
        poller.wake()
        await settle()
        assert read[-1].is_paused
        asked, told = source.request_count, len(read)
        await clock.run(60)
        assert (source.request_count, len(read)) == (asked, told)
        poller.is_paused = False
        await clock.run(0.1)
        assert [snapshot.is_paused for snapshot in read][-1:] == [False]
        assert source.request_count > asked


async def test_requests_are_counted_by_the_minute(clock: FakeClock, source: FakeSource) -> None:
    async with reading(poller_of(source)) as read:
        await clock.run(300)
    assert read[-1].requests_per_min == pytest.approx(30, abs=1)


# Failures


async def test_an_outage_is_told_survived_and_ended(clock: FakeClock, source: FakeSource) -> None:
    source.rows = [row(1)]
    source.replies[1] = reply(1)
    async with reading(poller_of(source)) as read:
        await clock.run(1.9)
        source.list_error = DOWN
        await clock.run(0.5)
        down = read[-1]
        assert down.link.state is LinkState.DOWN
        assert (down.link.reason, down.link.attempt) == ("connection refused", 1)
        assert down.link.remedy == DOWN.remedy
        assert down.link.next_try_s is not None
        assert 0.7 <= down.link.next_try_s - clock.mono + 0.36 <= 1.3
        assert set(down.jobs) == {key(1)}
        assert down.data_s == read[0].data_s
        asked = len(source.asked("job"))
        await clock.run(600)
        assert read[-1].link.attempt > 10
        assert read[-1].link.since_s == down.link.since_s
        assert len(source.asked("job")) == asked
        gaps = [b.at_s - a.at_s for a, b in pairwise(source.asked("list")[2:])]
        assert max(gaps) <= 61
        assert gaps[-1] >= 40
        source.list_error = None
        await clock.run(61)
        assert (read[-1].link.state, read[-1].link.attempt) == (LinkState.LIVE, 0)
        assert len(source.asked("job")) > asked
        assert len(source.asked("describe")) == 2


async def test_a_server_is_asked_anew_what_it_is_once_an_hour(
    clock: FakeClock, source: FakeSource
) -> None:
    async with reading(poller_of(source)):
        await clock.run(DESCRIBED_ANEW_S - 60)
        assert len(source.asked("describe")) == 1
        await clock.run(120)
        assert len(source.asked("describe")) == 2


async def test_a_version_that_is_none_is_asked_for_again_until_it_is_told_twice(
    clock: FakeClock, source: FakeSource
) -> None:
    source.told_version = "\x1b[2J"
    async with reading(poller_of(source)) as read:
        await clock.run(1.0)
        source.told_version = "7.2.3.12"
        await clock.run(2.0)
        assert read[-1].cluster is not None
        assert read[-1].cluster.version == "7.2.3.12"
        await clock.run(60.0)
        assert len(source.asked("describe")) == 2
        source.told_version = "nightly-build"
        await clock.run(DESCRIBED_ANEW_S)
        await clock.run(DESCRIBED_ANEW_S - 120)
        assert len(source.asked("describe")) == 4


def back_off_s(read: list[Snapshot], clock: FakeClock) -> float:
    """How long the newest snapshot says that the next try is away."""
    next_try_s = read[-1].link.next_try_s
    assert next_try_s is not None
    return next_try_s - clock.mono


async def test_a_network_that_comes_back_is_tried_at_once_and_soon_again(
    clock: FakeClock, source: FakeSource
) -> None:
    source.list_error = DOWN
    poller = poller_of(source)
    marks = ["wlan0"]
    poller.lookout.network = NetworkWatch(lambda: marks[-1])
    async with reading(poller) as read:
        await clock.run(600)
        while back_off_s(read, clock) < 20:
            await clock.run(5)
        asked = len(source.asked("list"))
        marks.append("wlan0 tun0")
        await clock.run(LOOK_S + 0.1)
        assert asked < len(source.asked("list")) <= asked + 2
        assert back_off_s(read, clock) < 2
        assert read[-1].link.attempt == len(source.asked("list"))


async def test_who_looks_again_is_answered_soon_also_when_the_first_try_fails(
    clock: FakeClock, source: FakeSource
) -> None:
    source.list_error = DOWN
    poller = poller_of(source)
    async with reading(poller) as read:
        await clock.run(600)
        while back_off_s(read, clock) < 20:
            await clock.run(5)
        attempts = read[-1].link.attempt
        poller.wake()
        await clock.run(0.1)
        assert read[-1].link.attempt == attempts + 1
        assert back_off_s(read, clock) < 2
        source.list_error = None
        await clock.run(2)
        assert state_of(read) is LinkState.LIVE


async def test_a_server_that_answers_is_not_watched_for(
    clock: FakeClock, source: FakeSource
) -> None:
    looks: list[float] = []
    poller = poller_of(source)
    poller.lookout.network = NetworkWatch(lambda: looks.append(clock.mono))
    async with reading(poller):
        await clock.run(60)
        assert looks == []


async def test_a_board_that_slept_asks_as_soon_as_it_wakes(
    clock: FakeClock, source: FakeSource
) -> None:
    async with reading(poller_of(source, interval_s=600.0)) as read:
        await clock.run(30.5)
        clock.mono += 8 * 3600  # nothing that waits by the event loop's clock has noticed
        clock.wall += 8 * 3600
        await clock.run(LONGEST_WAIT_S)
        assert len(source.asked("list")) == 2
        assert read[-1].data_mono_s is not None


async def test_a_login_that_changed_is_tried_and_the_same_one_is_not(
    clock: FakeClock, source: FakeSource
) -> None:
    source.list_error = Unauthorised(LIST_URL, "401")
    poller = poller_of(source)
    changed_s = [1.0]
    poller.lookout.login_mark = lambda: changed_s[-1]
    async with reading(poller) as read:
        await clock.run(600)
        assert len(source.asked("list")) == 1
        changed_s.append(2.0)
        await clock.run(LOOK_S + 0.1)
        assert len(source.asked("list")) == 2
        await clock.run(600)
        assert len(source.asked("list")) == 2
        source.list_error = None
        changed_s.append(3.0)
        await clock.run(LOOK_S + 0.1)
        assert state_of(read) is LinkState.LIVE


async def test_a_login_that_changed_during_an_outage_is_not_offered_twice(
    clock: FakeClock, source: FakeSource
) -> None:
    source.list_error = Unauthorised(LIST_URL, "401")
    poller = poller_of(source)
    changed_s = [1.0]
    poller.lookout.login_mark = lambda: changed_s[-1]
    async with reading(poller) as read:
        await clock.run(10)
        source.list_error = DOWN
        poller.wake()
        await clock.run(10)
        changed_s.append(2.0)  # who is refused after it has read the login anew before
        source.list_error = Unauthorised(LIST_URL, "401")
        asked = len(source.asked("list"))
        await clock.run(600)
        assert state_of(read) is LinkState.UNAUTHORISED
        assert len(source.asked("list")) == asked + 1


async def test_the_file_to_correct_is_told_while_the_login_is_refused(
    clock: FakeClock, source: FakeSource
) -> None:
    source.list_error = Unauthorised(LIST_URL, "401")
    poller = poller_of(source)
    poller.lookout.watch_login(lambda: None, "/x/pw")
    async with reading(poller) as read:
        await clock.run(5)
        assert read[-1].link.login_file == "/x/pw"
        source.list_error = DOWN
        poller.wake()
        await clock.run(5)
        assert read[-1].link.login_file == ""


async def test_a_try_that_hangs_is_told_while_it_does(clock: FakeClock, source: FakeSource) -> None:
    source.list_error = DOWN
    async with reading(poller_of(source)) as read:
        await clock.run(0.1)
        source.list_latency_s = 30.0
        await clock.run(5)
        assert read[-1].link.awaited_s == source.asked("list")[1].at_s
        assert state_of(read) is LinkState.DOWN


# Mistakes of our own


async def test_a_mistake_in_reading_the_list_is_told_and_logged_and_asking_goes_on(
    clock: FakeClock, source: FakeSource, caplog: pytest.LogCaptureFixture
) -> None:
    source.rows = [row(1)]
    async with reading(poller_of(source)) as read:
        await clock.run(1.9)
        source.list_bug = IndexError("list index out of range")
        await clock.run(0.5)
        assert state_of(read) is LinkState.FAULTY
        assert set(read[-1].jobs) == {key(1)}
        assert any(record.exc_info for record in caplog.records)
        source.list_bug = None
        await clock.run(1.5)
        assert (read[-1].link.state, read[-1].link.attempt) == (LinkState.LIVE, 0)


async def test_a_mistake_about_one_job_leaves_it_alone_and_the_others_not(
    clock: FakeClock, source: FakeSource
) -> None:
    source.rows = [row(1), row(2)]
    source.replies = {1: reply(1), 2: reply(2, progress=10)}
    poller = poller_of(source)
    fold = poller._store.fold_reply

    def broken(at: JobKey, *args: object, **kwargs: object) -> None:
        if at == key(1):
            raise ZeroDivisionError
        fold(at, *args, **kwargs)  # type: ignore[arg-type]  # passed on as they came

    with patch.object(poller._store, "fold_reply", broken):
        async with reading(poller) as read:
            await clock.run(1.0)
            assert LinkState.FAULTY in {one.link.state for one in read}
            await clock.run(20)
            assert state_of(read) is LinkState.LIVE
            assert source.asked_ids().count(1) == 1
            assert source.asked_ids().count(2) > 3
            assert len(source.asked("list")) > 9


async def test_a_mistake_at_every_turn_is_survived_at_the_pace_of_a_back_off(
    clock: FakeClock, source: FakeSource, caplog: pytest.LogCaptureFixture
) -> None:
    source.rows = [row(1)]
    poller = poller_of(source)
    async with reading(poller) as read:
        await clock.run(1.0)
        with patch.object(poller._store, "snapshot", side_effect=RuntimeError("bug")):
            await clock.run(600)
            assert state_of(read) is LinkState.FAULTY
            assert set(read[-1].jobs) == {key(1)}
            assert 5 < len([one for one in caplog.records if one.exc_info]) < 25
        await clock.run(61)
        assert state_of(read) is LinkState.LIVE
        serials = [one.serial for one in read]
        assert serials == sorted(serials)


async def test_no_snapshot_is_promised_while_a_mistake_is_waited_out(
    clock: FakeClock, source: FakeSource
) -> None:
    source.rows = [row(1)]
    poller = poller_of(source)
    fold = poller._store.list_steps

    def broken(*args: object, **kwargs: object) -> Iterator[None]:
        yield from fold(*args, **kwargs)  # type: ignore[arg-type]  # passed on as they came
        raise ZeroDivisionError

    async with reading(poller) as read:
        await clock.run(1.0)
        with patch.object(poller._store, "list_steps", broken):
            for second in range(60):
                source.rows = [*source.rows, row(10 + second)]
                told, is_promised = len(read), poller.flush()
                await clock.run(1.0)
                assert len(read) > told or not is_promised
        assert state_of(read) is LinkState.FAULTY


async def test_waking_ends_a_back_off(clock: FakeClock, source: FakeSource) -> None:
    source.list_error = DOWN
    poller = poller_of(source)
    async with reading(poller) as read:
        await clock.run(200)
        source.list_error = None
        poller.wake()
        await clock.run(0.1)
        assert state_of(read) is LinkState.LIVE


@pytest.mark.parametrize(
    ("error", "state"),
    [
        (Unavailable(LIST_URL, "Kinetica is offline"), LinkState.LIMITED),
        (BadAnswer(LIST_URL, "HTML"), LinkState.DOWN),
        (UnknownEndpoint(LIST_URL, "404"), LinkState.DOWN),
        (Refused(LIST_URL, "Access denied; ok"), LinkState.DENIED),
    ],
)
async def test_each_failure_has_its_state_and_is_tried_again(
    clock: FakeClock, source: FakeSource, error: ServerError, state: LinkState
) -> None:
    source.list_error = error
    async with reading(poller_of(source)) as read:
        await clock.run(1)
        assert state_of(read) is state
        assert read[-1].link.reason == error.what
        assert read[-1].link.next_try_s is not None
        await clock.run(61)
        assert len(source.asked("list")) > 1


async def test_the_servers_wish_for_a_pause_is_granted(
    clock: FakeClock, source: FakeSource
) -> None:
    source.list_error = Unavailable(LIST_URL, "busy", retry_after_s=120)
    async with reading(poller_of(source)):
        await clock.run(119)
        assert len(source.asked("list")) == 1
        await clock.run(2)
        assert len(source.asked("list")) == 2


async def test_rejected_credentials_are_not_tried_again_until_woken(
    clock: FakeClock, source: FakeSource
) -> None:
    source.list_error = Unauthorised(LIST_URL, "401")
    poller = poller_of(source, watched=[JobTarget(5)])
    async with reading(poller) as read:
        await clock.run(3600)
        assert [call.what for call in source.calls] == ["list"]
        assert state_of(read) is LinkState.UNAUTHORISED
        assert read[-1].link.next_try_s is None
        source.list_error = None
        poller.wake()
        await clock.run(1)
        assert state_of(read) is LinkState.LIVE


async def test_without_the_right_to_list_watched_jobs_are_followed_by_id(
    clock: FakeClock, source: FakeSource
) -> None:
    source.list_error = Refused(LIST_URL, "Access denied; ok")
    source.replies[5] = reply(5, "RUNNING", 10)
    async with reading(poller_of(source, watched=[JobTarget(5, "nightly")])) as read:
        await clock.run(1)
        job = read[-1].jobs[key(5)]
        assert (job.phase, job.progress, job.is_listed) == (Phase.RUNNING, 10, False)
        assert job.job_tag == "nightly"
        assert state_of(read) is LinkState.DENIED
        source.replies[5] = reply(5, "RUNNING", 20)
        await clock.run(2)
        assert read[-1].jobs[key(5)].progress == 20
        await clock.run(56)
        assert 25 <= len(source.asked("job")) <= 31
        assert len(source.asked("list")) <= 16


async def test_the_list_comes_when_the_right_to_it_does_and_jobs_can_be_watched_before(
    clock: FakeClock, source: FakeSource
) -> None:
    source.rows = [row(5), row(6)]
    source.list_error = Refused(LIST_URL, "Access denied; ok")
    source.replies = {5: reply(5, "RUNNING", 10), 6: reply(6, "RUNNING", 60)}
    poller = poller_of(source)
    async with reading(poller) as read:
        await clock.run(200)
        assert read[-1].jobs == {}
        poller.watch(6)
        await clock.run(2.1)
        assert read[-1].jobs[key(6)].progress == 60
        assert state_of(read) is LinkState.DENIED
        source.list_error = None
        await clock.run(61)
        assert state_of(read) is LinkState.LIVE
        assert set(read[-1].jobs) == {key(5), key(6)}
        assert all(job.is_listed for job in read[-1].jobs.values())


# Clocks that are set


@pytest.mark.parametrize("step_s", [-3_600.0, 3_600.0], ids=["back", "forward"])
async def test_setting_our_clock_changes_no_age(
    clock: FakeClock, source: FakeSource, step_s: float
) -> None:
    source.rows = [row(1), row(2)]
    source.replies = {1: reply(1, "RUNNING", 10), 2: reply(2, "RUNNING", 20)}
    poller = poller_of(source)
    async with reading(poller) as read:
        await clock.run(3)
        source.rows = [row(1), row(2, "done")]
        source.replies[2] = reply(2, "DONE", 100)
        await clock.run(2)
        clock.wall += step_s
        assert poller.flush()
        await settle()
        assert 0 <= clock.wall - (read[-1].data_s or 0.0) <= 2
        assert 0 <= clock.wall - (read[-1].jobs[key(2)].finished_s or 0.0) <= 2
        source.list_error = DOWN
        await clock.run(2)
        clock.wall += step_s
        poller.flush()
        await settle()
        link = read[-1].link
        assert state_of(read) is LinkState.DOWN
        assert 0 <= clock.wall - link.since_s <= 4
        assert 0 <= (link.next_try_s or 0.0) - clock.mono <= 60
        source.list_error = None
        await clock.run(5)
        assert state_of(read) is LinkState.LIVE
        assert read[-1].stalled_count == 0
        assert len(source.asked("list")) <= 9


# Single jobs


async def test_progress_arrives_as_one_snapshot_for_a_burst(
    clock: FakeClock, source: FakeSource
) -> None:
    source.rows = [row(n) for n in range(8)]
    source.replies = {n: reply(n, "RUNNING", n) for n in range(8)}
    async with reading(poller_of(source)) as read:
        await clock.run(1.9)
        assert [snapshot.jobs[key(7)].progress for snapshot in read] == [None, 7]
        assert len(read) == 2 or read[1].cluster is not None


async def test_trickling_answers_are_gathered(clock: FakeClock, source: FakeSource) -> None:
    source.rows = [row(n) for n in range(200)]
    source.replies = {n: reply(n, "RUNNING", n % 100) for n in range(200)}
    source.latency_s = 0.1
    async with reading(poller_of(source, interval_s=60.0, max_requests_per_s=10)) as read:
        await clock.run(10)
        assert 10 <= len(read) <= 10 / GATHER_S + 3
        known = sum(job.progress is not None for job in read[-1].jobs.values())
        assert known >= 60


async def test_what_was_gathered_is_told_with_a_list_that_is_near(
    clock: FakeClock, source: FakeSource
) -> None:
    source.rows = [row(n) for n in range(900)]
    source.replies = {n: reply(n, "RUNNING", n % 100) for n in range(900)}
    async with reading(poller_of(source)) as read:
        await clock.run(1.5)
        told, listed = len(read), len(source.asked("list"))
        await clock.run(20)
        # One for each list, and one between two of them: not one more just before each list.
        lists = len(source.asked("list")) - listed
        assert 2 * lists - 1 <= len(read) - told <= 2 * lists
        source.list_latency_s = 1.9
        await clock.run(2)
        told = len(read)
        await clock.run(8)
        # A list that is long in coming holds nothing back.
        assert len(read) - told >= 8


async def test_a_reader_with_a_beat_of_its_own_gets_what_has_arrived(
    clock: FakeClock, source: FakeSource
) -> None:
    source.rows = [row(n) for n in range(200)]
    source.replies = {n: reply(n, "RUNNING", n % 100) for n in range(200)}
    source.latency_s = 0.1
    poller = poller_of(source, interval_s=60.0, max_requests_per_s=10)
    async with reading(poller) as read:
        await clock.run(0.25)
        while len(read) < 4:
            await clock.run(GATHER_S / 10)
        known = sum(job.progress is not None for job in read[-1].jobs.values())
        await clock.run(GATHER_S / 2)
        assert len(read) == 4
        assert poller.flush()
        await clock.run(0.01)
        assert len(read) == 5
        assert sum(job.progress is not None for job in read[-1].jobs.values()) > known
        assert not poller.flush()


async def test_nothing_is_given_at_once_when_a_list_is_near(
    clock: FakeClock, source: FakeSource
) -> None:
    source.rows = [row(1)]
    source.replies = {1: reply(1, "RUNNING", 1)}
    poller = poller_of(source)
    async with reading(poller) as read:
        await clock.run(1.5)
        assert not poller.flush()
        await clock.run(0.4)
        told = len(read)
        assert poller.flush()
        await settle()
        assert len(read) == told
        await clock.run(0.3)
        assert len(read) == told + 1
        source.list_latency_s = 10.0
        await clock.run(1.75)
        told = len(read)
        assert poller.flush()
        await clock.run(0.4)
        # The list is long in coming, and the reader was told to expect something.
        assert len(read) == told + 1
        poller.is_paused = True
        await clock.run(1.7)
        assert not poller.flush()


async def test_the_ceilings_hold(clock: FakeClock, source: FakeSource) -> None:
    source.rows = [row(n) for n in range(300)]
    source.replies = {n: reply(n, "RUNNING", n % 100) for n in range(300)}
    async with reading(poller_of(source, max_in_flight=3, max_requests_per_s=10)):
        await clock.run(20)
    assert source.most_in_flight["job"] == 3
    times = sorted(
        call.at_s for call in source.calls for _ in range(2 if call.what == "describe" else 1)
    )
    for first, eleventh in zip(times, times[10:], strict=False):
        assert eleventh - first >= 1.0
    assert len(times) > 150
    assert len(source.asked("list")) == 10


async def test_what_the_user_sees_is_asked_first(clock: FakeClock, source: FakeSource) -> None:
    source.rows = [row(n) for n in range(100)]
    source.replies = {n: reply(n, "RUNNING", 1) for n in range(100)}
    poller = poller_of(source)
    poller.attend(key(50), [key(48), key(49), key(50)])
    async with reading(poller):
        await clock.run(0.1)
        assert source.asked_ids()[:3] == [50, 48, 49]


async def test_a_job_is_asked_about_once_an_interval(clock: FakeClock, source: FakeSource) -> None:
    source.rows = [row(1)]
    source.replies[1] = reply(1)
    poller = poller_of(source)
    async with reading(poller):
        for _ in range(20):
            poller.attend(key(1), [key(1)])
            await clock.run(0.5)
        assert len(source.asked("job")) == 5


async def test_a_job_that_stands_still_is_asked_about_less_often_until_it_is_looked_at(
    clock: FakeClock, source: FakeSource
) -> None:
    source.rows = [row(1), row(2)]
    source.replies = {1: reply(1, "RUNNING", 7), 2: reply(2, "RUNNING", 7)}
    poller = poller_of(source)

    def asked_in(job_id: int, since: int) -> int:
        return sum(call.job_id == job_id for call in source.asked("job")[since:])

    async with reading(poller):
        poller.attend(key(1), [key(1), key(2)])
        await clock.run(100.5)
        since = len(source.asked("job"))
        await clock.run(60)
        assert asked_in(1, since) == 30
        assert asked_in(2, since) == 6
        await clock.run(4)
        poller.attend(key(2), [key(1), key(2)])
        since = len(source.asked("job"))
        await clock.run(0.1)
        assert asked_in(2, since) == 1
        await clock.run(60)
        since = len(source.asked("job"))
        poller.wake()
        await clock.run(0.5)
        assert asked_in(1, since) == asked_in(2, since) == 1


async def test_synchronous_jobs_are_asked_once(clock: FakeClock, source: FakeSource) -> None:
    source.rows = [row(1)]
    async with reading(poller_of(source)) as read:
        await clock.run(20)
        assert source.asked_ids() == [1]
        assert read[-1].jobs[key(1)].is_synchronous


async def test_a_job_that_leaves_is_asked_for_the_last_time(
    clock: FakeClock, source: FakeSource
) -> None:
    source.rows = [row(1), row(2)]
    source.replies = {1: reply(1, "RUNNING", 90), 2: reply(2, "RUNNING", 40)}
    async with reading(poller_of(source)) as read:
        await clock.run(1.9)
        source.rows = ()
        source.replies = {1: reply(1, "DONE", 100, response=b"12345")}
        await clock.run(0.3)
        # The summary is made in a thread, which no fake clock waits for.
        while read[-1].jobs[key(1)].outcome == "":
            await asyncio.sleep(0.001)
            await clock.run(0.001)
        assert read[-1].jobs[key(1)].phase is Phase.DONE
        assert read[-1].jobs[key(1)].outcome == "5 bytes"
        assert read[-1].jobs[key(2)].phase is Phase.VANISHED
        assert read[-1].jobs[key(2)].progress == 40
        asked = len(source.asked("job"))
        await clock.run(20)
        assert len(source.asked("job")) == asked


@pytest.mark.parametrize("is_readable_in_part", [True, False])
async def test_a_large_result_is_told_of_and_not_asked_for_again(
    clock: FakeClock, source: FakeSource, *, is_readable_in_part: bool
) -> None:
    whole = reply(1, "DONE", 100, response=b"x" * (SUMMARISED_BYTES + 1))
    source.rows = [row(1)]
    source.replies = {1: reply(1, "RUNNING", 40)}
    async with reading(poller_of(source)) as read:
        await clock.run(1.9)
        source.rows = [row(1, "async job done")]
        source.replies[1] = whole
        if not is_readable_in_part:
            url, size = f"{CLUSTER}/get/job", SUMMARISED_BYTES + 1
            source.replies[1] = TooLarge(url, "too large", size_bytes=size, limit_bytes=1)
        await clock.run(4)
        job = read[-1].jobs[key(1)]
        assert (job.phase, job.outcome) == (Phase.DONE, "result of 2 MiB")
        assert job.is_resolved
        asked = len(source.asked("job"))
        await clock.run(200)
        assert len(source.asked("job")) == asked
        assert read[-1].link.state is LinkState.LIVE


async def test_a_refused_job_is_left_alone_for_a_while(
    clock: FakeClock, source: FakeSource
) -> None:
    source.rows = [row(1), row(2)]
    source.replies = {1: Refused(GET_URL, "Access denied; ok"), 2: reply(2)}
    async with reading(poller_of(source)) as read:
        await clock.run(59)
        assert source.asked_ids().count(1) == 1
        assert read[-1].jobs[key(1)].phase is Phase.RUNNING
        await clock.run(10)
        assert source.asked_ids().count(1) == 2


async def test_a_refused_job_is_asked_about_when_the_user_wants_to_see_for_himself(
    clock: FakeClock, source: FakeSource
) -> None:
    source.rows = [row(1), row(2)]
    source.replies = {1: Refused(GET_URL, "Access denied; ok"), 2: reply(2)}
    poller = poller_of(source)
    async with reading(poller) as read:
        await clock.run(9)
        source.replies[1] = reply(1, progress=40)
        poller.wake()
        await clock.run(3)
        assert read[-1].jobs[key(1)].progress == 40


@pytest.mark.parametrize("error", [Refused(GET_URL, "Access denied"), BadAnswer(GET_URL, "odd")])
async def test_a_job_whose_answer_the_user_sees_is_asked_about_at_once(
    clock: FakeClock, source: FakeSource, error: ServerError
) -> None:
    source.rows, source.replies = [row(1, "async job done"), row(2)], {1: error, 2: reply(2)}
    poller = poller_of(source)
    told = poller.lookout.job_answered
    details = Details(source, lambda _: text_result("x"), clock, answered=told)
    poller.attend(key(1), [key(1)])
    async with reading(poller) as read:
        await clock.run(3.5)
        assert source.asked_ids().count(1) == 1
        source.replies[1] = reply(1, "DONE", 100, response=b"123")
        looking = asyncio.create_task(details.fetch(read[-1].jobs[key(1)]))
        await clock.run(0.4)
        assert looking.done()
        assert source.asked_ids().count(1) == 3
        await clock.run(2.0)
        assert read[-1].jobs[key(1)].outcome == "3 bytes"


async def test_a_cut_link_stops_asking_until_the_next_list(
    clock: FakeClock, source: FakeSource
) -> None:
    source.rows = [row(n) for n in range(30)]
    source.replies = {n: Unreachable(GET_URL, "cut off") for n in range(30)}
    async with reading(poller_of(source, max_in_flight=4)) as read:
        await clock.run(1.9)
        assert len(source.asked("job")) == 4
        assert state_of(read) is LinkState.LIVE
        await clock.run(2)
        assert len(source.asked("job")) == 8
        assert set(source.asked_ids()) == set(range(8))


async def test_a_failed_description_is_asked_for_after_the_next_list_or_not_at_all(
    clock: FakeClock, source: FakeSource
) -> None:
    source.describe_error = Unreachable(LIST_URL, "timed out")
    async with reading(poller_of(source)):
        await clock.run(3.9)
        assert len(source.asked("describe")) >= 2
        source.describe_error = UnknownEndpoint(LIST_URL, "404")
        await clock.run(2)
        asked = len(source.asked("describe"))
        await clock.run(20)
        assert len(source.asked("describe")) == asked


async def test_a_job_watched_later_appears(clock: FakeClock, source: FakeSource) -> None:
    source.replies[9] = reply(9, "DONE", 100)
    poller = poller_of(source)
    async with reading(poller) as read:
        await clock.run(1)
        poller.watch(9)
        await clock.run(0.1)
        assert read[-1].jobs[key(9)].phase is Phase.DONE


# Cancelling


async def test_cancelling_tells_from_asking_to_outcome(
    clock: FakeClock, source: FakeSource
) -> None:
    source.rows = [row(1), row(2)]
    source.replies = {1: reply(1, "RUNNING", 10), 2: reply(2, "RUNNING", 20)}
    poller = poller_of(source)
    async with reading(poller) as read:
        await clock.run(1)
        cancelling = asyncio.create_task(poller.cancel([key(1), key(2)]))
        await settle()
        assert words_of(read[-1]) == ["cancel asked"] * 2
        lists = len(source.asked("list"))
        source.rows = [row(1), row(2, "cancelled")]
        source.replies[2] = reply(2, "CANCELLED", 20)
        await clock.run(0.04)
        assert [answer.job_id for answer in await cancelling] == [1, 2]
        assert words_of(read[-1]) == ["cancel requested"] * 2
        assert len(source.asked("list")) == lists + 1
        await clock.run(0.1)
        assert words_of(read[-1]) == ["cancel requested", "cancelled"]
        await clock.run(9)
        assert read[-1].jobs[key(1)].cancel_words.startswith("still running 8 s")
        source.rows = [row(1, "done"), row(2, "cancelled")]
        source.replies[1] = reply(1, "DONE", 100)
        await clock.run(2)
        assert words_of(read[-1]) == ["finished anyway", "cancelled"]
    assert len(source.asked("cancel")) == 1


@pytest.mark.parametrize(
    ("error", "words"),
    [
        (Refused(GET_URL, "Access denied; ok"), "not cancelled: Access denied; ok"),
        (CutOff(GET_URL, "cut off"), "fate unknown: cut off"),
        (Unreachable(GET_URL, "connection refused"), "not cancelled: connection refused"),
    ],
)
async def test_a_failed_cancellation_is_raised_and_told(
    clock: FakeClock, source: FakeSource, error: ServerError, words: str
) -> None:
    source.rows = [row(1)]
    source.replies[1] = reply(1)
    source.cancel_error = error
    poller = poller_of(source)
    async with reading(poller) as read:
        await clock.run(1)
        cancelling = asyncio.create_task(poller.cancel([key(1)]))
        await clock.run(0.1)
        with pytest.raises(type(error)):
            await cancelling
        assert words_of(read[-1]) == [words]
        await clock.run(20)
        assert words_of(read[-1]) == [words]
    assert len(source.asked("cancel")) == 1


OTHER = "the answer is about another job than job 1 as it was seen here"


@pytest.mark.parametrize(
    ("now", "words"),
    [
        (reply(1, info={"job_tag": "night"}), "cancel requested"),
        (
            reply(1, info={"job_tag": "later"}),
            f"not sent: the list is old, and {OTHER}",
        ),
        (reply(1), "not sent: the list is old, and the answer does not name the tag night"),
        (
            Unreachable(GET_URL, "connection refused"),
            "not sent: the list is old, and connection refused",
        ),
        (UnknownJob(GET_URL, "no job 1"), "not sent: the list is old, and no job 1"),
    ],
    ids=["same", "other tag", "no tag", "down", "unknown"],
)
async def test_while_the_list_is_old_an_id_must_prove_whose_it_is(
    clock: FakeClock, source: FakeSource, now: JobReply | ServerError, words: str
) -> None:
    source.rows = [row(1), row(2)]
    source.replies = {1: reply(1, info={"job_tag": "night"}), 2: reply(2)}
    poller = poller_of(source)
    async with reading(poller) as read:
        await clock.run(3.0)
        poller.is_paused = True
        await clock.run(3_600.0)
        source.replies[1] = now
        cancelling = asyncio.create_task(poller.cancel([key(1), key(2)]))
        await clock.run(1.0)
        said = {answer.job_id: (answer.status, answer.is_sent) for answer in await cancelling}
        poller.is_paused = False
        await clock.run(1.0)
        assert said[1] == (words, words == "cancel requested")
        assert said[2][0].startswith("not sent: the list is old, and ")
        assert read[-1].jobs[key(2)].cancel_words.startswith("not sent")
    assert [call.job_id for call in source.asked("cancel")] == [1] * said[1][1]


async def test_a_fresh_list_is_proof_enough_and_costs_no_request(
    clock: FakeClock, source: FakeSource
) -> None:
    source.rows = [row(1)]
    poller = poller_of(source)
    async with reading(poller):
        await clock.run(3.0)
        poller.is_paused = True
        await clock.run(1.0)
        asked = len(source.asked("job"))
        cancelling = asyncio.create_task(poller.cancel([key(1)]))
        await clock.run(1.0)
        assert [answer.status for answer in await cancelling] == ["cancel requested"]
        assert len(source.asked("job")) == asked


async def test_cancelling_nothing_asks_nothing(source: FakeSource) -> None:
    assert await poller_of(source).cancel([]) == ()
    assert source.calls == []


async def test_a_cancellation_never_reaches_the_job_that_got_the_id(
    clock: FakeClock, source: FakeSource
) -> None:
    source.rows = [row(1), row(2)]
    source.replies = {1: reply(1), 2: reply(2)}
    poller = poller_of(source)
    async with reading(poller):
        await clock.run(1)
        source.rows = [row(1, received_ms=1_800_000_000_000), row(2)]
        await clock.run(2)
        cancelling = asyncio.create_task(poller.cancel([key(1), key(2)]))
        await clock.run(0.1)
        words = {answer.job_id: answer.status for answer in await cancelling}
        assert "another job" in words.pop(1)
        assert words == {2: "cancel requested"}
        assert [call.job_id for call in source.asked("cancel")] == [2]
        (gone,) = await poller.cancel([key(1)])
        assert "not sent" in gone.status
    assert len(source.asked("cancel")) == 1


def words_of(snapshot: Snapshot) -> list[str]:
    return [job.cancel_words for job in snapshot.jobs.values()]


# Endings


async def test_closing_leaves_no_task_behind(clock: FakeClock, source: FakeSource) -> None:
    source.rows = [row(n) for n in range(50)]
    source.replies = {n: reply(n) for n in range(50)}
    source.latency_s = 5.0
    before = asyncio.all_tasks()
    async with reading(poller_of(source)):
        await clock.run(7)
        assert len(asyncio.all_tasks()) > len(before) + 1
    await settle()
    assert asyncio.all_tasks() == before
    assert set(source.in_flight.values()) == {0}


async def test_a_hundred_outages_leave_nothing_behind(clock: FakeClock, source: FakeSource) -> None:
    source.rows = [row(n) for n in range(5)]
    source.replies = {n: reply(n) for n in range(5)}
    poller = poller_of(source)
    async with reading(poller) as read:
        await clock.run(1)
        tasks = len(asyncio.all_tasks())
        for _ in range(100):
            source.list_error = DOWN
            await clock.run(2)
            source.list_error = None
            poller.wake()
            await clock.run(0.5)
            assert state_of(read) is LinkState.LIVE
        await clock.run(0.5)
        assert len(asyncio.all_tasks()) <= tasks


@pytest.mark.slow
async def test_jobs_that_come_and_go_leave_nothing_behind(
    clock: FakeClock, source: FakeSource
) -> None:
    poller = poller_of(source, max_requests_per_s=1000)
    source.latency_s = 0.01
    async with reading(poller) as read:
        for poll in range(60):
            newest = range(60 * poll, 60 * (poll + 1))
            source.rows = [row(n) for n in newest]
            source.replies = {n: reply(n, "RUNNING", 1) for n in newest}
            await clock.run(2)
            del read[:-1]
        assert len(read[-1].jobs) == KEPT_LEFT + 60
        assert read[-1].counts[Phase.VANISHED] == KEPT_LEFT
        rotation = poller._reception.rotation
        for held in (rotation._asked, rotation._left, rotation._running, rotation._resting):
            assert len(held) <= 120
