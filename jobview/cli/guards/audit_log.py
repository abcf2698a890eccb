"""The audit log: a file of JSON Lines that is only ever added to.

Several jobviews may write it at once: each line goes out in one write to a file opened for
appending, which the system keeps apart. It is not rotated here, since a log that loses its
beginning is none; two lines of some hundred bytes an action are no burden, and whoever rotates it
by renaming loses nothing, because it is opened anew for each line.
"""

from __future__ import annotations

import json
import os
import stat
from contextlib import suppress
from typing import TYPE_CHECKING, Any, Final

from jobview.private_file import make_private_folder

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

NAME: Final = "audit.jsonl"

_OWNER_ONLY: Final = 0o600

# Not blocking: nobody may read a named pipe of that name.
_FLAGS: Final = os.O_WRONLY | os.O_APPEND | os.O_CREAT | os.O_CLOEXEC | os.O_NONBLOCK


def audit_path() -> Path:
    """Where the log is: in the folder where the platform keeps what programs write down."""
    from platformdirs import user_state_path

    return user_state_path("jobview", appauthor=False) / NAME


def append(path: Path, record: Mapping[str, Any]) -> None:
    """Add one line; the file is its owner's alone, and so are the folders made for it.

    Raises:
        OSError: it could not be written, or not all of it.
    """
    line = (json.dumps(record, ensure_ascii=True) + "\n").encode("ascii")
    make_private_folder(path.parent)
    handle = os.open(path, _FLAGS, _OWNER_ONLY)
    try:
        now = os.fstat(handle).st_mode
        if stat.S_ISREG(now) and stat.S_IMODE(now) & ~_OWNER_ONLY:
            with suppress(OSError):  # another's file, which only he can close to others
                os.fchmod(handle, _OWNER_ONLY)
        while line:
            line = line[os.write(handle, line) :]
    finally:
        os.close(handle)
