"""The official client, unmodified, against the simulator over real sockets."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import gpudb
import pytest

from jobview.jobs.source import JobReply
from jobview.kinetica.schemas.catalogue import Schemas
from jobview.results.decoding.decode import decode_result
from jobview.results.model import ResultKind
from jobview.settings import Secret
from jobview.simulator.options import ServerVersion, SimulatorOptions
from jobview.simulator.requests import read_json
from tests.fakes.clock import FakeClock
from tests.fakes.server import running_simulator

if TYPE_CHECKING:
    from collections.abc import Iterator

    from jobview.results.model import DecodedResult
    from tests.fakes.server import RunningSimulator

ENCODINGS = ["BINARY", "JSON"]
ALL_JOBS = {"show_async_jobs": "true"}


@pytest.fixture
def clock() -> FakeClock:
    return FakeClock()


@pytest.fixture
def simulator(clock: FakeClock) -> Iterator[RunningSimulator]:
    with running_simulator(SimulatorOptions(), clock) as server:
        yield server


def connected(url: str, encoding: str = "BINARY") -> gpudb.GPUdb:
    return gpudb.GPUdb(host=url, encoding=encoding)


def unmangled(reply: dict[str, Any]) -> dict[str, Any]:
    """The client's JSON mode takes each byte of the UTF-8 body for a character; this undoes it."""
    return {key: _unmangled(item) for key, item in reply.items()}


def _unmangled(value: object) -> object:
    if isinstance(value, str):
        return value.encode("latin-1").decode()
    if isinstance(value, list):
        return [_unmangled(item) for item in value]
    return unmangled(value) if isinstance(value, dict) else value


def raw_bytes(value: bytes | str) -> bytes:
    """In JSON, bytes are one code point each."""
    return value if isinstance(value, bytes) else value.encode("latin-1")


def job_reply(client: gpudb.GPUdb, job_id: int) -> dict[str, Any]:
    """The client's answer to get_job, its texts as they were sent."""
    reply: dict[str, Any] = client.get_job(job_id)
    return unmangled(reply) if client.encoding == "JSON" else reply


def decoded(job_id: int, reply: dict[str, Any]) -> DecodedResult:
    assert reply["successful"]
    return decode_result(
        JobReply(
            job_id=job_id,
            endpoint=reply["endpoint"],
            job_status=reply["job_status"],
            running=reply["running"],
            progress=reply["progress"],
            successful=reply["successful"],
            response_encoding=reply["response_encoding"],
            response=raw_bytes(reply["job_response"]),
            response_text=reply["job_response_str"],
            status_map=reply["status_map"],
            info=reply["info"],
        ),
        Schemas.load(),
    )


@pytest.mark.parametrize("prefix", ["", "/gpudb-0"])
@pytest.mark.parametrize("encoding", ENCODINGS)
def test_it_connects_and_finds_a_server_of_its_own_version(
    simulator: RunningSimulator, encoding: str, prefix: str
) -> None:
    client = connected(simulator.url + prefix, encoding)
    assert client.server_version == gpudb.GPUdb.Version(ServerVersion.V7_2.value)
    assert client.get_url() == simulator.url + prefix
    assert [str(cluster.head_rank_url) for cluster in client.all_cluster_info] == [
        simulator.url + prefix
    ]
    assert client.is_kinetica_running(client.get_url(stringified=False))


@pytest.mark.parametrize("encoding", ENCODINGS)
def test_it_lists_jobs(simulator: RunningSimulator, encoding: str) -> None:
    reply = connected(simulator.url, encoding).admin_show_jobs(options=ALL_JOBS)
    assert reply["status_info"]["status"] == "OK"
    reply = unmangled(reply) if encoding == "JSON" else reply
    jobs = {job.job_id: job for job in simulator.engine.roster}
    listed = dict(zip(reply["job_id"], reply["query_text"], strict=True))
    assert listed.keys() >= jobs.keys()
    assert all(listed[job_id] == job.query_text for job_id, job in jobs.items())
    columns = [value for value in reply.values() if isinstance(value, list)]
    assert len(columns) == 9
    assert {len(column) for column in columns} == {len(listed)}


@pytest.mark.parametrize("encoding", ENCODINGS)
def test_every_listed_job_can_be_asked_for(simulator: RunningSimulator, encoding: str) -> None:
    client = connected(simulator.url, encoding)
    kinds = set()
    for job in list(simulator.engine.roster):
        reply = job_reply(client, job.job_id)
        if not job.is_asynchronous:
            assert reply["status_info"]["status"] == "ERROR"
            assert str(job.job_id) in reply["status_info"]["message"]
            continue
        assert reply["endpoint"] == job.endpoint
        if reply["job_status"] == "ERROR":
            assert reply["status_map"]["error_message"] == job.error_message
        if reply["successful"]:
            result = decoded(job.job_id, reply)
            assert not result.note or Schemas.load().response_schema(job.endpoint) is None
            kinds.add(result.kind)
    assert kinds >= {ResultKind.RECORD, ResultKind.TABLE, ResultKind.TEXT}


@pytest.mark.parametrize("encoding", ENCODINGS)
@pytest.mark.parametrize("request_encoding", ["binary", "json"])
def test_a_created_job_runs_and_its_result_is_what_was_asked_for(
    simulator: RunningSimulator, clock: FakeClock, encoding: str, request_encoding: str
) -> None:
    client = connected(simulator.url, encoding)
    request = {"table_name": "mobility.trips", "options": {}}
    is_json = request_encoding == "json"
    created = client.create_job(
        "/show/table",
        request_encoding,
        b"" if is_json else client.gpudb_schemas["/show/table"]["REQ_SCHEMA"].encode(request),
        json.dumps(request) if is_json else "",
        {"job_tag": "from-gpudb"},
    )
    assert created["info"]["job_tag"] == "from-gpudb"
    job_id = created["job_id"]
    reply = job_reply(client, job_id)
    assert (reply["job_status"], reply["running"]) == ("RUNNING", True)
    clock.advance(60)
    reply = job_reply(client, job_id)
    assert (reply["job_status"], reply["progress"]) == ("DONE", 100)
    assert reply["response_encoding"] == request_encoding
    result = decoded(job_id, reply)
    assert result.record is not None
    assert result.record["table_name"] == "mobility.trips"
    assert result.kind is ResultKind.TABLE


@pytest.mark.parametrize("endpoint", ["/show/table", "/execute/sql", "/alter/table"])
def test_the_official_client_decodes_the_bytes_of_a_result(
    simulator: RunningSimulator, clock: FakeClock, endpoint: str
) -> None:
    client = connected(simulator.url)
    request = Schemas.load().request_schema(endpoint)
    assert request is not None
    empty = request.encode(read_json(request, "{}"))
    job_id = client.create_job(endpoint, "binary", empty, "", {})["job_id"]
    clock.advance(3600)
    data = client.get_job(job_id)["job_response"]
    theirs = client.gpudb_schemas[endpoint]["RSP_SCHEMA"].decode(data)
    ours = Schemas.load().response_schema(endpoint)
    assert ours is not None
    assert dict(theirs) == ours.decode(data)


@pytest.mark.parametrize("encoding", ENCODINGS)
def test_it_cancels_jobs(simulator: RunningSimulator, clock: FakeClock, encoding: str) -> None:
    client = connected(simulator.url, encoding)
    request = json.dumps({"table_name": "mobility.trips"})
    job_id = client.create_job("/create/projection", "json", b"", request, {})["job_id"]
    insert_id = client.create_job("/insert/records/fromfiles", "json", b"", request, {})["job_id"]
    reply = client.admin_alter_jobs([job_id, insert_id, 1], "cancel")
    assert reply["job_ids"] == [job_id, insert_id, 1]
    assert reply["action"] == "cancel"
    assert reply["status"][0] == "cancelling"
    assert reply["status"][1].startswith("not cancellable")
    clock.advance(1)
    listed = client.admin_show_jobs(options=ALL_JOBS)
    words = dict(zip(listed["job_id"], listed["status"], strict=True))
    assert words[job_id] == "cancelling"
    clock.advance(20)
    assert client.get_job(job_id)["job_status"] == "CANCELLED"
    assert client.get_job(insert_id)["job_status"] == "RUNNING"


@pytest.mark.parametrize("encoding", ENCODINGS)
def test_refusals_reach_it_in_words(simulator: RunningSimulator, encoding: str) -> None:
    client = connected(simulator.url, encoding)
    unknown = client.get_job(1)["status_info"]
    assert (unknown["status"], unknown["data_type"]) == ("ERROR", "none")
    assert "id 1 is known" in unknown["message"]
    refused = client.create_job("/no/such", "json", b"", "{}", {})["status_info"]
    assert "Unknown endpoint: '/no/such'" in refused["message"]


def test_a_login_is_checked(clock: FakeClock) -> None:
    options = SimulatorOptions(user="eve", password=Secret("p:w"))
    with running_simulator(options, clock) as server:
        client = gpudb.GPUdb(host=server.url, username="eve", password="p:w")
        assert "eve" in client.admin_show_jobs()["auth_id"]
        with pytest.raises(gpudb.GPUdbException, match="Unauthorized"):
            gpudb.GPUdb(host=server.url, username="eve", password="wrong")


def test_an_old_server_is_seen_as_one(clock: FakeClock) -> None:
    options = SimulatorOptions(version=ServerVersion.V7_1)
    with running_simulator(options, clock) as server:
        client = connected(server.url, "JSON")
        assert str(client.server_version).startswith("7.1")
        reply = client.admin_show_jobs(options=ALL_JOBS)
        assert not {"flags", "query_text"} & reply.keys()
        with pytest.raises(gpudb.GPUdbException, match="Unable to parse"):
            connected(server.url, "BINARY").admin_show_jobs(options=ALL_JOBS)


def test_wrapped_results_decode_as_bare_ones_do(clock: FakeClock) -> None:
    found = []
    for is_wrapped in (True, False):
        with running_simulator(SimulatorOptions(wrapped_results=is_wrapped), clock) as server:
            client = connected(server.url)
            records = []
            for job in list(server.engine.roster):
                reply = client.get_job(job.job_id) if job.is_asynchronous else {}
                if reply.get("successful"):
                    result = decoded(job.job_id, reply)
                    records.append((result.kind, result.summary))
            found.append(records)
    assert found[0] == found[1]
    assert len(found[0]) > 15
