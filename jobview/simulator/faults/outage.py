"""Keeps the server from listening while the fault `down` says so."""

from __future__ import annotations

from contextlib import suppress
from typing import TYPE_CHECKING

import uvicorn

from jobview.errors import SettingsError
from jobview.simulator.faults.connection import Connection

if TYPE_CHECKING:
    import socket
    from collections.abc import Callable

    from jobview.simulator.faults.present import Faults


class Outage:
    """Closes what a running uvicorn server listens on, and opens it again at the same place."""

    def __init__(
        self,
        server: uvicorn.Server,
        faults: Faults,
        listen: Callable[[str, int], socket.socket],
    ) -> None:
        self._server = server
        self._faults = faults
        self._listen = listen
        self._closed: list[tuple[str, int]] = []

    async def follow(self) -> None:
        """Bring the server to what the faults say now; call it often."""
        if not self._faults.is_down():
            await self._open()
        elif not self._closed:
            self._close()

    def _close(self) -> None:
        spared = []
        for listener in self._server.servers:
            host, port = listener.sockets[0].getsockname()[:2]
            if port == self._faults.spared_port:
                spared.append(listener)
                continue
            self._closed.append((host, port))
            listener.close()
        self._server.servers = spared
        for connection in list(self._server.server_state.connections):
            if isinstance(connection, Connection) and not connection.is_spared:
                connection.reset()

    async def _open(self) -> None:
        for address in self._closed.copy():
            # The port may be somebody else's meanwhile: tried again at the next call.
            with suppress(SettingsError):
                listener = self._listen(*address)
                former = self._server.servers
                await uvicorn.Server.startup(self._server, [listener])
                self._server.servers += former
                self._closed.remove(address)
