"""Noticing that a file is another one than before, without reading it."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pathlib import Path


def file_mark(path: Path) -> object:
    """Another value when the file has changed, or is another, or what it is a link to is.

    None when it is not there, or cannot be looked at.
    """
    try:
        found = path.stat()
    except OSError:
        return None
    return found.st_mtime_ns, found.st_size, found.st_ino, found.st_dev
