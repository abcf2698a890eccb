"""The faults a server has at this moment, and which request each of them hits."""

from __future__ import annotations

import math
from collections import Counter
from contextlib import contextmanager
from threading import Lock
from typing import TYPE_CHECKING, NamedTuple

from jobview.simulator.chance import chance
from jobview.simulator.faults.kinds import KINDS, Kind

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from random import Random

    from jobview.clock import Clock
    from jobview.simulator.faults.fault import Fault


class _Present(NamedTuple):
    fault: Fault
    until_s: float


class Faults:
    """May be changed and asked from any thread.

    Attributes:
        spared_port: the port whose connections no fault touches; None when there is none.
    """

    def __init__(self, seed: int, clock: Clock, faults: Iterable[Fault] = ()) -> None:
        self.spared_port: int | None = None
        self._seed = seed
        self._clock = clock
        self._lock = Lock()
        self._present: tuple[_Present, ...] = ()
        self._rng = chance(seed, "faults")
        self._hits: Counter[Kind] = Counter()
        self.add(*faults)

    def add(self, *faults: Fault) -> None:
        """Have these too, behind those that are there."""
        now_s = self._clock.monotonic_s()
        added = tuple(
            _Present(fault, math.inf if fault.lasts_s is None else now_s + fault.lasts_s)
            for fault in faults
        )
        with self._lock:
            self._present += added

    def remove(self, *faults: Fault) -> None:
        """Have these no longer, one for one; those that are not there are passed over."""
        with self._lock:
            left = list(self._present)
            for fault in faults:
                place = next((at for at, one in enumerate(left) if one.fault == fault), None)
                if place is not None:
                    del left[place]
            self._present = tuple(left)

    def clear(self) -> None:
        """Behave from now on."""
        with self._lock:
            self._present = ()

    @contextmanager
    def during(self, *faults: Fault) -> Iterator[None]:
        """Have these too until the block ends."""
        self.add(*faults)
        try:
            yield
        finally:
            self.remove(*faults)

    def present(self) -> tuple[Fault, ...]:
        """Those that are not over, oldest first."""
        now_s = self._clock.monotonic_s()
        with self._lock:
            # A long-lived server under a short fault every minute keeps none of them.
            self._present = tuple(one for one in self._present if one.until_s > now_s)
            return tuple(one.fault for one in self._present)

    def hits(self) -> dict[Kind, int]:
        """How often each kind has struck so far."""
        with self._lock:
            return dict(self._hits)

    def drawn(self, endpoint: str) -> Fault | None:
        """The fault that befalls a request to that endpoint now: the first whose share hits it."""
        matching = [
            fault
            for fault in self.present()
            if not KINDS[fault.kind].is_of_connections and fault.matches(endpoint)
        ]
        return self._first_hit(matching)

    def refuses(self) -> bool:
        """Whether a connection that is made now is refused."""
        refusing = [fault for fault in self.present() if fault.kind is Kind.REFUSE]
        return self._first_hit(refusing) is not None

    def refuses_all(self) -> bool:
        """Whether connections made earlier are refused too."""
        return any(fault.kind is Kind.REFUSE and fault.share == 1 for fault in self.present())

    def is_down(self) -> bool:
        """Whether nobody should listen."""
        return any(fault.kind is Kind.DOWN for fault in self.present())

    def rng(self, *parts: str | int) -> Random:
        """A source of numbers for the particulars of one fault."""
        with self._lock:
            return chance(self._seed, "fault", self._hits.total(), *parts)

    def _first_hit(self, faults: Iterable[Fault]) -> Fault | None:
        with self._lock:
            # Each draws its own number, so that a hit of the first does not shift the others'.
            hit = [fault for fault in faults if self._rng.random() < fault.share]
            if not hit:
                return None
            self._hits[hit[0].kind] += 1
            return hit[0]
