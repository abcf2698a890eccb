"""`jobview get`: one job's status, and its decoded result or its error."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from jobview.cli.card import card_of
from jobview.cli.contact import converse
from jobview.cli.decoding import decoded
from jobview.cli.flags import connection_options
from jobview.cli.output import answer, answer_json, answer_text, terminal_width
from jobview.cli.parameters import JOB
from jobview.cli.raw_file import RawFile

if TYPE_CHECKING:
    from jobview.cli.exits import ExitCode
    from jobview.jobs.source import JobReply, JobSource
    from jobview.jobs.target import JobTarget
    from jobview.results.model import DecodedResult
    from jobview.settings import Settings

EPILOG = """\b
Examples:
  jobview get 48213
  jobview get 48213 --json | jq '.result.table.rows'
  jobview get 48213 -o response.avro
  jobview get 48213 --card --redact

\b
Exit codes: 0 whatever the job's status, 1 nothing to write or it could not be written,
2 wrong usage, 4 the server does not know the job, or cannot be asked."""


@click.command("get", epilog=EPILOG)
@click.argument("target", metavar="JOB", type=JOB)
@click.option("--json", "as_json", is_flag=True, help="Print one JSON document.")
@click.option(
    "--raw",
    is_flag=True,
    help="Write the response's bytes as the server sent them, of any size; -o alone means it.",
)
@click.option(
    "-o",
    "--output",
    metavar="FILE",
    type=click.Path(path_type=Path, allow_dash=True),
    help="Where --raw writes; - is standard output. Only you can read the file.",
)
@click.option("--force", is_flag=True, help="Let --raw overwrite FILE.")
@click.option("--card", is_flag=True, help="Print a report as Markdown, for chat, mail or ticket.")
@click.option("--redact", is_flag=True, help="Leave names, addresses and values out of the report.")
@connection_options
@click.pass_context
def command(
    context: click.Context,
    target: JobTarget,
    as_json: bool,  # noqa: FBT001 - click's flags
    raw: bool,  # noqa: FBT001
    output: Path | None,
    force: bool,  # noqa: FBT001
    card: bool,  # noqa: FBT001
    redact: bool,  # noqa: FBT001
) -> None:
    """Print one job's status and progress, and its result or its error.

    JOB is an id, or id:tag. Only jobs made by /create/job have progress and a result; the server
    does not know others here.
    """
    if redact and not card:
        raise click.UsageError("--redact belongs to --card")
    if card and (raw or as_json or output is not None):
        raise click.UsageError("--card cannot be had together with --json, --raw or -o")
    if card:
        answer_text(card_of(context, target, is_redacted=redact))
        return
    if raw and as_json:
        raise click.UsageError("--raw and --json cannot be had together")
    file = _raw_file(raw=raw or (output is not None and not as_json), output=output, force=force)
    if file is not None:
        context.exit(_download(context, target, file))

    async def talk(source: JobSource, _settings: Settings) -> JobReply:
        return await source.job(target.job_id, target.job_tag)

    reply = converse(context, talk)
    if reply.withheld is not None:
        raise reply.withheld
    result = decoded(reply)
    if as_json:
        # Costs 20 ms, which the raw way does not need.
        from jobview.cli.documents import reply_document

        answer_json(reply_document(reply, result))
    else:
        _print_report(reply, result)


def _raw_file(*, raw: bool, output: Path | None, force: bool) -> RawFile | None:
    if not raw:
        if output is not None or force:
            raise click.UsageError("-o and --force belong to --raw")
        return None
    if output is None:
        raise click.UsageError("--raw needs -o FILE, or -o - for standard output")
    file = RawFile(output, may_overwrite=force)
    file.check()
    return file


def _download(context: click.Context, target: JobTarget, file: RawFile) -> ExitCode:
    from jobview.cli.downloading import download

    async def talk(source: JobSource, _settings: Settings) -> ExitCode:
        return await download(source, target, file)

    return converse(context, talk)


def _print_report(reply: JobReply, result: DecodedResult) -> None:
    from jobview.cli.report import report_lines

    for line in report_lines(reply, result, width=terminal_width()):
        answer(line)
