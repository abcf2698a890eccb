"""What a simulated server is asked to be."""

from __future__ import annotations

import math
from dataclasses import dataclass, field
from enum import StrEnum
from typing import TYPE_CHECKING, Final

from jobview.errors import SettingsError
from jobview.settings import Secret

if TYPE_CHECKING:
    from pathlib import Path

    from jobview.simulator.faults.fault import Fault


MAX_OFFSET_S: Final = 1e9
"""How wrong a clock may be and still tell a date: some thirty years."""


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
    """The only user who may log in; empty, and without a token, lets everybody in, as `anonymous`
    without a login."""
    password: Secret = field(default_factory=lambda: Secret(""))
    token: Secret = field(default_factory=lambda: Secret(""))
    """What is accepted as a bearer's token; empty accepts none."""
    deny_list: bool = False
    """Whether nobody may list or cancel jobs, while each can be asked for."""
    own_jobs_only: bool = False
    """Whether one may list and cancel one's own jobs only."""
    clock_offset_s: float = 0.0
    """How much the server's clock is ahead of the true time."""
    tls_cert: Path | None = None
    """A certificate chain with which the server speaks TLS; None for plain HTTP."""
    tls_key: Path | None = None
    """The certificate's key; None when it is in the same file."""
    tls_client_ca: Path | None = None
    """Whose certificates a client has to have one of; None demands none."""
    user_data_mib: int = 0
    """How large the `user_data` of one more running job is; 0 for no such job."""
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
        if not abs(self.clock_offset_s) <= MAX_OFFSET_S:
            raise SettingsError(f"a clock cannot be {self.clock_offset_s} seconds ahead")
        if self.tls_cert is None and (self.tls_key or self.tls_client_ca):
            raise SettingsError("a key or a client's authority for TLS needs a certificate too")
        if self.ring < 1:
            raise SettingsError(f"a ring of {self.ring} clusters cannot be; give 1 or more")
        if not (math.isfinite(self.speed) and self.speed > 0):
            raise SettingsError(f"the speed cannot be {self.speed}; give a number above 0")
