"""Passwords and tokens from files, commands, the keyring and the keyboard."""

from __future__ import annotations

import os
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from types import ModuleType
from typing import TYPE_CHECKING

import pytest

from jobview.cli.flags import settings_of
from jobview.cli.login.keepers import SecretCommand, SecretInKeyring
from jobview.cli.login.origin import MAX_SECRET_BYTES, SecretFile
from jobview.cli.root import root
from jobview.errors import SettingsError
from jobview.settings import Login, Secret

if TYPE_CHECKING:
    from pathlib import Path

    from jobview.settings import Settings

WORD = "Xy7-distinctive-Zq"
URL = "https://db:8082"


def file_with(folder: Path, content: bytes, mode: int = 0o600) -> Path:
    path = folder / "secret"
    path.write_bytes(content)
    path.chmod(mode)
    return path


def printing(code: str) -> SecretCommand:
    return SecretCommand("the password", [sys.executable, "-c", code])


def settings(folder: Path, profile: str, *arguments: str, **environ: str) -> Settings:
    """As of a profile file that holds one profile."""
    path = folder / "config.toml"
    path.write_text(f"profile = 'p'\n[profiles.p]\nurl = '{URL}'\n{profile}\n", encoding="utf-8")
    path.chmod(0o600)
    with root.make_context("jobview", ["--config", str(path), *arguments]) as context:
        return settings_of(context, environ)


@pytest.mark.parametrize(
    ("content", "secret"),
    [(b"a b", "a b"), (b"ab\n", "ab"), (b"ab\r\n", "ab"), (b"\xef\xbb\xbfab\n", "ab"),
     (b" ab ", " ab ")],
    ids=["plain", "lf", "crlf", "bom", "blanks"],
)  # fmt: skip
def test_a_file_is_the_secret_without_its_last_line_break(
    tmp_path: Path, content: bytes, secret: str
) -> None:
    path = file_with(tmp_path, content)

    assert SecretFile("the password", path).read(on_terminal=True) == Secret(secret)


@pytest.mark.parametrize(
    ("content", "words"),
    [(b"", "is empty"), (b"\n", "is empty"), (b"\xef\xbb\xbf", "is empty"),
     (b"\xff\xfe", "not UTF-8"), (b"ab\nuser: x\n", "has more than one line"),
     (b"ab\n\n", "has more than one line"), (b"x" * (MAX_SECRET_BYTES + 1), "is longer than")],
    ids=["nothing", "line", "bom", "binary", "two", "empty line", "long"],
)  # fmt: skip
def test_a_file_that_is_no_secret_is_said_so(tmp_path: Path, content: bytes, words: str) -> None:
    path = file_with(tmp_path, content)

    with pytest.raises(SettingsError, match=words):
        SecretFile("the password", path).read(on_terminal=True)


def test_a_named_pipe_is_read_to_its_end_once_somebody_writes(tmp_path: Path) -> None:
    path = tmp_path / "pipe"
    os.mkfifo(path, 0o600)
    halves = (b"first and ", b"second\n")

    def write() -> None:
        with path.open("wb", buffering=0) as pipe:
            for half in halves:
                pipe.write(half)

    with ThreadPoolExecutor(1) as pool:
        writing = pool.submit(write)
        assert SecretFile("it", path).read(on_terminal=True) == Secret("first and second")
        writing.result()


def test_a_named_pipe_that_nobody_writes_to_is_not_waited_for_without_end(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("jobview.cli.login.origin.PATIENCE_S", 0.01)
    path = tmp_path / "pipe"
    os.mkfifo(path, 0o600)

    with pytest.raises(SettingsError, match="pipe: nobody wrote to it within"):
        SecretFile("the password", path).read(on_terminal=True)


def test_a_file_that_is_not_there_is_said_so(tmp_path: Path) -> None:
    with pytest.raises(SettingsError, match="No such file"):
        SecretFile("the password", tmp_path / "none").read(on_terminal=True)


@pytest.mark.parametrize(
    ("mode", "is_exposed"), [(0o600, False), (0o400, False), (0o640, True), (0o604, True)]
)
def test_a_file_that_others_can_read_is_told_and_used(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], mode: int, *, is_exposed: bool
) -> None:
    path = file_with(tmp_path, WORD.encode(), mode)

    merged = settings(tmp_path, "user = 'a'\npassword_file = 'secret'")

    assert merged.login.password == Secret(WORD)
    told = capsys.readouterr().err
    assert (f"chmod 600 {path}" in told) == is_exposed
    assert WORD not in told


def test_a_command_is_run_without_a_shell_and_without_our_secrets(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv("KINETICA_OAUTH_TOKEN", WORD)
    monkeypatch.setenv("HTTPS_PROXY", "http://ann:pw@proxy:3128")
    code = "import os, sys; print(os.environ.get('KINETICA_OAUTH_TOKEN'), sys.argv[1:],"
    code += " os.environ.get('HTTPS_PROXY'))"
    command = SecretCommand("the password", [sys.executable, "-c", code, "$HOME; x"])

    told = command.read(on_terminal=False).reveal()

    assert told == "None ['$HOME; x'] http://ann:pw@proxy:3128"


def test_a_command_cannot_ask_on_the_boards_terminal() -> None:
    code = "import os; print(os.getsid(0) == os.getpid(), os.read(0, 9))"

    assert printing(code).read(on_terminal=False) == Secret("True b''")
    assert printing(code).read(on_terminal=True) == Secret("False b''")


@pytest.mark.parametrize(
    ("code", "words"),
    [
        ("raise SystemExit('the store is locked')", "exit code 1: the store is locked$"),
        ("import os; os.kill(os.getpid(), 9)", "was ended by signal 9$"),
        ("pass", "printed is empty$"),
        ("print('x' * 99_999)", "is longer than"),
    ],
    ids=["complains", "killed", "silent", "long"],
)
def test_a_command_that_fails_is_said_so(code: str, words: str) -> None:
    with pytest.raises(SettingsError, match=words):
        printing(code).read(on_terminal=False)


def test_what_a_failing_command_printed_is_told_nobody() -> None:
    with pytest.raises(SettingsError) as caught:
        printing(f"print('{WORD}'); raise SystemExit(3)").read(on_terminal=False)
    assert WORD not in str(caught.value)


def test_a_command_that_does_not_end_is_ended(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("jobview.cli.login.keepers.PATIENCE_S", 0.2)
    with pytest.raises(SettingsError, match="did not end within"):
        printing("import time; time.sleep(60)").read(on_terminal=False)


def test_a_command_that_is_not_there_is_said_so() -> None:
    with pytest.raises(SettingsError, match="no-such-program: No such file"):
        SecretCommand("the password", ["no-such-program"]).read(on_terminal=True)


def test_a_commands_complaints_come_to_standard_error(tmp_path: Path) -> None:
    code = "import sys; sys.stderr.write('touch the key now\\n'); print('pw')"
    probe = (
        "from jobview.cli.login.keepers import SecretCommand; import sys\n"
        f"SecretCommand('x', [sys.executable, '-c', {code!r}]).read(on_terminal=True)"
    )
    done = subprocess.run([sys.executable, "-c", probe], capture_output=True, check=True)
    assert done.stderr == b"touch the key now\n"


def keyring(monkeypatch: pytest.MonkeyPatch, entries: dict[tuple[str, str], str]) -> None:
    class KeyringError(Exception):
        pass

    def get_password(service: str, user: str) -> str | None:
        if service == "locked":
            raise KeyringError("the collection is locked")
        return entries.get((service, user))

    package, errors = ModuleType("keyring"), ModuleType("keyring.errors")
    vars(package).update(get_password=get_password)
    vars(errors).update(KeyringError=KeyringError)
    monkeypatch.setitem(sys.modules, "keyring", package)
    monkeypatch.setitem(sys.modules, "keyring.errors", errors)


def test_the_keyring_has_entries_by_service_and_user(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    keyring(monkeypatch, {("db", "alice"): WORD, ("tok", "oauth_token"): "t"})

    with_password = settings(tmp_path, "user = 'alice'\npassword_keyring = 'db'")
    with_token = settings(tmp_path, "oauth_token_keyring = 'tok'")

    assert with_password.login.password == Secret(WORD)
    assert with_token.login.oauth_token == Secret("t")


@pytest.mark.parametrize(
    ("service", "words"), [("locked", "collection is locked"), ("db", "run `keyring set db bob`")]
)
def test_what_the_keyring_does_not_give_is_said_so(
    monkeypatch: pytest.MonkeyPatch, service: str, words: str
) -> None:
    keyring(monkeypatch, {})
    with pytest.raises(SettingsError, match=words):
        SecretInKeyring("the password", service, "bob").read(on_terminal=True)


def test_without_the_extra_it_says_what_to_install(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "keyring", None)
    with pytest.raises(SettingsError, match=r"pip install 'jobview\[keyring\]'"):
        SecretInKeyring("the password", "db", "bob").read(on_terminal=True)


def test_the_environment_wins_over_the_profile_and_a_value_over_a_file(tmp_path: Path) -> None:
    path = str(file_with(tmp_path, b"filed\n"))
    profile = "user = 'a'\npassword = 'profile'"

    assert settings(tmp_path, profile).login.password == Secret("profile")
    filed = settings(tmp_path, profile, KINETICA_PASSWD_FILE=path)
    assert filed.login.password == Secret("filed")
    valued = settings(tmp_path, profile, KINETICA_PASSWD_FILE=path, KINETICA_PASSWD="v")
    assert valued.login.password == Secret("v")
    token = settings(tmp_path, profile, KINETICA_OAUTH_TOKEN_FILE=path)
    assert token.login.oauth_token == Secret("filed")


def test_a_weaker_source_is_not_even_read(tmp_path: Path) -> None:
    profile = "user = 'a'\npassword_command = ['no-such-program']"

    assert settings(tmp_path, profile, KINETICA_PASSWD="v").login.password == Secret("v")
    assert settings(tmp_path, profile, KINETICA_OAUTH_TOKEN="t").login.oauth_token == Secret("t")


def test_only_what_can_be_read_again_is_renewed(tmp_path: Path) -> None:
    path = file_with(tmp_path, b"old")
    fixed = settings(tmp_path, "", KINETICA_USER="a", KINETICA_PASSWD="p")
    filed = settings(tmp_path, "user = 'a'\npassword_file = 'secret'")
    path.write_text("new", encoding="utf-8")

    assert fixed.renew_login is None
    assert filed.login.password == Secret("old")
    assert filed.renew_login is not None
    assert filed.renew_login().password == Secret("new")


def test_a_login_in_the_profile_itself_is_read_anew(tmp_path: Path) -> None:
    merged = settings(tmp_path, "user = 'a'\npassword = 'old'")
    settings(tmp_path, "user = 'b'\npassword = 'new'")

    assert merged.renew_login is not None
    assert merged.renew_login() == Login("b", Secret("new"))


@pytest.mark.parametrize("where", ["URL", "profile", "file"])
def test_a_profile_that_means_another_server_by_now_gives_no_login(
    tmp_path: Path, where: str
) -> None:
    merged = settings(tmp_path, "user = 'a'\npassword = 'old'")
    path = tmp_path / "config.toml"
    text = path.read_text(encoding="utf-8")
    other = {"URL": text.replace("//db", "//other"), "profile": text.replace("s.p", "s.q")}
    path.write_text(other.get(where, "["), encoding="utf-8")

    assert merged.renew_login is not None
    with pytest.raises(SettingsError, match=r"config\.toml"):
        merged.renew_login()


@pytest.mark.parametrize(
    ("profile", "words"),
    [
        ("password = 'a'\npassword_file = 'b'", "password and password_file exclude each other"),
        ("password_command = ''", "names no program"),
        ("password_command = []", "names no program"),
        ('password_command = "\'"', "cannot be read as a command: No closing quotation"),
    ],
    ids=["two", "empty", "none", "quote"],
)
def test_a_profile_that_makes_no_sense_is_said_so(tmp_path: Path, profile: str, words: str) -> None:
    with pytest.raises(SettingsError, match=words):
        settings(tmp_path, profile)


def test_who_asks_is_told_of_every_secret_that_others_can_read(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    file_with(tmp_path, b"pw", 0o644)
    config = tmp_path / "config.toml"
    config.write_text(
        "client_key_password = 'kp'\n"
        "[profiles.p]\nurl = 'http://al:inurl@db:9191'\npassword_file = 'secret'\n"
    )
    config.chmod(0o644)
    told: list[str] = []

    arguments = ["--config", str(config), "--profile", "p"]
    with root.make_context("jobview", arguments) as context:
        settings_of(context, {}, tell=told.append)

    assert [words.partition(";")[0] for words in told] == [
        f"others can read a password or token in {config}",
        f"others can read the password in {tmp_path / 'secret'}",
    ]
    assert "unencrypted" in capsys.readouterr().err, "which the header tells"


def test_commands_that_others_can_write_are_not_run(tmp_path: Path) -> None:
    path = tmp_path / "config.toml"
    path.write_text("[profiles.p]\npassword_command = 'true'\n", encoding="utf-8")
    path.chmod(0o666)

    with (
        root.make_context("jobview", ["--config", str(path)]) as context,
        pytest.raises(SettingsError, match="others can write the commands"),
    ):
        settings_of(context, {})


@pytest.fixture
def keyboard(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """Somebody who types the password; gives what was asked."""
    asked: list[str] = []

    def typed(words: str) -> str:
        asked.append(words)
        return WORD

    monkeypatch.setattr("getpass.getpass", typed)
    monkeypatch.setattr("jobview.cli.login.completing.is_terminal", lambda _: True)
    monkeypatch.setattr("jobview.cli.login.completing._TERMINAL", os.devnull)
    return asked


def test_a_password_is_asked_for_where_none_is_found(tmp_path: Path, keyboard: list[str]) -> None:
    merged = settings(tmp_path, "user = 'alice'")

    assert keyboard == ["Password for alice at db:8082: "]
    assert merged.login.password == Secret(WORD)
    assert merged.renew_login is None


@pytest.mark.parametrize(
    "profile",
    [
        "",
        "user = 'a'\npassword = 'x'",
        "user = 'a'\npassword = ''",
        "user = 'a'\noauth_token = 't'",
    ],
    ids=["nobody", "known", "empty", "token"],
)
def test_nobody_is_asked_otherwise(tmp_path: Path, keyboard: list[str], profile: str) -> None:
    settings(tmp_path, profile)

    assert keyboard == []


def test_a_password_may_be_asked_for_anyway(tmp_path: Path, keyboard: list[str]) -> None:
    merged = settings(tmp_path, "user = 'a'\noauth_token = 't'\npassword = 'x'", "--ask-password")

    assert merged.login.password == Secret(WORD)
    assert merged.login.oauth_token == Secret("")
    with pytest.raises(SettingsError, match="name the user with --user"):
        settings(tmp_path, "", "--ask-password")


def test_without_a_terminal_nobody_is_asked(
    tmp_path: Path, keyboard: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("jobview.cli.login.completing._TERMINAL", str(tmp_path / "none"))

    assert settings(tmp_path, "user = 'a'").login.password == Secret("")
    with pytest.raises(SettingsError, match="no terminal to ask"):
        settings(tmp_path, "user = 'a'", "--ask-password")
    assert keyboard == []


@pytest.mark.parametrize(
    ("url", "login", "told"),
    [
        ("http://db:9191", {"KINETICA_USER": "a", "KINETICA_PASSWD": WORD}, "the password goes"),
        ("http://db:9191", {"KINETICA_OAUTH_TOKEN": WORD}, "the OAuth token goes"),
        ("https://db:443", {"KINETICA_USER": "a", "KINETICA_PASSWD": WORD}, ""),
        ("http://127.0.0.1:9191", {"KINETICA_USER": "a", "KINETICA_PASSWD": WORD}, ""),
        ("http://localhost:9191", {"KINETICA_OAUTH_TOKEN": WORD}, ""),
        ("http://db:9191", {"KINETICA_USER": "a"}, ""),
    ],
    ids=["basic", "bearer", "tls", "loopback", "localhost", "nothing"],
)
def test_a_login_that_others_can_read_on_the_way_is_told(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], url: str, login: dict[str, str], told: str
) -> None:
    settings(tmp_path, "", "--url", url, **login)

    words = capsys.readouterr().err
    assert words == (
        f"jobview: {told} to db:9191 unencrypted, for everybody on the way to read; "
        "use https:// instead\n"
        if told
        else ""
    )


@pytest.mark.parametrize(
    ("proxy", "is_told"),
    [("http://ann:n0t-t0ld@proxy:3128", True), ("http://proxy:3128", False),
     ("http://ann:n0t-t0ld@127.0.0.1:3128", False)],
    ids=["login", "bare", "loopback"],
)  # fmt: skip
def test_a_proxys_login_is_told_as_well(
    tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
    proxy: str,
    *,
    is_told: bool,
) -> None:
    monkeypatch.setenv("HTTPS_PROXY", proxy)
    settings(tmp_path, "", HTTPS_PROXY=proxy)

    words = capsys.readouterr().err
    assert ("login at the proxy proxy:3128 goes there unencrypted" in words) == is_told
    assert "n0t-t0ld" not in words
