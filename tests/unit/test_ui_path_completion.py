"""Completing paths: as far as names agree, nothing that a terminal could not show."""

from __future__ import annotations

from pathlib import Path

import pytest

from jobview.ui.outward.path_completion import complete, expanded, shortened


@pytest.fixture
def folder(tmp_path: Path) -> str:
    for name in ("report-a.csv", "report-b.csv", "other", ".hidden", "re\x1bsc"):
        (tmp_path / name).touch()
    (tmp_path / "results").mkdir()
    return f"{tmp_path}/"


def test_a_path_grows_as_far_as_all_names_agree(folder: str) -> None:
    assert complete(f"{folder}rep") == (f"{folder}report-", ("report-a.csv", "report-b.csv"))
    assert complete(f"{folder}report-b") == (f"{folder}report-b.csv", ("report-b.csv",))


def test_names_that_agree_in_nothing_more_leave_it_as_it_is(folder: str) -> None:
    names = ("report-a.csv", "report-b.csv", "results/")

    assert complete(f"{folder}re") == (f"{folder}re", names)


def test_folders_end_in_a_slash(folder: str) -> None:
    assert complete(f"{folder}resu").text == f"{folder}results/"


def test_hidden_names_are_offered_to_a_dot_only(folder: str) -> None:
    assert ".hidden" not in complete(folder).names
    assert complete(f"{folder}.").names == (".hidden",)


def test_nothing_fits(folder: str) -> None:
    for text in (f"{folder}x", f"{folder}none/x", f"{folder}other/", "nul\x00/", "x\x00"):
        assert complete(text) == (text, ())


def test_home_is_understood_and_stays_as_written(
    folder: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("HOME", folder)

    assert complete("~").text == "~/"
    assert complete("~/oth").text == "~/other"
    assert expanded("~/other") == Path(folder) / "other"
    assert expanded("~nobody-of-that-name/x") == Path("~nobody-of-that-name/x")


def test_without_a_folder_it_is_the_working_one(
    folder: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(folder)

    assert complete("oth").text == "other"


def test_the_home_folder_is_written_short(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HOME", str(tmp_path))
    monkeypatch.chdir(tmp_path)

    assert shortened(Path()) == "~"
    assert shortened(tmp_path / "a" / "b") == "~/a/b"
    assert shortened(Path("/usr/lib")) == "/usr/lib"
