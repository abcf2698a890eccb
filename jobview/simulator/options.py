"""What a simulated server is asked to be."""

from __future__ import annotations

import math
from dataclasses import dataclass, field
from enum import StrEnum
from typing import TYPE_CHECKING

from jobview.errors import SettingsError
from jobview.settings import Secret

if TYPE_CHECKING:
    from jobview.simulator.faults.fault import Fault


class Lookup(StrEnum):
    """How a job is found when a request has both its id and its tag (protocol §4.3: unknown)."""

    ID = "id"
    """By its id; by its tag only where no job has the id."""
    TAG = "tag"
    """By its tag alone."""


class ServerVersion(StrEnum):
    """Which release the server plays; the value is its `version.gpudb_core_version`."""

    V7_1 = "7.1.3.9.20211014152207"
    """Lists neither `flags` nor `query_text` (protocol §1.5)."""
    V7_2 = "7.2.3.12.20260317111832"


@dataclass(frozen=True, slots=True)
class SimulatorOptions:
    """One simulated server.

    Raises:
        SettingsError: a negative number of jobs, or a speed that is not a positive number.
    """

    jobs: int = 40
    """How many jobs exist at the start, and about how many are listed from then on. With 0 the
    server is idle: only jobs made through /create/job exist."""
    speed: float = 1.0
    """How many times faster than real jobs the simulated ones run and arrive."""
    seed: int = 1
    user: str = ""
    """The only user who may log in; empty lets everybody in, as `anonymous` without a login."""
    password: Secret = field(default_factory=lambda: Secret(""))
    wrapped_results: bool = False
    """Whether results come inside a `gpudb_response` instead of bare (protocol §3.2)."""
    version: ServerVersion = ServerVersion.V7_2
    big_result_mib: int = 0
    """How large the result of one more finished job is, which is made while it is sent; 0 for no
    such job. A client gets another by a query such as `SELECT /* 64 MiB */ …`."""
    ring: int = 1
    """How many clusters there are; with more than one they are a ring, the first its primary."""
    lookup: Lookup = Lookup.ID
    faults: tuple[Fault, ...] = ()
    """What goes wrong from the start."""
    chaos: bool = False
    """Whether something else goes wrong every half minute."""

    def __post_init__(self) -> None:
        if self.jobs < 0:
            raise SettingsError(f"the number of jobs cannot be {self.jobs}; give 0 or more")
        if self.ring < 1:
            raise SettingsError(f"a ring of {self.ring} clusters cannot be; give 1 or more")
        if not (math.isfinite(self.speed) and self.speed > 0):
            raise SettingsError(f"the speed cannot be {self.speed}; give a number above 0")
