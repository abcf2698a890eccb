"""Writing a result away as it arrives, with what has come of it on the terminal."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from jobview.cli.exits import ExitCode
from jobview.cli.live_lines import LiveLines
from jobview.cli.output import say
from jobview.clock import SystemClock
from jobview.jobs.transfer import size_words

if TYPE_CHECKING:
    from jobview.cli.raw_file import RawFile
    from jobview.jobs.source import JobSource
    from jobview.jobs.target import JobTarget
    from jobview.jobs.transfer import Transfer

SHOWN_EVERY_S: Final = 0.2


class ProgressLine:
    """How far a transfer has come, in a line on standard error while that is a terminal."""

    def __init__(self, verb: str) -> None:
        self._verb = verb
        self._lines = LiveLines()
        self._clock = SystemClock()
        self._shown_s = self._clock.monotonic_s()

    def __call__(self, transfer: Transfer) -> None:
        """Show it, unless it was shown just now."""
        now_s = self._clock.monotonic_s()
        if self._lines.is_live and now_s - self._shown_s >= SHOWN_EVERY_S:
            self._shown_s = now_s
            self._lines.show("transfer", f"{self._verb} {transfer.words}")

    def close(self) -> None:
        """Take the line away."""
        self._lines.close()


async def download(source: JobSource, target: JobTarget, file: RawFile) -> ExitCode:
    """Write the result of a job to a file, or to standard output, whatever its size.

    A job without a result leaves no file, nor does one whose result does not come whole.

    Raises:
        ServerError: the server gave no usable answer.
        OSError: it could not be written.
    """
    line = ProgressLine("writing")
    try:
        with file.opened() as writing:
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
