"""What the domain needs from a server, and the replies as the server gave them.

`JobSource` is implemented over HTTP by `jobview.kinetica` and by a scripted fake in the tests.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, NamedTuple, Protocol

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from jobview.errors import TooLarge
    from jobview.jobs.traffic import EndpointTraffic
    from jobview.jobs.transfer import OnProgress


class ListedJob(NamedTuple):
    """One row of /admin/show/jobs (protocol §1.1); absent arrays give empty strings and None."""

    job_id: int
    status: str
    endpoint: str
    received_ms: int | None
    """When the server received the request: milliseconds since the epoch by its clock."""
    auth_id: str
    source_ip: str
    query_text: str
    user_data: str
    flags: str


@dataclass(frozen=True, slots=True, eq=False)
class JobList:
    """One answer of /admin/show/jobs."""

    rows: Sequence[ListedJob]
    info: Mapping[str, str]
    """The reply's own `info` map; it belongs to the reply, not to any one job."""
    latency_s: float
    server_s: float | None
    """The answer's HTTP Date as seconds since the epoch, or None when it had none."""
    cluster: str = ""
    """Which cluster answered; empty where there is only the one."""
    damage: str = ""
    """What is wrong with it, such as `the list has 2 job ids but 1 status`: then cells and whole
    rows may be missing. Empty when nothing is."""
    absent: frozenset[str] = frozenset()
    """Fields of `ListedJob` that it has no cells for, as older servers have none: they are empty in
    every row, which tells nothing of any job."""
    lacks_rows: bool = False
    """Whether it has cells of jobs whose ids it does not tell, one of its damages."""


@dataclass(frozen=True, slots=True, eq=False)
class JobReply:
    """One answer of /get/job (protocol §1.1), every field as it came."""

    job_id: int
    endpoint: str
    job_status: str
    running: bool
    progress: int
    successful: bool
    response_encoding: str
    response: bytes = field(repr=False)
    """`job_response`: the result's bytes, empty unless finished with a binary result."""
    response_text: str = field(repr=False)
    """`job_response_str`: the result's JSON text, empty unless finished with a JSON result."""
    status_map: Mapping[str, str] = field(default_factory=dict)
    info: Mapping[str, str] = field(default_factory=dict)
    withheld: TooLarge | None = None
    """Why the result was left with the server: it is larger than the caller wanted. Both forms of
    it are empty then, and so are the maps, which travel behind it."""
    server_version: str = ""
    """Version of the server that answered, such as `7.2.3.12`, where the source has heard it;
    empty when unknown. /get/job itself does not say it."""
    cluster: str = ""
    """Which cluster answered; empty where there is only the one."""

    @property
    def error_message(self) -> str:
        """The server's error message; empty when it gave none."""
        return self.status_map.get("error_message", "")


class Download(NamedTuple):
    """What came of writing a result away."""

    reply: JobReply
    """The answer without its result."""
    written_bytes: int


@dataclass(frozen=True, slots=True, eq=False)
class CreatedJob:
    """The answer of /create/job."""

    job_id: int
    job_tag: str
    cluster: str = ""
    """Which cluster started it; empty where there is only the one."""


@dataclass(frozen=True, slots=True, eq=False)
class CancelAnswer:
    """What /admin/alter/jobs said about one job; the words are documented nowhere."""

    job_id: int
    status: str
    is_sent: bool = True
    """Whether the server was asked; else the words are ours."""


@dataclass(frozen=True, slots=True, eq=False)
class ClusterInfo:
    """What a server says about itself in /show/system/properties and /show/system/status."""

    url: str
    """Base URL without credentials."""
    version: str
    """`version.gpudb_core_version`, such as `7.2.3.12.20260317111832`; empty when not told."""
    status: str
    """`status_map["system"]`'s status, such as `running`; empty when not told."""
    ha_status: str = ""
    """`status_map["ha_status"]`'s `drained`, such as `draining`; empty when not told."""
    ring: Sequence[str] = ()
    """Head nodes of the other clusters of its ring, as the server wrote them; not to be trusted
    before `jobview.kinetica.ring.discovery` has looked at them."""


class JobSource(Protocol):
    """One Kinetica cluster's job endpoints. Every method may raise `errors.ServerError`."""

    @property
    def cluster(self) -> str:
        """The base URL without credentials: first half of every job's key."""
        ...

    @property
    def request_count(self) -> int:
        """How many HTTP requests were sent so far."""
        ...

    @property
    def traffic(self) -> Sequence[EndpointTraffic]:
        """What was asked of each endpoint so far, and what came of it."""
        ...

    async def describe(self) -> ClusterInfo:
        """Ask what the server is and how it fares."""
        ...

    async def version(self) -> str:
        """The server's version; empty when it does not tell.

        Asked for in one request unless `describe` or an earlier call has heard it. Replies about
        jobs carry it from then on.
        """
        ...

    async def list_jobs(self) -> JobList:
        """Ask for all jobs, finished asynchronous ones included."""
        ...

    async def job(
        self,
        job_id: int,
        job_tag: str = "",
        *,
        max_result_bytes: int | None = None,
        on_progress: OnProgress | None = None,
    ) -> JobReply:
        """Ask for one job's status, progress and result.

        Args:
            job_id: the job.
            job_tag: its tag, where it has one. Which of the two a server goes by is documented
                nowhere: of another job than the id's it may tell.
            max_result_bytes: a larger result may be left with the server, which `withheld` tells;
                None for the limit in the settings, which holds in any case.
            on_progress: told as a long result arrives.

        Raises:
            UnknownJob: the server does not know the id, or the job is a synchronous one.
            TooLarge: the answer cannot be read in part, and is too large as a whole.
        """
        ...

    async def download(
        self,
        job_id: int,
        job_tag: str = "",
        *,
        write: Callable[[bytes], object],
        on_progress: OnProgress | None = None,
    ) -> Download:
        """Write one job's result away as it arrives, holding only a little of it at a time.

        What was written before an error is of no use.

        Args:
            job_id: the job.
            job_tag: its tag, where it has one.
            write: takes the result's next bytes, never two calls at a time; called in a thread, so
                it may wait for a disk. JSON text is written as it came; of two forms, the binary.
            on_progress: told as the result arrives.

        Raises:
            UnknownJob: the server does not know the id, or the job is a synchronous one.
            TooLarge: the answer is one that cannot be read in part, and too large as a whole.
            OSError: whatever `write` raises.
        """
        ...

    async def cancel(self, job_ids: Sequence[int]) -> Sequence[CancelAnswer]:
        """Ask the server to cancel jobs; sent once, never repeated."""
        ...

    async def create(self, endpoint: str, data_json: str, job_tag: str = "") -> CreatedJob:
        """Start `endpoint` as a job, its request given as JSON; sent once, never repeated."""
        ...
