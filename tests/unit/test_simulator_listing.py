"""The answer of /admin/show/jobs."""

from __future__ import annotations

import json
from typing import Any

from jobview.simulator.engine import Engine
from jobview.simulator.listing import Asker, Listing
from jobview.simulator.options import ServerVersion, SimulatorOptions
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


def listed(listing: Listing, *, finished: bool = True, workers: bool = False) -> dict[str, Any]:
    return listing.record(ASKER, with_finished=finished, with_workers=workers)


def started(jobs: int = 40) -> tuple[Engine, FakeClock, Listing]:
    clock = FakeClock()
    engine = Engine(SimulatorOptions(jobs=jobs), clock)
    return engine, clock, Listing(engine, ServerVersion.V7_2)


def test_the_columns_are_parallel_and_say_what_the_jobs_say() -> None:
    engine, clock, listing = started()
    for _ in range(20):
        clock.advance(5)
        record = listed(listing)
        now_s = engine.advance()
        jobs = {job.job_id: job for job in engine.jobs()}
        assert record.keys() == COLUMNS | {"info"}
        assert len({len(record[name]) for name in COLUMNS}) == 1
        assert set(record["job_id"]) >= jobs.keys()
        words = dict(zip(record["job_id"], record["status"], strict=True))
        texts = dict(zip(record["job_id"], record["query_text"], strict=True))
        assert all(words[job_id] == job.state_at(now_s).word for job_id, job in jobs.items())
        assert all(texts[job_id] == job.query_text for job_id, job in jobs.items())


def test_finished_jobs_are_left_out_unless_asked_for() -> None:
    engine, _, listing = started()
    now_s = engine.advance()
    shown = set(listed(listing, finished=False)["job_id"])
    running = {job.job_id for job in engine.jobs() if not job.is_over(now_s)}
    finished = {job.job_id for job in engine.jobs() if job.is_over(now_s)}
    assert running
    assert shown >= running
    assert not shown & finished


def test_the_call_itself_is_in_its_answer_as_a_synchronous_job() -> None:
    engine, _, listing = started(jobs=0)
    record = listed(listing)
    assert record["endpoint_name"][0] == "/admin/show/jobs"
    assert (record["auth_id"][0], record["source_ip"][0]) == ("eve", "10.9.9.9:1")
    assert engine.ask(record["job_id"][0]) is None


def test_the_monitoring_calls_never_take_the_id_of_a_job() -> None:
    engine, clock, listing = started(jobs=400)
    calls: set[int] = set()
    for _ in range(300):
        clock.advance(1)
        engine.create(Submission("/show/table", "json", {}, "eve", ""))
        record = listed(listing)
        calls |= {
            job_id
            for job_id, endpoint in zip(record["job_id"], record["endpoint_name"], strict=True)
            if endpoint in {"/admin/show/jobs", "/get/job"}
        }
        assert not calls & {job.job_id for job in engine.jobs()}


def test_worker_info_is_json_about_running_jobs() -> None:
    engine, _, listing = started()
    now_s = engine.advance()
    rows = json.loads(listed(listing, workers=True)["info"]["worker_info"])
    running = {job.job_id for job in engine.jobs() if not job.is_over(now_s)}
    assert {row["job_id"] for row in rows} == running
    assert listed(listing)["info"] == {}


def test_an_old_server_has_fewer_columns() -> None:
    engine = Engine(SimulatorOptions(), FakeClock())
    record = listed(Listing(engine, ServerVersion.V7_1))
    assert record.keys() == (COLUMNS | {"info"}) - {"flags", "query_text"}
