"""The profile file: what it may hold, what is said about mistakes, and who may read it."""

from __future__ import annotations

from dataclasses import fields
from typing import TYPE_CHECKING

import pytest

from jobview.cli.layer import merged
from jobview.cli.profile import Profile, ProfileFile
from jobview.errors import SettingsError
from jobview.settings import ClipboardChoice, Secret, Settings

if TYPE_CHECKING:
    from pathlib import Path

FULL = """
profile = "prod"
theme = "textual-light"
interval = 5

[profiles.prod]
url = "https://alice@db:8082/gpudb-0"
password = "s3cret"
ca_file = "ca.pem"
interval = 1.5
max_in_flight = 4
max_requests_per_s = 9
max_response_bytes = 2_000_000
max_result = "128 MiB"
connect_timeout = 1
read_timeout = 2
insecure = true
ascii = true
clipboard = "native"
utc = false

[profiles.ring]
url = ["http://a:9191", "http://b:9191"]
oauth_token = "t0ken"
"""


def written(folder: Path, text: str, mode: int = 0o600) -> Path:
    path = folder / "config.toml"
    path.write_text(text, encoding="utf-8")
    path.chmod(mode)
    return path


def usual_settings(folder: Path, text: str) -> Settings:
    file = ProfileFile.read(written(folder, text))
    return merged(file.layers(file.chosen(None) or "prod"))


def test_a_profile_wins_over_what_the_file_says_for_all(tmp_path: Path) -> None:
    file = ProfileFile.read(written(tmp_path, FULL))

    settings = merged(file.layers("prod"))

    assert settings.urls == ("https://db:8082/gpudb-0",)
    assert settings.login.user == "alice"
    assert settings.login.password == Secret("s3cret")
    assert settings.ca_file == tmp_path / "ca.pem"
    assert settings.interval_s == 1.5
    assert (settings.max_in_flight, settings.max_requests_per_s) == (4, 9)
    assert settings.max_response_bytes == 2_000_000
    assert settings.max_result_bytes == 128 * 1024 * 1024
    assert (settings.timeouts.connect_s, settings.timeouts.read_s) == (1, 2)
    assert (settings.insecure, settings.ascii_only, settings.utc) == (True, True, False)
    assert settings.theme == "textual-light"
    assert settings.clipboard is ClipboardChoice.NATIVE


def test_every_setting_of_a_cluster_can_stand_in_the_file() -> None:
    elsewhere = {"login", "renew_login", "timeouts", "cluster_name", "is_audited", "read_only_by"}
    spelt = {
        "url": "urls",
        "interval": "interval_s",
        "ascii": "ascii_only",
        "max_result": "max_result_bytes",
    }
    known = {spelt.get(key, key) for key in Profile.__struct_fields__}

    assert {field.name for field in fields(Settings)} - elsewhere <= known


def test_a_ring_has_several_urls(tmp_path: Path) -> None:
    settings = merged(ProfileFile.read(written(tmp_path, FULL)).layers("ring"))

    assert settings.urls == ("http://a:9191", "http://b:9191")
    assert settings.login.oauth_token == Secret("t0ken")
    assert settings.interval_s == 5


def test_the_usual_profile_is_the_files_word(tmp_path: Path) -> None:
    file = ProfileFile.read(written(tmp_path, FULL))

    assert file.chosen(None) == "prod"
    assert file.chosen("ring") == "ring"


def test_a_file_without_profiles_is_one(tmp_path: Path) -> None:
    file = ProfileFile.read(written(tmp_path, "utc = true\n"))

    assert file.chosen(None) == ""
    assert merged(file.layers("")).utc


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("intervall = 3", ["config.toml: ", "'intervall'", "mean 'interval'"]),
        ("[profiles.prod]\nurll = 'http://a'", ["[profiles.prod]", "'urll'", "mean 'url'"]),
        ("[profiles.prod]\nzzz = 1", ["'zzz'", "it knows", "password"]),
        ("interval = 'often'", ["config.toml: interval: expected float, got str"]),
        ("interval = 0.01", ["interval: expected float >= 0.2"]),
        ("max_in_flight = 0", ["max_in_flight: expected int >= 1"]),
        ("max_response_bytes = '1 KiB'", ["max_response_bytes: this limit is 1 MiB at least"]),
        ("max_result = 'much'", ["config.toml: max_result: a size is a number with a unit"]),
        ("max_result = 1000", ["config.toml: max_result: this limit is 1 MiB at least"]),
        ("[profiles.prod]\nmax_result = true", ["[profiles.prod]: max_result: expected"]),
        ("[profiles.prod]\nurl = 7", ["[profiles.prod]: url: expected"]),
        ("[profiles.prod]\npassword = 7", ["[profiles.prod]: password: expected"]),
        ("[profiles.prod]\nurl = 'ftp://a'", ["ftp://a", "cannot be used"]),
        ("profiles = 3", ["profiles are tables"]),
        ("profiles.prod = 3", ["profiles are tables"]),
        ("interval = ", ["config.toml is not TOML", "Invalid value"]),
        ("profile = 'prodd'\n[profiles.prod]", ["no profile 'prodd'", "mean 'prod'"]),
    ],
)
def test_a_mistake_is_named_with_its_place(tmp_path: Path, text: str, words: list[str]) -> None:
    with pytest.raises(SettingsError) as caught:
        usual_settings(tmp_path, text)

    for word in words:
        assert word in str(caught.value)


def test_bytes_that_are_no_text_are_no_toml(tmp_path: Path) -> None:
    path = tmp_path / "config.toml"
    path.write_bytes(b"theme = '\xff'")

    with pytest.raises(SettingsError, match="is not TOML"):
        ProfileFile.read(path)


def test_a_file_that_cannot_be_read_is_named(tmp_path: Path) -> None:
    with pytest.raises(SettingsError, match="Is a directory"):
        ProfileFile.read(tmp_path)


@pytest.mark.parametrize("mode", [0o644, 0o640, 0o604])
def test_a_secret_that_others_can_read_is_noticed(tmp_path: Path, mode: int) -> None:
    assert ProfileFile.read(written(tmp_path, FULL, mode)).is_exposed


@pytest.mark.parametrize(
    ("url", "is_exposed"),
    [("http://al:pw@db", True), ("http://al@db", False), ("http://db:9191", False)],
    ids=["password", "user", "none"],
)
def test_a_password_in_a_url_is_one(tmp_path: Path, url: str, *, is_exposed: bool) -> None:
    path = written(tmp_path, f"[profiles.p]\nurl = '{url}'", 0o644)
    assert ProfileFile.read(path).is_exposed is is_exposed


@pytest.mark.parametrize(("text", "mode"), [(FULL, 0o600), ("utc = true", 0o644)])
def test_a_private_file_and_one_without_secrets_are_fine(
    tmp_path: Path, text: str, mode: int
) -> None:
    assert not ProfileFile.read(written(tmp_path, text, mode)).is_exposed


def test_a_profile_shows_no_secret(tmp_path: Path) -> None:
    profile = ProfileFile.read(written(tmp_path, FULL)).profiles["prod"]

    assert "s3cret" not in repr(profile)
