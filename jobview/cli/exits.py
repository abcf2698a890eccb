"""The exit codes of every command, and which error leads to which."""

from __future__ import annotations

from enum import IntEnum

from jobview.errors import JobviewError, ServerError, SettingsError


class ExitCode(IntEnum):
    """What the process tells its caller; scripts rely on these numbers."""

    OK = 0
    FAILED = 1
    """A job failed, a cancellation did not cancel, or nothing could be written."""
    USAGE = 2
    """The command line, the environment or the profile file cannot be used."""
    CANCELLED = 3
    """A job that was waited for has been cancelled."""
    SERVER = 4
    """The server gave no usable answer, or does not know the job."""
    TIMEOUT = 5
    """The time given with `--timeout` ran out."""
    INTERRUPTED = 130
    """Ended by ctrl-C: 128 + SIGINT, as shells report it."""
    BROKEN_PIPE = 141
    """The reader of our output went away: 128 + SIGPIPE."""


def exit_code_of(error: JobviewError) -> ExitCode:
    """The exit code that a failure of ours stands for."""
    if isinstance(error, SettingsError):
        return ExitCode.USAGE
    if isinstance(error, ServerError):
        return ExitCode.SERVER
    return ExitCode.FAILED
