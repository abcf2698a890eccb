"""Passwords, tokens and a proxy's login come out nowhere, whatever happens.

A new way out, such as a log, belongs into `OUTINGS` or, on the screen, into `test_the_board`.
"""

from __future__ import annotations

import asyncio
import base64
import json
import os
import signal
import sys
from typing import TYPE_CHECKING
from urllib.parse import quote

import pytest

from jobview.cli.entry import run
from jobview.cli.simulator_process import running_simulator as simulator_process
from jobview.settings import Secret
from jobview.simulator.options import SimulatorOptions
from tests.bench.terminal import Terminal
from tests.fakes.forwarding_proxy import forwarding_proxy
from tests.fakes.program import jobview
from tests.fakes.secret_scan import SecretScan, descendants, proc
from tests.fakes.server import running_simulator

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

PASSWORD, TOKEN, PROXY_PASSWORD = "Pw+9/Zq~distinct", "Tk-7_Xw.distinct.bearer", "Px=5&Vy!distinct"
SCAN = SecretScan(PASSWORD, TOKEN, PROXY_PASSWORD)
URL = "http://db.example:9191"
"""Whom the proxy asks in its stead."""

RIGHT = {"KINETICA_USER": "alice", "KINETICA_PASSWD": PASSWORD}
WRONG = {"KINETICA_USER": "mallory", "KINETICA_PASSWD": PASSWORD}
BEARER = {"KINETICA_OAUTH_TOKEN": TOKEN}

OUTINGS = [
    ("list",),
    ("list", "--json"),
    ("get", "JOB"),
    ("get", "JOB", "--json"),
    ("cancel", "JOB", "--yes"),
    ("cancel", "JOB", "--yes", "--read-only"),
    ("submit", "/admin/rebalance", "--tag", "night"),
    ("list", "--url", f"http://alice:{quote(PASSWORD, safe='')}@db.example:9191/%zz"),
    ("list", "--url", f"http://alice:{PASSWORD}@db example"),
]


@pytest.fixture(scope="module")
def proxy() -> Iterator[str]:
    options = SimulatorOptions(jobs=12, speed=0.001, user="alice", password=Secret(PASSWORD))
    login = f"ann:{PROXY_PASSWORD}"
    with running_simulator(options) as server, forwarding_proxy(server.url, login) as address:
        yield f"http://ann:{quote(PROXY_PASSWORD, safe='')}@{address}"


@pytest.fixture
def world(tmp_path: Path, proxy: str, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The only places that jobview knows of, and the proxy on the way."""
    for name in ("HOME", "TMPDIR", "XDG_STATE_HOME", "XDG_CONFIG_HOME"):
        monkeypatch.setenv(name, str(tmp_path))
    monkeypatch.setattr("tempfile.tempdir", None)
    monkeypatch.setenv("HTTP_PROXY", proxy)
    monkeypatch.setenv("KINETICA_URL", URL)
    monkeypatch.setenv("PYTHONASYNCIODEBUG", "1")
    return tmp_path


def first_job() -> str:
    listing = jobview("list", "--json", KINETICA_URL=URL, **RIGHT).document
    return str(next(job["job_id"] for job in listing["jobs"] if "async" in job["flags"]))


@pytest.mark.usefixtures("world")
@pytest.mark.parametrize("login", [RIGHT, WRONG, BEARER], ids=["right", "wrong", "token"])
def test_the_logins_are_sent_and_only_one_is_accepted(login: dict[str, str]) -> None:
    assert jobview("list", KINETICA_URL=URL, **login).code == (0 if login is RIGHT else 4)


@pytest.mark.usefixtures("world")
@pytest.mark.parametrize("login", [RIGHT, WRONG, BEARER], ids=["right", "wrong", "token"])
@pytest.mark.parametrize("arguments", OUTINGS, ids=lambda words: f"{words[0]}-{len(words)}")
def test_the_commands(
    login: dict[str, str],
    arguments: tuple[str, ...],
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capfdbinary: pytest.CaptureFixture[bytes],
) -> None:
    job = first_job()
    for name, value in login.items():
        monkeypatch.setenv(name, value)
    output = tmp_path / "result"
    more = ("-o", str(output)) if arguments[0] == "get" and len(arguments) == 2 else ()
    run([job if word == "JOB" else word for word in arguments] + list(more))

    told = b"".join(capfdbinary.readouterr())
    assert told or output.exists()
    assert SCAN.found(told) == []
    assert SCAN.in_folder(tmp_path) == []


def test_commands_leave_an_audit_log_to_be_looked_into(
    world: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name, value in RIGHT.items():
        monkeypatch.setenv(name, value)
    run(["submit", "/admin/rebalance", "--tag", "night"])

    log = world / "jobview" / "audit.jsonl"
    assert '"tag": "night"' in log.read_text(encoding="ascii")
    assert '"login": "alice"' in log.read_text(encoding="ascii")
    assert SCAN.in_folder(world) == []


SENDING = (
    "from jobview.kinetica.transport.talk import Talk\n"
    "async def ask(self, head, body, write_s):\n"
    "    kept = head.headers, repr(head)\n"
    "    raise RuntimeError('on purpose')\n"
    "Talk.ask = ask\n"
)
"""A mistake where the login is at hand; the board survives it."""

PAINTING = (
    "from jobview.ui.frame.header_line import HeaderLine\n"
    "def watch_snapshot(self):\n"
    "    import os\n"
    "    kept = dict(os.environ)\n"
    "    word = os.environ.get('KINETICA_PASSWD') or os.environ.get('KINETICA_OAUTH_TOKEN')\n"
    "    raise RuntimeError('on purpose')\n"
    "HeaderLine.watch_snapshot = watch_snapshot\n"
)
MAIN = "from jobview.cli.entry import main; main()"


def test_a_mistake_that_is_survived_tells_no_local_variables(world: Path) -> None:
    log = world / "jobview.log"
    environ = BEARER | {"JOBVIEW_LOG_FILE": str(log)}
    with Terminal([sys.executable, "-c", SENDING + MAIN], environ) as terminal:
        terminal.wait_for(b"internal error")
        terminal.press(b"D")
        terminal.wait_for(b"jobview debug")
        terminal.press(b"\x1b[F")  # End: the last troubles stand last
        terminal.wait_for(b"on purpose")
        drawn = terminal.drawn

    assert b"Traceback" not in drawn.partition(b"jobview debug")[0]
    assert "on purpose" in log.read_text(encoding="utf-8")
    assert SCAN.found(drawn) == []
    assert SCAN.in_folder(world) == []


def test_a_crash_tells_no_local_variables(world: Path) -> None:
    with Terminal([sys.executable, "-c", PAINTING + MAIN], RIGHT) as terminal:
        terminal.wait_for(b"on purpose")
        terminal.drain(1.0)
        drawn = terminal.drawn

    assert b"Traceback" in drawn
    assert SCAN.found(drawn) == []
    assert SCAN.in_folder(world) == []


PAGER = """#!/bin/sh
tr '\\0' '\\n' < /proc/$$/environ > "$HOME/environ-of-pager"
tr '\\0' ' ' < /proc/$$/cmdline > "$HOME/command-of-pager"
"""
TRIES = 20
"""To open the pager: there must be something for it first."""


def test_the_board(world: Path) -> None:
    """Rows, help, a cancelled job, a pager, a copied text, and a screen that was left."""
    pager = world / "pager"
    pager.write_text(PAGER, encoding="utf-8")
    pager.chmod(0o700)
    environ = RIGHT | {"PAGER": str(pager), "TEXTUAL_LOG": str(world / "textual.log")}
    found: list[str] = []
    with Terminal([sys.executable, "-m", "jobview"], environ) as terminal:
        terminal.wait_for(b"live")
        for keys in (b"?", b"\x1b", b"x", b"\t\r", b"4", b"\r", b"y", *[b"o"] * TRIES):
            terminal.press(keys)
            terminal.drain(0.2, 1.0)
            found += SCAN.in_processes(terminal.pid)
            if (world / "environ-of-pager").exists():
                break
        os.kill(terminal.pid, signal.SIGTERM)
        terminal.drain(0.5)
        drawn = terminal.drawn

    assert found == []
    assert b"login unencrypted" in drawn
    assert SCAN.found(drawn) == []
    assert SCAN.in_folder(world) == []
    assert (world / "environ-of-pager").exists()


def test_a_refused_board(world: Path) -> None:
    with Terminal([sys.executable, "-m", "jobview"], WRONG) as terminal:
        terminal.wait_for(b"unauthorised")
        terminal.drain(0.3)
        terminal.press(b"r")
        terminal.drain(0.5)
        drawn = terminal.drawn

    assert SCAN.found(drawn) == []
    assert SCAN.in_folder(world) == []


def test_the_demos_simulator(world: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for name, value in (RIGHT | BEARER).items():
        monkeypatch.setenv(name, value)
    with simulator_process(["--jobs=1"]) as simulator:
        simulator.urls(1)
        children = descendants(os.getpid())
        assert any(b"simulate" in proc(child, "cmdline") for child in children)
        assert SCAN.in_processes(os.getpid()) == []
    assert SCAN.in_folder(world) == []


def test_a_password_that_is_typed_is_not_seen(world: Path) -> None:
    command = [sys.executable, "-m", "jobview", "list", "--user", "alice"]
    with Terminal(command, {}) as terminal:
        terminal.wait_for(b"Password for alice at db.example:9191: ")
        terminal.press(PASSWORD.encode() + b"\r")
        terminal.wait_for(b"STATUS")
        terminal.drain(0.3)
        assert SCAN.in_processes(terminal.pid) == []
        drawn = terminal.drawn

    assert drawn.count(b"Password") == 1
    assert b"goes to db.example:9191 unencrypted" in drawn
    assert SCAN.found(drawn) == []
    assert SCAN.in_folder(world) == []


@pytest.mark.usefixtures("world")
async def test_screenshots_workers_and_tasks(monkeypatch: pytest.MonkeyPatch) -> None:
    from jobview.cli.flags import settings_of
    from jobview.cli.root import root
    from jobview.cli.screen import session_opener
    from jobview.clock import SystemClock
    from jobview.ui.app import JobviewApp
    from jobview.ui.look import Look
    from jobview.ui.paint.marks import UNICODE_MARKS

    with root.make_context("jobview", []) as context:
        settings = settings_of(context, {"KINETICA_URL": URL} | RIGHT)
    clock = SystemClock()
    app = JobviewApp(session_opener(settings, (), clock), Look("x", UNICODE_MARKS, None), clock)
    async with app.run_test(size=(160, 40)) as pilot:
        while not app.snapshot.jobs:
            await pilot.pause(0.05)
        told = [app.export_screenshot(), repr(app), repr(app.session), repr(settings)]
        told += [repr(worker) for worker in app.workers]
        told += [repr(task) + str(task.get_stack()) for task in asyncio.all_tasks()]
        assert app.session is not None
        told += [repr(vars(app.session.source))]

    assert SCAN.found("\n".join(told).encode()) == []


def test_what_is_looked_for_is_found_in_every_form() -> None:
    for secret in (PASSWORD, TOKEN, PROXY_PASSWORD):
        pairs = [f"{user}:{secret}".encode() for user in ("a", "al", "ali")]
        shown = [
            secret.encode(),
            quote(secret).encode(),
            json.dumps({"x": secret}).encode(),
            *(base64.b64encode(pair) for pair in pairs),
            secret[:5].encode() + b"\x1b[31m" + secret[5:].encode(),
            f"│ {secret[:6]} │\n│ {secret[6:]} │".encode(),
        ]
        assert [SCAN.found(data) for data in shown] == [[secret]] * len(shown)
    assert SCAN.found(b"nothing of that kind") == []
