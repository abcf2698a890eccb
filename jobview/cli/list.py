"""`jobview list`: all jobs, asked for once and printed."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING

import click

from jobview.cli.contact import converse
from jobview.cli.flags import connection_options
from jobview.cli.output import answer, answer_json, say, terminal_width, uses_colour

if TYPE_CHECKING:
    from jobview.cli.listing import Listing

EPILOG = """\b
Examples:
  jobview list
  jobview list --no-progress | grep -c running
  jobview list --json | jq -r '.jobs[] | select(.phase == "running" and .progress > 90) | .job_id'

\b
Exit codes: 0 printed, 2 wrong usage, 4 the server cannot be asked, keeps the list from this
user, or sends one so damaged that no job in it is sure. Missing progress, and jobs that a
damaged list may lack, are told on standard error and change no exit code; the JSON document
tells the latter as `damage`."""


@click.command("list", epilog=EPILOG)
@click.option("--json", "as_json", is_flag=True, help="Print one JSON document.")
@click.option("--jsonl", "as_lines", is_flag=True, help="Print one JSON object a line and job.")
@click.option(
    "--no-progress",
    is_flag=True,
    help="Do not ask for the progress of running jobs, which takes a request each.",
)
@connection_options
@click.pass_context
def command(
    context: click.Context,
    as_json: bool,  # noqa: FBT001 - click's flags
    as_lines: bool,  # noqa: FBT001
    no_progress: bool,  # noqa: FBT001
) -> None:
    """Print all jobs that the server lists, without those that are our own questions.

    Progress is asked for up to 200 running jobs, 20 a second unless the profile says otherwise.
    Ages are by the server's clock. A dash stands for what is not known.
    """
    if as_json and as_lines:
        raise click.UsageError("--json and --jsonl cannot be had together")
    # Costs 40 ms, which --help does not need.
    from jobview.cli.listing import Asking

    listing = converse(
        context, Asking(wants_progress=not no_progress, wants_cluster=as_json).listing
    )
    if as_json:
        answer_json(listing.document())
    elif as_lines:
        for document in listing.job_documents():
            answer_json(document)
    else:
        _print_table(listing)


def _print_table(listing: Listing) -> None:
    if not listing.jobs:
        say(f"no jobs on {listing.cluster.url}")
        return
    for line in listing.table(width=terminal_width(), is_coloured=uses_colour(sys.stdout)):
        answer(line)
