"""Runs simulated servers on sockets until they are told to stop."""

from __future__ import annotations

import gc
import os
import signal
import sys
import threading
from contextlib import contextmanager
from functools import partial
from typing import TYPE_CHECKING

from jobview.simulator.cluster import clusters_of, run

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence
    from types import FrameType

    from jobview.simulator.cluster import Cluster
    from jobview.simulator.options import SimulatorOptions


def serve(
    options: SimulatorOptions,
    host: str = "127.0.0.1",
    port: int = 0,
    on_ready: Callable[[str], None] | None = None,
    *,
    stop_with_parent: bool = False,
    control_port: int | None = None,
    on_trouble: Callable[[str, str, float], object] | None = None,
) -> None:
    """Serve until SIGINT or SIGTERM; then answers under way get a second.

    Args:
        options: what server to play, or what ring of them.
        host: address to listen on; the default is this machine only.
        port: 0 takes a free one; each further cluster of a ring has the next.
        on_ready: told the base URL as soon as it listens; of a ring all, the primary's first.
        stop_with_parent: stop too when standard input ends. A parent that holds the other end of
            it as a pipe ends the server by dying, however it dies.
        control_port: listen here too, where no fault touches a connection; each further cluster
            has the next.
        on_trouble: told whenever chaos goes on to something else: a cluster's base URL, what is
            going on there, and for how many seconds.

    Raises:
        SettingsError: an address cannot be listened on.
    """

    def ready() -> None:
        if on_ready is not None:
            for cluster in clusters:
                on_ready(cluster.url)

    with clusters_of(options, host, port, control_port=control_port, on_ready=ready) as clusters:
        if on_trouble is not None:
            _tell_troubles(clusters, on_trouble)
        # What exists by now lives for long: full collections over ten thousand jobs cost 30 ms
        # each.
        gc.collect()
        gc.freeze()
        if stop_with_parent:
            watcher = threading.Thread(target=_stop_at_end_of_input, args=(clusters,), daemon=True)
            watcher.start()
        with _ended_by_signals(clusters):
            run(clusters)


def _tell_troubles(
    clusters: Sequence[Cluster], on_trouble: Callable[[str, str, float], object]
) -> None:
    for cluster in clusters:
        cluster.app.state.chaos.on_change = partial(on_trouble, cluster.url)


@contextmanager
def _ended_by_signals(clusters: Sequence[Cluster]) -> Iterator[None]:
    """Let SIGINT and SIGTERM end the servers, and nothing else."""
    if threading.current_thread() is not threading.main_thread():
        yield
        return

    def end(number: int, frame: FrameType | None) -> None:
        for cluster in clusters:
            cluster.server.handle_exit(number, frame)

    former = {number: signal.signal(number, end) for number in (signal.SIGINT, signal.SIGTERM)}
    try:
        yield
    finally:
        for number, handler in former.items():
            signal.signal(number, handler)


def _stop_at_end_of_input(clusters: Sequence[Cluster]) -> None:
    # Not through sys.stdin: its lock would be held by this thread when the interpreter ends.
    source = sys.stdin.fileno()
    while True:
        try:
            if not os.read(source, 4096):
                break
        except OSError:
            break
    for cluster in clusters:
        cluster.server.should_exit = True
