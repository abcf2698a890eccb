"""`jobview doctor` against servers of every kind, over real sockets."""

from __future__ import annotations

import ssl
import threading
import time
from contextlib import contextmanager
from email.utils import formatdate
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import TYPE_CHECKING

import msgspec
import pytest

from jobview.cli.exits import ExitCode
from jobview.settings import Secret
from jobview.simulator.options import SimulatorOptions
from jobview.simulator.states import HaState
from tests.fakes.certificates import Certificate, certificates
from tests.fakes.loopback import CERTIFICATE, KEY
from tests.fakes.program import Outcome, jobview
from tests.fakes.server import running_pair, running_simulator
from tests.wire import captured

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from pathlib import Path


def answered(data_type: str, data: Mapping[str, object]) -> bytes:
    """A good answer in JSON."""
    text = msgspec.json.encode(data).decode()
    return msgspec.json.encode({"status": "OK", "data_type": data_type, "data_str": text})


VERSION = answered(
    "show_system_properties_response",
    {"property_map": {"version.gpudb_core_version": "7.2.3.12.20260317111832"}},
)
RUNNING = answered(
    "show_system_status_response", {"status_map": {"system": '{"status":"running"}'}}
)
STOPPED = answered(
    "show_system_status_response", {"status_map": {"system": '{"status":"stop\\u001b[2J"}'}}
)
UNKNOWN_JOB = msgspec.json.encode({"status": "ERROR", "message": "no such job"})
EMPTY_LIST = answered("admin_show_jobs_response", {"job_id": []})

Answers = dict[str, tuple[int, bytes]]

GOOD: Answers = {
    "/show/system/properties": (200, VERSION),
    "/show/system/status": (200, RUNNING),
    "/admin/show/jobs": (200, EMPTY_LIST),
    "/get/job": (400, UNKNOWN_JOB),
}


@contextmanager
def serving(answers: Answers, *, date: str = "", is_secure: bool = False) -> Iterator[str]:
    """A server's URL; it answers each endpoint as told, or closes where the code is 0."""

    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def do_POST(self) -> None:
            self.rfile.read(int(self.headers["content-length"]))
            code, body = answers[self.path]
            if not code:
                self.close_connection = True
                return
            self.send_response_only(code)
            if date:
                self.send_header("date", date)
            self.send_header("content-length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    if is_secure:
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(CERTIFICATE, KEY)
        server.socket = context.wrap_socket(server.socket, server_side=True)
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    try:
        scheme = "https" if is_secure else "http"
        yield f"{scheme}://127.0.0.1:{server.server_port}"
    finally:
        server.shutdown()
        thread.join()
        server.server_close()


def doctor(url: str, *arguments: str, **environ: str) -> Outcome:
    return jobview("doctor", "--ascii", "--url", url, *arguments, **environ)


def line_about(subject: str, outcome: Outcome) -> str:
    (line,) = [line for line in outcome.answer.splitlines() if line[2:].startswith(subject)]
    return line


def test_all_is_well() -> None:
    with running_simulator(SimulatorOptions(jobs=20)) as server:
        outcome = doctor(server.url)
    assert outcome.code == ExitCode.OK
    assert outcome.words == ""
    assert line_about("connection", outcome).startswith("+ connection to 127.0.0.1:")
    assert "none, within this machine" in line_about("TLS", outcome)
    assert "anonymous" in line_about("login", outcome)
    assert "Kinetica 7.2.3.12." in line_about("version", outcome)
    assert "running" in line_about("status", outcome)
    assert "may list jobs" in line_about("rights", outcome)
    assert "agrees" in line_about("clock", outcome)
    assert " is RUNNING at " in line_about("progress", outcome)
    assert "terminal" in outcome.answer


def test_nobody_listens() -> None:
    outcome = doctor("http://127.0.0.1:1")
    assert outcome.code == ExitCode.SERVER
    assert line_about("connection", outcome) == (
        "x connection connection refused -> check the URL and that the server is up"
    )
    assert "rights" not in outcome.answer


def test_one_of_several_servers_is_down() -> None:
    with serving(GOOD) as url:
        outcome = doctor(url, "--url", "http://127.0.0.1:1")
    assert outcome.code == ExitCode.SERVER
    assert outcome.answer.count("connection") == 3  # one of them in "connection refused"
    assert "may list jobs" in line_about("rights", outcome)


def test_who_else_is_in_the_ring_and_of_help() -> None:
    with running_pair(SimulatorOptions(jobs=5)) as (primary, backup):
        name = backup.url.removeprefix("http://")
        outcome = doctor(primary.url)
        assert outcome.code == ExitCode.OK
        assert line_about("ring", outcome) == (
            f"+ ring       {name} is in it too, and is turned to when this one fails"
        )
        backup.world.change(ha=HaState.DRAINING)
        outcome = doctor(primary.url)
        assert outcome.code == ExitCode.OK
        assert line_about("ring", outcome).startswith(
            f"! ring       {name} is in it too, and of no help now: is draining its queue"
        )
        # Those that are named are examined in full.
        both = doctor(primary.url, "--url", backup.url).answer
        assert both.count("+ ring       it names no cluster but those that you named\n") == 2
        assert both.count("ring  ") == 2


def test_a_lone_cluster_has_a_line_about_its_ring_too() -> None:
    with serving(GOOD) as url:
        outcome = doctor(url)
        assert line_about("ring", outcome) == "+ ring       none: it names no other cluster"
        several = doctor(url, "--url", "http://127.0.0.1:1")
        words = "! ring       it names no other cluster, though you named several"
        assert line_about("ring", several).startswith(words)
    kept = GOOD | {"/show/system/properties": (400, captured.JSON_DENIED)}
    with serving(kept) as url:
        assert line_about("ring", doctor(url)) == "! ring       not told to this user"


def test_who_is_never_turned_to_is_told() -> None:
    told = {
        "conf.enable_ha": "TRUE",
        "conf.ha_ring_head_nodes_full": "http://a\u202eb.example:9191;http://me:n0t-t0-be-t0ld@b.example",
    }
    answers = {
        **GOOD,
        "/show/system/properties": (
            200,
            answered("show_system_properties_response", {"property_map": told}),
        ),
    }
    with serving(answers, is_secure=True) as url:
        outcome = doctor(url, "--insecure")
    lines = [line for line in outcome.answer.splitlines() if line[2:].startswith("ring")]
    assert outcome.code == ExitCode.OK
    assert len(lines) == 2
    assert all("which is never turned to" in line for line in lines)
    assert "\u202e" not in outcome.answer
    assert "n0t-t0-be-t0ld" not in outcome.answer


def test_a_login_that_is_not_accepted() -> None:
    options = SimulatorOptions(jobs=5, user="ann", password=Secret("right"))
    with running_simulator(options) as server:
        outcome = doctor(server.url, KINETICA_USER="ann", KINETICA_PASSWD="wr0ng-one")
    assert outcome.code == ExitCode.SERVER
    line = line_about("login", outcome)
    assert line.startswith("x login      as ann: HTTP 401")
    assert line.endswith(
        "-> the user and password that were sent are refused: check both, and that "
        "the user may log in"
    )
    assert "wr0ng-one" not in outcome.answer + outcome.words


def test_a_user_without_the_right_to_list() -> None:
    with serving(GOOD | {"/admin/show/jobs": (400, captured.JSON_DENIED)}) as url:
        outcome = doctor(url)
    assert outcome.code == ExitCode.OK
    line = line_about("rights", outcome)
    assert line.startswith("! rights     this user may not list jobs: Access denied; ok")
    assert "jobview JOB" in line


@pytest.mark.parametrize(
    ("code", "body", "words", "remedy"),
    [
        (500, b"", "not told: HTTP 500", "wait for the cluster"),
        (
            200,
            b"\x00garbage",
            "not told: HTTP 200 OK with an answer that is not",
            "check that the URL is Kinetica's API",
        ),
        (
            200,
            b"<html>login</html>",
            "not told: HTTP 200 OK with an answer that is not",
            "no proxy or login page",
        ),
        (401, b"", "not told: HTTP 401", "set KINETICA_USER"),
        (
            400,
            captured.JSON_DENIED,
            "not told: Access denied; ok",
            "log in as a user with the right",
        ),
        (0, b"", "not told: the connection was cut", "see what a proxy in between does"),
    ],
    ids=["500", "garbage", "html", "401", "denied", "cut"],
)
def test_jobs_that_are_listed_but_not_told_of(
    code: int, body: bytes, words: str, remedy: str
) -> None:
    with serving(GOOD | {"/get/job": (code, body)}) as url:
        outcome = doctor(url)
        document = doctor(url, "--json").document
    assert outcome.code == ExitCode.SERVER
    assert line_about("rights", outcome).startswith("+ ")
    line = line_about("progress", outcome)
    assert line.startswith(f"x progress   {words}")
    assert remedy in line.partition(" -> ")[2]
    found = document["parts"][1]["findings"][-1]
    assert (found["subject"], found["verdict"]) == ("progress", "bad")


@pytest.mark.parametrize(
    "job_list", [(200, EMPTY_LIST), (400, captured.JSON_DENIED)], ids=["no jobs", "list denied"]
)
def test_where_no_job_is_known_that_the_server_answers_will_do(
    job_list: tuple[int, bytes],
) -> None:
    with serving(GOOD | {"/admin/show/jobs": job_list}) as url:
        outcome = doctor(url)
    assert outcome.code == ExitCode.OK
    line = line_about("progress", outcome)
    assert line.startswith("+ progress   the server answers in ")
    assert line.endswith(" ms; no listed job is there to ask about")


def test_a_server_that_is_not_running_in_hostile_words() -> None:
    with serving(GOOD | {"/show/system/status": (200, STOPPED)}) as url:
        outcome = doctor(url)
    assert outcome.code == ExitCode.SERVER
    assert line_about("status", outcome).startswith("x status     it says it is stop␛[2J -> ")


def test_one_that_drains_its_queue_is_no_running_cluster() -> None:
    status = {"system": '{"status":"running"}', "ha_status": '{"drained":"draining"}'}
    draining = answered("show_system_status_response", {"status_map": status})
    with serving(GOOD | {"/show/system/status": (200, draining)}) as url:
        outcome = doctor(url)
    assert line_about("status", outcome).startswith("x status     it is draining its queue -> ")


def test_plain_http_to_a_server_that_closes_without_a_word_is_seen_through() -> None:
    with serving(GOOD, is_secure=True) as url:
        outcome = doctor(url.replace("https:", "http:"))
    assert outcome.code == ExitCode.SERVER
    line = line_about("API", outcome)
    assert line.startswith("x API        the connection was cut")
    assert ": it speaks TLS -> check whether the URL should begin with https://" in line


def test_a_plain_server_that_closes_without_a_word_is_not_said_to_speak_tls() -> None:
    closing = GOOD | {"/show/system/properties": (0, b"")}
    with serving(closing) as url:
        line = line_about("API", doctor(url))
    assert "TLS" not in line
    assert line.endswith("-> check the URL and that the server is up")


def test_what_is_no_kinetica() -> None:
    html = (200, b"<html>login</html>")
    with serving(dict.fromkeys(GOOD, html)) as url:
        outcome = doctor(url)
    assert outcome.code == ExitCode.SERVER
    assert "not Kinetica's" in line_about("API", outcome)


@pytest.mark.parametrize(
    ("shift_s", "words"), [(-300.0, "5 min behind"), (3_605.0, "60 min ahead of"), (0.0, "agrees")]
)
def test_clocks_that_differ(shift_s: float, words: str) -> None:
    with serving(GOOD, date=formatdate(time.time() + shift_s, usegmt=True)) as url:
        outcome = doctor(url)
    assert words in line_about("clock", outcome)


def test_a_certificate_that_nobody_vouches_for() -> None:
    with serving(GOOD, is_secure=True) as url:
        outcome = doctor(url)
    assert outcome.code == ExitCode.SERVER
    line = line_about("TLS", outcome)
    assert line.startswith("x TLS        its certificate is not trusted")
    assert "--ca-file" in line


@pytest.mark.parametrize(
    ("kind", "remedy"),
    [
        (Certificate.UNTRUSTED, "-> give its authority with --ca-file"),
        (Certificate.WRONG_NAME, "-> write the host in the URL as the certificate names it"),
        (Certificate.EXPIRED, "-> have the server's certificate renewed"),
    ],
)
def test_each_fault_of_a_certificate_has_its_remedy(
    kind: Certificate, remedy: str, tmp_path: Path
) -> None:
    files = certificates(tmp_path, kind)
    with running_simulator(SimulatorOptions(tls_cert=files.cert, tls_key=files.key)) as server:
        outcome = doctor(server.url, "--ca-file", str(files.ca))
    assert outcome.code == ExitCode.SERVER
    assert remedy in line_about("TLS", outcome)


def test_a_verified_certificate_tells_how_long_it_is_valid() -> None:
    with serving(GOOD, is_secure=True) as url:
        outcome = doctor(url, "--ca-file", str(CERTIFICATE))
    assert outcome.code == ExitCode.OK
    line = line_about("TLS", outcome)
    assert line.startswith("+ TLS        TLSv1.3, verified by")
    assert "jobview test, issued by jobview test, valid until 2126-10-30" in line


def test_an_unverified_certificate_is_noted() -> None:
    with serving(GOOD, is_secure=True) as url:
        outcome = doctor(url, "--insecure")
    assert outcome.code == ExitCode.OK
    assert line_about("TLS", outcome).startswith("! TLS        TLSv1.3, server not verified")


def test_what_it_meets_goes_into_the_log_file(tmp_path: Path) -> None:
    log = tmp_path / "jobview.log"
    assert doctor("http://127.0.0.1:1", "--log-file", str(log)).code == ExitCode.SERVER
    with serving(GOOD | {"/admin/show/jobs": (503, b"")}) as url:
        doctor(url, "--log-file", str(log))
    assert "/admin/show/jobs failed after" in log.read_text(encoding="utf-8")


def test_the_same_as_json() -> None:
    with serving(GOOD) as url:
        outcome = doctor(url, "--json")
    machine, server = outcome.document["parts"]
    assert machine["title"] == "this machine"
    assert server["title"] == url
    assert server["findings"][0]["subject"] == "connection"
    assert {found["verdict"] for found in server["findings"]} <= {"ok", "note"}
