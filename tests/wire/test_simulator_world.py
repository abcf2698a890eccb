"""A simulated cluster made otherwise while it runs: states, restarts, clock, logins, permission."""

from __future__ import annotations

import base64
import json
import time
from email.utils import parsedate_to_datetime
from typing import TYPE_CHECKING, Any

import gpudb
import httpx
import pytest

from jobview.settings import Secret
from jobview.simulator.options import SimulatorOptions
from jobview.simulator.states import HaState, SystemState
from jobview.simulator.world import DRAINING_REFUSAL, REFUSALS
from tests.fakes.clock import FakeClock
from tests.fakes.server import running_pair, running_simulator

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tests.fakes.server import RunningSimulator

LIST = "/admin/show/jobs"
ALL = {"options": {"show_async_jobs": "true"}}
AWAY_S = 30.0


@pytest.fixture
def clock() -> FakeClock:
    return FakeClock()


@pytest.fixture
def server(clock: FakeClock) -> Iterator[RunningSimulator]:
    with running_simulator(SimulatorOptions(jobs=40), clock) as running:
        yield running


def post(server: RunningSimulator, path: str, body: object = ALL, **headers: str) -> httpx.Response:
    return httpx.post(server.url + path, json=body, headers=headers)


def payload(reply: httpx.Response) -> dict[str, Any]:
    assert reply.status_code == 200, reply.text
    found: dict[str, Any] = json.loads(reply.json()["data_str"])
    return found


def message(reply: httpx.Response) -> str:
    text: str = reply.json()["message"]
    return text


def told_state(server: RunningSimulator) -> dict[str, Any]:
    status = payload(post(server, "/show/system/status"))["status_map"]
    return {name: json.loads(status[name]) for name in ("system", "ha_status") if name in status}


def times_by_id(server: RunningSimulator) -> dict[int, int]:
    """Without the monitoring calls that the list shows too."""
    found = payload(post(server, LIST))
    return {
        job_id: received
        for job_id, received, endpoint in zip(
            found["job_id"], found["time_received"], found["endpoint_name"], strict=True
        )
        if endpoint not in {LIST, "/get/job"}
    }


def away(server: RunningSimulator, clock: FakeClock, *, keep_jobs: bool) -> None:
    server.world.restart(AWAY_S, keep_jobs=keep_jobs)
    server.wait_until_listening(is_listening=False)
    clock.advance(AWAY_S)
    server.wait_until_listening(is_listening=True)


@pytest.mark.parametrize("state", [state for state in SystemState if state in REFUSALS])
def test_a_system_that_does_not_run_says_so_and_answers_about_no_job(
    server: RunningSimulator, state: SystemState
) -> None:
    server.world.change(system=state)
    assert told_state(server)["system"]["status"] == state
    for path, body in ((LIST, ALL), ("/get/job", {"job_id": 1}), ("/create/job", {})):
        reply = post(server, path, body)
        assert (reply.status_code, message(reply)) == REFUSALS[state]
    server.world.change(system=SystemState.RUNNING)
    assert times_by_id(server)


def test_a_draining_cluster_runs_and_refuses(clock: FakeClock) -> None:
    with running_pair(clock=clock) as (primary, backup):
        primary.world.change(ha=HaState.DRAINING)
        assert told_state(primary)["system"]["status"] == "running"
        assert told_state(primary)["ha_status"]["drained"] == "draining"
        reply = post(primary, LIST)
        assert (reply.status_code, message(reply)) == DRAINING_REFUSAL
        assert times_by_id(backup)


def test_a_restart_cuts_connections_forgets_and_reuses_ids(
    server: RunningSimulator, clock: FakeClock
) -> None:
    before = times_by_id(server)
    with httpx.Client() as http:
        assert http.get(server.url).status_code == 200
        server.world.restart(AWAY_S)
        server.wait_until_listening(is_listening=False)
        with pytest.raises(httpx.TransportError):
            http.get(server.url)
    with pytest.raises(httpx.ConnectError):
        httpx.get(server.url)
    clock.advance(AWAY_S)
    server.wait_until_listening(is_listening=True)
    after = times_by_id(server)
    both = before.keys() & after.keys()
    assert len(both) > 5
    assert len(after) < len(before) / 2
    assert min(after.values()) > max(before.values())
    assert server.world.life == 1


def test_an_outage_brings_the_same_jobs_back(server: RunningSimulator, clock: FakeClock) -> None:
    before = times_by_id(server)
    away(server, clock, keep_jobs=True)
    after = times_by_id(server)
    both = before.keys() & after.keys()
    assert len(both) > len(before) / 2
    assert all(before[job_id] == after[job_id] for job_id in both)


def test_the_second_restart_forgets_again(server: RunningSimulator, clock: FakeClock) -> None:
    away(server, clock, keep_jobs=False)
    first = times_by_id(server)
    away(server, clock, keep_jobs=False)
    second = times_by_id(server)
    assert min(second.values()) > max(first.values())
    assert first.keys() & second.keys()


def test_a_job_of_a_client_does_not_reach_a_cluster_that_is_not_there(clock: FakeClock) -> None:
    create = {
        "endpoint": "/show/table",
        "request_encoding": "json",
        "data_str": '{"table_name": "a.b"}',
        "options": {"job_tag": "mine"},
    }
    with running_pair(clock=clock) as (primary, backup):
        backup.world.change(system=SystemState.STOPPED)
        payload(post(primary, "/create/job", create))
        backup.world.change(system=SystemState.RUNNING)
        wish = {"job_id": 1, "options": {"job_tag": "mine"}}
        assert post(backup, "/get/job", wish).status_code == 400


@pytest.mark.parametrize("offset_s", [-7200, 86_400])
def test_a_skewed_clock_dates_answers_and_jobs(clock: FakeClock, offset_s: float) -> None:
    def ahead(server: RunningSimulator) -> tuple[float, float]:
        reply = post(server, LIST)
        listed = payload(reply)
        own = listed["endpoint_name"].index(LIST)
        dated = parsedate_to_datetime(reply.headers["date"]).timestamp()
        return dated - clock.wall, listed["time_received"][own] / 1000 - clock.wall

    with running_simulator(SimulatorOptions(clock_offset_s=offset_s), clock) as server:
        assert ahead(server) == (offset_s, offset_s)
        newest = max(times_by_id(server).values()) / 1000
        assert newest <= clock.wall + offset_s
        server.world.change(clock_offset_s=5)
        assert ahead(server) == (5, 5)


def basic(user: str, password: str) -> str:
    return "Basic " + base64.b64encode(f"{user}:{password}".encode()).decode()


def test_logins_come_change_and_go(server: RunningSimulator) -> None:
    def codes(*credentials: str) -> list[int]:
        return [post(server, LIST, authorization=each).status_code for each in credentials]

    old, new, token = basic("eve", "old"), basic("eve", "new"), "Bearer t0ken"
    assert post(server, LIST).status_code == 200
    server.world.change(user="eve", password=Secret("old"))
    assert post(server, LIST).status_code == 401
    assert codes(old, new, token) == [200, 401, 401]
    server.world.change(password=Secret("new"), token=Secret("t0ken"))
    assert codes(old, new, token, "Bearer other") == [401, 200, 200, 401]
    assert "eve" in payload(post(server, LIST, authorization=token))["auth_id"]
    server.world.change(user="")
    assert codes(new, token, basic("", "")) == [401, 200, 401]
    server.world.change(token=Secret(""))
    assert post(server, LIST).status_code == 200


def test_the_list_may_be_denied_while_jobs_can_be_asked_for(server: RunningSimulator) -> None:
    job = next(job for job in server.engine.roster if job.is_asynchronous)
    server.world.change(deny_list=True)
    for path, body in ((LIST, ALL), ("/admin/alter/jobs", {"job_ids": [1], "action": "cancel"})):
        reply = post(server, path, body)
        assert reply.status_code == 400
        assert message(reply).startswith("Access denied; ok")
    found = payload(post(server, "/get/job", {"job_id": job.job_id}))
    assert found["endpoint"] == job.endpoint


def test_one_may_see_and_cancel_only_ones_own(server: RunningSimulator) -> None:
    server.world.change(own_jobs_only=True)
    login = basic("alice", "")
    owners = payload(post(server, LIST, authorization=login))["auth_id"]
    assert set(owners) == {"alice"}
    foreign = next(job for job in server.engine.roster if job.auth_id != "alice")
    wish = {"job_ids": [foreign.job_id], "action": "cancel"}
    reply = post(server, "/admin/alter/jobs", wish, authorization=login)
    assert (reply.status_code, message(reply)[:14]) == (400, "Access denied;")


def test_another_process_steers_it_over_http(server: RunningSimulator, clock: FakeClock) -> None:
    control = server.url + "/simulator/state"
    said = httpx.post(
        control, json={"system": "stopped", "clock_offset_s": -5, "user": "eve", "password": "p"}
    )
    assert said.status_code == 200
    assert '"p"' not in said.text
    told = httpx.get(control).json()
    assert (told["system"], told["clock_offset_s"]) == ("stopped", -5)
    assert (told["user"], told["has_password"]) == ("eve", True)
    assert post(server, LIST).status_code == 401
    httpx.post(control, json={"system": "running", "user": ""})
    assert post(server, LIST).status_code == 200
    assert httpx.get(control).json()["clock_offset_s"] == -5
    for wrong in ({"system": "asleep"}, {"sytem": "running"}, ["running"]):
        assert httpx.post(control, json=wrong).status_code == 400
    assert httpx.post(control, json={"clock_offset_s": 1e12}).status_code == 400
    restart = server.url + "/simulator/restart"
    assert httpx.post(restart, json={"away_s": -1}).status_code == 400
    httpx.post(restart, json={"away_s": AWAY_S})
    server.wait_until_listening(is_listening=False)
    clock.advance(AWAY_S)
    server.wait_until_listening(is_listening=True)
    assert httpx.get(control).json()["restarts"] == 1


@pytest.mark.parametrize("trouble", ["stopped", "shutdown", "draining", "away"])
def test_the_official_client_fails_over(clock: FakeClock, trouble: str) -> None:
    with running_pair(clock=clock) as (primary, backup):
        with gpudb.GPUdb(host=primary.url) as client:
            assert client.get_url() == primary.url
            if trouble == "away":
                primary.world.restart(AWAY_S)
                primary.wait_until_listening(is_listening=False)
            elif trouble == "draining":
                primary.world.change(ha=HaState.DRAINING)
            else:
                primary.world.change(system=SystemState(trouble))
            listed = client.admin_show_jobs(options=ALL["options"])
            assert client.get_url() == backup.url
        assert {job.job_id for job in backup.engine.roster} <= set(listed["job_id"])


def test_the_official_client_comes_home_when_queries_work_again() -> None:
    with running_pair(SimulatorOptions(jobs=4)) as (primary, backup):
        options = gpudb.GPUdb.Options()
        options.primary_host = primary.url
        options.failback_options = gpudb.FailbackOptions(0.05)
        with gpudb.GPUdb(host=primary.url, options=options) as client:
            primary.world.change(system=SystemState.STOPPED)
            client.admin_show_jobs(options=ALL["options"])
            assert client.get_url() == backup.url
            deadline_s = time.monotonic() + 30
            primary.world.change(system=SystemState.RUNNING)
            while client.get_url() != primary.url and time.monotonic() < deadline_s:
                time.sleep(0.02)
            assert client.get_url() == primary.url


def test_a_number_is_selected_and_nothing_else(server: RunningSimulator) -> None:
    with gpudb.GPUdb(host=server.url) as client:
        assert client.query_one("SELECT 1795444050123;") == [1795444050123]
        with pytest.raises(gpudb.GPUdbException, match="as jobs only"):
            client.query_one("SELECT * FROM t")
    asked = {"statement": "select -7", "offset": 0, "limit": 1, "encoding": "json"}
    told = payload(post(server, "/execute/sql", {**asked, "options": {}}))
    assert json.loads(told["json_encoded_response"])["column_1"] == [-7]


def test_the_official_client_starts_on_the_cluster_that_does_not_drain(clock: FakeClock) -> None:
    with running_pair(clock=clock) as (primary, backup):
        primary.world.change(ha=HaState.DRAINING)
        with gpudb.GPUdb(host=primary.url) as client:
            assert client.get_url() == backup.url
