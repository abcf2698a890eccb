"""The clusters of one simulated system: each has its own port, one thread serves all."""

from __future__ import annotations

import asyncio
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from functools import partial
from itertools import cycle
from typing import TYPE_CHECKING

from jobview.simulator.app import create_app
from jobview.simulator.quiet_server import QuietServer
from jobview.simulator.ring import NAMES, Place, Ring
from jobview.simulator.sockets import listening, url_of
from jobview.simulator.tls import tls_context

if TYPE_CHECKING:
    import socket
    from collections.abc import Callable, Iterable, Iterator, Sequence

    from starlette.applications import Starlette

    from jobview.clock import Clock
    from jobview.simulator.options import SimulatorOptions


@dataclass(frozen=True, slots=True)
class Cluster:
    """A cluster that holds its port and is about to be served."""

    url: str
    app: Starlette
    """See `create_app` for what its `state` has."""
    server: QuietServer
    listeners: list[socket.socket]


@contextmanager
def clusters_of(
    options: SimulatorOptions,
    host: str = "127.0.0.1",
    port: int = 0,
    *,
    control_port: int | None = None,
    clock: Clock | None = None,
    on_ready: Callable[[], None] | None = None,
) -> Iterator[Sequence[Cluster]]:
    """The clusters of a system, the primary first; leaving closes their ports.

    Args:
        options: the system to play.
        host: address to listen on.
        port: the first cluster's, the next one has the next; 0 takes free ones.
        control_port: where no fault touches a connection, likewise; None for nowhere.
        clock: the time they live in; the machine's when None.
        on_ready: called as soon as all answer.

    Raises:
        SettingsError: an address cannot be listened on, or there is no such certificate.
    """
    size = options.ring
    tls = tls_context(options)
    scheme = "https" if tls else "http"
    with ExitStack() as opened:

        def listen(first: int, index: int) -> socket.socket:
            return opened.enter_context(listening(host, first + index if first else 0))

        listeners = [[listen(port, index)] for index in range(size)]
        names = NAMES if size > 1 and host == NAMES[0] else ("",)
        urls = tuple(url_of(own[0], name, scheme) for own, name in zip(listeners, cycle(names)))
        ring = Ring(urls if size > 1 else ())
        ready = _all_of(urls, on_ready)
        clusters = []
        for index, url in enumerate(urls):
            app = create_app(options, clock, Place(index, ring))
            if control_port is not None:
                listeners[index].append(listen(control_port, index))
                app.state.faults.spared_port = control_port + index
            server = QuietServer(app, partial(ready, url), tls)
            clusters.append(Cluster(url, app, server, listeners[index]))
        yield clusters


def _all_of(urls: Iterable[str], on_ready: Callable[[], None] | None) -> Callable[[str], None]:
    """To be told each URL that is ready; tells when that was the last."""
    waiting = set(urls)

    def ready(url: str) -> None:
        waiting.discard(url)
        if not waiting and on_ready is not None:
            on_ready()

    return ready


def run(clusters: Sequence[Cluster]) -> None:
    """Serve until each server's `should_exit` is set."""
    with asyncio.Runner(loop_factory=clusters[0].server.config.get_loop_factory()) as runner:
        runner.run(_serve(clusters))


async def _serve(clusters: Sequence[Cluster]) -> None:
    await asyncio.gather(*(each.server.serve(each.listeners) for each in clusters))
