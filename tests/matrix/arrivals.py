"""What reaches the simulated server, and a fault that begins with one of those requests."""

from __future__ import annotations

from collections import Counter
from contextlib import contextmanager
from typing import TYPE_CHECKING
from unittest.mock import patch

from jobview.simulator.faults.fault import Fault
from jobview.simulator.faults.kinds import KINDS, Kind

if TYPE_CHECKING:
    from collections.abc import Iterator

    from jobview.simulator.faults.present import Faults


class Arrivals:
    """Counts requests by endpoint, in the server's own thread.

    Attributes:
        counts: requests that arrived whole enough to be answered, by endpoint.
    """

    def __init__(self, faults: Faults) -> None:
        self.counts: Counter[str] = Counter()
        self._faults = faults
        self._drawn = faults.drawn
        self._coming: Fault | None = None
        self._after = 0

    @contextmanager
    def noted(self) -> Iterator[None]:
        """Count until the block ends."""
        with patch.object(self._faults, "drawn", self._noting):
            yield

    def plan(self, fault: Fault, *, after: int) -> None:
        """Let a fault begin when so many requests more have been answered."""
        self._coming, self._after = fault, self.counts.total() + after

    def _noting(self, endpoint: str) -> Fault | None:
        self.counts[endpoint] += 1
        fault = self._coming
        if fault is None or self.counts.total() <= self._after:
            return self._drawn(endpoint)
        self._coming = None
        self._faults.add(fault)
        if not KINDS[fault.kind].is_of_connections:
            return self._drawn(endpoint)
        # This request came before the server went, and is lost with its connection: a server that
        # goes down cuts those it holds, within its next tick.
        return Fault(kind=Kind.HANG if fault.kind is Kind.DOWN else Kind.RESET)
