"""A job's result alone, in a format of the user's choice: to standard output or to a file."""

from __future__ import annotations

import sys
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Final

import click

from jobview.cli.exits import ExitCode
from jobview.cli.output import is_terminal, say
from jobview.cli.raw_file import STANDARD_OUTPUT, RawFile
from jobview.cli.withheld import withheld_result
from jobview.cli.work_line import WorkLine
from jobview.jobs.transfer import size_words
from jobview.private_file import private_file
from jobview.results.writers.formats import Format, unfit

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from jobview.jobs.source import JobReply
    from jobview.results.cells.values import ValueStyle
    from jobview.results.model import DecodedResult
    from jobview.results.writers.pieces import Piece

_FOR_PROGRAMS: Final = frozenset({Format.CSV, Format.TSV, Format.JSON, Format.JSONL})
"""The formats that have no place of their own for the words that rows are missing."""


MANY_ROWS: Final = 100_000
"""From this many on, a second passes before the first is written."""


@dataclass(frozen=True, slots=True)
class ResultOutput:
    """In which format the result is wanted, and where."""

    wanted: Format
    file: RawFile

    def check(self) -> None:
        """See, before the server is asked, that writing is allowed.

        Raises:
            click.UsageError: the file exists, cannot be one, or a terminal would get raw bytes.
        """
        if self.wanted is Format.RAW or not self.file.is_standard_output:
            self.file.check()

    def write(self, reply: JobReply, result: DecodedResult, style: ValueStyle) -> ExitCode:
        """Write the result; why there is none to write, and how much was, goes to standard error.

        Args:
            reply: what /get/job answered.
            result: what its response was decoded to.
            style: how a format for reading shows values; the others are exact.

        Raises:
            OSError: it could not be written; an older file is then untouched.
        """
        if reply.withheld is not None:
            say(f"job {reply.job_id}: its result: {withheld_result(reply.withheld)}")
            return ExitCode.FAILED
        if reason := _why_nothing(reply, result) or unfit(result, self.wanted):
            say(f"job {reply.job_id}: {reason}")
            return ExitCode.FAILED
        # Brings the writers, 10 ms, which a job without a result does not need.
        from jobview.results.writers.partial import partial_words
        from jobview.results.writers.writing import pieces, row_total

        rows, partial = row_total(result), partial_words(result.table)
        some = pieces(result, self.wanted, style)
        if not (self.file.is_standard_output and is_terminal(sys.stdout)):
            some = _with_progress(some, rows)
        if self.file.is_standard_output:
            _to_standard_output(some, is_raw=self.wanted is Format.RAW)
            if partial and self.wanted in _FOR_PROGRAMS:
                say(f"job {reply.job_id}: {partial}; its result holds no more")
            return ExitCode.OK
        written = 0
        with private_file(self.file.path, may_overwrite=self.file.overwrites) as file:
            for piece in some:
                written += file.write(piece.data)
        told = "" if rows is None else f"{partial or _rows(rows)}, "
        say(f"{told}{size_words(written)} written to {self.file.path}")
        return ExitCode.OK


def result_output(wanted: str | None, *, output: Path | None, force: bool) -> ResultOutput | None:
    """What `--format`, `-o` and `--force` say together; None without `--format`.

    Raises:
        click.UsageError: the file exists, cannot be one, or a terminal would get raw bytes.
    """
    if wanted is None:
        return None
    file = RawFile(output or Path(STANDARD_OUTPUT), may_overwrite=force)
    destination = ResultOutput(Format(wanted), file)
    destination.check()
    return destination


def _with_progress(some: Iterable[Piece], total: int | None) -> Iterator[Piece]:
    """The pieces, with a line on a terminal about how far they are."""
    line = WorkLine()
    if total is not None and total >= MANY_ROWS:
        line.show("writing 0 %")  # some formats look at all rows before the first piece
    rows = byte_count = 0
    try:
        for piece in some:
            yield piece
            rows += piece.row_count
            byte_count += len(piece.data)
            if total:
                line.tell_share("writing", rows, total)
            else:
                line.tell(f"writing {size_words(byte_count)}")
    finally:
        line.close()


def _rows(count: int) -> str:
    return f"{count:,} row{'' if count == 1 else 's'}"


def _why_nothing(reply: JobReply, result: DecodedResult) -> str:
    if result.raw or result.record is not None or result.text is not None:
        return ""
    if reply.error_message:
        return f"{reply.job_status}, {reply.error_message.strip()}"
    return f"it is {reply.job_status} and has no result; nothing was written"


def _to_standard_output(some: Iterable[Piece], *, is_raw: bool) -> None:
    """Bytes to a pipe as they are; a terminal gets text that cannot steer it."""
    if not is_raw and is_terminal(sys.stdout):
        from jobview.text import literal_lines

        for piece in some:
            click.echo(literal_lines(piece.data.decode("utf-8", "replace")), nl=False)
        return
    for piece in some:
        sys.stdout.buffer.write(piece.data)
    sys.stdout.buffer.flush()
