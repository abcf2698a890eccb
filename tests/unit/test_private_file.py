"""Private files: whole or not at all, over nothing unasked, readable by their owner alone."""

from __future__ import annotations

import errno
import os
import stat
from pathlib import Path

import pytest

from jobview.private_file import (
    ObstacleKind,
    existing,
    obstacle,
    private_file,
    reason_of,
    write_private,
)


def test_nobody_sees_a_file_before_it_is_complete(tmp_path: Path) -> None:
    path = tmp_path / "out.csv"
    with private_file(path) as file:
        file.write(b"half")
        assert not path.exists()
        file.write(b" and half")

    assert path.read_bytes() == b"half and half"
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert list(tmp_path.iterdir()) == [path]


def test_a_failure_while_writing_leaves_no_trace(tmp_path: Path) -> None:
    path = tmp_path / "out.csv"

    def fill_the_disk() -> None:
        with private_file(path) as file:
            file.write(b"half")
            raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    with pytest.raises(OSError, match="No space left"):
        fill_the_disk()
    assert list(tmp_path.iterdir()) == []


def test_what_came_while_we_wrote_is_kept(tmp_path: Path) -> None:
    path = tmp_path / "out.csv"

    def write_late() -> None:
        with private_file(path) as file:
            file.write(b"ours")
            path.write_bytes(b"precious")

    with pytest.raises(FileExistsError):
        write_late()
    assert path.read_bytes() == b"precious"
    assert list(tmp_path.iterdir()) == [path]


@pytest.mark.parametrize("already_there", [False, True])
def test_a_file_system_without_hard_links_overwrites_nothing_either(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, *, already_there: bool
) -> None:
    def no_links(_self: Path, _target: Path) -> None:
        raise OSError(errno.EPERM, os.strerror(errno.EPERM))

    monkeypatch.setattr(Path, "hardlink_to", no_links)
    path = tmp_path / "out.csv"

    def write_ours() -> None:
        with private_file(path) as file:
            file.write(b"ours")
            if already_there:
                path.write_bytes(b"precious")

    if already_there:
        with pytest.raises(FileExistsError):
            write_ours()
        assert path.read_bytes() == b"precious"
    else:
        write_ours()
        assert path.read_bytes() == b"ours"
        assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert list(tmp_path.iterdir()) == [path]


def test_an_old_file_is_replaced_only_when_asked(tmp_path: Path) -> None:
    path = tmp_path / "out.csv"
    path.write_bytes(b"old")

    with pytest.raises(FileExistsError):
        write_private(path, b"new")
    write_private(path, b"new", may_overwrite=True)

    assert path.read_bytes() == b"new"


def test_obstacles_are_told(tmp_path: Path) -> None:
    path = tmp_path / "out.csv"
    assert obstacle(path) is None

    path.write_bytes(b"")
    assert obstacle(path) == existing(path) == (ObstacleKind.EXISTS, f"{path} exists")
    assert obstacle(path, may_overwrite=True) is None
    assert obstacle(tmp_path) == (ObstacleKind.FOLDER, f"{tmp_path} is a folder")
    assert obstacle(tmp_path, may_overwrite=True) == obstacle(tmp_path)


@pytest.mark.parametrize(
    ("name", "words"),
    [
        ("no such exists/a.csv", "there is no folder {folder}/no such exists"),
        ("is a folder/a.csv", "there is no folder {folder}/is a folder"),
        ("nul\x00name", "a file's name cannot hold a NUL"),
        ("x" * 300, "cannot write {folder}/" + "x" * 300 + ": File name too long"),
    ],
    ids=["exists", "folder", "nul", "long"],
)
def test_what_can_never_be_written_is_told_apart(tmp_path: Path, name: str, words: str) -> None:
    found = obstacle(tmp_path / name)

    assert found == (ObstacleKind.IMPOSSIBLE, words.format(folder=tmp_path))


@pytest.mark.parametrize("character", ["x", "é", "名", "𠀀"])
def test_a_name_of_255_bytes_can_be_written(tmp_path: Path, character: str) -> None:
    path = tmp_path / (character * (255 // len(character.encode())))
    write_private(path, b"a result")
    assert path.read_bytes() == b"a result"


def test_a_name_that_is_too_long_is_an_error(tmp_path: Path) -> None:
    with pytest.raises(OSError, match="too long") as caught:
        write_private(tmp_path / ("x" * 300), b"")

    assert reason_of(caught.value) == "File name too long"


@pytest.mark.parametrize("name", ["a\0b", "a\ud800b"], ids=["nul", "surrogate"])
def test_names_that_no_file_can_have(name: str, tmp_path: Path) -> None:
    found = obstacle(tmp_path / name)
    assert found is not None
    assert found.kind is ObstacleKind.IMPOSSIBLE
