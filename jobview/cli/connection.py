"""What every command asks for jobs: the server, and what is put around it."""

from __future__ import annotations

from contextlib import asynccontextmanager
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Callable

    from jobview.clock import Clock
    from jobview.jobs.source import JobSource
    from jobview.settings import Settings


@asynccontextmanager
async def connected(
    settings: Settings, clock: Clock, on_move: Callable[[str], object] | None = None
) -> AsyncIterator[JobSource]:
    """The server that the settings name, ready to be asked; closed on leaving.

    Where they name several, or the server may, it is a `jobs.ring.Ring`; then `on_move` is told
    in a clause when another one is turned to.

    Raises:
        SettingsError: they name none that can be used.
    """
    # Brings the HTTP client, 0.1 s or more.
    from jobview.kinetica.ring.source import open_ring

    async with open_ring(settings, clock, on_move) as source:
        yield source
