"""`jobview` and `jobview board`: every job on the screen, live."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from jobview.cli.flags import (
    connection_options,
    display_options,
    interval_option,
    max_result_option,
    read_only_option,
    settings_of,
)
from jobview.cli.garbage import put_off_collection
from jobview.cli.output import need_terminal, say
from jobview.cli.parameters import JOB

if TYPE_CHECKING:
    from collections.abc import Sequence

    from jobview.jobs.target import JobTarget

EPILOG = """\b
Examples:
  jobview
  jobview 48213 48214:nightly-load
  jobview --profile prod --interval 5

\b
Exit codes: 0 left by the user, 2 wrong usage. A server that cannot be reached is a state on
the screen, not an end."""


@click.command("board", epilog=EPILOG)
@click.argument("targets", metavar="[JOB]...", nargs=-1, type=JOB)
@connection_options
@read_only_option
@interval_option
@max_result_option
@display_options
@click.pass_context
def command(context: click.Context, targets: Sequence[JobTarget] = ()) -> None:
    """Watch all jobs on the screen: progress, results, errors.

    Each JOB, an id or id:tag, is followed as well, which works without the right to list all
    jobs. Press ? on the screen for its keys.
    """
    need_terminal()
    warnings: list[str] = []

    def tell(sentence: str) -> None:
        say(sentence)
        warnings.append(sentence)  # for the board, which hides what was said before it

    settings = settings_of(context, tell=tell)
    put_off_collection()
    # Brings Textual, 0.2 s; the HTTP client comes when the first frame is painted.
    from jobview.cli.screen import show_board

    context.exit(show_board(settings, targets, warnings=warnings))
