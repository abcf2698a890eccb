"""`jobview cancel`: asks first, cancels, and looks whether it happened."""

from __future__ import annotations

import signal
import sys
from typing import TYPE_CHECKING

import click

from jobview.cli.contact import converse
from jobview.cli.exits import ExitCode
from jobview.cli.flags import connection_options, read_only_option
from jobview.cli.output import is_terminal, say
from jobview.cli.parameters import JOB

if TYPE_CHECKING:
    from collections.abc import Sequence

    from jobview.jobs.source import JobSource
    from jobview.jobs.target import JobTarget
    from jobview.settings import Settings

EPILOG = """\b
Examples:
  jobview cancel 48213
  jobview cancel 48213 48211 --yes

\b
Exit codes: 0 all are really cancelled, 1 any finished anyway, runs on, or was not asked to be
cancelled, 2 wrong usage, 4 the server does not know a job, cannot be asked, or says no more of
one that it was asked to cancel, 130 interrupted."""


@click.command("cancel", epilog=EPILOG)
@click.argument("targets", metavar="JOB...", nargs=-1, required=True, type=JOB)
@click.option("--yes", "is_sure", is_flag=True, help="Cancel without asking first.")
@read_only_option
@connection_options
@click.pass_context
def command(
    context: click.Context,
    targets: Sequence[JobTarget],
    is_sure: bool,  # noqa: FBT001 - click's flag
) -> None:
    """Ask the server to cancel each JOB, an id or id:tag, and see whether it happened.

    The wish is sent once and never repeated. The server's own words about it go to standard
    error; then each job is polled until it has ended, for at most 30 seconds, and its id, its
    phase and what became of it go to standard output as one line. Inserts, updates and deletes
    usually cannot be cancelled.

    What is sent is an id: of id:tag only where the job of that id bears that tag, of 0:tag the id
    of the one job at work that bears it. Otherwise nothing is sent.
    """
    if not is_sure and not is_terminal(sys.stdin):
        raise click.UsageError("nobody is there to be asked; give --yes to cancel without asking")

    async def talk(source: JobSource, settings: Settings) -> ExitCode:
        # Costs 40 ms, which --help does not need.
        from jobview.cli.cancelling import Cancelling

        cancelling = Cancelling(source, settings, targets)
        looks = await cancelling.looks()
        lines = [look.line for look in looks if look.is_to_touch]
        if lines and not is_sure:
            if not _is_confirmed(lines, source.cluster):
                say("nothing was cancelled")
                return ExitCode.FAILED
            looks = await cancelling.looked_again(looks)  # the answer may have taken hours
        return await cancelling.run(looks)

    context.exit(converse(context, talk, is_acting=True))


def _is_confirmed(lines: Sequence[str], cluster: str) -> bool:
    for line in lines:
        click.echo(line, err=True)
    what = "this job" if len(lines) == 1 else f"these {len(lines):,} jobs"
    # Of asyncio's own handler the question, in which no coroutine runs, would never hear.
    before = signal.signal(signal.SIGINT, signal.default_int_handler)
    try:
        return click.confirm(f"Cancel {what} on {cluster}?", default=False, err=True)
    except click.Abort:
        click.echo(err=True)  # what comes next does not belong behind the question
        raise
    finally:
        signal.signal(signal.SIGINT, before)
