"""The simulated Kinetica server on a real socket, in a thread of the test's own process."""

from __future__ import annotations

import socket
import threading
import time
from contextlib import contextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from jobview.simulator.app import create_app
from jobview.simulator.options import SimulatorOptions
from jobview.simulator.serve import QuietServer, listening, url_of

if TYPE_CHECKING:
    from collections.abc import Iterator

    from jobview.clock import Clock
    from jobview.simulator.engine import Engine
    from jobview.simulator.faults.present import Faults

_TRIES = 400
_PAUSE_S = 0.02


@dataclass(frozen=True)
class RunningSimulator:
    """A server that listens."""

    url: str
    engine: Engine
    """Its jobs. Touch it only while no request is under way: it belongs to the server's thread."""
    faults: Faults
    """What goes wrong; may be changed at any time."""
    server: QuietServer
    """The HTTP server, for what it holds: connections and tasks."""

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
    app = create_app(options or SimulatorOptions(), clock)
    is_ready = threading.Event()
    server = QuietServer(app, is_ready.set)
    with listening("127.0.0.1", 0) as listener:
        url = url_of(listener)
        thread = threading.Thread(target=server.run, args=([listener],), name="simulator")
        thread.start()
        try:
            assert is_ready.wait(20), "the simulator does not listen"
            yield RunningSimulator(url, app.state.engine, app.state.faults, server)
        finally:
            server.should_exit = True
            thread.join()
