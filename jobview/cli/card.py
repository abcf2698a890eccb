"""`jobview get --card`: one job's report as Markdown, from what /get/job tells."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC
from typing import TYPE_CHECKING

from jobview.cli.contact import converse
from jobview.cli.decoding import decoded
from jobview.cli.unknown_jobs import explaining_unknown
from jobview.clock import SystemClock
from jobview.errors import ServerError

if TYPE_CHECKING:
    import click

    from jobview.jobs.source import JobSource
    from jobview.jobs.target import JobTarget
    from jobview.settings import Settings


def card_of(context: click.Context, target: JobTarget, *, is_redacted: bool) -> str:
    """The job's report, in UTC where the settings say so, else in the machine's own zone.

    Args:
        context: of the command, with its connection options.
        target: the job.
        is_redacted: whether all that names people, places and data is left out.

    Raises:
        SettingsError: the settings cannot be used.
        ServerError: the server does not know the job, or did not answer.
    """
    from jobview.results.report.incident import Incident, incident_of_reply
    from jobview.results.report.incident_card import incident_card
    from jobview.results.report.redaction import EVERYTHING, NOTHING

    async def talk(source: JobSource, settings: Settings) -> tuple[Incident, Settings]:
        async with explaining_unknown(source, target.job_id):
            reply = await source.job(target.job_id, target.job_tag)
        reply = replace(reply, server_version=reply.server_version or await _version(source))
        incident = incident_of_reply(
            reply,
            decoded(reply),
            url=source.cluster,
            made_s=SystemClock().wall_s(),
            server_version=reply.server_version,
        )
        return incident, settings

    incident, settings = converse(context, talk)
    zone = UTC if settings.utc else None
    return incident_card(incident, zone, EVERYTHING if is_redacted else NOTHING)


async def _version(source: JobSource) -> str:
    """The server's version; empty when it does not tell this user."""
    try:
        return await source.version()
    except ServerError:
        return ""
