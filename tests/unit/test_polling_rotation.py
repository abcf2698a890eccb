"""Which job is asked about next: what is seen first, nobody never."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st

from jobview.jobs.job import Job, JobKey
from jobview.jobs.phase import Phase
from jobview.polling.rotation import Rotation
from tests.fakes.jobs import CLUSTER, job

if TYPE_CHECKING:
    from collections.abc import Sequence


class Held:
    """A rotation and the jobs it looks at."""

    def __init__(self, *jobs: Job) -> None:
        self.jobs: dict[JobKey, Job] = {}
        self.now_s = 0.0
        """By the clock of the rotation; a round takes a second."""
        self.rotation = Rotation(self.jobs)
        self.put(*jobs)

    def put(self, *jobs: Job) -> None:
        self.jobs.update({job.key: job for job in jobs})
        self.rotation.follow([job.key for job in jobs])

    def drop(self, job_id: int) -> None:
        del self.jobs[key(job_id)]
        self.rotation.follow([key(job_id)])

    def asked(self, most: int = 1000) -> list[int]:
        """Ids chosen one after the other, each answered before the next."""
        chosen: list[int] = []
        while len(chosen) < most:
            has_due = self.rotation.has_due()
            next_key = self.rotation.choose()
            assert has_due == (next_key is not None)
            if next_key is None:
                break
            self.rotation.release(next_key)
            chosen.append(next_key.job_id)
        return chosen

    def round(self, most: int = 1000) -> list[int]:
        """Ids chosen in a new round."""
        self.now_s += 1.0
        self.rotation.new_round(self.now_s)
        return self.asked(most)


def key(job_id: int) -> JobKey:
    return JobKey(CLUSTER, job_id)


def keys(job_ids: Sequence[int]) -> list[JobKey]:
    return [key(job_id) for job_id in job_ids]


def uncertain(job_id: int) -> Job:
    return job(job_id, "async job done", finished_s=1_700_000_100.0)


def test_each_running_job_is_asked_about_once_a_round() -> None:
    held = Held(*[job(n) for n in range(5)])
    assert held.asked() == [0, 1, 2, 3, 4]
    assert held.asked() == []
    assert held.round() == [0, 1, 2, 3, 4]


def test_selected_then_visible_then_watched_then_the_rest() -> None:
    held = Held(*[job(n) for n in range(8)])
    held.rotation.watch(key(2))
    held.rotation.watch(key(99))
    held.rotation.attend(key(7), keys([5, 6, 7]))
    assert held.asked() == [7, 5, 6, 2, 99, 0, 1, 3, 4]


def test_among_what_is_seen_running_jobs_come_before_uncertain_ones() -> None:
    held = Held(uncertain(0), job(1), job(2))
    held.rotation.attend(key(0), keys([0, 1]))
    assert held.asked() == [1, 0, 2]


def test_a_new_look_is_served_in_the_same_round_but_nobody_twice() -> None:
    held = Held(*[job(n) for n in range(10)])
    assert held.asked(3) == [0, 1, 2]
    held.rotation.attend(key(9), keys([1, 9]))
    assert held.asked(2) == [9, 3]


def test_what_a_round_had_no_time_for_comes_first_in_the_next() -> None:
    held = Held(*[job(n) for n in range(6)])
    assert [held.round(most=4) for _ in range(3)] == [[0, 1, 2, 3], [4, 5, 0, 1], [2, 3, 4, 5]]


@pytest.mark.parametrize(
    "settled",
    [
        job(1, is_synchronous=True),
        job(1, "done", phase=Phase.DONE, is_resolved=True),
        job(1, phase=Phase.VANISHED, is_resolved=True, is_listed=False),
    ],
)
def test_jobs_with_nothing_more_to_tell_are_not_asked_about(settled: Job) -> None:
    held = Held(settled)
    held.rotation.attend(settled.key, [settled.key])
    held.rotation.watch(settled.key)
    assert held.asked() == []


def test_a_job_that_settles_or_goes_leaves_its_line() -> None:
    held = Held(job(1), job(2), job(3))
    held.put(job(1, phase=Phase.DONE, is_resolved=True))
    held.drop(2)
    assert held.asked() == [3]


def test_the_lines_are_served_in_turn_and_the_running_get_half() -> None:
    left = [job(n, is_listed=False) for n in range(10)]
    running = [job(n) for n in range(100, 120)]
    finished = [uncertain(n) for n in range(200, 210)]
    chosen = Held(*left, *running, *finished).asked(most=8)
    assert [n // 100 for n in chosen] == [0, 1, 2, 1, 0, 1, 2, 1]


def test_a_job_in_flight_is_not_asked_about_again() -> None:
    held = Held(job(1), job(2))
    assert held.rotation.choose() == key(1)
    held.rotation.new_round(1.0)
    held.rotation.attend(key(1), keys([1]))
    assert held.asked() == [2]
    assert held.rotation.in_flight_count == 1
    held.rotation.release(key(1))
    assert held.round() == [1, 2]


def test_a_resting_job_comes_back_after_its_rounds() -> None:
    held = Held(job(1), job(2))
    held.rotation.attend(key(1), keys([1]))
    held.asked()
    held.rotation.rest(key(1), 3)
    held.put(job(1, progress=5))
    assert [held.round() for _ in range(4)] == [[2], [2], [1, 2], [1, 2]]


JOBS = st.builds(
    job,
    st.integers(0, 12),
    st.sampled_from(["running", "async job done"]),
    is_listed=st.booleans(),
    is_synchronous=st.sampled_from([False, False, True]),
    is_resolved=st.booleans(),
    finished_s=st.sampled_from([None, 1_700_000_100.0]),
)
KEYS = st.integers(0, 14).map(key)
STEPS = st.one_of(
    st.tuples(st.just("put"), JOBS),
    st.tuples(st.just("drop"), KEYS),
    st.tuples(st.just("attend"), KEYS, st.lists(KEYS, max_size=4)),
    st.tuples(st.just("round"), st.integers(0, 6)),
)


@given(st.lists(STEPS, max_size=40), st.integers(1, 5))
def test_nobody_waits_for_ever_and_nobody_is_asked_in_vain(
    steps: list[tuple[object, ...]], most: int
) -> None:
    held = Held()
    for step in steps:
        match step:
            case ("put", Job() as fresh):
                held.put(fresh)
            case ("drop", JobKey() as gone):
                if gone in held.jobs:
                    held.drop(gone.job_id)
            case ("attend", JobKey() as selected, list(visible)):
                held.rotation.attend(selected, visible)
            case ("round", int(number)):
                held.round(number)
            case _:
                raise AssertionError(step)
    # With the user looking elsewhere, each job waits for at most the jobs before it in its line,
    # and each line gets a quarter of the turns or more.
    held.rotation.attend(None, [])
    wanted = {
        job.job_id
        for job in held.jobs.values()
        if not job.is_synchronous
        and not (job.is_resolved and job.phase.is_final)
        and (job.phase.is_active or not job.is_listed or job.finished_s is not None)
    }
    rounds = 4 * len(wanted) // most + 5
    asked = [held.round(most) for _ in range(rounds)]
    assert {job_id for each in asked for job_id in each} == wanted
    assert all(len(each) == len(set(each)) == min(most, len(wanted)) for each in asked)


def test_a_thousand_running_jobs_share_evenly() -> None:
    held = Held(*[job(n) for n in range(1000)], *[uncertain(n) for n in range(1000, 1010)])
    counts = dict.fromkeys(range(1000), 0)
    held.rotation.attend(key(5), keys(range(3)))
    for _ in range(200):
        for job_id in held.round(most=40):
            if job_id < 1000:
                counts[job_id] += 1
    for seen in (0, 1, 2, 5):
        assert counts.pop(seen) == 200
    assert max(counts.values()) - min(counts.values()) <= 2


def test_what_was_done_before_anybody_looked_is_asked_about_only_when_it_is_seen() -> None:
    held = Held(job(1, "async job done"), job(2, "error"))
    assert held.round(5) == [2]
    held.rotation.attend(None, [key(1)])

    assert 1 in held.round(5)


def test_a_spared_job_is_left_out_until_its_time_and_no_longer() -> None:
    held = Held(*[job(n) for n in range(3)])
    held.rotation.attend(None, keys([1]))
    assert held.asked() == [1, 0, 2]
    held.rotation.spare(key(1), 3.0)
    held.rotation.spare(key(2), 1.5)
    held.rotation.spare(key(0), 0.5)
    assert held.round() == [0]
    assert held.round() == [0, 2]
    assert sorted(held.round()) == [0, 1, 2]
    assert sorted(held.round()) == [0, 1, 2]


def test_a_spared_job_is_asked_about_when_it_changes_or_is_picked_out() -> None:
    held = Held(*[job(n) for n in range(4)])
    held.asked()
    for n in range(4):
        held.rotation.spare(key(n), 100.0)
    assert held.round() == []
    held.put(uncertain(0))
    held.rotation.attend(key(1), keys([1, 2, 3]))
    assert held.asked() == [1, 0]
    held.rotation.watch(key(2))
    assert held.round() == [1, 2, 0]
    held.rotation.ask_all()
    assert sorted(held.round()) == [0, 1, 2, 3]


def test_a_job_that_was_picked_out_is_not_spared() -> None:
    held = Held(*[job(n) for n in range(3)])
    held.rotation.watch(key(2))
    held.rotation.attend(key(1), keys([0, 1, 2]))
    held.asked()
    for n in range(3):
        held.rotation.spare(key(n), 100.0)
    assert held.round() == [1, 2]


def test_a_spared_job_that_goes_is_forgotten() -> None:
    held = Held(job(0))
    held.asked()
    held.rotation.spare(key(0), 1.5)
    held.drop(0)
    assert [held.round() for _ in range(4)] == [[]] * 4
