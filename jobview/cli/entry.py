"""The console script: runs a command and turns its failures into a sentence and an exit code."""

from __future__ import annotations

import re
import sys
from typing import TYPE_CHECKING, Final

import click

from jobview.cli.ending import Ended, Ending
from jobview.cli.exits import ExitCode, exit_code_of
from jobview.cli.output import drop_output, say
from jobview.cli.root import root
from jobview.cli.streams import make_tolerant
from jobview.errors import JobviewError
from jobview.text import literal_lines

if TYPE_CHECKING:
    from collections.abc import Sequence
    from types import TracebackType

PROGRAM = "jobview"

_LOGIN: Final = re.compile(r"(?<=://).*@", re.DOTALL)
"""In a URL that stands where none belongs: all before the last `@`, whatever it holds."""

CLOSE: Final = 0.7
"""From this likeness on, of 1, an option may be what was meant; its dashes are left aside."""


def main() -> None:
    """Run the command that the process's arguments name, and end the process."""
    sys.excepthook = _tell_mistake
    ending = Ending()
    ending.listen()
    try:
        code = run(sys.argv[1:])
    except Ended:
        drop_output()  # its reader may be the very one that hangs
    except OSError:
        if ending.code is None:
            raise
        drop_output()  # there is no terminal any more to say it on
    sys.exit(code if ending.code is None else ending.code)


def run(arguments: Sequence[str]) -> int:
    """Run one command.

    Returns:
        The exit code; whatever went wrong has been said in one sentence on standard error.
    """
    make_tolerant()
    try:
        code = root.main(list(arguments), prog_name=PROGRAM, standalone_mode=False)
        _flush_output()
    except click.ClickException as error:
        say(_usage_sentence(error))
        return error.exit_code
    except click.Abort:
        return ExitCode.INTERRUPTED
    except JobviewError as error:
        say(str(error))
        return exit_code_of(error)
    except BrokenPipeError:
        drop_output()
        return ExitCode.BROKEN_PIPE
    except OSError as error:
        drop_output()
        say(_os_sentence(error))
        return ExitCode.FAILED
    return code if isinstance(code, int) else ExitCode.OK


def _tell_mistake(
    kind: type[BaseException], error: BaseException, trace: TracebackType | None
) -> None:
    """Python's traceback of a mistake of ours; what the exception says may be a server's words."""
    from traceback import format_exception

    from jobview.journal.hiding import hidden

    text = hidden("".join(format_exception(kind, error, trace)))
    click.echo(literal_lines(text), err=True, nl=False)


def _usage_sentence(error: click.ClickException) -> str:
    if isinstance(error, click.NoSuchOption):
        error = _with_close_options(error)
    message = _LOGIN.sub("", error.format_message().rstrip("."))
    context = error.ctx if isinstance(error, click.UsageError) else None
    return f"{message} (see `{context.command_path} --help`)" if context else message


def _with_close_options(error: click.NoSuchOption) -> click.NoSuchOption:
    """The same, naming no option that is hardly like it: click counts the dashes as alike."""
    from difflib import SequenceMatcher

    meant = error.option_name.lstrip("-")
    close = [
        option
        for option in error.possibilities or ()
        if SequenceMatcher(None, meant, option.lstrip("-")).ratio() >= CLOSE
    ]
    return click.NoSuchOption(error.option_name, error.message, close, error.ctx)


def _os_sentence(error: OSError) -> str:
    reason = error.strerror or str(error) or type(error).__name__
    return f"{error.filename}: {reason}" if error.filename else reason


def _flush_output() -> None:
    # Here, not at interpreter exit, where a full disk or a closed pipe could not be reported.
    if sys.stdout is not None:
        sys.stdout.flush()
