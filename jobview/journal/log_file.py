"""A log file of limited size that only its owner may read and that never harms the program."""

from __future__ import annotations

import os
import stat
from contextlib import suppress
from logging.handlers import RotatingFileHandler
from pathlib import Path
from typing import TYPE_CHECKING, Final

from jobview.private_file import make_private_folder

if TYPE_CHECKING:
    from io import TextIOWrapper
    from logging import LogRecord

MAX_BYTES: Final = 1024 * 1024
OLDER_FILES: Final = 3
"""`FILE.1`, the newest of them, to `FILE.3`: four mebibytes altogether."""

_OWNER_ONLY: Final = 0o600


class LogFile(RotatingFileHandler):
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
        make_private_folder(path.parent)
        super().__init__(path, maxBytes=MAX_BYTES, backupCount=OLDER_FILES, encoding="utf-8")

    def emit(self, record: LogRecord) -> None:
        """Write one line; logging's own call."""
        if self.stream is not None and not self._is_in_place(self.stream):
            stream, self.stream = self.stream, None
            with suppress(OSError):
                stream.close()
        super().emit(record)

    def handleError(self, record: LogRecord) -> None:  # noqa: ARG002, N802 - logging's call
        """Go on: logging would print a traceback over the screen."""
        self.lost_count += 1

    def close(self) -> None:
        """Close the file, whatever the disk says to that."""
        with suppress(OSError):
            super().close()

    def _open(self) -> TextIOWrapper:
        # Not blocking: nobody may read the named pipe that somebody names.
        flags = os.O_WRONLY | os.O_CREAT | os.O_APPEND | os.O_NONBLOCK | os.O_CLOEXEC
        handle = os.open(self.baseFilename, flags, _OWNER_ONLY)
        if stat.S_ISREG(os.fstat(handle).st_mode):
            with suppress(OSError):  # another's file, which only he can close to others
                os.fchmod(handle, _OWNER_ONLY)
        return os.fdopen(handle, "a", encoding=self.encoding, errors="backslashreplace")

    def _is_in_place(self, stream: TextIOWrapper) -> bool:
        try:
            return os.path.samestat(Path(self.baseFilename).stat(), os.fstat(stream.fileno()))
        except (OSError, ValueError):
            return False
