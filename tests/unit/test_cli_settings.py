"""From the command line to settings: which source won, and what is said about it."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from jobview.cli.flags import settings_of
from jobview.cli.root import root
from jobview.errors import SettingsError
from jobview.settings import ClipboardChoice, Secret

if TYPE_CHECKING:
    from pathlib import Path

    from jobview.settings import Settings

FILE = """
profile = "prod"
theme = "textual-light"

[profiles.prod]
url = "http://prod:9191"
user = "alice"
password = "s3cret"

[profiles.test]
url = "http://test:9191"
"""


@pytest.fixture
def config(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path))
    path = tmp_path / "jobview" / "config.toml"
    path.parent.mkdir()
    path.write_text(FILE, encoding="utf-8")
    path.chmod(0o600)
    return path


def settings(*arguments: str, **environ: str) -> Settings:
    with root.make_context("jobview", list(arguments)) as context:
        return settings_of(context, environ)


@pytest.mark.usefixtures("config")
def test_the_file_in_its_usual_place_is_used() -> None:
    merged = settings()

    assert merged.urls == ("http://prod:9191",)
    assert merged.cluster_name == "prod"
    assert merged.login.user == "alice"
    assert merged.theme == "textual-light"


@pytest.mark.usefixtures("config")
def test_a_profile_is_chosen_by_name() -> None:
    merged = settings("--profile", "test")

    assert (merged.cluster_name, merged.urls) == ("test", ("http://test:9191",))
    assert merged.login.user == ""


@pytest.mark.usefixtures("config")
def test_flags_win_over_all() -> None:
    merged = settings(
        *("--url", "http://a", "--url", "http://b", "--user", "bob", "--theme", "x"),
        *("--interval", "7", "--ascii", "--utc", "--insecure", "--clipboard", "off"),
        KINETICA_URL="http://c",
        KINETICA_USER="carol",
    )

    assert merged.urls == ("http://a:9191", "http://b:9191")
    assert merged.login.user == "bob"
    assert merged.theme == "x"
    assert merged.interval_s == 7
    assert merged.clipboard is ClipboardChoice.OFF
    assert (merged.ascii_only, merged.utc, merged.insecure) == (True, True, True)


@pytest.mark.usefixtures("config")
def test_the_usual_profiles_password_does_not_go_to_another_url() -> None:
    merged = settings("--url", "http://elsewhere")

    assert merged.cluster_name == ""
    assert merged.login.user == ""
    assert merged.login.password == Secret("")
    assert merged.theme == "textual-light"


@pytest.mark.usefixtures("config")
def test_a_profile_asked_for_by_name_lends_its_login(capsys: pytest.CaptureFixture[str]) -> None:
    merged = settings("--profile", "prod", KINETICA_URL="http://standby")

    assert merged.urls == ("http://standby:9191",)
    assert merged.cluster_name == ""
    assert merged.login.password == Secret("s3cret")
    told = capsys.readouterr().err
    assert told == "jobview: the environment overrides the URL of profile prod\n"


def test_a_file_that_others_can_read_is_told(
    config: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    config.chmod(0o644)
    settings()

    assert f"chmod 600 {config}" in capsys.readouterr().err


def test_another_file_is_read_instead(config: Path, tmp_path: Path) -> None:
    other = tmp_path / "other.toml"
    other.write_text("[profiles.dev]\nurl = 'http://dev'\n", encoding="utf-8")

    merged = settings("--config", str(other), "--profile", "dev")

    assert merged.urls == ("http://dev:9191",)
    assert config.exists()


def test_a_password_on_the_command_line_is_taken_with_a_warning(
    capsys: pytest.CaptureFixture[str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path))

    merged = settings("--url", "http://alice:s3cret@head")

    assert merged.urls == ("http://head:9191",)
    assert merged.login.password == Secret("s3cret")
    told = capsys.readouterr().err
    assert "set KINETICA_PASSWD instead" in told
    assert "s3cret" not in told


def test_a_profile_without_a_file_is_an_error(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path))

    with pytest.raises(SettingsError, match="there is no file"):
        settings("--profile", "prod")


def test_the_log_file_is_named_by_a_flag_or_the_environment(tmp_path: Path) -> None:
    other = tmp_path / "other.log"
    assert settings().log_file is None
    assert settings(JOBVIEW_LOG_FILE=str(other)).log_file == other
    assert settings(JOBVIEW_LOG_FILE="").log_file is None
    named = settings("--log-file", str(tmp_path / "x.log"), JOBVIEW_LOG_FILE=str(other))
    assert named.log_file == tmp_path / "x.log"
