"""What a refused login looks like where it is kept, and when that is worth another try."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from jobview.cli.flags import settings_of
from jobview.cli.login.watch import LoginWatch, login_watch
from jobview.cli.root import root

if TYPE_CHECKING:
    from pathlib import Path

    from jobview.settings import Settings

URL = "url = 'http://127.0.0.1:1'\n"
FILED = f"[profiles.p]\n{URL}user = 'a'\npassword_file = 'pw'\n"
FIXED = f"[profiles.p]\n{URL}user = 'a'\npassword = 'old'\n"
PRINTED = f"[profiles.p]\n{URL}user = 'a'\npassword_command = ['echo', 'old']\n"


@pytest.fixture
def config(tmp_path: Path) -> Path:
    write(tmp_path / "pw", "old")
    return tmp_path / "config.toml"


def settings(config: Path, profile: str, **environ: str) -> Settings:
    write(config, profile)
    arguments = ["--config", str(config), "--profile", "p"]
    with root.make_context("jobview", arguments) as context:
        return settings_of(context, environ)


def watch(config: Path, profile: str, **environ: str) -> LoginWatch:
    found = login_watch(settings(config, profile, **environ))
    assert found is not None
    found()
    return found


def write(path: Path, text: str) -> None:
    """As most editors do: a new file under the old name."""
    new = path.with_suffix(".new")
    new.write_text(text, encoding="utf-8")
    new.chmod(0o600)
    new.replace(path)


def test_the_file_of_the_secret_comes_before_the_profile(config: Path) -> None:
    assert watch(config, FILED).file == config.with_name("pw")
    assert watch(config, FIXED).file == config


def test_where_nothing_can_be_noticed_there_is_no_file(config: Path) -> None:
    assert watch(config, PRINTED).file is None
    whole = settings(config, FIXED, KINETICA_USER="a", KINETICA_PASSWD="x")
    assert login_watch(whole) is None
    anonymous = settings(config, f"[profiles.p]\n{URL}")
    assert login_watch(anonymous) is None
    token = settings(config, FIXED, KINETICA_OAUTH_TOKEN="x")
    assert login_watch(token) is None


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("pw", "new"),
        ("config.toml", FILED.replace("'a'", "'b'")),
        ("config.toml", FIXED.replace("old", "new")),
        ("config.toml", PRINTED),
    ],
    ids=["file", "user", "password", "command"],
)
def test_another_login_is_another_mark(config: Path, name: str, text: str) -> None:
    mark = watch(config, FILED)
    before = mark()
    write(config.with_name(name), text)
    assert mark() != before


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("pw", "old"),
        ("pw", "old\n"),
        ("pw", ""),
        ("config.toml", FILED),
        ("config.toml", FIXED),
        ("config.toml", f"theme = 'nord'\n{FILED}"),
        ("config.toml", ""),
        ("config.toml", "["),
        ("config.toml", FILED.replace("pw", "none")),
        ("config.toml", FILED.replace(":1", ":2").replace("'a'", "'b'")),
    ],
    ids=["touched", "line", "empty", "same", "moved", "theme", "gone", "broken", "lost", "other"],
)
def test_what_brings_no_other_login_brings_no_other_mark(
    config: Path, name: str, text: str
) -> None:
    mark = watch(config, FILED)
    before = mark()
    write(config.with_name(name), text)
    assert mark() == before


def test_a_file_that_is_taken_away_and_comes_back_is_followed(config: Path) -> None:
    mark = watch(config, FILED)
    before = mark()
    config.with_name("pw").unlink()
    assert mark() == before
    write(config.with_name("pw"), "new")
    assert mark() != before


def test_a_file_that_the_profile_names_since_is_followed(config: Path) -> None:
    mark = watch(config, FIXED)
    write(config, FILED)
    before = mark()
    write(config.with_name("pw"), "new")
    assert mark() != before


def test_an_unchanged_file_is_not_read(config: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    mark = watch(config, FILED)

    def read(*_: object, **__: object) -> None:
        raise AssertionError("read")

    monkeypatch.setattr("jobview.cli.login.origin.SecretFile.read", read)
    mark()


def test_no_command_is_run_to_notice_anything(config: Path) -> None:
    mark = watch(config, PRINTED)
    before = mark()
    write(config, PRINTED.replace("['echo', 'old']", "['no-such-program']"))
    assert mark() != before
    write(config, f"theme = 'nord'\n{PRINTED}")
    assert mark() == before
