"""What the system tells of this process: its memory, processor time, threads and open files."""

from __future__ import annotations

import os
import resource
import sys
import threading
from pathlib import Path
from typing import Final, NamedTuple

_OPEN_FILES: Final = (Path("/proc/self/fd"), Path("/dev/fd"))
_STATM: Final = Path("/proc/self/statm")
_KIB: Final = 1024


class ProcessReading(NamedTuple):
    """This process now."""

    memory_bytes: int | None
    """In RAM; None where the system does not tell."""
    peak_memory_bytes: int
    cpu_s: float
    """Processor time so far, its own and the system's for it."""
    thread_count: int
    file_count: int | None
    """Open files and sockets; None where the system does not tell."""


def process_now() -> ProcessReading:
    """The reading of this moment."""
    usage = resource.getrusage(resource.RUSAGE_SELF)
    unit = 1 if sys.platform == "darwin" else _KIB
    now_bytes = _resident_bytes()
    return ProcessReading(
        now_bytes,
        # The system keeps both counts, and the peak may be the older one.
        max(usage.ru_maxrss * unit, now_bytes or 0),
        usage.ru_utime + usage.ru_stime,
        threading.active_count(),
        _open_files(),
    )


def _resident_bytes() -> int | None:
    try:
        pages = int(_STATM.read_text(encoding="ascii").split()[1])
    except (OSError, ValueError, IndexError):
        return None
    return pages * os.sysconf("SC_PAGE_SIZE")


def _open_files() -> int | None:
    for folder in _OPEN_FILES:
        try:
            return len(list(folder.iterdir())) - 1  # without the one that lists
        except OSError:
            continue
    return None
