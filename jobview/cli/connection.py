"""What every command asks for jobs: the server, and what is put around it."""

from __future__ import annotations

from contextlib import asynccontextmanager
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import AsyncIterator

    from jobview.clock import Clock
    from jobview.jobs.source import JobSource
    from jobview.settings import Settings


@asynccontextmanager
async def connected(settings: Settings, clock: Clock) -> AsyncIterator[JobSource]:
    """The server that the settings name, ready to be asked; closed on leaving.

    Raises:
        SettingsError: they name none that can be used.
    """
    # Brings the HTTP client, 0.1 s or more.
    from jobview.kinetica.client import open_source

    async with open_source(settings, clock) as source:
        yield source
