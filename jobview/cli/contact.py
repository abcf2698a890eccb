"""One command's conversation with a server: settings, connection, and the event loop around it."""

from __future__ import annotations

from typing import TYPE_CHECKING, TypeVar

from jobview.cli.connection import connected
from jobview.cli.flags import settings_of
from jobview.cli.guards.read_only import need_leave_to_act
from jobview.cli.output import say
from jobview.clock import SystemClock

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable

    import click

    from jobview.jobs.source import JobSource
    from jobview.settings import Settings

_T = TypeVar("_T")


def converse(
    context: click.Context,
    talk: Callable[[JobSource, Settings], Awaitable[_T]],
    *,
    is_acting: bool = False,
) -> _T:
    """What `talk` gives, run against the server that options, environment and profile name.

    Args:
        context: of the command.
        talk: asks the server.
        is_acting: whether it changes something there.

    Raises:
        SettingsError: they name none that can be used, or forbid to act.
        ServerError: whatever `talk` lets through.
    """
    # Before anything else: nobody types a password for what is refused anyway.
    settings = settings_of(context, check=need_leave_to_act if is_acting else None)
    # Costs 50 ms, which a command's help and a mistake in its options do not need.
    import asyncio

    async def conversation() -> _T:
        async with connected(settings, SystemClock(), say) as source:
            return await talk(source, settings)

    from jobview.journal.keeping import Journal

    with Journal(settings):
        return asyncio.run(conversation())
