"""The simulated Kinetica server on a real socket, in a thread of the test's own process."""

from __future__ import annotations

import socket
import threading
import time
from contextlib import contextmanager
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from jobview.simulator.cluster import clusters_of, run
from jobview.simulator.options import SimulatorOptions

if TYPE_CHECKING:
    from collections.abc import Iterator

    from starlette.applications import Starlette

    from jobview.clock import Clock
    from jobview.simulator.endpoints import Endpoints
    from jobview.simulator.engine import Engine
    from jobview.simulator.faults.present import Faults
    from jobview.simulator.quiet_server import QuietServer
    from jobview.simulator.world import World

_TRIES = 400
_PAUSE_S = 0.02


@dataclass(frozen=True)
class RunningSimulator:
    """A server that listens."""

    url: str
    app: Starlette
    server: QuietServer
    """The HTTP server, for what it holds: connections and tasks."""

    @property
    def engine(self) -> Engine:
        """Its jobs. Touch it only while no request is under way: it is the server's thread's."""
        endpoints: Endpoints = self.app.state.endpoints
        return endpoints.engine

    @property
    def faults(self) -> Faults:
        """What goes wrong; may be changed at any time."""
        faults: Faults = self.app.state.faults
        return faults

    @property
    def world(self) -> World:
        """What the server is like; may be changed at any time."""
        world: World = self.app.state.world
        return world

    def wait_until_listening(self, *, is_listening: bool) -> None:
        """Wait until connections are taken, or no longer are, after the fault `down`."""
        address = urlsplit(self.url)
        for _ in range(_TRIES):
            with socket.socket() as probe:
                if (probe.connect_ex((address.hostname, address.port)) == 0) is is_listening:
                    return
            time.sleep(_PAUSE_S)
        raise AssertionError(f"{self.url} does not become {is_listening=}")


@contextmanager
def running_simulator(
    options: SimulatorOptions | None = None, clock: Clock | None = None
) -> Iterator[RunningSimulator]:
    """Serve on a free loopback port until the block ends.

    Args:
        options: the server to play; 40 jobs with seed 1 when None.
        clock: a `FakeClock` makes jobs move only when told; None is the machine's time.
    """
    with _running(options or SimulatorOptions(), clock) as servers:
        yield servers[0]


@contextmanager
def running_pair(
    options: SimulatorOptions | None = None, clock: Clock | None = None
) -> Iterator[tuple[RunningSimulator, RunningSimulator]]:
    """A ring of two clusters, the primary first, each on a free loopback port."""
    with _running(replace(options or SimulatorOptions(), ring=2), clock) as (primary, backup):
        yield primary, backup


@contextmanager
def _running(
    options: SimulatorOptions, clock: Clock | None
) -> Iterator[tuple[RunningSimulator, ...]]:
    is_ready = threading.Event()
    with clusters_of(options, clock=clock, on_ready=is_ready.set) as clusters:
        thread = threading.Thread(target=run, args=(clusters,), name="simulator")
        thread.start()
        try:
            assert is_ready.wait(20), "the simulator does not listen"
            yield tuple(RunningSimulator(each.url, each.app, each.server) for each in clusters)
        finally:
            for each in clusters:
                each.server.should_exit = True
            thread.join()
