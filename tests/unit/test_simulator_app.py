"""The simulated server's HTTP: encodings, envelope, refusals, prefixes, login."""

from __future__ import annotations

import base64
from email.utils import parsedate_to_datetime
from typing import Any

import httpx
import msgspec
import pytest

from jobview.kinetica.schemas.catalogue import Schemas
from jobview.results.avro_bytes.avro import RecordSchema
from jobview.settings import Secret
from jobview.simulator.app import create_app
from jobview.simulator.options import ServerVersion, SimulatorOptions
from tests.fakes.clock import FakeClock

JSON = "application/json"
AVRO = "application/octet-stream"
SCHEMAS = Schemas.load()


def client(options: SimulatorOptions | None = None) -> httpx.AsyncClient:
    app = create_app(options or SimulatorOptions(), FakeClock())
    return httpx.AsyncClient(transport=httpx.ASGITransport(app), base_url="http://node1:9191")


def request_bytes(endpoint: str, record: dict[str, Any]) -> bytes:
    schema = SCHEMAS.request_schema(endpoint)
    assert schema is not None
    return schema.encode(record)


def payload_of(response: httpx.Response) -> dict[str, Any]:
    """The record inside an answer of either encoding."""
    if response.headers["content-type"] == JSON:
        outer = response.json()
        assert outer["data"] == ""
        return msgspec.json.decode(outer["data_str"], type=dict[str, Any])
    outer = SCHEMAS.envelope.decode(response.content)
    assert outer["data_str"] == ""
    endpoint = response.request.url.path.removeprefix("/gpudb-0")
    schema = SCHEMAS.response_schema(endpoint)
    assert schema is not None
    assert outer["data_type"] == schema.name
    return schema.decode(outer["data"])


def message_of(response: httpx.Response) -> str:
    """The refusal inside an answer of either encoding."""
    if response.headers["content-type"] == JSON:
        outer = response.json()
        assert outer["data"] == ""
    else:
        outer = SCHEMAS.envelope.decode(response.content)
        assert outer["data"] == b""
    assert (outer["status"], outer["data_type"], outer["data_str"]) == ("ERROR", "none", "")
    return str(outer["message"])


async def test_json_is_answered_in_json() -> None:
    async with client() as http:
        response = await http.post(
            "/admin/show/jobs", json={"options": {"show_async_jobs": "true"}}
        )
    assert response.status_code == 200
    assert response.json()["data_type"] == "admin_show_jobs_response"
    assert len(payload_of(response)["job_id"]) >= 41


async def test_avro_is_answered_in_avro() -> None:
    body = request_bytes("/admin/show/jobs", {"options": {}})
    async with client() as http:
        response = await http.post(
            "/admin/show/jobs", content=body, headers={"content-type": AVRO, "accept": AVRO}
        )
    assert response.headers["content-type"] == AVRO
    assert "/admin/show/jobs" in payload_of(response)["endpoint_name"]


@pytest.mark.parametrize(
    ("accept", "answered"),
    [(AVRO, AVRO), (JSON, JSON), ("*/*", JSON), ("application/x-snappy", AVRO)],
)
async def test_accept_decides_about_the_answer_when_it_names_an_encoding(
    accept: str, answered: str
) -> None:
    async with client() as http:
        response = await http.post("/show/system/status", json={}, headers={"accept": accept})
    assert response.headers["content-type"] == answered
    assert "system" in payload_of(response)["status_map"]


async def test_an_omitted_field_is_empty_and_an_omitted_job_unknown() -> None:
    async with client() as http:
        response = await http.post("/get/job", json={})
    assert response.status_code == 400
    assert "id 0 is known" in message_of(response)


@pytest.mark.parametrize("media_type", [JSON, AVRO])
@pytest.mark.parametrize("path", ["/get/job", "/admin/alter/jobs", "/create/job"])
async def test_garbage_is_refused_in_the_encoding_of_the_request(
    path: str, media_type: str
) -> None:
    async with client() as http:
        response = await http.post(
            path, content=b"\xff{garbage", headers={"content-type": media_type, "accept": "*/*"}
        )
    assert response.status_code == 400
    assert response.headers["content-type"] == media_type
    assert "Unable to parse" in message_of(response)


async def test_snappy_is_refused_in_words() -> None:
    async with client() as http:
        response = await http.post(
            "/get/job", content=b"x", headers={"content-type": "application/x-snappy"}
        )
        inner = await http.post(
            "/create/job", json={"endpoint": "/show/table", "request_encoding": "snappy"}
        )
    assert response.status_code == inner.status_code == 400
    assert "Snappy" in message_of(response)
    assert "Snappy" in message_of(inner)


@pytest.mark.parametrize(
    ("wish", "words"),
    [
        ({"endpoint": "/no/such"}, "Unknown endpoint: '/no/such'"),
        ({"endpoint": "/show/table", "request_encoding": "xml"}, "Valid values are: binary, json"),
        (
            {"endpoint": "/show/table", "request_encoding": "json", "data_str": "{"},
            "Unable to parse JSON",
        ),
        (
            {"endpoint": "/show/table", "request_encoding": "binary", "data": "\x01"},
            "Unable to parse binary",
        ),
        (
            {
                "endpoint": "/show/table",
                "request_encoding": "json",
                "data_str": "{}",
                "options": {"job_tag": "a b"},
            },
            "Invalid job tag",
        ),
    ],
)
async def test_an_impossible_job_is_refused(wish: dict[str, Any], words: str) -> None:
    async with client() as http:
        response = await http.post("/create/job", json=wish)
    assert response.status_code == 400
    assert words in message_of(response)


async def test_only_cancel_can_be_done_to_jobs() -> None:
    async with client() as http:
        response = await http.post("/admin/alter/jobs", json={"job_ids": [1], "action": "pause"})
    assert response.status_code == 400
    assert "Valid values are: cancel" in message_of(response)


@pytest.mark.parametrize("path", ["/", "/gpudb-0/", "/gpudb-0", "/cluster-a/gpudb-0"])
async def test_a_get_says_that_it_lives(path: str) -> None:
    async with client() as http:
        response = await http.get(path)
    assert (response.status_code, response.text) == (200, "Kinetica is running!")


@pytest.mark.parametrize("prefix", ["", "/gpudb-0", "/cluster-a/gpudb-0"])
async def test_the_api_may_be_below_a_prefix_and_names_it_as_its_own_address(prefix: str) -> None:
    async with client() as http:
        response = await http.post(f"{prefix}/show/system/properties", json={})
    found = payload_of(response)["property_map"]
    assert found["conf.worker_http_server_urls"] == f"http://node1:9191{prefix}"
    assert found["conf.host0_public_urls"] == "http://node1"


async def test_a_few_properties_may_be_asked_for() -> None:
    wanted = "version.gpudb_core_version, conf.enable_ha,no.such"
    async with client() as http:
        response = await http.post(
            "/show/system/properties", json={"options": {"properties": wanted}}
        )
    assert payload_of(response)["property_map"] == {
        "version.gpudb_core_version": ServerVersion.V7_2.value,
        "conf.enable_ha": "FALSE",
    }


@pytest.mark.parametrize("path", ["/admin/show/logs", "/gpudb-0/nothing", "/gpudb-x/get/job"])
async def test_an_unknown_uri_is_not_found(path: str) -> None:
    async with client() as http:
        response = await http.post(path, json={})
    assert response.status_code == 404
    assert "Unknown URI" in message_of(response)


async def test_answers_are_dated_by_the_servers_clock_and_say_how_long_they_took() -> None:
    clock = FakeClock(wall=1_000_000_000.0)
    transport = httpx.ASGITransport(create_app(SimulatorOptions(), clock))
    async with httpx.AsyncClient(transport=transport, base_url="http://node1") as http:
        response = await http.post("/get/job", json={})
    assert parsedate_to_datetime(response.headers["date"]).timestamp() == 1_000_000_000
    assert float(response.headers["x-request-time-secs"]) == 0.0


LOGIN = SimulatorOptions(user="ève", password=Secret("p:w"))


async def test_with_a_user_only_that_user_is_let_in() -> None:
    async with client(LOGIN) as http:
        good = await http.post("/admin/show/jobs", json={}, auth=httpx.BasicAuth("ève", "p:w"))
        answers = [
            await http.post("/admin/show/jobs", json={}),
            await http.post("/admin/show/jobs", json={}, auth=("ève", "wrong")),
            await http.post("/admin/show/jobs", json={}, auth=("", "")),
            await http.post("/show/system/status", json={}, headers={"authorization": "Basic ?"}),
            await http.post(
                "/show/system/status", json={}, headers={"authorization": "Bearer token"}
            ),
        ]
    assert good.status_code == 200
    assert "ève" in payload_of(good)["auth_id"]
    assert [answer.status_code for answer in answers] == [401] * len(answers)
    assert all("credentials" in message_of(answer) for answer in answers)


async def test_without_a_user_the_name_given_is_the_name_shown() -> None:
    token = base64.b64encode(b"carla:x").decode()
    headers = {"authorization": f"Basic {token}"}
    async with client() as http:
        named = await http.post("/admin/show/jobs", json={}, headers=headers)
        unnamed = await http.post("/admin/show/jobs", json={})
    assert "carla" in payload_of(named)["auth_id"]
    assert "anonymous" in payload_of(unnamed)["auth_id"]


async def test_an_old_server_answers_in_its_own_layout() -> None:
    options = SimulatorOptions(version=ServerVersion.V7_1)
    body = request_bytes("/admin/show/jobs", {"options": {}})
    async with client(options) as http:
        plain = await http.post("/admin/show/jobs", json={})
        binary = await http.post(
            "/admin/show/jobs", content=body, headers={"content-type": AVRO, "accept": AVRO}
        )
        created = await http.post(
            "/create/job",
            json={"endpoint": "/show/table", "request_encoding": "json", "data_str": "{}"},
        )
    assert not {"flags", "query_text"} & payload_of(plain).keys()
    newest = SCHEMAS.response_schema("/admin/show/jobs")
    assert newest is not None
    fields = [
        spot for spot in newest.definition["fields"] if spot["name"] not in {"flags", "query_text"}
    ]
    old = RecordSchema({**newest.definition, "fields": fields})
    record = old.decode(SCHEMAS.envelope.decode(binary.content)["data"])
    assert len(record["job_id"]) == len(record["user_data"]) > 5
    assert "query_id" not in payload_of(created)["info"]
