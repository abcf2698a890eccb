"""The job engine: what exists, what comes, what goes, and what clients do to it."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

import pytest

from jobview.jobs.phase import Phase, phase_of_listed, phase_of_reply
from jobview.simulator.engine import KEPT_CREATED, Engine
from jobview.simulator.options import SimulatorOptions
from jobview.simulator.population import Submission
from tests.fakes.clock import FakeClock

if TYPE_CHECKING:
    from jobview.simulator.job import SimulatedJob

LOAD = Submission("/insert/records/fromfiles", "json", {"table_name": "a.b"}, "eve", "10.9.9.9:1")
ALTER = Submission("/alter/table", "json", {"table_name": "a.b"}, "eve", "10.9.9.9:1")


def board(engine: Engine) -> list[tuple[object, ...]]:
    """Everything a client can see of every job."""
    now_s = engine.advance()
    return [
        (
            job.job_id,
            job.endpoint,
            job.query_text,
            job.auth_id,
            job.source_ip,
            job.user_data,
            job.flags,
            job.received_ms,
            job.state_at(now_s),
            job.error_message,
        )
        for job in engine.roster
    ]


def phases(engine: Engine) -> Counter[Phase]:
    now_s = engine.advance()
    return Counter(phase_of_listed(job.state_at(now_s).word) for job in engine.roster)


def running_job(engine: Engine, *, is_cancellable: bool) -> SimulatedJob:
    now_s = engine.advance()
    return max(
        (
            job
            for job in engine.roster
            if job.is_asynchronous
            and not job.is_over(now_s)
            and job.kind.is_cancellable is is_cancellable
        ),
        key=lambda job: job.end_s,
    )


def arrived(engine: Engine) -> list[SimulatedJob]:
    engine.advance()
    return [job for job in engine.roster if "arrival" in job.key]


@pytest.mark.parametrize("jobs", [0, 1, 2, 7, 23, 40, 500, 3000])
def test_as_many_jobs_exist_at_the_start_as_asked_for(jobs: int) -> None:
    engine = Engine(SimulatorOptions(jobs=jobs), FakeClock())
    ids = [job.job_id for job in engine.roster]
    assert len(ids) == jobs
    assert ids == sorted(set(ids))


def test_forty_jobs_show_every_phase_of_interest() -> None:
    found = phases(Engine(SimulatorOptions(), FakeClock()))
    assert 8 <= found[Phase.RUNNING] <= 14
    assert found[Phase.DONE] >= 15
    assert found[Phase.FAILED] >= 3
    assert found[Phase.CANCELLED] >= 1


def test_a_tenth_of_thousands_runs() -> None:
    found = phases(Engine(SimulatorOptions(jobs=4000), FakeClock()))
    assert 300 <= found[Phase.RUNNING] + found[Phase.QUEUED] <= 420


def test_the_same_seed_tells_the_same_story_however_often_it_is_asked() -> None:
    often, seldom = FakeClock(), FakeClock()
    one, other = (Engine(SimulatorOptions(seed=7), clock) for clock in (often, seldom))
    assert board(one) == board(other)
    for _ in range(300):
        often.advance(1)
        one.advance()
    seldom.advance(300)
    assert board(one) == board(other)


def test_what_arrives_does_not_depend_on_what_clients_do() -> None:
    clock, calm_clock = FakeClock(), FakeClock()
    engine, calm = Engine(SimulatorOptions(), clock), Engine(SimulatorOptions(), calm_clock)
    engine.create(LOAD)
    engine.cancel([running_job(engine, is_cancellable=True).job_id])
    clock.advance(120)
    calm_clock.advance(120)
    assert len(arrived(calm)) > 5
    assert [job.key for job in arrived(engine)] == [job.key for job in arrived(calm)]
    assert [job.query_text for job in arrived(engine)] == [job.query_text for job in arrived(calm)]


def test_another_seed_tells_another_story() -> None:
    one, other = (Engine(SimulatorOptions(seed=seed), FakeClock()) for seed in (1, 2))
    assert board(one) != board(other)


def test_jobs_keep_arriving_with_growing_ids_and_the_board_keeps_its_size() -> None:
    clock = FakeClock()
    engine = Engine(SimulatorOptions(), clock)
    sizes, newest = [], [engine.newest_id]
    for _ in range(120):
        clock.advance(60)
        sizes.append(len(board(engine)))
        newest.append(engine.newest_id)
    assert min(sizes) >= 25
    assert max(sizes) <= 70
    assert newest == sorted(newest)
    assert newest[-1] - newest[0] > 120 * 3


def test_a_week_later_no_more_is_kept_than_at_the_start() -> None:
    clock = FakeClock()
    engine = Engine(SimulatorOptions(), clock)
    for _ in range(7 * 12):
        clock.advance(7200)
        assert len(board(engine)) < 80


def test_progress_and_phase_of_a_job_only_go_forward() -> None:
    clock = FakeClock()
    engine = Engine(SimulatorOptions(jobs=200), clock)
    seen: dict[int, tuple[int, bool]] = {}
    for _ in range(200):
        clock.advance(3)
        now_s = engine.advance()
        for job in engine.roster:
            state = job.state_at(now_s)
            percent, was_over = seen.get(job.job_id, (0, False))
            assert state.percent >= percent
            assert not (was_over and state.is_running)
            seen[job.job_id] = (state.percent, not state.is_running)


def test_both_endpoints_tell_the_same_phase_of_every_job() -> None:
    clock = FakeClock()
    engine = Engine(SimulatorOptions(jobs=500), clock)
    words = set()
    for _ in range(50):
        clock.advance(5)
        now_s = engine.advance()
        for job in engine.roster:
            state = job.state_at(now_s)
            listed, asked = phase_of_listed(state.word), phase_of_reply(state.job_status)
            assert listed is asked or (listed is Phase.QUEUED and asked is Phase.RUNNING)
            assert (state.percent == 100) is (asked is Phase.DONE)
            words.add(state.word)
    assert words >= {
        "none",
        "dispatched",
        "running",
        "done at TOM",
        "cancelling",
        "async job done",
        "error",
        "cancelled",
    }


def test_a_synchronous_job_is_listed_while_it_runs_and_never_known_by_id() -> None:
    clock = FakeClock()
    engine = Engine(SimulatorOptions(jobs=400), clock)
    now_s = engine.advance()
    synchronous = [job for job in engine.roster if not job.is_asynchronous]
    assert synchronous
    assert all(not job.is_over(now_s) for job in synchronous)
    assert all(engine.ask(job.job_id, job.tag) is None for job in synchronous)
    ending = min(synchronous, key=lambda job: job.end_s)
    clock.advance(ending.end_s - now_s + 0.01)
    engine.advance()
    assert ending not in set(engine.roster)


def test_an_unknown_job_is_unknown() -> None:
    engine = Engine(SimulatorOptions(), FakeClock())
    assert engine.ask(1) is None
    assert engine.ask(1, "no-such-tag") is None


def test_a_job_is_found_by_its_tag_when_the_id_means_nothing() -> None:
    engine = Engine(SimulatorOptions(), FakeClock())
    job = engine.create(Submission("/show/table", "json", {}, "eve", "", "my-tag"))
    assert engine.ask(1, "my-tag") is job
    assert engine.ask(job.job_id, "no-such-tag") is job


def test_a_cancelled_job_is_cancelling_for_a_while_then_cancelled_where_it_stood() -> None:
    clock = FakeClock()
    engine = Engine(SimulatorOptions(), clock)
    job = running_job(engine, is_cancellable=True)
    percent = job.state_at(engine.now_s()).percent
    assert engine.cancel([job.job_id]) == [(job.job_id, "cancelling")]
    assert engine.cancel([job.job_id]) == [(job.job_id, "cancelling")]
    clock.advance(1)
    state = job.state_at(engine.advance())
    assert (state.word, state.job_status, state.is_running) == ("cancelling", "RUNNING", True)
    clock.advance(30)
    state = job.state_at(engine.advance())
    assert (state.word, state.job_status, state.percent) == ("cancelled", "CANCELLED", percent)
    assert engine.ask(job.job_id) is job
    assert list(engine.roster).count(job) == 1


def test_a_cancellation_that_comes_too_late_changes_nothing() -> None:
    clock = FakeClock()
    engine = Engine(SimulatorOptions(), clock)
    job = running_job(engine, is_cancellable=True)
    clock.advance(job.end_s - engine.now_s() - 0.5)
    assert engine.cancel([job.job_id]) == [(job.job_id, "cancelling")]
    clock.advance(10)
    assert job.state_at(engine.advance()).job_status == "DONE"


def test_what_cannot_be_cancelled_says_so() -> None:
    engine = Engine(SimulatorOptions(), FakeClock())
    load = running_job(engine, is_cancellable=False)
    over = next(job for job in engine.roster if job.is_over(engine.now_s()))
    said = dict(engine.cancel([load.job_id, over.job_id, 1]))
    assert said[load.job_id].startswith("not cancellable")
    assert said[over.job_id].startswith("not cancelled")
    assert said[1] == "not found"
    assert load.cancel_asked_s is None


def test_a_created_job_runs_and_ends() -> None:
    clock = FakeClock()
    engine = Engine(SimulatorOptions(), clock)
    job = engine.create(ALTER)
    assert engine.ask(job.job_id) is job
    assert job.received_ms == round(clock.wall * 1000)
    assert (job.endpoint, job.auth_id, job.source_ip) == ("/alter/table", "eve", "10.9.9.9:1")
    clock.advance(job.end_s - engine.now_s() + 0.01)
    assert job.state_at(engine.advance()).job_status == "DONE"


@pytest.mark.parametrize(
    ("endpoint", "request_record", "message"),
    [
        (
            "/show/table",
            {"table_name": "ki_home.missing"},
            "Could not find the table: 'ki_home.missing'",
        ),
        (
            "/execute/sql",
            {"statement": 'SELECT * FROM "ki_home.missing";'},
            "SqlEngine: Object 'ki_home.missing' not found",
        ),
        ("/create/jointable", {"table_names": ["a.b", "c.missing"]}, "'c.missing'"),
    ],
)
def test_a_created_job_that_names_something_missing_fails(
    endpoint: str, request_record: dict[str, object], message: str
) -> None:
    clock = FakeClock()
    engine = Engine(SimulatorOptions(), clock)
    job = engine.create(Submission(endpoint, "json", request_record, "eve", ""))
    clock.advance(job.course.duration_s / 10)
    assert job.state_at(engine.now_s()).job_status == "ERROR"
    assert message in job.error_message


def test_a_created_insert_refuses_to_be_cancelled() -> None:
    engine = Engine(SimulatorOptions(), FakeClock())
    statement = {"statement": "insert into a.b select 1"}
    for wish in (LOAD, Submission("/execute/sql", "json", statement, "eve", "")):
        job = engine.create(wish)
        assert engine.cancel([job.job_id])[0][1].startswith("not cancellable")


def test_jobs_of_clients_outlive_the_invented_ones_but_not_without_end() -> None:
    clock = FakeClock()
    engine = Engine(SimulatorOptions(jobs=4), clock)
    first = engine.create(LOAD)
    clock.advance(36_000)
    assert engine.ask(first.job_id) is first
    for _ in range(KEPT_CREATED):
        engine.create(LOAD)
    clock.advance(36_000)
    assert engine.ask(first.job_id) is None
    assert engine.ask(1, first.tag) is None


def test_an_idle_server_stays_idle() -> None:
    clock = FakeClock()
    engine = Engine(SimulatorOptions(jobs=0), clock)
    clock.advance(86_400)
    assert board(engine) == []
    job = engine.create(LOAD)
    assert [row[0] for row in board(engine)] == [job.job_id]


def test_speed_makes_jobs_faster_and_leaves_their_ages_believable() -> None:
    clock = FakeClock()
    engine = Engine(SimulatorOptions(speed=60), clock)
    ages_s = [clock.wall - job.received_ms / 1000 for job in engine.roster]
    assert max(ages_s) > 3600
    before = engine.newest_id
    clock.advance(60)
    engine.advance()
    came = [job for job in engine.roster if job.job_id > before]
    assert len(came) > 20
    assert all(0 <= clock.wall - job.received_ms / 1000 <= 60 for job in came)


def test_a_long_silence_is_not_made_up_for_job_by_job() -> None:
    clock = FakeClock()
    engine = Engine(SimulatorOptions(), clock)
    before = engine.newest_id
    clock.advance(365 * 86_400)
    engine.advance()
    assert engine.newest_id - before < 40 * 100
    assert 20 <= len(board(engine)) <= 70


def test_a_clock_that_is_set_back_does_not_set_jobs_back() -> None:
    clock = FakeClock()
    engine = Engine(SimulatorOptions(), clock)
    clock.advance(30)
    engine.advance()
    clock.wall -= 7200
    clock.advance(30)
    job = engine.create(ALTER)
    assert job.received_ms == round(clock.wall * 1000)
    assert phases(engine)[Phase.RUNNING] > 3
