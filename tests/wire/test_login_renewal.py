"""A login that is read anew over real sockets: what the server is offered, and in what order."""

from __future__ import annotations

import base64
from typing import TYPE_CHECKING

import pytest

from jobview.cli.connection import connected
from jobview.cli.login.credentials import Credentials
from jobview.cli.login.origin import SecretFile
from jobview.cli.screen import session_opener
from jobview.clock import SystemClock
from jobview.errors import Unauthorised
from jobview.jobs.snapshot import LinkState
from jobview.settings import Secret, Settings
from jobview.simulator.options import SimulatorOptions
from jobview.ui.app import JobviewApp
from jobview.ui.look import Look
from jobview.ui.paint.marks import UNICODE_MARKS
from tests.fakes.answers import get_job_json
from tests.fakes.clock import FakeClock
from tests.fakes.raw_server import http_answer, raw_server
from tests.fakes.server import running_simulator

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from textual.pilot import Pilot

    from tests.fakes.raw_server import RawRequest


class Guarded:
    """A server that accepts one password, and notes those that it was offered."""

    def __init__(self, password: str) -> None:
        self.password = password
        self.offered: list[str] = []

    async def __call__(self, request: RawRequest) -> None:
        coded = (request.header("Authorization") or "").removeprefix("Basic ")
        _, _, password = base64.b64decode(coded).decode().partition(":")
        self.offered.append(password)
        status = "200 OK" if password == self.password else "401 Unauthorized"
        await request.send(http_answer(get_job_json(), status=status))


@pytest.fixture
def kept(tmp_path: Path) -> Path:
    path = tmp_path / "password"
    path.write_text("old\n", encoding="utf-8")
    return path


def settings(url: str, kept: Path) -> Settings:
    credentials = Credentials("alice", SecretFile("the password", kept))
    return Settings(urls=(url,), login=credentials(), renew_login=credentials, is_audited=False)


async def test_a_changed_password_is_found_and_kept(kept: Path) -> None:
    guarded = Guarded("new")
    async with (
        raw_server(guarded) as server,
        connected(settings(server.url, kept), FakeClock()) as source,
    ):
        with pytest.raises(Unauthorised):
            await source.job(1)
        write(kept, "new\n")
        await source.job(1)
        await source.job(1)

    assert guarded.offered == ["old", "new", "new"]


async def test_a_password_that_changes_meanwhile_is_not_even_noticed(kept: Path) -> None:
    guarded = Guarded("old")
    async with (
        raw_server(guarded) as server,
        connected(settings(server.url, kept), FakeClock()) as source,
    ):
        await source.job(1)
        guarded.password = "new"
        write(kept, "new\n")
        await source.job(1)

    assert guarded.offered == ["old", "old", "new"]


async def test_an_action_is_sent_once(kept: Path) -> None:
    guarded = Guarded("new")
    async with (
        raw_server(guarded) as server,
        connected(settings(server.url, kept), FakeClock()) as source,
    ):
        write(kept, "new\n")
        with pytest.raises(Unauthorised, match="try once more"):
            await source.cancel([1])

    assert guarded.offered == ["old"]
    assert len(server.requests) == 1


async def test_the_board_reads_it_anew_when_it_is_asked_to_try_again(kept: Path) -> None:
    clock = SystemClock()
    options = SimulatorOptions(jobs=3, user="alice", password=Secret("new"))
    with running_simulator(options) as server:
        opener = session_opener(settings(server.url, kept), (), clock)
        app = JobviewApp(opener, Look("x", UNICODE_MARKS, None), clock)
        async with app.run_test(size=(120, 30)) as pilot:
            await until(pilot, lambda: app.snapshot.link.state is LinkState.UNAUTHORISED)
            write(kept, "new")
            await pilot.press("r")
            await until(pilot, lambda: app.snapshot.link.state is LinkState.LIVE)
            assert len(app.snapshot.jobs) >= 3


async def until(pilot: Pilot[int], is_so: Callable[[], bool]) -> None:
    while not is_so():
        await pilot.pause(0.02)


def write(path: Path, text: str) -> None:
    path.write_text(text, encoding="utf-8")
