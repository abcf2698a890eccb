"""A ring of simulated clusters over real sockets, as the official client and raw HTTP see it."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import gpudb
import httpx
import pytest

from jobview.simulator.options import Lookup, SimulatorOptions
from tests.fakes.clock import FakeClock
from tests.fakes.server import running_pair

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tests.fakes.server import RunningSimulator

Pair = tuple["RunningSimulator", "RunningSimulator"]


@pytest.fixture
def pair() -> Iterator[Pair]:
    with running_pair(clock=FakeClock()) as both:
        yield both


def called(url: str, path: str, **fields: object) -> dict[str, Any]:
    """The payload of a JSON call that is answered well."""
    reply = httpx.post(url + path, json={"options": {}, **fields}).raise_for_status()
    payload: dict[str, Any] = json.loads(reply.json()["data_str"])
    return payload


def by_id(server: RunningSimulator) -> dict[int, tuple[str, str, str]]:
    return {job.job_id: (job.tag, job.endpoint, job.query_text) for job in server.engine.roster}


def by_tag(server: RunningSimulator) -> dict[str, int]:
    return {job.tag: job.job_id for job in server.engine.roster}


def test_each_cluster_names_all_and_itself(pair: Pair) -> None:
    told = [called(each.url, "/show/system/properties")["property_map"] for each in pair]
    urls = [each.url for each in pair]
    assert len(set(urls)) == 2
    for place, properties in enumerate(told):
        assert properties["conf.enable_ha"] == "TRUE"
        assert properties["conf.ha_ring_head_nodes_full"].split(";") == urls
        assert properties["conf.worker_http_server_urls"] == urls[place]
        assert properties["conf.cluster_name"] == f"simulator-{place + 1}"
    assert told[0]["conf.ring_name"] == told[1]["conf.ring_name"]
    status = called(urls[1], "/show/system/status")["status_map"]
    assert json.loads(status["ha_status"])["drained"] == "drained"


def test_an_id_means_another_job_on_the_other_cluster(pair: Pair) -> None:
    primary, backup = map(by_id, pair)
    both = primary.keys() & backup.keys()
    assert len(both) > 10
    assert all(primary[job_id] != backup[job_id] for job_id in both)


def test_some_jobs_are_on_both_clusters_under_one_tag_and_two_ids(pair: Pair) -> None:
    primary, backup = map(by_tag, pair)
    both = primary.keys() & backup.keys()
    assert len(both) >= 5
    for tag in both:
        ids = primary[tag], backup[tag]
        assert ids[0] != ids[1]
        jobs = [each.engine.roster.get(job_id) for each, job_id in zip(pair, ids, strict=True)]
        assert jobs[0] is not None
        assert jobs[1] is not None
        assert (jobs[0].endpoint, jobs[0].query_text) == (jobs[1].endpoint, jobs[1].query_text)


@pytest.mark.parametrize("lookup", Lookup)
def test_a_foreign_id_with_a_tag_finds_what_the_server_goes_by(lookup: Lookup) -> None:
    with running_pair(SimulatorOptions(lookup=lookup), FakeClock()) as pair:
        tags = by_tag(pair[0])
        tag = next(tag for tag in by_tag(pair[1]) if tag in tags)
        here = next(
            job
            for job in pair[1].engine.roster
            if job.job_id in tags.values() and job.is_asynchronous and job.tag != tag
        )
        found = called(pair[1].url, "/get/job", job_id=here.job_id, options={"job_tag": tag})
        unknown = called(pair[1].url, "/get/job", job_id=5, options={"job_tag": tag})
    assert found["info"]["job_tag"] == (tag if lookup is Lookup.TAG else here.tag)
    assert unknown["info"]["job_tag"] == tag


def test_a_tag_that_nobody_has_finds_nothing_where_the_tag_wins() -> None:
    with running_pair(SimulatorOptions(lookup=Lookup.TAG), FakeClock()) as (primary, _):
        job = next(job for job in primary.engine.roster if job.is_asynchronous)
        sent = {"job_id": job.job_id, "options": {"job_tag": "nobodys"}}
        assert httpx.post(primary.url + "/get/job", json=sent).status_code == 400


def test_a_tagged_job_of_a_client_runs_on_the_other_cluster_too(pair: Pair) -> None:
    create = {
        "endpoint": "/show/table",
        "request_encoding": "json",
        "data": "",
        "data_str": '{"table_name": "mobility.trips"}',
    }
    created = called(pair[0].url, "/create/job", options={"job_tag": "mine"}, **create)
    untagged = called(pair[0].url, "/create/job", **create)
    here, there = (by_tag(each) for each in pair)
    assert created["job_id"] == here["mine"] != there["mine"]
    assert untagged["info"]["job_tag"] not in there


def test_the_official_client_discovers_the_ring_from_one_url(pair: Pair) -> None:
    client = gpudb.GPUdb(host=pair[0].url)
    assert [str(each.head_rank_url) for each in client.all_cluster_info] == [
        each.url for each in pair
    ]
    assert client.get_url() == pair[0].url
