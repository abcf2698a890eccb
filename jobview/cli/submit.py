"""`jobview submit`: starts an endpoint as an asynchronous job."""

from __future__ import annotations

import secrets
from typing import TYPE_CHECKING

import click

from jobview.cli.contact import converse
from jobview.cli.exits import ExitCode
from jobview.cli.fate import telling_fate
from jobview.cli.flags import (
    connection_options,
    interval_option,
    max_result_option,
    read_only_option,
)
from jobview.cli.output import answer, say
from jobview.cli.parameters import ENDPOINT, TAG, timeout_option
from jobview.clock import SystemClock
from jobview.jobs.target import JobTarget
from jobview.text import literal

if TYPE_CHECKING:
    from jobview.jobs.source import JobSource
    from jobview.settings import Settings

EPILOG = """\b
Examples:
  jobview submit /admin/rebalance --tag night-41
  jobview submit /execute/sql --data @query.json --wait
  id=$(jobview submit /alter/table --data '{"table_name": "t", "action": "…"}')

\b
Exit codes: 0 submitted, and with --wait done, 1 failed, 2 wrong usage, 3 cancelled, 4 the
server refused or cannot be asked, 5 timeout, 130 interrupted."""


@click.command("submit", epilog=EPILOG)
@click.argument("endpoint", type=ENDPOINT)
@click.option(
    "--data",
    metavar="JSON",
    default="{}",
    show_default=True,
    help="The endpoint's request as a JSON object; @FILE reads it from a file, - from standard "
    "input.",
)
@click.option("--tag", metavar="TAG", type=TAG, default="", help="Find the job again by TAG.")
@click.option("--wait", "is_waiting", is_flag=True, help="Wait for its end, as `jobview wait`.")
@timeout_option
@read_only_option
@interval_option
@max_result_option
@connection_options
@click.pass_context
def command(
    context: click.Context,
    endpoint: str,
    data: str,
    tag: str,
    is_waiting: bool,  # noqa: FBT001 - click's flag
    timeout_s: float | None,
) -> None:
    """Start ENDPOINT, such as /execute/sql, as a job, and print the job's id.

    The request is sent once and never repeated. Without --tag the job gets a tag of its own, by
    which it can be found when the answer is lost or another cluster of the ring takes over. With
    --wait the line that `jobview wait` prints follows the id.
    """
    if timeout_s is not None and not is_waiting:
        raise click.UsageError("--timeout belongs to --wait")
    # Costs 20 ms, which --help does not need.
    from jobview.cli.request_data import request_text

    text = request_text(data)

    async def talk(source: JobSource, settings: Settings) -> ExitCode:
        sent_tag = tag or _own_tag()
        with telling_fate(
            f"whether the job was started is not known: look for it with `jobview list`, or by its "
            f"tag with `jobview get 0:{sent_tag}`, before you submit it again"
        ):
            created = await source.create(endpoint, text, sent_tag)
        answer(str(created.job_id))
        if created.job_tag and created.job_tag != tag:
            say(f"job {created.job_id} has the tag {literal(created.job_tag)}")
        if not is_waiting:
            return ExitCode.OK
        from jobview.cli.waiting import Waiting

        target = JobTarget(created.job_id, created.job_tag)
        clock = SystemClock()
        waiting = Waiting([target], timeout_s=timeout_s, is_fail_fast=False, clock=clock)
        return await waiting.run(source, settings)

    context.exit(converse(context, talk, is_acting=True))


def _own_tag() -> str:
    return f"jobview-{secrets.token_hex(6)}"
