"""Where a response's bytes are written: a private file that nothing is lost for, or a pipe."""

from __future__ import annotations

import sys
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

import click

from jobview.cli.output import is_terminal
from jobview.private_file import obstacle, write_private

if TYPE_CHECKING:
    from pathlib import Path

STANDARD_OUTPUT: Final = "-"


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
        elif reason := obstacle(self.path, may_overwrite=self.may_overwrite):
            hint = "; --force overwrites it" if reason.endswith(" exists") else ""
            raise click.UsageError(f"{reason}{hint}")

    def write(self, data: bytes) -> None:
        """Write all of `data`; a new file is readable by its owner alone.

        Raises:
            OSError: it could not be written; an older file is then untouched.
        """
        if self.is_standard_output:
            sys.stdout.buffer.write(data)
            sys.stdout.buffer.flush()
        else:
            write_private(self.path, data, may_overwrite=self.may_overwrite)
