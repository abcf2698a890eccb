"""`jobview doctor`: what works from this terminal to the server, and what to do about the rest."""

from __future__ import annotations

import os
import sys
from typing import TYPE_CHECKING

import click

from jobview.cli.exits import ExitCode
from jobview.cli.flags import config_of, server_options, settings_of, terminal_options
from jobview.cli.output import answer, answer_json, uses_colour
from jobview.cli.terminal_traits import shows_unicode

if TYPE_CHECKING:
    from collections.abc import Sequence

    from jobview.cli.checks.finding import Examined
    from jobview.settings import Settings

EPILOG = """\b
Examples:
  jobview doctor
  jobview doctor --profile prod
  jobview doctor --json | jq '.parts[].findings[] | select(.verdict == "bad")'

\b
Exit codes: 0 everything works, 2 wrong usage, 4 a server cannot be reached or used."""


@click.command("doctor", epilog=EPILOG)
@click.option("--json", "as_json", is_flag=True, help="Print one JSON document.")
@server_options
@terminal_options
@click.pass_context
def command(
    context: click.Context,
    as_json: bool,  # noqa: FBT001 - click's flag
) -> None:
    """Check terminal, connection, TLS, login, rights, version, ring and progress, with remedies.

    One line each: + or ✓ works, ! works but look at it, x or ✗ does not work. Each URL is asked
    on its own. Nothing is changed, at the server or here.
    """
    settings = settings_of(context)
    examined = _examined(context, settings)
    if as_json:
        answer_json({"parts": [part.document() for part in examined]}, indent=2)
    else:
        _print(examined, is_ascii=settings.ascii_only)
    context.exit(_code(examined))


def _examined(context: click.Context, settings: Settings) -> Sequence[Examined]:
    import asyncio

    from jobview.cli.checks.machine import examined_machine
    from jobview.cli.checks.server import examined_server
    from jobview.clock import SystemClock
    from jobview.journal.keeping import Journal

    async def servers() -> list[Examined]:
        clock = SystemClock()
        return [await examined_server(url, settings, clock) for url in settings.urls]

    with Journal(settings):
        return (examined_machine(settings, config_of(context)), *asyncio.run(servers()))


def _print(examined: Sequence[Examined], *, is_ascii: bool) -> None:
    is_ascii = is_ascii or not shows_unicode(os.environ, is_coerced=bool(sys.flags.utf8_mode))
    for number, part in enumerate(examined):
        if number:
            answer("")
        for line in part.lines(is_coloured=uses_colour(sys.stdout), is_ascii=is_ascii):
            answer(line)


def _code(examined: Sequence[Examined]) -> ExitCode:
    from jobview.cli.checks.finding import Verdict

    is_bad = any(found.verdict is Verdict.BAD for part in examined for found in part.findings)
    return ExitCode.SERVER if is_bad else ExitCode.OK
