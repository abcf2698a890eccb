"""A log file of limited size that only its owner may read and that never harms the program.

Several jobviews may write to one file. A line goes out in one write to a file opened for appending,
which the system keeps apart. Only who holds the file's lock puts it aside; the others see at their
next line that it is another one now, and open that. Who finds the lock taken does not wait: the
file then becomes a few lines longer than it should.
"""

from __future__ import annotations

import fcntl
import logging
import os
import stat
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING, Final

from jobview.private_file import make_private_folder

if TYPE_CHECKING:
    from logging import LogRecord

MAX_BYTES: Final = 1024 * 1024
OLDER_FILES: Final = 3
"""`FILE.1`, the newest of them, to `FILE.3`: four mebibytes altogether."""

_OWNER_ONLY: Final = 0o600

# Not blocking: nobody may read the named pipe that somebody names.
_FLAGS: Final = os.O_WRONLY | os.O_CREAT | os.O_APPEND | os.O_NONBLOCK | os.O_CLOEXEC


class LogFile(logging.Handler):
    """Appends lines; what cannot be written is lost without a word.

    A file that was taken away, or put aside by others, is made anew.

    Attributes:
        lost_count: how many lines could not be written.
    """

    def __init__(self, path: Path) -> None:
        """Open the file, in a folder that is made if there is none.

        Raises:
            OSError: it cannot be written to.
        """
        self.lost_count = 0
        # Found again also from another folder.
        self._path = Path(os.path.abspath(path))  # noqa: PTH100 - resolve() would follow a link
        make_private_folder(self._path.parent)
        self._handle: int | None = _opened(self._path)
        super().__init__()

    def emit(self, record: LogRecord) -> None:
        """Write one line; logging's own call."""
        try:
            line = f"{self.format(record)}\n".encode("utf-8", "backslashreplace")
            os.write(self._with_room(len(line)), line)
        except (OSError, TypeError, ValueError, KeyError):  # also words that do not fit together
            # Go on: logging would print a traceback over the screen.
            self.lost_count += 1

    def close(self) -> None:
        """Close the file, whatever the disk says to that."""
        self._let_go()
        super().close()

    def _with_room(self, size: int) -> int:
        """The file's handle, once so many bytes fit into it."""
        handle = self._handle
        if handle is None or not self._is_in_place(handle):
            handle = self._anew()
        now = os.fstat(handle)
        if not stat.S_ISREG(now.st_mode) or now.st_size + size <= MAX_BYTES or not now.st_size:
            return handle
        try:
            # Let go of with the handle.
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError:  # another does it, or the file system knows no locks
            return handle
        if self._is_in_place(handle):
            self._put_aside()
        return self._anew()

    def _put_aside(self) -> None:
        for number in range(OLDER_FILES, 0, -1):
            newer = f"{self._path}.{number - 1}" if number > 1 else self._path
            with suppress(FileNotFoundError):
                Path(newer).rename(f"{self._path}.{number}")

    def _anew(self) -> int:
        handle = _opened(self._path)
        self._let_go()
        self._handle = handle
        return handle

    def _let_go(self) -> None:
        handle, self._handle = self._handle, None
        if handle is not None:
            with suppress(OSError):
                os.close(handle)

    def _is_in_place(self, handle: int) -> bool:
        try:
            return os.path.samestat(self._path.stat(), os.fstat(handle))
        except OSError:
            return False


def _opened(path: Path) -> int:
    handle = os.open(path, _FLAGS, _OWNER_ONLY)
    if stat.S_ISREG(os.fstat(handle).st_mode):
        with suppress(OSError):  # another's file, which only he can close to others
            os.fchmod(handle, _OWNER_ONLY)
    return handle
