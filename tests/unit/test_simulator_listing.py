"""The answer of /admin/show/jobs."""

from __future__ import annotations

import json
from typing import Any

from jobview.simulator.engine import Engine
from jobview.simulator.listing import Asker, job_list
from jobview.simulator.options import SimulatorOptions
from jobview.simulator.population import Submission
from tests.fakes.clock import FakeClock

ASKER = Asker("eve", "10.9.9.9:1", 1_795_444_030_000)
COLUMNS = {
    "job_id",
    "status",
    "endpoint_name",
    "time_received",
    "auth_id",
    "source_ip",
    "query_text",
    "user_data",
    "flags",
}


def listed(engine: Engine, *, finished: bool = True, workers: bool = False) -> dict[str, Any]:
    return job_list(engine, ASKER, with_finished=finished, with_workers=workers)


def started(jobs: int = 40) -> tuple[Engine, FakeClock]:
    clock = FakeClock()
    return Engine(SimulatorOptions(jobs=jobs), clock), clock


def test_the_columns_are_parallel_and_say_what_the_jobs_say() -> None:
    engine, clock = started()
    for _ in range(20):
        clock.advance(5)
        record = listed(engine)
        now_s = engine.advance()
        jobs = {job.job_id: job for job in engine.roster}
        assert record.keys() == COLUMNS | {"info"}
        assert len({len(record[name]) for name in COLUMNS}) == 1
        assert set(record["job_id"]) >= jobs.keys()
        words = dict(zip(record["job_id"], record["status"], strict=True))
        texts = dict(zip(record["job_id"], record["query_text"], strict=True))
        assert all(words[job_id] == job.state_at(now_s).word for job_id, job in jobs.items())
        assert all(texts[job_id] == job.query_text for job_id, job in jobs.items())


def test_finished_jobs_are_left_out_unless_asked_for() -> None:
    engine, _ = started()
    now_s = engine.advance()
    shown = set(listed(engine, finished=False)["job_id"])
    running = {job.job_id for job in engine.roster if not job.is_over(now_s)}
    finished = {job.job_id for job in engine.roster if job.is_over(now_s)}
    assert running
    assert shown >= running
    assert not shown & finished


def test_the_call_itself_is_in_its_answer_as_a_synchronous_job() -> None:
    engine, _ = started(jobs=0)
    record = listed(engine)
    assert record["endpoint_name"][0] == "/admin/show/jobs"
    assert (record["auth_id"][0], record["source_ip"][0]) == ("eve", "10.9.9.9:1")
    assert engine.ask(record["job_id"][0]) is None


def test_the_monitoring_calls_never_take_the_id_of_a_job() -> None:
    engine, clock = started(jobs=400)
    calls: set[int] = set()
    for _ in range(300):
        clock.advance(1)
        engine.create(Submission("/show/table", "json", {}, "eve", ""))
        record = listed(engine)
        calls |= {
            job_id
            for job_id, endpoint in zip(record["job_id"], record["endpoint_name"], strict=True)
            if endpoint in {"/admin/show/jobs", "/get/job"}
        }
        assert not calls & {job.job_id for job in engine.roster}


def test_the_list_is_a_copy_that_later_events_leave_alone() -> None:
    engine, clock = started()
    before = listed(engine)
    words = list(before["status"])
    clock.advance(600)
    after = listed(engine)
    assert before["status"] == words
    assert after["job_id"] != before["job_id"]


def test_worker_info_is_json_about_running_jobs() -> None:
    engine, _ = started()
    now_s = engine.advance()
    rows = json.loads(listed(engine, workers=True)["info"]["worker_info"])
    running = {job.job_id for job in engine.roster if not job.is_over(now_s)}
    assert {row["job_id"] for row in rows} == running
    assert listed(engine)["info"] == {}
