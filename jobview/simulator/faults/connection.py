"""Uvicorn's connection, whose socket is within the reach of a fault."""

from __future__ import annotations

import socket
import struct
from typing import TYPE_CHECKING, Final

from uvicorn.protocols.http.h11_impl import H11Protocol

if TYPE_CHECKING:
    import asyncio

    from jobview.simulator.faults.present import Faults

STATE_KEY: Final = "connection"
"""Where the scope's `state` has the `Connection` that a request came on."""
_AT_ONCE: Final = struct.pack("ii", 1, 0)
"""SO_LINGER for which closing is a reset."""


class Connection(H11Protocol):
    """One client's connection; the application has its faults in `app.state.faults`.

    Attributes:
        is_spared: whether it came to the port that no fault touches.
        is_misbehaving: whether a fault is committed on it just now.
    """

    is_spared = False
    is_misbehaving = False

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]
        """Take the connection, or refuse it as if nobody were there."""
        super().connection_made(transport)
        self.app_state = {**self.app_state, STATE_KEY: self}
        faults: Faults = self.config.app.state.faults  # type: ignore[union-attr]
        self.is_spared = (
            faults.spared_port is not None
            and self.server is not None
            and self.server[1] == faults.spared_port
        )
        if not self.is_spared and faults.refuses():
            self.reset()

    def shutdown(self) -> None:
        """Close when the answer is complete; one that never will be is cut off."""
        if self.is_misbehaving:
            self.transport.abort()
        else:
            super().shutdown()

    def reset(self) -> None:
        """Cut the connection so that the client is told of a reset, not of an end."""
        if self.transport.is_closing():
            return  # the socket may be gone, which the loop tells the transport only later
        found: socket.socket = self.transport.get_extra_info("socket")
        found.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, _AT_ONCE)
        self.transport.abort()
