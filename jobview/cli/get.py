"""`jobview get`: one job's status, and its decoded result or its error."""

from __future__ import annotations

from datetime import UTC
from pathlib import Path
from typing import TYPE_CHECKING, Final

import click

from jobview.cli.card import card_of
from jobview.cli.contact import converse
from jobview.cli.decoding import decoded, with_version
from jobview.cli.flags import connection_options, max_result_option, utc_option
from jobview.cli.output import answer, json_bytes, terminal_width
from jobview.cli.parameters import JOB
from jobview.cli.raw_file import STANDARD_OUTPUT, RawFile
from jobview.cli.result_output import result_output
from jobview.cli.text_output import text_output
from jobview.cli.unknown_jobs import explaining_unknown
from jobview.cli.work_line import LONG_BYTES, WorkLine
from jobview.jobs.transfer import size_words
from jobview.results.writers.formats import Format

if TYPE_CHECKING:
    from jobview.cli.exits import ExitCode
    from jobview.jobs.source import JobReply, JobSource
    from jobview.jobs.target import JobTarget
    from jobview.results.cells.values import ValueStyle
    from jobview.results.model import DecodedResult
    from jobview.settings import Settings

_TOLD_LINES: Final = 500
"""After so many lines it is told how many there were."""

EPILOG = """\b
Examples:
  jobview get 48213
  jobview get 48213 --json | jq '.result.table.rows'
  jobview get 48213 --format csv -o rows.csv
  jobview get 48213 -o response.avro
  jobview get 48213 --redacted-card

\b
Exit codes: 0 whatever the job's status, 1 nothing to write, it could not be written, or a
result over --max-result was to be converted, 2 wrong usage, 4 the server does not know the job,
or cannot be asked."""


@click.command("get", epilog=EPILOG)
@click.argument("target", metavar="JOB", type=JOB)
@click.option(
    "--json",
    "as_json",
    is_flag=True,
    help="Print one JSON document: the job and its result, which is null when over --max-result.",
)
@click.option(
    "--format",
    "wanted",
    type=click.Choice([wanted.value for wanted in Format]),
    help="Print the result alone: csv and tsv (timestamps in UTC; a text that a spreadsheet would "
    "run as a formula gets a ' before it), json (the `result` of --json, timestamps in "
    "milliseconds), jsonl (an object a row), md (Markdown), table (for reading), raw (the "
    "response's bytes).",
)
@click.option(
    "--raw",
    is_flag=True,
    help="Write the response's bytes as the server sent them, of any size.",
)
@click.option(
    "-o",
    "--output",
    metavar="FILE",
    type=click.Path(path_type=Path, allow_dash=True),
    help="Write there; alone it means --raw. - is standard output. Only you can read the file.",
)
@click.option("--force", is_flag=True, help="Let FILE be overwritten.")
@click.option(
    "--card", "card", flag_value="whole", help="Print a report as Markdown, for chat or ticket."
)
@click.option(
    "--redacted-card", "card", flag_value="redacted", help="The same without names and values."
)
@utc_option
@max_result_option
@connection_options
@click.pass_context
def command(
    context: click.Context,
    target: JobTarget,
    as_json: bool,  # noqa: FBT001 - click's flags
    wanted: str | None,
    raw: bool,  # noqa: FBT001
    output: Path | None,
    force: bool,  # noqa: FBT001
    card: str | None,
) -> None:
    """Print one job's status and progress, and its result or its error.

    JOB is an id, or id:tag. Only jobs made by /create/job have progress and a result; the server
    does not know others here. A result over --max-result is not read, only its size is told.
    """
    _check_one_wish(raw, as_json, card is not None, wanted is not None)
    if card or as_json:
        destination = text_output(output, force=force)
        if card:
            text = card_of(context, target, is_redacted=card == "redacted").encode("utf-8")
        else:
            text = _document(context, target)
        destination.write(text)
        return
    if wanted == Format.RAW:
        raw, wanted, output = True, None, output or Path(STANDARD_OUTPUT)
    alone = result_output(wanted, output=output, force=force)
    file = None if alone else _raw_file(raw=raw, output=output, force=force)
    if file is not None:
        context.exit(_download(context, target, file))

    reply, settings = _asked(context, target)
    result = _told_decoded(reply)
    # Costs 20 ms, which the raw way does not need.
    from jobview.results.cells.values import ValueStyle

    style = ValueStyle(zone=UTC if settings.utc else None)
    if alone is not None:
        context.exit(alone.write(reply, result, style))
    _print_report(reply, result, style)


def _asked(context: click.Context, target: JobTarget) -> tuple[JobReply, Settings]:
    """The server's answer, and the settings of this run."""

    async def talk(source: JobSource, settings: Settings) -> tuple[JobReply, Settings]:
        from jobview.cli.downloading import ProgressLine

        line = ProgressLine("reading")
        try:
            async with explaining_unknown(source, target.job_id):
                with line.watched():
                    reply = await source.job(target.job_id, target.job_tag, on_progress=line)
        finally:
            line.close()
        return await with_version(source, reply), settings

    return converse(context, talk)


def _told_decoded(reply: JobReply) -> DecodedResult:
    """The job's result; a terminal is told when that takes a while."""
    size = len(reply.response) or len(reply.response_text)
    line = WorkLine()
    if size >= LONG_BYTES:
        line.show(f"decoding {size_words(size)}")
    try:
        return decoded(reply)
    finally:
        line.close()


def _document(context: click.Context, target: JobTarget) -> bytes:
    """The answer of `--json`."""
    from jobview.cli.documents import reply_document

    reply, _ = _asked(context, target)
    result = _told_decoded(reply)
    line = WorkLine()
    if len(result.raw) >= LONG_BYTES:
        line.show("making the JSON document")
    try:
        return json_bytes(reply_document(reply, result))
    finally:
        line.close()


def _check_one_wish(*wishes: bool) -> None:
    if wishes.count(True) > 1:
        raise click.UsageError("of --raw, --json, --format and --card only one can be had")


def _raw_file(*, raw: bool, output: Path | None, force: bool) -> RawFile | None:
    if output is None and not raw:
        if force:
            raise click.UsageError("--force belongs to -o FILE")
        return None
    if output is None:
        raise click.UsageError("--raw needs -o FILE, or -o - for standard output")
    file = RawFile(output, may_overwrite=force)
    file.check()
    return file


def _download(context: click.Context, target: JobTarget, file: RawFile) -> ExitCode:
    from jobview.cli.downloading import download

    async def talk(source: JobSource, _settings: Settings) -> ExitCode:
        async with explaining_unknown(source, target.job_id):
            return await download(source, target, file)

    return converse(context, talk)


def _print_report(reply: JobReply, result: DecodedResult, style: ValueStyle) -> None:
    from jobview.cli.report import report_lines

    width, line = terminal_width(), WorkLine()
    total = 0 if result.table is None else result.table.row_count
    lines = report_lines(
        reply,
        result,
        width=width,
        style=style,
        on_row=lambda done: line.tell_share("laying out", done, total),
    )
    try:
        for number, text in enumerate(lines):
            if width is not None:
                line.close()  # what is printed would be printed over it
            elif number % _TOLD_LINES == 0:
                line.tell_share("writing", min(number, total), total)
            answer(text)
    finally:
        line.close()
