"""What stands before a server: read-only, the audit log, and logins that are read anew."""

from __future__ import annotations

import asyncio
import json
import os
import stat
import threading
from concurrent.futures import ThreadPoolExecutor
from typing import TYPE_CHECKING, Any

import pytest

from jobview.cli.environment import environment_layer
from jobview.cli.guards.audit_log import append, audit_path
from jobview.cli.guards.audited import MAX_WORDS, AuditedSource
from jobview.cli.guards.read_only import ReadOnlySource
from jobview.cli.guards.renewal import RETEST_S, RenewingSource, SharedLogin
from jobview.cli.layer import Layer, merged
from jobview.errors import (
    BadAnswer,
    CutOff,
    Refused,
    ServerError,
    SettingsError,
    Unauthorised,
    Unreachable,
)
from jobview.journal.logins import forget_logins, note_login
from jobview.settings import Login, Secret, Settings
from tests.fakes.clock import FakeClock
from tests.fakes.jobs import CLUSTER
from tests.fakes.program import jobview
from tests.fakes.source import Call, FakeSource

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

OLD, NEW, NEWER = (Login("alice", Secret(word)) for word in ("old", "new", "newer"))
REFUSAL = Unauthorised(f"{CLUSTER}/x", "HTTP 401 Unauthorized")


# read-only


@pytest.mark.parametrize("where", ["flags", "environment", "profile", "file"])
def test_no_source_of_settings_takes_read_only_back(where: str) -> None:
    names = ["flags", "environment", "profile", "file"]
    layers = [Layer(name=name, read_only=name == where) for name in names]

    assert merged(layers).read_only


def test_read_only_is_off_unless_demanded() -> None:
    assert not merged([Layer(name="flags"), Layer(name="file", read_only=False)]).read_only


@pytest.mark.parametrize(
    ("word", "is_on"), [("1", True), ("TRUE", True), ("on", True), ("0", None), ("", None)]
)
def test_read_only_in_the_environment(word: str, *, is_on: bool | None) -> None:
    assert (environment_layer({"JOBVIEW_READ_ONLY": word}).read_only or None) is is_on


def test_a_word_for_read_only_that_means_nothing_is_no_off() -> None:
    with pytest.raises(SettingsError, match="JOBVIEW_READ_ONLY='maybe' is neither 1 nor 0"):
        environment_layer({"JOBVIEW_READ_ONLY": "maybe"})


@pytest.mark.parametrize("command", [("cancel", "1", "--yes"), ("submit", "/admin/rebalance")])
@pytest.mark.parametrize(
    ("ways", "by"),
    [
        (("flag",), "--read-only; run jobview without it"),
        (("environment",), "JOBVIEW_READ_ONLY; run jobview without it"),
        (("profile",), "read_only in profile prod; run jobview without it"),
        (("flag", "environment"), "--read-only and JOBVIEW_READ_ONLY; run jobview without them"),
    ],
    ids=["flag", "environment", "profile", "both"],
)
def test_the_commands_that_act_are_refused_and_say_by_what(
    tmp_path: Path, command: tuple[str, ...], ways: tuple[str, ...], by: str
) -> None:
    config = tmp_path / "config.toml"
    config.write_text("[profiles.prod]\nread_only = true\n")
    config.chmod(0o600)
    flags = ["--config", f"{config}"]
    flags += ["--read-only"] if "flag" in ways else []
    flags += ["--profile", "prod"] if "profile" in ways else []
    environ = {"JOBVIEW_READ_ONLY": "1"} if "environment" in ways else {}

    done = jobview(*command, *flags, "--url", "http://127.0.0.1:1", **environ)

    assert done.code == 2
    words = f"nothing was sent: cancelling and submitting are turned off by {by}"
    assert done.words == f"jobview: {words} to cancel or submit\n"


def test_the_whole_file_can_turn_acting_off(tmp_path: Path) -> None:
    layers = [Layer(name="flags"), Layer(name="x", read_only=True, read_only_by="read_only in x")]

    assert merged(layers).read_only_by == ("read_only in x",)
    assert not Settings(read_only=False).why_read_only
    assert "--read-only, JOBVIEW_READ_ONLY or the" in Settings(read_only=True).why_read_only


async def test_the_source_has_the_last_word_on_read_only() -> None:
    inner = FakeSource(FakeClock())
    source = ReadOnlySource(inner, Settings(read_only=True, read_only_by=("--read-only",)))

    with pytest.raises(Refused, match="nothing was sent"):
        await source.cancel([1])
    with pytest.raises(Refused, match=r"nothing was sent: .* are turned off by --read-only"):
        await source.create("/x", "{}")
    assert inner.calls == []


# the audit log


def audited(inner: FakeSource, path: Path, told: list[str] | None = None) -> AuditedSource:
    tell: Callable[[str], object] = (told if told is not None else []).append
    return AuditedSource(inner, path, lambda: OLD, inner.clock, tell)


def text(path: Path) -> str:
    return path.read_text(encoding="ascii")


def records(path: Path) -> list[dict[str, Any]]:
    return [json.loads(line) for line in text(path).splitlines()]


class Prompt(FakeSource):
    """Answers at once."""

    async def _serve(self, what: str, job_id: int = 0, job_tag: str = "") -> None:
        self.calls.append(Call(self.clock.mono, what, job_id, job_tag))


@pytest.fixture
def inner() -> FakeSource:
    return Prompt(FakeClock())


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "state" / "jobview" / "audit.jsonl"


async def test_a_cancel_leaves_two_lines(inner: FakeSource, path: Path) -> None:
    await audited(inner, path).cancel([7, 8])

    asked, answered = records(path)
    assert asked["id"] == answered["id"]
    assert asked["at"].endswith("+00:00")
    assert (asked["event"], answered["event"]) == ("asked", "answered")
    for line in (asked, answered):
        assert line["login"] == "alice"
        assert line["os_user"]
        assert line["cluster"] == CLUSTER
        assert line["action"] == "cancel"
        assert line["job_ids"] == [7, 8]
    assert answered["words"] == {"7": "cancel requested", "8": "cancel requested"}


async def test_a_submit_leaves_endpoint_tag_and_id_but_not_the_request(
    inner: FakeSource, path: Path
) -> None:
    await audited(inner, path).create("/execute/sql", '{"statement": "xyzzy"}', "night")

    asked, answered = records(path)
    assert (asked["endpoint"], asked["tag"]) == ("/execute/sql", "night")
    assert answered["job_id"] == 1
    assert "xyzzy" not in text(path)


@pytest.mark.parametrize(
    ("error", "event"),
    [
        (Refused(CLUSTER, "no\nsuch \x1b[31mjob"), "not done"),
        (REFUSAL, "not done"),
        (CutOff(CLUSTER, "cut"), "fate unknown"),
        (Unreachable(CLUSTER, "connection refused"), "not done"),
        (BadAnswer(CLUSTER, "HTML"), "fate unknown"),
    ],
    ids=["refused", "401", "cut", "nobody there", "html"],
)
async def test_what_became_of_it_is_written(
    inner: FakeSource, path: Path, error: ServerError, event: str
) -> None:
    inner.cancel_error = error
    with pytest.raises(type(error)):
        await audited(inner, path).cancel([7])

    assert records(path)[1]["event"] == event
    assert records(path)[1]["words"] == error.what
    assert "\x1b" not in text(path)


async def test_the_line_is_there_before_the_request_goes_out(path: Path) -> None:
    seen: list[str] = []

    class Looking(FakeSource):
        async def cancel(self, job_ids: object) -> Any:  # noqa: ANN401
            seen.append(text(path))
            raise asyncio.CancelledError

    with pytest.raises(asyncio.CancelledError):
        await audited(Looking(FakeClock()), path).cancel([7])

    assert '"event": "asked"' in seen[0]
    assert records(path)[1]["event"] == "fate unknown"


def test_leaving_while_the_server_thinks_is_on_record_too(path: Path) -> None:
    class Silent(FakeSource):
        async def cancel(self, job_ids: object) -> Any:  # noqa: ANN401
            is_sent.set()
            await asyncio.Event().wait()

    is_sent = asyncio.Event()

    async def left() -> None:
        task = asyncio.create_task(audited(Silent(FakeClock()), path).cancel([7]))
        await is_sent.wait()
        assert not task.done()

    asyncio.run(left())

    assert [line["event"] for line in records(path)] == ["asked", "fate unknown"]


async def test_a_cancel_does_not_fail_for_a_log_that_cannot_be_written(
    inner: FakeSource, tmp_path: Path
) -> None:
    (tmp_path / "file").write_bytes(b"")
    told: list[str] = []
    source = audited(inner, tmp_path / "file" / "audit.jsonl", told)

    assert await source.cancel([7])
    assert await source.cancel([8])

    assert len(told) == 1
    assert "cannot be written: File exists" in told[0]
    assert len(inner.asked("cancel")) == 2


async def test_who_acts_is_who_logs_in_by_then(inner: FakeSource, path: Path) -> None:
    logins = iter([OLD, Login("bob"), Login("bob"), Login("eve")])
    source = AuditedSource(inner, path, lambda: next(logins), inner.clock, print)

    await source.cancel([7])
    await source.cancel([8])

    assert [line["login"] for line in records(path)] == ["alice", "bob", "bob", "eve"]


async def test_a_log_that_hangs_is_not_waited_for(
    inner: FakeSource, path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    held = threading.Event()
    threads: list[threading.Thread] = []

    def hanging(*_: object) -> None:
        threads.append(threading.current_thread())
        held.wait()

    monkeypatch.setattr("jobview.cli.guards.audited.PATIENCE_S", 0.01)
    monkeypatch.setattr("jobview.cli.guards.audited.append", hanging)
    told: list[str] = []

    assert await audited(inner, path, told).cancel([7])
    assert "it takes too long" in told[0]
    # Neither the loop nor the interpreter waits for such a thread at the end.
    assert [thread.daemon for thread in threads] == [True, True]
    held.set()


async def test_a_named_pipe_in_the_logs_place_holds_up_nothing(
    inner: FakeSource, path: Path
) -> None:
    path.parent.mkdir(parents=True)
    os.mkfifo(path)
    told: list[str] = []

    assert await audited(inner, path, told).cancel([7])
    assert "cannot be written: No such device or address" in told[0]


def test_a_log_that_others_may_read_is_closed_to_them(path: Path) -> None:
    path.parent.mkdir(parents=True)
    path.touch()
    path.chmod(0o666)
    append(path, {"n": 1})

    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert records(path) == [{"n": 1}]


async def test_a_servers_words_on_record_hold_no_login(inner: FakeSource, path: Path) -> None:
    forget_logins()
    note_login(Login("alice", Secret("pw-that-is-told")))
    inner.cancel_status = "x" * (MAX_WORDS - 5) + "pw-that-is-told"
    await audited(inner, path).cancel([7])
    forget_logins()

    assert "pw-" not in text(path)


def test_nobody_is_asked_for_a_password_where_all_is_refused(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    asked: list[str] = []

    def typed(words: str) -> str:
        asked.append(words)
        return ""

    monkeypatch.setattr("getpass.getpass", typed)
    arguments = ["submit", "/x", "--read-only", "--user", "al", "--ask-password"]

    for command in (arguments, ["cancel", "1", "--yes", *arguments[2:]]):
        # Where there is no terminal to ask on, that would be said instead.
        assert jobview(*command).words.startswith("jobview: nothing was sent: cancelling ")
    assert asked == []


def test_several_writers_do_not_mix_their_lines(path: Path) -> None:
    record = {"words": "x" * 9_000}
    with ThreadPoolExecutor(8) as pool:
        list(pool.map(lambda _: append(path, record), range(200)))

    assert records(path) == [record] * 200


def test_log_and_folders_are_the_owners_alone(path: Path) -> None:
    before = os.umask(0)
    try:
        append(path, {})
    finally:
        os.umask(before)

    modes = [stat.S_IMODE(place.stat().st_mode) for place in (path, *path.parents[:2])]
    assert modes == [0o600, 0o700, 0o700]


def test_a_log_that_was_moved_away_is_begun_anew(path: Path) -> None:
    append(path, {"n": 1})
    path.rename(path.with_suffix(".old"))
    append(path, {"n": 2})

    assert records(path) == [{"n": 2}]


def test_the_log_is_where_the_platform_keeps_state(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path))
    assert audit_path() == tmp_path / "jobview" / "audit.jsonl"


# logins that are read anew


class Guarded:
    """A server that accepts one login, behind a source that can read logins."""

    def __init__(self, *kept: Login, accepted: Login) -> None:
        self.kept = list(kept)
        """What reading gives, the last one again and again."""
        self.accepted = accepted
        self.used = OLD
        self.offered: list[Login] = []
        self.reads = 0
        self.is_reading = threading.Event()
        self.may_read = threading.Event()
        self.may_read.set()
        self.mark = 0
        self.clock = FakeClock()
        self.shared = SharedLogin(OLD, self._read, mark=lambda: self.mark)
        self.source = RenewingSource(self._server(), self.shared, self._set, self.clock)

    def _read(self) -> Login:
        self.is_reading.set()
        self.may_read.wait(10)
        self.reads += 1
        if not self.kept:
            raise SettingsError("the store is locked")
        return self.kept.pop(0) if len(self.kept) > 1 else self.kept[0]

    def _set(self, login: Login) -> None:
        self.used = login

    def _server(self) -> FakeSource:
        guarded = self

        class Server(FakeSource):
            async def _serve(self, what: str, job_id: int = 0, job_tag: str = "") -> None:
                used = guarded.used
                guarded.offered.append(used)
                await asyncio.sleep(0)
                if used != guarded.accepted:
                    raise Unauthorised(f"{CLUSTER}/x", "HTTP 401 Unauthorized")

        return Server(FakeClock())


async def test_an_expired_login_is_read_anew_once() -> None:
    server = Guarded(NEW, accepted=NEW)

    await server.source.list_jobs()
    await server.source.list_jobs()

    assert server.offered == [OLD, NEW, NEW]
    assert server.reads == 1


async def test_the_same_login_is_not_offered_twice() -> None:
    server = Guarded(OLD, accepted=NEW)

    with pytest.raises(Unauthorised):
        await server.source.list_jobs()

    assert server.offered == [OLD]


async def test_who_gives_up_while_the_login_is_read_has_it_not_offered_once_more() -> None:
    server = Guarded(OLD, NEW, NEW, accepted=NEW)
    with pytest.raises(Unauthorised):
        await server.source.list_jobs()
    server.is_reading.clear()
    server.may_read.clear()
    given_up = asyncio.create_task(server.source.list_jobs())
    assert await asyncio.to_thread(server.is_reading.wait, 10)
    given_up.cancel()
    await asyncio.gather(given_up, return_exceptions=True)
    server.may_read.set()

    await server.source.list_jobs()

    assert server.offered == [OLD, NEW]


async def test_asking_again_reads_the_login_before() -> None:
    server = Guarded(OLD, NEW, accepted=NEW)
    with pytest.raises(Unauthorised):
        await server.source.list_jobs()

    await server.source.list_jobs()

    assert server.offered == [OLD, NEW]


async def test_logins_that_are_all_wrong_are_offered_no_more_than_two_at_a_time() -> None:
    server = Guarded(NEW, NEWER, accepted=Login("root"))
    with pytest.raises(Unauthorised):
        await server.source.list_jobs()
    assert server.offered == [OLD, NEW]

    with pytest.raises(Unauthorised):
        await server.source.list_jobs()
    assert server.offered == [OLD, NEW, NEWER]

    with pytest.raises(Unauthorised):
        await server.source.list_jobs()
    assert server.offered == [OLD, NEW, NEWER, NEWER]


async def test_many_refused_at_once_read_the_login_once() -> None:
    server = Guarded(NEW, accepted=NEW)
    errors = await asyncio.gather(
        *(server.source.job(number) for number in range(8)), return_exceptions=True
    )

    assert not any(isinstance(error, Unauthorised) for error in errors)
    assert server.reads == 1
    assert server.offered == [OLD] * 8 + [NEW] * 8


async def test_a_login_that_cannot_be_read_is_said() -> None:
    server = Guarded(accepted=NEW)
    with pytest.raises(Unauthorised, match=r"401 .*could not be read anew: the store is locked"):
        await server.source.list_jobs()

    server.kept.append(NEW)
    await server.source.list_jobs()
    assert server.offered == [OLD, NEW]


@pytest.mark.parametrize("action", ["cancel", "submit"])
async def test_what_acts_is_sent_once_and_the_next_goes_with_the_new_login(action: str) -> None:
    server = Guarded(NEW, accepted=NEW)

    async def act() -> object:
        if action == "cancel":
            return await server.source.cancel([7])
        return await server.source.create("/x", "{}")

    with pytest.raises(Unauthorised, match="the login was read anew since: try once more"):
        await act()
    assert server.offered == [OLD]
    await act()
    assert server.offered == [OLD, NEW]


async def test_what_one_cluster_has_read_anew_the_others_go_with() -> None:
    here = Guarded(NEW, accepted=NEW)
    there: list[Login] = []
    here.shared.lead(there.append)

    await here.source.list_jobs()
    assert there == [OLD, NEW]

    later: list[Login] = []
    here.shared.lead(later.append)
    assert later == [NEW]


async def test_a_cluster_that_refused_a_login_that_another_one_has_replaced_goes_with_the_new() -> (
    None
):
    server = Guarded(OLD, OLD, NEW, accepted=NEW)
    with pytest.raises(Unauthorised):
        await server.source.list_jobs()
    await server.shared.read_unless_left(OLD)
    await server.shared.read_unless_left(OLD)

    await server.source.list_jobs()

    assert server.offered == [OLD, NEW]
    assert server.reads == 3


async def test_a_refused_login_has_the_remedy_that_fits_its_place() -> None:
    server = Guarded(OLD, accepted=NEW)
    server.shared.remedy = "correct the password in /x/pw"

    with pytest.raises(Unauthorised, match="401 Unauthorized; correct the password in /x/pw"):
        await server.source.list_jobs()


async def is_well(server: Guarded) -> bool:
    try:
        return await server.source.status() is not None
    except Unauthorised:
        return False


async def test_how_a_cluster_fares_is_asked_with_a_fresh_login_too() -> None:
    server = Guarded(NEW, accepted=NEW)

    assert await is_well(server)
    assert server.offered == [OLD, NEW]


@pytest.mark.parametrize("reason", ["time", "another login", "another place"])
async def test_a_refused_login_is_not_offered_again_to_hear_how_a_cluster_fares(
    reason: str,
) -> None:
    server = Guarded(OLD, accepted=NEW)
    for _ in range(9):
        assert not await is_well(server)
        server.clock.mono += 60
    assert (server.offered, server.reads) == ([OLD], 1)

    if reason == "time":
        server.clock.mono += RETEST_S
    elif reason == "another login":
        server.kept = [NEW]
        await server.shared.read_unless_left(server.shared.login)
    else:
        server.kept, server.mark = [NEW], 1
    assert await is_well(server) is (reason != "time")
    assert server.offered == [OLD, OLD if reason == "time" else NEW]


async def test_who_asks_for_jobs_is_not_kept_from_it_by_a_test_that_failed() -> None:
    server = Guarded(OLD, OLD, NEW, accepted=NEW)
    assert not await is_well(server)

    with pytest.raises(Unauthorised):
        await server.source.list_jobs()
    await server.source.list_jobs()
    assert await is_well(server)
