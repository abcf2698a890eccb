"""What a simulated cluster is like at this moment, and may be made like while it runs."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from enum import StrEnum
from threading import Lock
from typing import TYPE_CHECKING, Final, NamedTuple, TypedDict

from jobview.settings import Secret
from jobview.simulator.faults.fault import Fault
from jobview.simulator.faults.kinds import ERRORS, Kind

if TYPE_CHECKING:
    from typing import Unpack

    from jobview.clock import Clock
    from jobview.simulator.faults.present import Faults
    from jobview.simulator.options import SimulatorOptions


class SystemState(StrEnum):
    """What `/show/system/status` says of the system (protocol §4.3)."""

    RUNNING = "running"
    STARTING = "starting"
    STOPPED = "stopped"
    LIMITED = "limited"
    SHUTDOWN = "shutdown"
    EXITING = "exiting"
    """The last moment before the process ends; told as a word of ours."""


class HaState(StrEnum):
    """How far a cluster is with what the ring did without it; told only in a ring."""

    DRAINED = "drained"
    NOT_DRAINED = "not_drained"
    DRAINING = "draining"


class Refusal(NamedTuple):
    """How all calls but those about the system are refused."""

    http_status: int
    message: str


REFUSALS: Final = {
    SystemState.STARTING: Refusal(503, ERRORS["offline"]),
    SystemState.STOPPED: Refusal(400, ERRORS["offline"]),
    SystemState.LIMITED: Refusal(400, ERRORS["limited"]),
    SystemState.SHUTDOWN: Refusal(400, ERRORS["shutting-down"]),
    SystemState.EXITING: Refusal(500, "Kinetica is exiting (H/HMc:98)"),
}
DRAINING_REFUSAL: Final = Refusal(400, "Unavailable: Draining HA queue (H/HQc:77)")


@dataclass(frozen=True, slots=True, kw_only=True)
class Circumstances:
    """How a cluster is at one moment."""

    system: SystemState = SystemState.RUNNING
    ha: HaState = HaState.DRAINED
    clock_offset_s: float = 0.0
    """How much its clock is ahead of the true time."""
    user: str = ""
    """The only user who may log in; empty, and without a token, lets everybody in."""
    password: Secret = field(default_factory=lambda: Secret(""))
    token: Secret = field(default_factory=lambda: Secret(""))
    """What is accepted as a bearer's token; empty accepts none."""
    deny_list: bool = False
    """Whether nobody may list or cancel jobs, while each can be asked for."""
    own_jobs_only: bool = False
    """Whether one may list and cancel one's own jobs only."""

    @property
    def needs_login(self) -> bool:
        """Whether a request without credentials is refused."""
        return bool(self.user or self.token.reveal())

    @property
    def refusal(self) -> Refusal | None:
        """How calls about jobs are refused; None while they are answered."""
        if self.ha is HaState.DRAINING and self.system is SystemState.RUNNING:
            return DRAINING_REFUSAL
        return REFUSALS.get(self.system)


class Changes(TypedDict, total=False):
    """Fields of `Circumstances` to change."""

    system: SystemState
    ha: HaState
    clock_offset_s: float
    user: str
    password: Secret
    token: Secret
    deny_list: bool
    own_jobs_only: bool


class World:
    """One cluster's circumstances; may be changed and asked from any thread.

    Attributes:
        now: the present ones.
    """

    def __init__(self, options: SimulatorOptions, faults: Faults) -> None:
        self.now = Circumstances(
            clock_offset_s=options.clock_offset_s,
            user=options.user,
            password=options.password,
            token=options.token,
            deny_list=options.deny_list,
            own_jobs_only=options.own_jobs_only,
        )
        self._faults = faults
        self._lock = Lock()
        self._restarts = 0
        self._life = 0

    def change(self, **changes: Unpack[Changes]) -> None:
        """Be like this from now on."""
        with self._lock:
            self.now = replace(self.now, **changes)

    def restart(self, away_s: float, *, keep_jobs: bool = False) -> None:
        """Close all connections and listen to nobody for a while, then come back.

        Args:
            away_s: how long, at the least: it is looked at ten times a second.
            keep_jobs: come back with the same jobs, as after an outage of the network; else all
                are forgotten and ids begin anew.
        """
        with self._lock:
            self._restarts += not keep_jobs
        self._faults.add(Fault(kind=Kind.DOWN, lasts_s=away_s))

    @property
    def is_away(self) -> bool:
        """Whether nobody can connect."""
        return self._faults.is_down()

    @property
    def life(self) -> int:
        """How many restarts are over that have forgotten all jobs."""
        with self._lock:
            if not self._faults.is_down():
                self._life = self._restarts
            return self._life


class SkewedClock:
    """A clock that is ahead of the true one, or behind it, as much as the world says."""

    def __init__(self, clock: Clock, world: World) -> None:
        self._clock = clock
        self._world = world

    def wall_s(self) -> float:
        """Seconds since the epoch, UTC, by this clock."""
        return self._clock.wall_s() + self._world.now.clock_offset_s

    def monotonic_s(self) -> float:
        """Seconds from an arbitrary start; never goes back."""
        return self._clock.monotonic_s()
