"""One result on its way into a file, in a thread, with figures that the screen may read."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final, NamedTuple

from jobview.jobs.transfer import size_words
from jobview.private_file import private_file
from jobview.results.writers.formats import FACTS, Format
from jobview.results.writers.partial import partial_words
from jobview.results.writers.writing import pieces, row_total
from jobview.ui.paint.wording import count

if TYPE_CHECKING:
    from pathlib import Path

    from jobview.jobs.job import Job
    from jobview.results.model import DecodedResult

_UNSAFE: Final = re.compile(r"[^A-Za-z0-9._-]+")
_LONGEST_ENDPOINT: Final = 60


class ExportStopped(Exception):
    """The user stopped it; nothing was written."""


class Exported(NamedTuple):
    """What was written."""

    path: Path
    row_count: int | None
    """None for a result without rows."""
    byte_count: int
    partial: str = ""
    """Of how many the rows are the first; empty when they are all."""

    @property
    def sentence(self) -> str:
        """Rows, bytes and path; of a page that is not all, how much more there is."""
        rows = "" if self.row_count is None else f"{self.partial or _rows(self.row_count)}, "
        return f"{rows}{size_words(self.byte_count)} written to {self.path}"


class ExportRun:
    """Writes `result` to `path`; `write` belongs in a thread, all else to the event loop."""

    def __init__(
        self, result: DecodedResult, wanted: Format, path: Path, *, may_overwrite: bool
    ) -> None:
        self._result = result
        self._wanted = wanted
        self._path = path
        self._may_overwrite = may_overwrite
        self._is_stopped = False
        self._rows_written = 0
        self._bytes_written = 0

    def write(self) -> Exported:
        """Write the whole file, or leave nothing behind.

        Raises:
            ExportStopped: `stop` was called.
            FileExistsError: something is there and may not be overwritten.
            OSError: it could not be written.
        """
        with private_file(self._path, may_overwrite=self._may_overwrite) as file:
            for piece in pieces(self._result, self._wanted):
                if self._is_stopped:
                    raise ExportStopped
                file.write(piece.data)
                self._rows_written += piece.row_count
                self._bytes_written += len(piece.data)
        rows, partial = row_total(self._result), partial_words(self._result.table)
        return Exported(self._path, rows, self._bytes_written, partial)

    def stop(self) -> None:
        """Give up before the next piece."""
        self._is_stopped = True

    @property
    def progress(self) -> str:
        """How far it is: `12,000 of 100,000 rows`, or bytes for a result without rows."""
        total = row_total(self._result)
        if total is None or self._wanted is Format.RAW:
            return size_words(self._bytes_written)
        return f"{count(self._rows_written)} of {count(total)} rows"


def _rows(row_count: int) -> str:
    return f"{count(row_count)} row{'' if row_count == 1 else 's'}"


def proposed_name(job: Job, wanted: Format) -> str:
    """A file name that says what is in it: `jobview-48187-execute_sql.csv`."""
    endpoint = _UNSAFE.sub("_", job.endpoint.strip("/"))[:_LONGEST_ENDPOINT]
    return f"jobview-{job.job_id}-{endpoint or 'result'}{FACTS[wanted].suffix}"
