"""A login that is read anew over real sockets: what the server is offered, and in what order."""

from __future__ import annotations

import asyncio
import base64
from contextlib import aclosing, suppress
from dataclasses import replace
from typing import TYPE_CHECKING

import pytest

from jobview.cli.connection import connected
from jobview.cli.flags import settings_of
from jobview.cli.login.credentials import Credentials
from jobview.cli.login.origin import SecretFile
from jobview.cli.root import root
from jobview.cli.screen import session_opener
from jobview.clock import SystemClock
from jobview.errors import Unauthorised, Unreachable
from jobview.jobs.snapshot import LinkState
from jobview.settings import Secret, Settings
from jobview.simulator.faults.fault import Fault
from jobview.simulator.faults.kinds import Kind
from jobview.simulator.options import SimulatorOptions
from jobview.ui.app import JobviewApp
from jobview.ui.look import Look
from jobview.ui.paint.marks import UNICODE_MARKS
from tests.fakes.answers import get_job_json
from tests.fakes.clock import FakeClock
from tests.fakes.raw_server import http_answer, raw_server
from tests.fakes.server import running_pair, running_simulator

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from textual.pilot import Pilot

    from jobview.polling.lookout import Lookout
    from jobview.polling.poller import Poller
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


async def test_a_ring_turns_to_the_next_cluster_with_the_new_password(kept: Path) -> None:
    options = SimulatorOptions(user="alice", password=Secret("new"))
    with running_pair(options) as (primary, backup):
        urls = (primary.url, backup.url)
        ring = replace(settings(primary.url, kept), urls=urls)
        async with connected(ring, SystemClock()) as source:
            write(kept, "new")
            await source.list_jobs()
            write(kept, "lost")
            primary.faults.add(Fault(kind=Kind.DOWN))
            primary.wait_until_listening(is_listening=False)
            with suppress(Unreachable):
                await source.list_jobs()  # it may be the first to meet the closed connection
            assert (await source.list_jobs()).cluster == backup.url


async def test_a_backup_is_found_with_a_password_that_changed_after_the_primary_died(
    kept: Path,
) -> None:
    options = SimulatorOptions(user="alice", password=Secret("new"))
    with running_pair(options) as (primary, backup):
        ring = replace(settings(primary.url, kept), urls=(primary.url, backup.url))
        primary.faults.add(Fault(kind=Kind.DOWN))
        primary.wait_until_listening(is_listening=False)
        write(kept, "new")
        async with connected(ring, SystemClock()) as source:
            with suppress(Unreachable):
                await source.list_jobs()
            assert (await source.list_jobs()).cluster == backup.url


async def test_a_backup_that_refuses_the_password_is_offered_it_once(kept: Path) -> None:
    guarded, clock = Guarded("new"), FakeClock()
    async with raw_server(guarded) as backup:
        ring = replace(settings("http://127.0.0.1:1", kept), discover_ring=False)
        ring = replace(ring, urls=("http://127.0.0.1:1", backup.url))
        async with connected(ring, clock) as source:
            for _ in range(5):
                with pytest.raises(Unreachable, match="no cluster of the ring can be used"):
                    await source.list_jobs()
                clock.mono += 60
    assert guarded.offered == ["old"]


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


@pytest.mark.parametrize("way", ["file", "profile"])
async def test_the_board_asks_by_itself_once_for_each_other_login(
    kept: Path, way: str, hurried: None
) -> None:
    guarded = Guarded("new")
    async with raw_server(guarded) as server:
        keep = Keeping(kept, way, server.url)
        keep("old")
        async with session_opener(keep.settings(), (), SystemClock())() as session:
            looks = Looks(session.poller.lookout)
            reader = asyncio.create_task(read(session.poller))
            await looks.some()
            assert guarded.offered == ["old"]
            keep("old")
            await looks.some()
            assert guarded.offered == ["old"]
            keep("wrong")
            await looks.some()
            assert guarded.offered == ["old", "wrong"]
            keep("")  # an editor that empties it before it writes
            await looks.some()
            assert guarded.offered == ["old", "wrong"]
            keep("new")
            await until_so(lambda: len(guarded.offered) > 2)
            assert set(guarded.offered[2:]) == {"new"}
            reader.cancel()
            await asyncio.gather(reader, return_exceptions=True)


@pytest.mark.parametrize("way", ["file", "profile"])
async def test_a_corrected_file_brings_the_board_back_without_a_key(
    kept: Path, way: str, hurried: None
) -> None:
    clock = SystemClock()
    options = SimulatorOptions(jobs=3, user="alice", password=Secret("new"))
    with running_simulator(options) as server:
        keep = Keeping(kept, way, server.url)
        keep("old")
        app = JobviewApp(
            session_opener(keep.settings(), (), clock), Look("x", UNICODE_MARKS, None), clock
        )
        async with app.run_test(size=(120, 30)) as pilot:
            await until(pilot, lambda: app.snapshot.link.state is LinkState.UNAUTHORISED)
            assert app.snapshot.link.login_file == str(keep.place)
            keep("new")
            await until(pilot, lambda: app.snapshot.link.state is LinkState.LIVE)


class Keeping:
    """Keeps a password in a file of its own, or in the profile file."""

    def __init__(self, path: Path, way: str, url: str) -> None:
        self.config = path.with_name("config.toml")
        self.place = path if way == "file" else self.config
        self._url = url

    def __call__(self, password: str) -> None:
        is_apart = self.place != self.config
        key = "password_file = 'password'" if is_apart else f"password = '{password}'"
        text = f"[profiles.p]\nurl = '{self._url}'\nuser = 'alice'\n{key}\n"
        write(self.config, text if password or is_apart else "")
        self.config.chmod(0o600)
        if is_apart:
            write(self.place, password)

    def settings(self) -> Settings:
        arguments = ["--config", str(self.config), "--profile", "p"]
        with root.make_context("jobview", arguments) as context:
            return replace(settings_of(context, {}), is_audited=False)


class Looks:
    """Counts how often it was looked whether the login has changed."""

    def __init__(self, lookout: Lookout) -> None:
        self._mark = lookout.login_mark
        self._count = 0
        lookout.login_mark = self._counted

    def _counted(self) -> object:
        self._count += 1
        return self._mark()

    async def some(self) -> None:
        """Let it be looked, and let what was asked for it be answered, several times over."""
        wanted = self._count + 5
        await until_so(lambda: self._count >= wanted)


@pytest.fixture
def hurried(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("jobview.polling.lookout.LOOK_S", 0.03)


async def read(poller: Poller) -> None:
    async with aclosing(poller.snapshots()) as snapshots:
        async for _ in snapshots:
            pass


async def until_so(is_so: Callable[[], bool]) -> None:
    while not is_so():  # noqa: ASYNC110 - neither server nor lookout sends word
        await asyncio.sleep(0.01)


async def until(pilot: Pilot[int], is_so: Callable[[], bool]) -> None:
    while not is_so():
        await pilot.pause(0.02)


def write(path: Path, text: str) -> None:
    path.write_text(text, encoding="utf-8")
