"""Several clusters of which one is asked at a time (protocol §4.3), as the domain sees them.

The first named is the *primary*. Another one is asked while the primary cannot be used, which is
a *detour*. Job ids are per cluster: nothing here or above may take an id of one for an id of
another.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final, Protocol, runtime_checkable
from urllib.parse import urlsplit

if TYPE_CHECKING:
    from jobview.jobs.source import JobSource

LOOK_HOME_S: Final = 30.0
"""How often the primary is tested while another is asked: nobody is in a hurry to return."""

_PLAIN_PORTS: Final = frozenset({80, 443, 9191})
"""Ports that a cluster's short name goes without: they tell nothing."""


@dataclass(frozen=True, slots=True, eq=False)
class Detour:
    """Another cluster than the primary is asked: which, since when and why."""

    cluster: str
    """Base URL of the one that is asked now."""
    left: str
    """Base URL of the one that was asked before it."""
    since_s: float
    """When it was turned to, by the wall clock."""
    reason: str
    """What was wrong with the one that was left, as a clause; may hold server text."""

    @property
    def cause(self) -> str:
        """`host-a connection refused`: who was left, and why."""
        return f"{cluster_word(self.left)} {self.reason}"


@runtime_checkable
class Ring(Protocol):
    """What a source that is several clusters has besides the methods of a `JobSource`."""

    @property
    def detour(self) -> Detour | None:
        """The way round the primary; None while the primary itself is asked."""
        ...

    @property
    def list_requests(self) -> int:
        """How many requests asking for the list may take: a failure makes it look around."""
        ...

    def of(self, cluster: str) -> JobSource:
        """Where to ask about jobs whose keys name `cluster`.

        It asks the active cluster only: under a job's own id if that is `cluster`, else by the
        job's tag, and takes no answer that does not name that tag. What cannot be asked so raises
        `errors.OtherCluster`.
        """
        ...

    def our_clock_was_set(self, step_s: float) -> None:
        """Our wall clock was put forward by so much: a detour keeps its age."""
        ...

    async def look_home(self) -> bool:
        """Test, in one request, whether the primary can be used again; nothing while it is asked.

        Two good tests in a row make it the active cluster.

        Returns:
            Whether it can.
        """
        ...


def ring_of(source: JobSource) -> Ring | None:
    """The source itself when it is a ring; None when it is one cluster."""
    return source if isinstance(source, Ring) else None


def source_of(source: JobSource, cluster: str) -> JobSource:
    """Where to ask about jobs whose keys name `cluster`."""
    ring = ring_of(source)
    return source if ring is None else ring.of(cluster)


def cluster_word(url: str) -> str:
    """A cluster's name in a sentence or a cell: `host-a`, `10.1.2.3:9292`, `fqdn/cluster`."""
    try:
        parts = urlsplit(url)
        host, port = parts.hostname or parts.netloc, parts.port
    except ValueError:
        return url
    if ":" in host:
        host = f"[{host}]"
    if port is not None and port not in _PLAIN_PORTS:
        host = f"{host}:{port}"
    return host + parts.path.removesuffix("/gpudb-0").rstrip("/")
