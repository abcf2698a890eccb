"""`jobview wait`: until jobs have ended, for scripts and for people."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from jobview.cli.contact import converse
from jobview.cli.flags import connection_options, interval_option, max_result_option
from jobview.cli.parameters import JOB, timeout_option
from jobview.clock import SystemClock

if TYPE_CHECKING:
    from collections.abc import Sequence

    from jobview.jobs.target import JobTarget

EPILOG = """\b
Examples:
  jobview wait 48213 && echo done
  jobview wait 48213 48214:nightly-load --timeout 3600 --fail-fast

\b
Exit codes: 0 all are done, 1 any failed, 2 wrong usage, 3 any was cancelled, 4 the server
does not know a job or cannot be asked, 5 timeout, 130 interrupted. Of several the first in
the order 1, 3, 4, 5 counts."""


@click.command("wait", epilog=EPILOG)
@click.argument("targets", metavar="JOB...", nargs=-1, required=True, type=JOB)
@timeout_option
@click.option(
    "--fail-fast", is_flag=True, help="End as soon as one job has failed, or was cancelled or lost."
)
@interval_option
@max_result_option
@connection_options
@click.pass_context
def command(
    context: click.Context,
    targets: Sequence[JobTarget],
    timeout_s: float | None,
    fail_fast: bool,  # noqa: FBT001 - click's flag
) -> None:
    """Wait until each JOB, an id or id:tag, has ended; only jobs made by /create/job are known.

    Progress goes to standard error; when a job has ended, its id, phase, endpoint and outcome go
    to standard output as one line. A server that stops answering is tried again, for ever or
    until the timeout; one that cannot be reached in the first place is tried again only with
    --timeout.
    """
    from jobview.cli.waiting import Waiting

    waiting = Waiting(targets, timeout_s=timeout_s, is_fail_fast=fail_fast, clock=SystemClock())
    context.exit(converse(context, waiting.run))
