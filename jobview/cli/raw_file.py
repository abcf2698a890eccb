"""Where a response's bytes go as they come: a private file, whole or not at all, or a pipe."""

from __future__ import annotations

import sys
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

import click

from jobview.cli.output import is_terminal
from jobview.private_file import ObstacleKind, obstacle, private_file

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

STANDARD_OUTPUT: Final = "-"


class _NotWantedError(Exception):
    """What was written so far is to be thrown away."""


@dataclass(slots=True)
class Writing:
    """A file while it is written."""

    write: Callable[[bytes], object]
    """Writes the next bytes."""
    is_wanted: bool = True
    """Whether there shall be a file when all is written."""


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

    @property
    def overwrites(self) -> bool:
        """Whether what is there may be written to: a device or a pipe has nothing to lose."""
        try:
            return self.may_overwrite or (self.path.exists() and not self.path.is_file())
        except OSError:  # nobody can tell what is there; writing will say why
            return False

    def check(self) -> None:
        """See, before the server is asked, that writing is allowed.

        Raises:
            click.UsageError: the file exists, cannot be one, or a terminal would get raw bytes.
        """
        if self.is_standard_output:
            if is_terminal(sys.stdout) and not self.may_overwrite:
                raise click.UsageError("raw bytes are not for a terminal; use a pipe, or --force")
        elif found := obstacle(self.path, may_overwrite=self.overwrites):
            hint = "; --force overwrites it" if found.kind is ObstacleKind.EXISTS else ""
            raise click.UsageError(f"{found.words}{hint}")

    def write(self, data: bytes) -> None:
        """Write all of `data`; otherwise as `opened`.

        Raises:
            OSError: it could not be written; an older file is then untouched.
        """
        with self.opened() as writing:
            writing.write(data)

    @contextmanager
    def opened(self) -> Iterator[Writing]:
        """The file to write to in the block; a new one is readable by its owner alone.

        A file has its name only when the block has ended well, and nothing is left of it otherwise.
        A pipe or a device has what was written.

        Raises:
            OSError: it could not be written, or, unless it may be overwritten, there is a file of
                that name by now. An older file is then untouched.
        """
        if self.is_standard_output:
            yield Writing(sys.stdout.buffer.write)
            sys.stdout.buffer.flush()
            return
        with (
            suppress(_NotWantedError),
            private_file(self.path, may_overwrite=self.overwrites) as file,
        ):
            writing = Writing(file.write)
            yield writing
            if not writing.is_wanted:
                raise _NotWantedError
