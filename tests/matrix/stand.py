"""The simulated server that the matrix is played on: its clock stands, so nothing moves by itself.

All of jobview's times are an eighth of what they are, so that a fault costs a fraction of a second;
Retry-After is a whole number of seconds. What is waited for as long as may be has time limits that
are shorter still; whatever else is done has the usual ones, so that a busy machine reaches none.
"""

from __future__ import annotations

from contextlib import ExitStack, contextmanager
from typing import TYPE_CHECKING, Final
from unittest.mock import patch

from jobview.polling import cadence, hedged_reply, progress_watch, second_request
from jobview.settings import Login, Secret, Settings, Timeouts
from jobview.simulator.content.kinds import KINDS
from jobview.simulator.options import SimulatorOptions
from jobview.simulator.population import Submission
from tests.fakes.clock import FakeClock
from tests.fakes.server import running_simulator
from tests.matrix.arrivals import Arrivals

if TYPE_CHECKING:
    from collections.abc import Iterator

    from jobview.simulator.faults.fault import Fault
    from jobview.simulator.job import SimulatedJob
    from tests.fakes.server import RunningSimulator

JOBS: Final = 120
"""So many that each case may open the result of another finished one."""
USER: Final = "alice"
PASSWORD: Final = "pa55-of-alice"

INTERVAL_S: Final = 0.25
SHORT_TIMEOUTS: Final = Timeouts(0.4, 0.4, 0.4, 0.4, total_s=0.5)
USUAL_TIMEOUTS: Final = Timeouts()
MAX_BYTES: Final = 1024 * 1024
RETRY_AFTER_S: Final = 1
"""A whole number, as HTTP has it."""

HURRIED: Final = (
    (cadence, "FIRST_BACK_OFF_S"),
    (cadence, "LAST_BACK_OFF_S"),
    (cadence, "SHORT_OUTAGE_S"),
    (progress_watch, "NEW_TRY_S"),
    (hedged_reply, "LATE_S"),
    (hedged_reply, "TELL_S"),
)


SECOND_REQUESTS: Final = ("SOONEST_LATE_S", "LEAST_LATE_S", "LONGEST_LATE_S", "HURRIED_S")
"""When `second_request` asks once more beside a request that hangs."""
UNREACHED_S: Final = 60.0
"""Where nothing is to hang, a busy machine must not be asked once more: lists are counted."""


class Stand:
    """A server, the jobs that cases may touch, and what happened to them.

    Attributes:
        arrivals: what reached the server.
    """

    def __init__(self, server: RunningSimulator) -> None:
        self.arrivals = Arrivals(server.faults)
        self.server = server
        now_s = server.engine.now_s()
        self._done = [
            job
            for job in self.jobs
            if job.is_asynchronous and job.state_at(now_s).job_status == "DONE"
        ]
        self._used = 0

    @property
    def url(self) -> str:
        """Where it listens."""
        return self.server.url

    def settings(self, *, is_late: bool) -> Settings:
        """The hurried settings, for the board; `is_late` as of `timeouts`."""
        return Settings(
            urls=(self.url,),
            discover_ring=False,
            login=Login(USER, Secret(PASSWORD)),
            timeouts=timeouts(is_late=is_late),
            interval_s=INTERVAL_S,
            max_response_bytes=MAX_BYTES,
            max_result_bytes=MAX_BYTES,
            max_requests_per_s=500,
        )

    def profile(self, *, is_late: bool) -> str:
        """The same as a profile file, for the commands."""
        limits = timeouts(is_late=is_late)
        return (
            f'profile = "m"\n[profiles.m]\nurl = "{self.url}"\n'
            f'user = "{USER}"\npassword = "{PASSWORD}"\n'
            f"discover_ring = false\ninterval = {INTERVAL_S}\n"
            f"connect_timeout = {limits.connect_s}\nread_timeout = {limits.read_s}\n"
            f"total_timeout = {limits.total_s}\n"
            f"max_response_bytes = {MAX_BYTES}\nmax_result = {MAX_BYTES}\n"
            "max_requests_per_s = 500\n"
        )

    def running_job(self) -> SimulatedJob:
        """One more job, which runs for ever and may be cancelled."""
        wish = Submission(CANCELLABLE, "binary", {"table_name": "a.b"}, USER, "127.0.0.1:1")
        return self.server.engine.create(wish)

    @property
    def jobs(self) -> list[SimulatedJob]:
        """All jobs there are."""
        return list(self.server.engine.roster)

    def done_job(self) -> SimulatedJob:
        """One of the asynchronous jobs that are done, always the same."""
        return self._done[0]

    def fresh_done_job(self) -> SimulatedJob:
        """Another at each call: results that were looked at are kept."""
        self._used += 1
        return self._done[self._used]

    def begin(self, fault: Fault) -> None:
        """Have the fault from now on."""
        self.server.faults.add(fault)
        if self.server.faults.is_down():
            self.server.wait_until_listening(is_listening=False)

    def end_all(self) -> None:
        """Have no fault any more."""
        was_down = self.server.faults.is_down()
        self.server.faults.clear()
        if was_down:
            self.server.wait_until_listening(is_listening=True)


CANCELLABLE: Final = next(
    kind.endpoint for kind in KINDS if kind.is_cancellable and kind.endpoint.startswith("/admin")
)


@contextmanager
def stand(jobs: int = JOBS) -> Iterator[Stand]:
    """A server in a hurry until the block ends."""
    options = SimulatorOptions(jobs=jobs, user=USER, password=Secret(PASSWORD))
    with running_simulator(options, FakeClock()) as server:
        played = Stand(server)
        with played.arrivals.noted():
            yield played


def timeouts(*, is_late: bool) -> Timeouts:
    """The time limits, short ones where something `is_late`: waited for as long as may be."""
    return SHORT_TIMEOUTS if is_late else USUAL_TIMEOUTS


@contextmanager
def hurried(*, is_late: bool = True) -> Iterator[None]:
    """Everything that waits waits an eighth, until the block ends; `is_late` as of `timeouts`."""
    with ExitStack() as patches:
        for module, name in HURRIED:
            patches.enter_context(patch.object(module, name, getattr(module, name) / 8))
        for name in SECOND_REQUESTS:
            seconds = getattr(second_request, name) / 8 if is_late else UNREACHED_S
            patches.enter_context(patch.object(second_request, name, seconds))
        retry = "jobview.simulator.faults.replacing.RETRY_AFTER_S"
        patches.enter_context(patch(retry, RETRY_AFTER_S))
        yield
