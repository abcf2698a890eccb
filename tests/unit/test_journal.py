"""The journal: which secrets are masked, what is kept, and a file that never does harm."""

from __future__ import annotations

import base64
import fcntl
import json
import logging
import os
import stat
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import quote

import pytest

from jobview.errors import SettingsError, Unreachable
from jobview.journal import log_file as log_file_module
from jobview.journal.keeping import Journal
from jobview.journal.lines import MAX_LINE_CHARACTERS, LineFormatter
from jobview.journal.log_file import LogFile
from jobview.journal.loggers import logger
from jobview.journal.logins import note_login
from jobview.journal.mask import Mask
from jobview.journal.troubles import MAX_CHARACTERS, MAX_TROUBLES, RECENT
from jobview.settings import Login, Secret, Settings

if TYPE_CHECKING:
    from collections.abc import Iterator

PASSWORD = 'hun"ter\\2 é/+'
TOKEN = "eyJ0b2tlbg.abc-DEF_123"
BASIC = base64.b64encode(f"ann:{PASSWORD}".encode()).decode()
LOGIN = Login("ann", Secret(PASSWORD), Secret(TOKEN))

log = logger("jobview.tests")


@pytest.fixture(autouse=True)
def _no_proxies(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("http_proxy", "https_proxy", "all_proxy", "HTTP_PROXY", "HTTPS_PROXY"):
        monkeypatch.delenv(name, raising=False)


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "logs" / "jobview.log"


@pytest.fixture
def journal(path: Path) -> Iterator[Journal]:
    with Journal(Settings(login=LOGIN, log_file=path)) as kept:
        yield kept


def lines(path: Path) -> list[str]:
    return path.read_text(encoding="utf-8").splitlines()


FORMS = {
    "plain": PASSWORD,
    "token": TOKEN,
    "basic": BASIC,
    "basic without padding": BASIC.rstrip("="),
    "in a URL": quote(PASSWORD, safe=""),
    "in JSON": json.dumps(PASSWORD),
    "as Python has it": repr(PASSWORD),
    "as bytes": repr(PASSWORD.encode()),
    "a header": f"Authorization: Bearer {TOKEN}",
    "headers": repr([(b"Authorization", f"Basic {BASIC}".encode())]),
}


@pytest.mark.parametrize("form", FORMS)
def test_a_secret_is_masked_in_every_form(form: str) -> None:
    text = Mask.of(Settings(login=LOGIN))(f"before {FORMS[form]} behind")
    assert "••••" in text
    assert text.startswith("before ")
    assert text.endswith(" behind")
    for part in ("hun", "ter", "eyJ0", BASIC[:8], BASIC[-8:-2]):
        assert part not in text


@pytest.mark.parametrize(
    "text",
    [
        "Authorization: Basic Zm9vOmJhcg==",
        "'authorization': 'Bearer Zm9vOmJhcg=='",
        "(b'Proxy-Authorization', b'Basic Zm9vOmJhcg==')",
        "sent Basic Zm9vOmJhcg==",
        "http://foo:Zm9vOmJhcg==@host/x",
        "AUTHORIZATION=Zm9vOmJhcg==",
        '{"Authorization": "Zm9vOmJhcg=="}',
    ],
)
def test_logins_that_nobody_knows_are_masked(text: str) -> None:
    masked = Mask()(text)
    assert "Zm9vOmJhcg" not in masked
    assert "••••" in masked


def test_words_that_are_no_secret_stay() -> None:
    text = "http://host:9191/get/job: HTTP 401: basic training of bearer bonds, ann"
    assert Mask.of(Settings(login=LOGIN))(text) == text


def test_a_short_password_is_masked_where_it_stands_alone() -> None:
    mask = Mask(["a"])
    assert mask("password a, a man") == "password ••••, •••• man"


def test_the_proxys_password_is_masked(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("https_proxy", "http://bob:p%40ssword@proxy:3128")
    text = Mask.of(Settings())("tried p@ssword and p%40ssword")
    assert text == "tried •••• and ••••"


@pytest.mark.usefixtures("journal")
def test_the_file_begins_with_versions_and_settings(path: Path) -> None:
    first, second = lines(path)
    assert "jobview" in first
    assert "Python" in first
    assert "Settings(" in second
    assert "hun" not in second


@pytest.mark.usefixtures("journal")
def test_a_record_is_one_harmless_line(path: Path) -> None:
    log.warning("server said %s", f"a\nb\x1b[31m {PASSWORD}\u202e")
    line = lines(path)[-1]
    assert line.endswith("Z WARNING jobview.tests: server said a⏎b␛[31m ••••�")
    assert line.isprintable()


@pytest.mark.usefixtures("journal")
def test_a_traceback_shows_no_values(path: Path) -> None:
    def fail(local: str) -> None:
        raise ValueError(f"no {TOKEN} for {len(local)}")

    try:
        fail("precious")
    except ValueError:
        log.exception("unexpected")
    line = lines(path)[-1]
    assert "ValueError: no •••• for 8" in line
    assert "in fail" in line
    assert "precious" not in line.replace('fail("precious")', "")


@pytest.mark.usefixtures("journal")
def test_a_secret_at_the_cut_is_not_shown_in_part(path: Path) -> None:
    log.warning("%s%s", "x" * (MAX_LINE_CHARACTERS - 10), TOKEN)
    line = lines(path)[-1]
    assert TOKEN[:4] not in line
    assert len(line) < MAX_LINE_CHARACTERS + 100


def test_file_and_folder_are_the_owners_alone(path: Path) -> None:
    before = os.umask(0)
    try:
        LogFile(path).close()
    finally:
        os.umask(before)
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert stat.S_IMODE(path.parent.stat().st_mode) == 0o700


def test_a_file_that_others_may_read_is_closed_to_them(path: Path) -> None:
    path.parent.mkdir()
    path.write_text("old\n")
    path.chmod(0o644)
    with Journal(Settings(log_file=path)):
        pass
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert lines(path)[0] == "old"


def test_the_file_is_limited_in_size_and_so_are_the_older_ones(
    path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(log_file_module, "MAX_BYTES", 2_000)
    with Journal(Settings(log_file=path)):
        for number in range(400):
            log.info("line %d %s", number, "x" * 50)
    files = sorted(path.parent.iterdir())
    assert [file.name for file in files] == [path.name, *(f"{path.name}.{n}" for n in (1, 2, 3))]
    assert all(file.stat().st_size <= 2_000 for file in files)
    assert {stat.S_IMODE(file.stat().st_mode) for file in files} == {0o600}


def test_several_processes_share_a_file(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(log_file_module, "MAX_BYTES", 20_000)
    words = "x" * 9_000  # more than a buffer of Python's

    def write(name: str) -> int:
        handler = LogFile(path)
        for number in range(40):
            handler.emit(logging.makeLogRecord({"msg": f"{name} {number} {words}"}))
        handler.close()
        return handler.lost_count

    with ThreadPoolExecutor(4) as pool:
        lost = sum(pool.map(write, "abcd"))

    files = sorted(path.parent.iterdir())
    kept = [line for file in files for line in lines(file)]
    assert lost == 0
    assert [file.name for file in files] == [path.name, *(f"{path.name}.{n}" for n in (1, 2, 3))]
    assert all(line.endswith(words) for line in kept)
    # Every older file was full when it was put aside, and nobody put it aside once more.
    assert all(file.stat().st_size > 10_000 for file in files[1:])


def test_a_file_that_was_put_aside_just_before_the_lock_is_not_put_aside_again(
    path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(log_file_module, "MAX_BYTES", 100)
    handler = LogFile(path)
    handler.emit(logging.makeLogRecord({"msg": "x" * 90}))
    aside = path.with_name(f"{path.name}.1")

    def another_was_first(*_: object) -> None:
        path.rename(aside)
        path.write_text("of another\n", encoding="utf-8")

    monkeypatch.setattr("fcntl.flock", another_was_first)
    handler.emit(logging.makeLogRecord({"msg": "y" * 90}))
    handler.close()

    assert lines(path) == ["of another", "y" * 90]
    assert lines(aside) == ["x" * 90]


def test_a_file_that_another_puts_aside_is_left_to_it(
    path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(log_file_module, "MAX_BYTES", 100)
    first, second = LogFile(path), LogFile(path)
    record = logging.makeLogRecord({"msg": "x" * 90})
    first.emit(record)
    with path.open() as locked:
        fcntl.flock(locked, fcntl.LOCK_EX)
        second.emit(record)
    assert not path.with_name(f"{path.name}.1").exists()

    second.emit(record)
    first.emit(record)
    first.close()
    second.close()

    sizes = [file.stat().st_size for file in sorted(path.parent.iterdir())]
    assert sizes == [91, 91, 182]  # what was locked away last is the oldest


@pytest.mark.parametrize("where", ["a folder", "under a file", "a pipe", "not to be entered"])
def test_a_file_that_cannot_be_written_is_told_before_anything_begins(
    where: str, tmp_path: Path
) -> None:
    (tmp_path / "file").touch()
    os.mkfifo(tmp_path / "pipe")
    path = {
        "a folder": tmp_path,
        "under a file": tmp_path / "file" / "x.log",
        "a pipe": tmp_path / "pipe",
        "not to be entered": Path("/proc/1/nothing/x.log"),
    }[where]
    with pytest.raises(SettingsError, match="log file"), Journal(Settings(log_file=path)):
        pass
    assert not any(isinstance(each, LogFile) for each in logging.getLogger("jobview").handlers)


@pytest.mark.usefixtures("journal")
def test_a_file_that_was_taken_away_is_made_anew(path: Path) -> None:
    path.unlink()
    log.info("after")
    assert lines(path)[-1].endswith("after")
    path.rename(path.with_name("aside"))
    log.info("once more")
    assert len(lines(path)) == 1


@pytest.mark.usefixtures("journal")
def test_a_folder_that_was_taken_away_does_no_harm(
    path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path.unlink()
    path.parent.rmdir()
    log.warning("nowhere")
    assert capsys.readouterr().err == ""
    path.parent.mkdir()
    log.info("again")
    assert lines(path)[-1].endswith("again")


def test_a_full_disk_does_no_harm(capsys: pytest.CaptureFixture[str]) -> None:
    with Journal(Settings(log_file=Path("/dev/full"))):
        for _ in range(3):
            log.warning("lost")
        (handler,) = [h for h in logging.getLogger("jobview").handlers if isinstance(h, LogFile)]
        assert handler.lost_count >= 3
    assert capsys.readouterr().err == ""
    assert RECENT.newest()[-1].words == "lost"


def test_the_end_is_told_with_its_reason(path: Path) -> None:
    def ended_by(error: BaseException) -> str:
        with pytest.raises(type(error)), Journal(Settings(log_file=path)):
            raise error
        return lines(path)[-1]

    assert "the end: http://h/x: connection refused" in ended_by(
        Unreachable("http://ann:pw@h/x", "connection refused")
    )
    assert "the end: KeyboardInterrupt" in ended_by(KeyboardInterrupt())
    assert "RuntimeError: oh" in ended_by(RuntimeError("oh"))


def test_troubles_are_kept_without_a_file_and_in_bounded_number() -> None:
    with Journal(Settings(login=LOGIN)):
        log.info("not kept")
        for number in range(MAX_TROUBLES + 5):
            log.warning("trouble %d with %s\n", number, TOKEN)
        log.error("x" * 10_000)
    troubles = RECENT.newest()
    assert len(troubles) == MAX_TROUBLES
    assert troubles[-2].words == f"trouble {MAX_TROUBLES + 4} with ••••⏎"
    assert (troubles[-1].level, troubles[-1].source) == ("ERROR", "jobview.tests")
    assert len(troubles[-1].words) == MAX_CHARACTERS


def test_a_long_traceback_keeps_what_it_began_and_ended_with() -> None:
    with Journal(Settings(login=LOGIN)):
        log.error("a mistake", exc_info=ValueError("y" * 10_000 + TOKEN + " the very end"))
    words = RECENT.newest()[-1].words
    assert len(words) == MAX_CHARACTERS
    assert words.startswith("a mistake⏎ValueError: yyy")
    assert words.endswith("y•••• the very end")
    assert words.count("…") == 1


def test_a_message_that_does_not_fit_its_arguments_does_no_harm() -> None:
    # Not through a logger: the test runner's own handler would raise.
    record = logging.LogRecord("jobview.x", logging.ERROR, "", 0, "%d", ("no number",), None)
    RECENT.handle(record)
    assert RECENT.newest()[-1].words == "(a message that cannot be written)"


def test_without_a_journal_nothing_is_said(capsys: pytest.CaptureFixture[str]) -> None:
    log.error("to nobody")
    assert capsys.readouterr().err == ""


def test_afterwards_all_is_as_before(path: Path) -> None:
    root = logging.getLogger("jobview")
    before = (list(root.handlers), root.level, list(logging.getLogger("asyncio").handlers))
    with Journal(Settings(log_file=path)):
        assert len(root.handlers) == len(before[0]) + 2
    assert (root.handlers, root.level, logging.getLogger("asyncio").handlers) == before


def test_a_time_is_told_in_utc() -> None:
    record = logging.LogRecord("jobview.x", logging.INFO, "", 0, "m", None, None)
    record.created, record.msecs = 0.007, 7.0
    assert LineFormatter(Mask()).format(record) == "1970-01-01T00:00:00.007Z INFO jobview.x: m"


def test_a_login_that_was_read_anew_is_masked_too(path: Path) -> None:
    with Journal(Settings(log_file=path)):
        logger("jobview.x").warning("before")
        note_login(Login("ann", Secret("renewed-later")))
        logger("jobview.x").warning("the server said renewed-later")
    told = path.read_text(encoding="utf-8")
    assert "the server said" in told
    assert "renewed-later" not in told
