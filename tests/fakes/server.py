"""The simulated Kinetica server on a real socket, in a thread of the test's own process."""

from __future__ import annotations

import threading
from contextlib import contextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING

from jobview.simulator.app import create_app
from jobview.simulator.options import SimulatorOptions
from jobview.simulator.serve import QuietServer, listening, url_of

if TYPE_CHECKING:
    from collections.abc import Iterator

    from jobview.clock import Clock
    from jobview.simulator.engine import Engine


@dataclass(frozen=True)
class RunningSimulator:
    """A server that listens."""

    url: str
    engine: Engine
    """Its jobs. Touch it only while no request is under way: it belongs to the server's thread."""


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
            yield RunningSimulator(url, app.state.engine)
        finally:
            server.should_exit = True
            thread.join()
