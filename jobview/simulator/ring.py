"""Several simulated clusters that know each other, as a high-availability ring (protocol §4.3)."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Iterator

    from jobview.simulator.endpoints import Endpoints
    from jobview.simulator.population import Submission

NAMES: Final = ("127.0.0.1", "localhost")
"""What the clusters call their machine, in turn: the official client takes two clusters on a host
of one name for one. So it tells at most two apart, while other clients see all."""
REPLICA_LAG_S: Final = 1.5
"""How much later the next cluster receives a job that exists on several."""


@dataclass(slots=True, eq=False)
class Ring:
    """Clusters in the order of failover, the primary first; all are served by one thread."""

    urls: tuple[str, ...]
    clusters: list[Endpoints] = field(default_factory=list)
    """In the order of `urls`, as soon as each exists."""


@dataclass(frozen=True, slots=True)
class Place:
    """Which cluster of which ring a server is; the only one of none by default."""

    index: int = 0
    ring: Ring = field(default_factory=lambda: Ring(()))

    @property
    def size(self) -> int:
        """How many clusters there are, at least 1."""
        return max(len(self.ring.urls), 1)

    @property
    def is_in_ring(self) -> bool:
        """Whether there are others."""
        return self.size > 1

    @property
    def cluster_name(self) -> str:
        """What the cluster calls itself."""
        return f"simulator-{self.index + 1}" if self.is_in_ring else "simulator"

    def own_id(self, job_id: int) -> int:
        """That id or one soon behind it, which no other cluster gives to the same job."""
        return job_id + (self.index - job_id) % self.size

    def replicate(self, wish: Submission) -> None:
        """Have the other clusters run what a client has submitted here under a tag of its own."""
        for other in self._others():
            other.take_replica(wish)

    def _others(self) -> Iterator[Endpoints]:
        return (each for index, each in enumerate(self.ring.clusters) if index != self.index)
