"""Uvicorn without its words, its signals and its idea of the time."""

from __future__ import annotations

from contextlib import contextmanager
from typing import TYPE_CHECKING, Final

import uvicorn

from jobview.simulator.faults.connection import Connection
from jobview.simulator.faults.outage import Outage
from jobview.simulator.sockets import listening

if TYPE_CHECKING:
    import socket
    import ssl
    from collections.abc import Callable, Iterator

    from starlette.applications import Starlette

    from jobview.simulator.faults.chaos import Chaos

GRACE_S: Final = 1
"""How long answers under way may take after the wish to stop."""


class QuietServer(uvicorn.Server):
    """Uvicorn that says when it listens, and leaves signals to who runs it."""

    def __init__(
        self, app: Starlette, on_ready: Callable[[], None], tls: ssl.SSLContext | None = None
    ) -> None:
        super().__init__(
            uvicorn.Config(
                app,
                http=Connection,
                log_config=None,  # a library does not set up its process's logging
                log_level="error",
                access_log=False,
                server_header=False,
                date_header=False,  # the application dates its answers by its own clock
                lifespan="off",
                timeout_graceful_shutdown=GRACE_S,
                ssl_context_factory=(lambda _config, _default: tls) if tls else None,
            )
        )
        self._on_ready = on_ready
        self._chaos: Chaos = app.state.chaos
        self._outage = Outage(self, app.state.faults, listening)

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        """Listen, and say so."""
        await super().startup(sockets)
        self._on_ready()

    async def on_tick(self, counter: int) -> bool:
        """Listen or not, as the faults say; whether it is time to end."""
        self._chaos.advance()
        await self._outage.follow()
        return await super().on_tick(counter)

    @contextmanager
    def capture_signals(self) -> Iterator[None]:
        """Leave signals alone: they are for all servers of the process."""
        yield
