"""Each fault of the simulator as a client of bare sockets sees it, and what it leaves behind."""

from __future__ import annotations

import http.client
import json
import socket
import time
import zlib
from contextlib import closing, suppress
from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

import pytest

from jobview.kinetica.schemas.catalogue import Schemas
from jobview.simulator.faults.fault import fault_of
from jobview.simulator.faults.hostile_text import HOSTILE_TEXTS, LONE_SURROGATE
from jobview.simulator.faults.kinds import KINDS, Kind
from jobview.simulator.faults.spoiling import OTHER
from jobview.simulator.options import SimulatorOptions
from tests.fakes.server import RunningSimulator, running_simulator

if TYPE_CHECKING:
    from collections.abc import Iterator

JSON = "application/json"
AVRO = "application/octet-stream"
LIST = "/admin/show/jobs"
SCHEMAS = Schemas.load()
PATIENCE_S = 20.0


@pytest.fixture(scope="module")
def shared() -> Iterator[RunningSimulator]:
    with running_simulator(SimulatorOptions(jobs=20, speed=0.001)) as server:
        yield server


@pytest.fixture
def server(shared: RunningSimulator) -> Iterator[RunningSimulator]:
    """A server without faults, of which the test must leave nothing."""
    shared.faults.clear()
    yield shared
    shared.faults.clear()
    shared.wait_until_listening(is_listening=True)
    until_empty(shared)


def until_empty(server: RunningSimulator) -> None:
    """Wait until the server holds no connection and no task any more."""
    state = server.server.server_state
    until_s = time.monotonic() + PATIENCE_S
    while (state.connections or state.tasks) and time.monotonic() < until_s:
        time.sleep(0.01)
    assert not state.connections
    assert not state.tasks


def connected(server: RunningSimulator) -> socket.socket:
    address = urlsplit(server.url)
    return socket.create_connection((address.hostname, address.port), timeout=PATIENCE_S)


def request(path: str = LIST, body: bytes = b'{"options":{}}', accept: str = JSON) -> bytes:
    head = (
        f"POST {path} HTTP/1.1\r\nHost: simulator\r\nContent-Type: {accept}\r\n"
        f"Accept: {accept}\r\nContent-Length: {len(body)}\r\n\r\n"
    )
    return head.encode() + body


def receive(connection: socket.socket, found: bytearray) -> None:
    """Add to `found` all bytes until the server ends the connection."""
    while data := connection.recv(65536):
        found += data


def everything(connection: socket.socket) -> bytes:
    found = bytearray()
    receive(connection, found)
    return bytes(found)


def raw(server: RunningSimulator, sent: bytes) -> bytes:
    with closing(connected(server)) as connection:
        connection.sendall(sent)
        return everything(connection)


def posted(
    server: RunningSimulator, path: str = LIST, accept: str = JSON
) -> tuple[http.client.HTTPResponse, bytes]:
    """One exchange by the standard library's client, read to its end."""
    body = b'{"options":{}}'
    if accept == AVRO:
        schema = SCHEMAS.request_schema(path)
        assert schema is not None
        body = schema.encode({"options": {}})
    address = urlsplit(server.url)
    with closing(
        http.client.HTTPConnection(str(address.hostname), address.port, timeout=PATIENCE_S)
    ) as client:
        headers = {"Content-Type": accept, "Accept": accept, "Host": "simulator"}
        client.request("POST", path, body, headers)
        response = client.getresponse()
        return response, response.read()


def inside(body: bytes) -> dict[str, Any]:
    record: dict[str, Any] = json.loads(json.loads(body)["data_str"])
    return record


def head_and_body(wire: bytes) -> tuple[bytes, bytes]:
    head, _, body = wire.partition(b"\r\n\r\n")
    return head, body


def promised(head: bytes) -> int:
    line = next(one for one in head.lower().split(b"\r\n") if one.startswith(b"content-length"))
    return int(line.partition(b":")[2])


def test_down_means_that_nobody_listens_until_it_is_over(server: RunningSimulator) -> None:
    with closing(connected(server)) as former:
        server.faults.add(fault_of("down"))
        server.wait_until_listening(is_listening=False)
        with pytest.raises(ConnectionRefusedError):
            connected(server)
        with pytest.raises(ConnectionResetError):
            former.recv(1)
    server.faults.clear()
    server.wait_until_listening(is_listening=True)
    assert posted(server)[0].status == 200


def test_a_refused_connection_is_reset_before_a_word(server: RunningSimulator) -> None:
    server.faults.add(fault_of("refuse"))
    # The reset may arrive before the client's own connect has returned.
    with pytest.raises(ConnectionResetError), closing(connected(server)) as connection:
        connection.recv(1)


def test_a_refusal_resets_connections_made_earlier_too(server: RunningSimulator) -> None:
    with closing(connected(server)) as connection:
        connection.sendall(request())
        assert connection.recv(9) == b"HTTP/1.1 "
        server.faults.add(fault_of("refuse"))
        connection.sendall(request())
        with pytest.raises(ConnectionResetError):
            everything(connection)


def test_a_reset_comes_in_place_of_an_answer(server: RunningSimulator) -> None:
    server.faults.add(fault_of("reset"))
    with pytest.raises(ConnectionResetError):
        raw(server, request())


def test_a_reset_midway_comes_after_half_of_the_body(server: RunningSimulator) -> None:
    _, whole = posted(server, "/show/system/properties")
    server.faults.add(fault_of("midway-reset"))
    found = bytearray()
    with closing(connected(server)) as connection:
        connection.sendall(request("/show/system/properties"))
        with pytest.raises(ConnectionResetError):
            receive(connection, found)
    head, body = head_and_body(bytes(found))
    assert promised(head) == len(whole)
    assert body == whole[: len(whole) // 2]


@pytest.mark.parametrize("kind", ["hang", "midway-hang", "wrong-length=7"])
def test_a_hanging_answer_does_not_end(server: RunningSimulator, kind: str) -> None:
    server.faults.add(fault_of(kind))
    with closing(connected(server)) as connection:
        connection.settimeout(0.3)
        connection.sendall(request())
        found = bytearray()
        with pytest.raises(TimeoutError):
            receive(connection, found)
    assert bool(found) is (kind != "hang")
    if found:
        head, body = head_and_body(bytes(found))
        missing = promised(head) - len(body)
        assert missing == 7 if kind.startswith("wrong") else missing > 7


@pytest.mark.parametrize(("notation", "kept"), [("truncate", None), ("truncate=10", 10)])
def test_a_truncated_body_is_shorter_than_promised(
    server: RunningSimulator, notation: str, kept: int | None
) -> None:
    server.faults.add(fault_of(notation))
    head, body = head_and_body(raw(server, request()))
    assert head.startswith(b"HTTP/1.1 200 OK\r\n")
    assert len(body) == (promised(head) // 2 if kept is None else kept)
    with pytest.raises(http.client.IncompleteRead):
        posted(server)


@pytest.mark.parametrize("midway", ["", "midway-"])
def test_a_dripping_answer_is_right_and_comes_in_single_bytes(
    server: RunningSimulator, midway: str
) -> None:
    server.faults.add(fault_of(f"{midway}drip=0.001:/"))
    found = []
    with closing(connected(server)) as connection:
        connection.sendall(b"GET / HTTP/1.1\r\nHost: simulator\r\n\r\n")
        while data := connection.recv(65536):
            found.append(data)
    head, body = head_and_body(b"".join(found))
    assert body == b"Kinetica is running!"
    assert promised(head) == len(body)
    # Bytes that wait for a busy reader arrive together, but never the whole head.
    assert (len(found[0]) < len(head)) is (not midway)
    assert len(found) > len(body) // 2


def test_a_dripping_answer_comes_quickly_once_the_fault_is_over(server: RunningSimulator) -> None:
    server.faults.add(fault_of("drip=0.05"))
    with closing(connected(server)) as connection:
        connection.sendall(request())
        found = bytearray(connection.recv(1))
        server.faults.clear()
        receive(connection, found)
    head, body = head_and_body(bytes(found))
    assert promised(head) == len(body) > 1000


@pytest.mark.parametrize("midway", ["", "midway-"])
def test_a_delayed_answer_is_right_but_late(server: RunningSimulator, midway: str) -> None:
    server.faults.add(fault_of(f"{midway}delay=0.2"))
    start_s = time.monotonic()
    response, body = posted(server)
    assert time.monotonic() - start_s >= 0.2
    assert response.status == 200
    assert inside(body)["job_id"]


@pytest.mark.parametrize("accept", [JSON, AVRO])
def test_a_status_comes_with_a_wrapper(server: RunningSimulator, accept: str) -> None:
    server.faults.add(fault_of("status=503"))
    response, body = posted(server, accept=accept)
    assert (response.status, response.getheader("retry-after")) == (503, "3")
    outer = json.loads(body) if accept == JSON else SCHEMAS.envelope.decode(body)
    assert outer["status"] == "ERROR"


def test_a_bare_status_is_a_proxys_page(server: RunningSimulator) -> None:
    server.faults.add(fault_of("status=502-bare"))
    response, body = posted(server)
    assert (response.status, response.getheader("retry-after")) == (502, None)
    assert body.startswith(b"<html>")


@pytest.mark.parametrize(
    ("word", "message"),
    [
        ("offline", "Kinetica is offline"),
        ("shutting-down", "System shutting down"),
        ("denied", "Access denied"),
        ("my own words", "my own words"),
    ],
)
def test_an_error_is_the_servers_words(server: RunningSimulator, word: str, message: str) -> None:
    server.faults.add(fault_of(f"error={word}"))
    response, body = posted(server)
    assert response.status == 400
    assert json.loads(body)["message"].startswith(message)


def test_html_is_a_login_page_that_says_200(server: RunningSimulator) -> None:
    server.faults.add(fault_of("html"))
    response, body = posted(server)
    assert (response.status, response.getheader("content-type")) == (
        200,
        "text/html; charset=utf-8",
    )
    assert b'type="password"' in body


def test_a_redirect_leads_to_another_host_below_the_same_path(server: RunningSimulator) -> None:
    server.faults.add(fault_of("redirect=other.invalid:81:/admin/*"))
    response, _ = posted(server, "/gpudb-0/admin/show/jobs")
    assert response.status == 307
    assert response.getheader("location") == "http://other.invalid:81/gpudb-0/admin/show/jobs"


def test_garbage_is_an_answer_of_noise(server: RunningSimulator) -> None:
    server.faults.add(fault_of("garbage"))
    response, body = posted(server)
    assert (response.status, response.getheader("content-type")) == (200, JSON)
    with pytest.raises(ValueError, match=r"(?s)."):
        json.loads(body)


def test_garbage_midway_begins_like_the_right_answer(server: RunningSimulator) -> None:
    _, whole = posted(server, "/show/system/properties")
    server.faults.add(fault_of("midway-garbage"))
    _, body = posted(server, "/show/system/properties")
    half = len(whole) // 2
    assert len(body) == len(whole)
    assert body[:half] == whole[:half]
    assert body[half:] != whole[half:]


def test_raw_garbage_is_no_http(server: RunningSimulator) -> None:
    server.faults.add(fault_of("garbage=raw"))
    with pytest.raises(http.client.BadStatusLine):
        posted(server)


def test_a_length_too_short_leaves_bytes_before_the_next_answer(server: RunningSimulator) -> None:
    server.faults.add(fault_of("wrong-length=-9"))
    with closing(connected(server)) as connection:
        connection.sendall(request())
        found = b""
        while not found.endswith(b'}"}'):
            found += connection.recv(65536)
        head, body = head_and_body(found)
        assert len(body) == promised(head) + 9
        server.faults.clear()
        connection.sendall(request())
        assert connection.recv(9) == b"HTTP/1.1 "


@pytest.mark.parametrize("value", ["", "=name"])
@pytest.mark.parametrize("accept", [JSON, AVRO])
def test_a_wrong_type_is_another_record_or_its_name_alone(
    server: RunningSimulator, accept: str, value: str
) -> None:
    server.faults.add(fault_of(f"wrong-type{value}"))
    response, body = posted(server, accept=accept)
    outer = json.loads(body) if accept == JSON else SCHEMAS.envelope.decode(body)
    assert response.status == 200
    assert (outer["status"], outer["data_type"]) == ("OK", OTHER.name)
    if accept == JSON:
        assert ("table_exists" in json.loads(outer["data_str"])) is (not value)
    elif value:
        schema = SCHEMAS.response_schema(LIST)
        assert schema is not None
        assert schema.decode(outer["data"])["job_id"]
    else:
        assert OTHER.decode(outer["data"])["table_exists"] is True


@pytest.mark.parametrize(("accept", "answered"), [(JSON, AVRO), (AVRO, JSON)])
def test_a_wrong_encoding_is_the_other_one(
    server: RunningSimulator, accept: str, answered: str
) -> None:
    server.faults.add(fault_of("wrong-type=encoding"))
    response, _ = posted(server, accept=accept)
    assert (response.status, response.getheader("content-type")) == (200, answered)


def test_bad_chunks_cannot_be_read(server: RunningSimulator) -> None:
    server.faults.add(fault_of("bad-chunks"))
    with pytest.raises(http.client.IncompleteRead):
        posted(server)


def test_a_flood_of_headers_has_no_end(server: RunningSimulator) -> None:
    server.faults.add(fault_of("header-flood"))
    size = 0
    with closing(connected(server)) as connection:
        connection.sendall(request())
        while size < 3_000_000:
            data = connection.recv(65536)
            assert data
            assert b"\r\n\r\n" not in data
            size += len(data)


@pytest.mark.parametrize("accept", [JSON, AVRO])
def test_a_huge_answer_is_good_but_for_its_length(server: RunningSimulator, accept: str) -> None:
    server.faults.add(fault_of("huge=3"))
    response, body = posted(server, accept=accept)
    outer = json.loads(body) if accept == JSON else SCHEMAS.envelope.decode(body)
    assert len(outer["data_str"] or outer["data"]) == 3 * 1024 * 1024
    assert int(response.getheader("content-length") or 0) == len(body)


def test_a_gzip_bomb_is_small_until_it_is_unpacked(server: RunningSimulator) -> None:
    server.faults.add(fault_of("gzip-bomb=20"))
    response, body = posted(server)
    assert response.getheader("content-encoding") == "gzip"
    assert len(body) < 40_000
    unpacked = zlib.decompress(body, wbits=31)
    assert len(json.loads(unpacked)["data_str"]) == 20 * 1024 * 1024


def test_a_client_that_leaves_a_huge_answer_frees_the_server(server: RunningSimulator) -> None:
    server.faults.add(fault_of("huge=100000"), fault_of("gzip-bomb=100000:/get/*"))
    with closing(connected(server)) as connection:
        connection.sendall(request())
        assert connection.recv(9) == b"HTTP/1.1 "


@pytest.mark.parametrize("accept", [JSON, AVRO])
def test_hostile_text_is_in_every_list(server: RunningSimulator, accept: str) -> None:
    server.faults.add(fault_of("hostile"))
    _, body = posted(server, accept=accept)
    if accept == JSON:
        record = inside(body)
        words = {word for name in ("auth_id", "status", "user_data") for word in record[name]}
        assert words <= set(HOSTILE_TEXTS)
        assert len(words) > 5
        assert len({len(value) for value in record.values() if isinstance(value, list)}) == 1
    else:
        data = SCHEMAS.envelope.decode(body)["data"]
        assert b"\x1b[2J" in data
        assert LONE_SURROGATE.encode(errors="surrogatepass") in data


def test_ragged_lists_differ_in_length_or_are_missing(server: RunningSimulator) -> None:
    _, whole = posted(server)
    server.faults.add(fault_of("ragged"))
    seen_missing = seen_unequal = False
    for _ in range(10):
        record = inside(posted(server)[1])
        seen_missing |= record.keys() != inside(whole).keys()
        seen_unequal |= len({len(v) for v in record.values() if isinstance(v, list)}) > 1
    assert seen_missing
    assert seen_unequal


def test_ragged_lists_are_good_avro(server: RunningSimulator) -> None:
    server.faults.add(fault_of("ragged"))
    schema = SCHEMAS.response_schema(LIST)
    assert schema is not None
    record = schema.decode(SCHEMAS.envelope.decode(posted(server, accept=AVRO)[1])["data"])
    assert len({len(value) for value in record.values() if isinstance(value, list)}) > 1


EVERY_FAULT = [
    f"{midway}{kind}"
    for kind, facts in KINDS.items()
    if kind is not Kind.DOWN
    for midway in (["", "midway-"] if facts.may_be_midway else [""])
]


@pytest.mark.parametrize("notation", EVERY_FAULT)
def test_a_client_that_loses_patience_leaves_nothing_open(
    server: RunningSimulator, notation: str
) -> None:
    descriptors = Path("/proc/self/fd")
    before = len(list(descriptors.iterdir())) if descriptors.exists() else 0
    server.faults.add(fault_of(notation))
    for _ in range(3):
        with suppress(OSError), closing(connected(server)) as connection:
            connection.settimeout(0.05)
            connection.sendall(request())
            connection.recv(100)
    assert server.faults.hits()[fault_of(notation).kind] >= 3
    until_empty(server)
    if before:
        # Fewer, when what the test before had closed was not gone yet.
        assert len(list(descriptors.iterdir())) <= before


def test_at_the_start_nothing_is_done_and_midway_it_is(server: RunningSimulator) -> None:
    def created() -> int:
        return sum(job.endpoint == "/show/sql/proc" for job in server.engine.roster)

    wish = {"endpoint": "/show/sql/proc", "request_encoding": "json", "data_str": "{}"}
    sent = request("/create/job", json.dumps(wish).encode())
    before = created()
    with server.faults.during(fault_of("reset")), pytest.raises(ConnectionResetError):
        raw(server, sent)
    assert created() == before
    with server.faults.during(fault_of("midway-reset")), pytest.raises(ConnectionResetError):
        raw(server, sent)
    assert created() == before + 1


def test_a_share_hits_the_same_requests_for_the_same_seed() -> None:
    def statuses() -> list[int]:
        options = SimulatorOptions(jobs=0, seed=5, faults=(fault_of("status=500:/show/*@0.5"),))
        with running_simulator(options) as server:
            assert posted(server)[0].status == 200
            return [posted(server, "/show/system/status")[0].status for _ in range(20)]

    first = statuses()
    assert 4 < first.count(500) < 16
    assert statuses() == first


def test_faults_are_switched_over_http(server: RunningSimulator) -> None:
    address = urlsplit(server.url)
    with closing(
        http.client.HTTPConnection(str(address.hostname), address.port, timeout=PATIENCE_S)
    ) as client:

        def control(method: str, body: str = "") -> tuple[int, Any]:
            client.request(method, "/simulator/faults", body)
            response = client.getresponse()
            return response.status, json.loads(response.read())

        wish = '["status=500:/get/*@0.5", {"kind": "html", "lasts_s": 60}]'
        assert control("POST", wish)[0] == 200
        status, found = control("GET")
        assert [one["kind"] for one in found["faults"]] == ["status", "html"]
        assert posted(server)[1].startswith(b"<!DOCTYPE html>")
        for wrong in (
            '"no-such"',
            '{"kind": "hang", "value": 3}',
            '{"kind": "x"}',
            "{",
            '["hang@7"]',
        ):
            status, answer = control("POST", wrong)
            assert status == 400
            assert answer["error"]
        assert control("DELETE")[1]["faults"] == []
    assert posted(server)[0].status == 200
