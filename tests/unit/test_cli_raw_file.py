"""Writing a response's bytes: privately, whole, and over nothing that was there."""

from __future__ import annotations

import os
import stat
from pathlib import Path

import click
import pytest

from jobview.cli.raw_file import RawFile

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


def test_force_is_no_hint_where_it_does_not_help(tmp_path: Path) -> None:
    with pytest.raises(click.UsageError) as caught:
        RawFile(tmp_path / "none exists" / "a").check()

    assert caught.value.message == f"there is no folder {tmp_path}/none exists"


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


@pytest.mark.parametrize("may_overwrite", [False, True])
def test_a_device_is_written_to_and_stays_a_device(*, may_overwrite: bool) -> None:
    file = RawFile(Path(os.devnull), may_overwrite=may_overwrite)
    file.check()
    file.write(DATA)

    assert stat.S_ISCHR(Path(os.devnull).stat().st_mode)


def test_a_pipe_is_written_to_unasked(tmp_path: Path) -> None:
    path = tmp_path / "pipe"
    os.mkfifo(path)
    reader = os.open(path, os.O_RDONLY | os.O_NONBLOCK)
    file = RawFile(path)
    file.check()
    file.write(DATA)

    assert os.read(reader, 2 * len(DATA)) == DATA
    os.close(reader)
    assert stat.S_ISFIFO(path.stat().st_mode)


@pytest.mark.parametrize("name", ["x" * 300, "nul\0name"], ids=["long", "nul"])
def test_a_name_that_cannot_be_is_a_usage_error(tmp_path: Path, name: str) -> None:
    with pytest.raises(click.UsageError):
        RawFile(tmp_path / name).check()


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


def test_a_file_has_its_name_only_when_it_is_whole(tmp_path: Path) -> None:
    path = tmp_path / "response.avro"
    with RawFile(path).opened() as writing:
        writing.write(DATA[:5000])
        assert not path.exists()
        writing.write(DATA[5000:])

    assert path.read_bytes() == DATA
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert list(tmp_path.iterdir()) == [path]


@pytest.mark.parametrize("may_overwrite", [False, True])
def test_a_part_is_not_left_behind(tmp_path: Path, *, may_overwrite: bool) -> None:
    path = tmp_path / "response.avro"
    if may_overwrite:
        path.write_bytes(b"old")

    def interrupted() -> None:
        with RawFile(path, may_overwrite=may_overwrite).opened() as writing:
            writing.write(DATA)
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        interrupted()
    assert [file.read_bytes() for file in tmp_path.iterdir()] == ([b"old"] if may_overwrite else [])


@pytest.mark.parametrize("is_taken", [False, True])
def test_a_file_system_without_links_will_do(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, *, is_taken: bool
) -> None:
    def refuse(*_arguments: object) -> None:
        raise PermissionError(1, "Operation not permitted")

    monkeypatch.setattr("pathlib.Path.hardlink_to", refuse)
    path = tmp_path / "response.avro"
    if is_taken:
        path.write_bytes(b"precious")
        with pytest.raises(FileExistsError, match=r"response\.avro"):
            RawFile(path).write(DATA)
    else:
        RawFile(path).write(DATA)
    assert path.read_bytes() == (b"precious" if is_taken else DATA)
    assert list(tmp_path.iterdir()) == [path]


def test_a_file_that_cannot_be_made_is_an_error(tmp_path: Path) -> None:
    folder = tmp_path / "gone"
    with pytest.raises(OSError, match="No such file"):
        RawFile(folder / "response.avro").write(DATA)


def test_a_file_that_turns_out_to_be_unwanted_is_not_made(tmp_path: Path) -> None:
    with RawFile(tmp_path / "response.avro").opened() as writing:
        writing.write(b"")
        writing.is_wanted = False

    assert list(tmp_path.iterdir()) == []
