"""Writing a response's bytes: privately, whole, and over nothing that was there."""

from __future__ import annotations

import os
import stat
from typing import TYPE_CHECKING

import click
import pytest

from jobview.cli.raw_file import RawFile

if TYPE_CHECKING:
    from pathlib import Path

DATA = bytes(range(256)) * 40


def test_a_new_file_is_private(tmp_path: Path) -> None:
    path = tmp_path / "response.avro"
    file = RawFile(path)
    file.check()
    file.write(DATA)

    assert path.read_bytes() == DATA
    assert stat.S_IMODE(path.stat().st_mode) == 0o600


def test_an_existing_file_is_refused_before_anything_is_asked(tmp_path: Path) -> None:
    path = tmp_path / "response.avro"
    path.write_bytes(b"precious")

    with pytest.raises(click.UsageError, match="--force overwrites it"):
        RawFile(path).check()


def test_a_file_that_came_meanwhile_is_not_overwritten(tmp_path: Path) -> None:
    path = tmp_path / "response.avro"
    file = RawFile(path)
    file.check()
    path.write_bytes(b"precious")

    with pytest.raises(FileExistsError):
        file.write(DATA)
    assert path.read_bytes() == b"precious"


def test_a_dangling_link_is_no_free_name(tmp_path: Path) -> None:
    path = tmp_path / "link"
    path.symlink_to(tmp_path / "nowhere")

    with pytest.raises(click.UsageError, match="exists"):
        RawFile(path).check()


def test_force_replaces_the_file_and_nothing_else(tmp_path: Path) -> None:
    path = tmp_path / "response.avro"
    path.write_bytes(b"old")
    path.chmod(0o644)
    file = RawFile(path, may_overwrite=True)
    file.check()
    file.write(DATA)

    assert path.read_bytes() == DATA
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert list(tmp_path.iterdir()) == [path]


def test_force_follows_a_link_to_its_file(tmp_path: Path) -> None:
    target = tmp_path / "target"
    target.write_bytes(b"old")
    link = tmp_path / "link"
    link.symlink_to(target)
    RawFile(link, may_overwrite=True).write(DATA)

    assert link.is_symlink()
    assert target.read_bytes() == DATA


def test_force_leaves_a_device_a_device() -> None:
    from pathlib import Path

    null = Path(os.devnull)
    RawFile(null, may_overwrite=True).write(DATA)

    assert stat.S_ISCHR(null.stat().st_mode)


def test_a_failed_replacement_keeps_the_old_file(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "response.avro"
    path.write_bytes(b"old")

    def full(*_arguments: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("os.fdopen", full)
    with pytest.raises(OSError, match="No space left"):
        RawFile(path, may_overwrite=True).write(DATA)

    assert path.read_bytes() == b"old"
    assert list(tmp_path.iterdir()) == [path]


@pytest.mark.parametrize(("name", "words"), [(".", "is a folder"), ("no/such", "no folder")])
def test_impossible_places_are_usage_errors(tmp_path: Path, name: str, words: str) -> None:
    with pytest.raises(click.UsageError, match=words):
        RawFile(tmp_path / name).check()
