"""A text that is the whole answer: on standard output, or in a file for its owner's eyes."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import click

from jobview.cli.output import answer_text, say
from jobview.cli.raw_file import RawFile
from jobview.jobs.transfer import size_words

if TYPE_CHECKING:
    from pathlib import Path


@dataclass(frozen=True, slots=True)
class TextOutput:
    """Where the text goes; None is standard output."""

    file: RawFile | None

    def write(self, text: bytes) -> None:
        """Write all of it; how much, and where to, goes to standard error.

        Raises:
            OSError: it could not be written; an older file is then untouched.
        """
        if self.file is None:
            answer_text(text)
            return
        self.file.write(text)
        say(f"{size_words(len(text))} written to {self.file.path}")


def text_output(output: Path | None, *, force: bool) -> TextOutput:
    """What `-o` and `--force` say together.

    Raises:
        click.UsageError: the file exists or cannot be one, or there is nothing to force.
    """
    file = None if output is None else RawFile(output, may_overwrite=force)
    if file is None or file.is_standard_output:
        if force:
            raise click.UsageError("--force belongs to -o FILE")
        return TextOutput(None)
    file.check()
    return TextOutput(file)
