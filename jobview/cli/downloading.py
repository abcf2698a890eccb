"""Writing a result away as it arrives, with what has come of it on the terminal."""

from __future__ import annotations

import asyncio
from contextlib import contextmanager
from typing import TYPE_CHECKING, Final

from jobview.cli.exits import ExitCode
from jobview.cli.output import say
from jobview.cli.work_line import WorkLine
from jobview.clock import SystemClock
from jobview.jobs.transfer import size_words

if TYPE_CHECKING:
    from collections.abc import Iterator

    from jobview.cli.raw_file import RawFile
    from jobview.jobs.source import JobSource
    from jobview.jobs.target import JobTarget
    from jobview.jobs.transfer import Transfer

SILENT_AFTER_S: Final = 2.0
"""A network's hiccup is over by then, and a server that has much to do has begun to answer."""


class ProgressLine:
    """How far a transfer has come, in a line on standard error while that is a terminal."""

    def __init__(self, verb: str) -> None:
        self._verb = verb
        self._line = WorkLine()
        self._clock = SystemClock()
        self._changed_s = self._clock.monotonic_s()
        self._words = "no answer yet"

    def __call__(self, transfer: Transfer) -> None:
        """Show it, unless it was shown just now or has hardly begun."""
        words = f"{self._verb} {transfer.words}"
        if words == self._words:
            return
        self._words, self._changed_s = words, self._clock.monotonic_s()
        self._line.tell(words)

    def tell_silence(self) -> None:
        """Show for how long nothing has come, or next to nothing, if that is long."""
        silent_s = self._clock.monotonic_s() - self._changed_s
        if silent_s >= SILENT_AFTER_S:
            self._line.show(f"{self._words}, nothing new for {silent_s:.0f} s; ctrl-C gives up")

    @contextmanager
    def watched(self) -> Iterator[None]:
        """Tell silence every second while the block lasts."""
        watching = asyncio.create_task(self._watch(), name="tell silence")
        try:
            yield
        finally:
            watching.cancel()

    async def _watch(self) -> None:
        while True:
            await asyncio.sleep(1)
            self.tell_silence()

    def close(self) -> None:
        """Take the line away."""
        self._line.close()


async def download(source: JobSource, target: JobTarget, file: RawFile) -> ExitCode:
    """Write the result of a job to a file, or to standard output, whatever its size.

    A job without a result leaves no file, nor does one whose result does not come whole.

    Raises:
        ServerError: the server gave no usable answer.
        OSError: it could not be written.
    """
    line = ProgressLine("writing")
    try:
        with file.opened() as writing, line.watched():
            reply, written_bytes = await source.download(
                target.job_id, target.job_tag, write=writing.write, on_progress=line
            )
            writing.is_wanted = written_bytes > 0
    finally:
        line.close()
    if not written_bytes:
        status = reply.job_status
        say(f"job {target.job_id} is {status} and has no response; nothing was written")
        return ExitCode.FAILED
    if not file.is_standard_output:
        say(f"{size_words(written_bytes)} written to {file.path}")
    return ExitCode.OK
