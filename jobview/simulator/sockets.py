"""Where a simulated server listens, and the URL that leads there."""

from __future__ import annotations

import socket
from typing import Final

from jobview.errors import SettingsError

BACKLOG: Final = 2048
MAX_PORT: Final = 65_535


def listening(host: str, port: int) -> socket.socket:
    """A listening socket.

    Raises:
        SettingsError: the address is in use, unknown, impossible or not ours.
    """
    if not 0 <= port <= MAX_PORT:
        raise SettingsError(f"cannot listen on {host} port {port}: ports end at {MAX_PORT}")
    try:
        family, kind, protocol, _, address = socket.getaddrinfo(
            host, port, type=socket.SOCK_STREAM, flags=socket.AI_PASSIVE
        )[0]
        # With the protocol named, asyncio sends small answers at once; with socket.create_server,
        # which names none, every answer waits 40 ms for the client's delayed acknowledgement.
        listener = socket.socket(family, kind, protocol)
    except OSError as error:
        raise SettingsError(f"cannot listen on {host} port {port}: {error}") from error
    try:
        listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        listener.bind(address)
        listener.listen(BACKLOG)
    except OSError as error:
        listener.close()
        raise SettingsError(f"cannot listen on {host} port {port}: {error.strerror}") from error
    return listener


def url_of(listener: socket.socket, name: str = "", scheme: str = "http") -> str:
    """The base URL that leads to the socket.

    Args:
        listener: the socket.
        name: what to call its host; empty for its address.
        scheme: what is spoken there.
    """
    host, port = listener.getsockname()[:2]
    host = name or host
    return f"{scheme}://[{host}]:{port}" if ":" in host else f"{scheme}://{host}:{port}"
