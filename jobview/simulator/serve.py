"""Runs the simulated server on a socket until it is told to stop."""

from __future__ import annotations

import gc
import os
import signal
import socket
import sys
import threading
from contextlib import ExitStack, contextmanager
from typing import TYPE_CHECKING, Final

import uvicorn

from jobview.errors import SettingsError
from jobview.simulator.app import create_app
from jobview.simulator.faults.connection import Connection
from jobview.simulator.faults.outage import Outage

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from starlette.applications import Starlette

    from jobview.simulator.faults.chaos import Chaos
    from jobview.simulator.options import SimulatorOptions

GRACE_S: Final = 1
"""How long answers under way may take after the wish to stop."""
BACKLOG: Final = 2048
MAX_PORT: Final = 65_535


class QuietServer(uvicorn.Server):
    """Uvicorn that says when it listens, and returns after a signal instead of dying of it."""

    def __init__(self, app: Starlette, on_ready: Callable[[], None]) -> None:
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
        """Let SIGINT and SIGTERM end the server, and nothing else."""
        if threading.current_thread() is not threading.main_thread():
            yield
            return
        signals = (signal.SIGINT, signal.SIGTERM)
        former = {number: signal.signal(number, self.handle_exit) for number in signals}
        try:
            yield
        finally:
            for number, handler in former.items():
                signal.signal(number, handler)


def serve(
    options: SimulatorOptions,
    host: str = "127.0.0.1",
    port: int = 0,
    on_ready: Callable[[str], None] | None = None,
    *,
    stop_with_parent: bool = False,
    control_port: int | None = None,
) -> None:
    """Serve until SIGINT or SIGTERM; then answers under way get a second.

    Args:
        options: what server to play.
        host: address to listen on; the default is this machine only.
        port: 0 takes a free one.
        on_ready: told the base URL as soon as it listens.
        stop_with_parent: stop too when standard input ends. A parent that holds the other end of
            it as a pipe ends the server by dying, however it dies.
        control_port: listen here too, where no fault touches a connection.

    Raises:
        SettingsError: the address cannot be listened on.
    """
    listener = listening(host, port)
    url = url_of(listener)
    app = create_app(options)
    # What exists by now lives for long: full collections over ten thousand jobs cost 30 ms each.
    gc.collect()
    gc.freeze()
    server = QuietServer(app, lambda: on_ready(url) if on_ready else None)
    if stop_with_parent:
        watcher = threading.Thread(target=_stop_at_end_of_input, args=(server,), daemon=True)
        watcher.start()
    with ExitStack() as open_sockets:
        listeners = [open_sockets.enter_context(listener)]
        if control_port is not None:
            listeners.append(open_sockets.enter_context(listening(host, control_port)))
            app.state.faults.spared_port = listeners[-1].getsockname()[1]
        server.run(listeners)


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


def url_of(listener: socket.socket) -> str:
    """The base URL that leads to the socket."""
    host, port = listener.getsockname()[:2]
    return f"http://[{host}]:{port}" if ":" in host else f"http://{host}:{port}"


def _stop_at_end_of_input(server: uvicorn.Server) -> None:
    # Not through sys.stdin: its lock would be held by this thread when the interpreter ends.
    source = sys.stdin.fileno()
    while True:
        try:
            if not os.read(source, 4096):
                break
        except OSError:
            break
    server.should_exit = True
