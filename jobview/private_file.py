"""Files that only their owner may read, written whole or not at all, over nothing unasked."""

from __future__ import annotations

import errno
import os
import tempfile
from contextlib import contextmanager, suppress
from enum import Enum, auto
from pathlib import Path
from typing import IO, TYPE_CHECKING, Final, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Iterator

_OWNER_ONLY: Final = 0o600
_FOLDER_OWNER_ONLY: Final = 0o700

_NO_HARD_LINKS: Final = frozenset(
    {errno.EPERM, errno.EOPNOTSUPP, errno.ENOTSUP, errno.ENOSYS, errno.EMLINK, errno.EXDEV}
)
"""What file systems without hard links answer: FAT, some that come over a network."""


class ObstacleKind(Enum):
    """What can stand in the way of a file, by what can be done about it."""

    FOLDER = auto()
    """The path is a folder; a name in it may do."""
    EXISTS = auto()
    """Something has that name and may be overwritten, if the user wants it."""
    IMPOSSIBLE = auto()
    """No file can be made there."""


class Obstacle(NamedTuple):
    """Why a file cannot be written now."""

    kind: ObstacleKind
    words: str
    """A clause without a full stop, such as `there is no folder /x`."""


def obstacle(path: Path, *, may_overwrite: bool = False) -> Obstacle | None:
    """What stands in the way of writing to `path`; None when nothing does.

    Args:
        path: where a file is wanted.
        may_overwrite: whether an existing one is no obstacle.
    """
    if "\0" in str(path):
        return Obstacle(ObstacleKind.IMPOSSIBLE, "a file's name cannot hold a NUL")
    try:
        os.fsencode(path)
    except UnicodeEncodeError:
        words = "the name holds characters that no file's name can"
        return Obstacle(ObstacleKind.IMPOSSIBLE, words)
    try:
        if path.is_dir():
            return Obstacle(ObstacleKind.FOLDER, f"{path} is a folder")
        if not path.parent.is_dir():
            return Obstacle(ObstacleKind.IMPOSSIBLE, f"there is no folder {path.parent}")
        return existing(path) if os.path.lexists(path) and not may_overwrite else None
    except OSError as error:  # a folder that may not be entered, a name that is too long
        return failed(path, error)


def existing(path: Path) -> Obstacle:
    """The obstacle that a file of this name is, also one that came only while we wrote."""
    return Obstacle(ObstacleKind.EXISTS, f"{path} exists")


def failed(path: Path, error: OSError) -> Obstacle:
    """The obstacle that an error of the file system is."""
    return Obstacle(ObstacleKind.IMPOSSIBLE, f"cannot write {path}: {reason_of(error)}")


@contextmanager
def private_file(path: Path, *, may_overwrite: bool = False) -> Iterator[IO[bytes]]:
    """A file to write to that becomes `path` when the block ends well, and leaves no trace if not.

    It is written beside `path` under another name, so nobody ever sees half of it, and an older
    file stays untouched until the new one is complete. Only its owner may read it.

    Args:
        path: where it shall be; a link is followed when it may be overwritten.
        may_overwrite: whether an existing file is replaced. A device or a named pipe has nothing
            to lose and is written to directly.

    Raises:
        FileExistsError: something is there, also if it came only while we wrote.
        OSError: it could not be written.
    """
    if may_overwrite and path.exists() and not path.is_file():
        with path.open("wb") as file:
            yield file
        return
    if os.path.lexists(path) and not may_overwrite:
        raise FileExistsError(errno.EEXIST, os.strerror(errno.EEXIST), str(path))
    target = path.resolve() if may_overwrite else path
    # mkstemp lets only the owner read. A name has 255 bytes at most, a character up to four.
    handle, name = tempfile.mkstemp(dir=target.parent, prefix=f".{target.name[:50]}.")
    unfinished = Path(name)
    _unfinished.add(unfinished)
    try:
        with os.fdopen(handle, "wb") as file:
            yield file
        if may_overwrite:
            unfinished.replace(target)
        else:
            _put_new(unfinished, target)
    finally:
        with suppress(FileNotFoundError):
            unfinished.unlink()
        _unfinished.discard(unfinished)


_unfinished: Final[set[Path]] = set()


def remove_unfinished() -> None:
    """Remove what is being written; only for a process that ends without ending its blocks."""
    for path in tuple(_unfinished):
        with suppress(OSError):
            path.unlink()


def write_private(path: Path, data: bytes, *, may_overwrite: bool = False) -> None:
    """Write all of `data`, as `private_file` does.

    Raises:
        OSError: it could not be written; an older file is then untouched.
    """
    with private_file(path, may_overwrite=may_overwrite) as file:
        file.write(data)


def make_private_folder(path: Path) -> None:
    """Make a folder, and those above it that are missing, for their owner alone.

    Raises:
        OSError: it could not be made, or something else has that name.
    """
    for folder in (*reversed(path.parents), path):
        if not folder.is_dir():
            # Another process may have made it since.
            folder.mkdir(_FOLDER_OWNER_ONLY, exist_ok=True)


def reason_of(error: OSError) -> str:
    """What went wrong, in the system's words: `No space left on device`."""
    return error.strerror or str(error) or type(error).__name__


def _put_new(unfinished: Path, target: Path) -> None:
    """Give the finished file its name, unless something has that name by now."""
    try:
        target.hardlink_to(unfinished)
    except OSError as error:
        if error.errno not in _NO_HARD_LINKS:
            raise
        # O_EXCL takes the name first; the empty file is then replaced by ours.
        os.close(os.open(target, os.O_WRONLY | os.O_CREAT | os.O_EXCL, _OWNER_ONLY))
        unfinished.replace(target)
