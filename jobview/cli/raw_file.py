"""Where a response's bytes are written: a private file that nothing is lost for, or a pipe."""

from __future__ import annotations

import os
import sys
import tempfile
from dataclasses import dataclass
from pathlib import Path
from typing import Final

import click

from jobview.cli.output import is_terminal

STANDARD_OUTPUT: Final = "-"

_OWNER_ONLY: Final = 0o600


@dataclass(frozen=True, slots=True)
class RawFile:
    """A destination of bytes.

    Attributes:
        path: the file; `-` is standard output.
        may_overwrite: whether an existing file may be replaced, and a terminal written to.
    """

    path: Path
    may_overwrite: bool = False

    @property
    def is_standard_output(self) -> bool:
        """Whether the bytes go to standard output instead of a file."""
        return str(self.path) == STANDARD_OUTPUT

    def check(self) -> None:
        """See, before the server is asked, that writing is allowed.

        Raises:
            click.UsageError: the file exists, cannot be one, or a terminal would get raw bytes.
        """
        if self.is_standard_output:
            if is_terminal(sys.stdout) and not self.may_overwrite:
                raise click.UsageError("raw bytes are not for a terminal; use a pipe, or --force")
        elif self.path.is_dir():
            raise click.UsageError(f"{self.path} is a folder")
        elif not self.path.parent.is_dir():
            raise click.UsageError(f"there is no folder {self.path.parent}")
        elif os.path.lexists(self.path) and not self.may_overwrite:
            raise click.UsageError(f"{self.path} exists; --force overwrites it")

    def write(self, data: bytes) -> None:
        """Write all of `data`; a new file is readable by its owner alone.

        Raises:
            OSError: it could not be written; an older file is then untouched.
        """
        if self.is_standard_output:
            sys.stdout.buffer.write(data)
            sys.stdout.buffer.flush()
        elif not self.may_overwrite or not self.path.exists():
            _write_new(self.path, data)
        elif self.path.is_file():
            _replace(self.path.resolve(), data)
        else:
            self.path.write_bytes(data)  # a device or a named pipe has nothing to lose


def _write_new(path: Path, data: bytes) -> None:
    # O_EXCL: the file may have come into being since it was looked for.
    handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, _OWNER_ONLY)
    _fill(handle, path, data)


def _replace(path: Path, data: bytes) -> None:
    # mkstemp lets only the owner read.
    handle, name = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}.")
    _fill(handle, Path(name), data)
    Path(name).replace(path)


def _fill(handle: int, path: Path, data: bytes) -> None:
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(data)
    except OSError:
        path.unlink()
        raise
