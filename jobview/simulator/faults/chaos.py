"""One trouble after the other for ever, with calm in between, drawn by seed."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final, Protocol

from jobview.simulator.chance import chance
from jobview.simulator.faults.fault import Fault, fault_of

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from jobview.clock import Clock
    from jobview.simulator.faults.present import Faults

CALM: Final = "calm"
CALM_S: Final = (12.0, 24.0)
"""Long enough for a patient client to come back and be seen at its usual pace."""
TROUBLE_S: Final = (12.0, 30.0)

_TROUBLES: Final = {
    "nobody listens": ("down",),
    "connections are refused": ("refuse",),
    "half of the connections are refused": ("refuse@0.5",),
    "a third of the answers is a reset": ("reset@0.3",),
    "half of the answers are reset midway": ("midway-reset@0.5",),
    "no answer ever comes": ("hang",),
    "a fifth of the answers never comes": ("hang@0.2",),
    "answers stop midway": ("midway-hang@0.5",),
    "half of the answers are cut short": ("truncate@0.5",),
    "answers come byte by byte": ("drip=0.05",),
    "answers are four seconds late": ("delay=4",),
    "some answers are late, some fail": ("delay=2@0.5", "status=500@0.3"),
    "the server answers 503": ("status=503",),
    "a proxy answers 502": ("status=502-bare@0.7",),
    "the server says it is offline": ("error=offline",),
    "the server says it shuts down": ("error=shutting-down",),
    "the list is denied": ("error=denied:/admin/show/jobs",),
    "single jobs are denied": ("error=denied:/get/job",),
    "a login page is in between": ("html",),
    "everything is redirected": ("redirect",),
    "answers are garbage": ("garbage",),
    "half of the answers are no HTTP": ("garbage=raw@0.5",),
    "half of the answers turn into garbage": ("midway-garbage@0.5",),
    "lengths are too small": ("wrong-length=-20@0.5",),
    "lengths are too large": ("wrong-length=50@0.3",),
    "answers are of another type": ("wrong-type@0.5",),
    "answers are in the other encoding": ("wrong-type=encoding@0.5",),
    "chunks cannot be read": ("bad-chunks@0.5",),
    "headers have no end": ("header-flood@0.5",),
    "lists are of 300 MiB": ("huge=300:/admin/show/jobs@0.5",),
    "lists are gzip bombs": ("gzip-bomb=1000:/admin/show/jobs@0.5",),
    "every text is hostile": ("hostile",),
    "lists are ragged": ("ragged@0.7",),
}
"""What is going on, and the faults it is made of. 401 is missing: it would end all asking until
somebody presses a key."""


class Step(Protocol):
    """Something that can be wrong for a while."""

    @property
    def name(self) -> str:
        """What is going on, in a few words."""
        ...

    def begin(self) -> None:
        """Have it go wrong from now on, or happen now."""
        ...

    def end(self) -> None:
        """Put it right again; nothing to do for what has happened."""
        ...


@dataclass(frozen=True, slots=True)
class FaultStep:
    """Some faults for a while."""

    name: str
    faults: Faults
    parts: tuple[Fault, ...]

    def begin(self) -> None:
        """Have the faults too."""
        self.faults.add(*self.parts)

    def end(self) -> None:
        """Have them no longer."""
        self.faults.remove(*self.parts)


def fault_steps(faults: Faults) -> list[Step]:
    """Every kind of fault as steps."""
    return [
        FaultStep(name, faults, tuple(map(fault_of, parts))) for name, parts in _TROUBLES.items()
    ]


class Chaos:
    """Goes through all steps in a drawn order, then through all again in another.

    Attributes:
        now: what is going on, in words; `calm` in between.
        on_change: told that, and for how many seconds it goes on, as soon as it is another.
    """

    def __init__(self, steps: Sequence[Step], clock: Clock, seed: int) -> None:
        self.now = CALM
        self.on_change: Callable[[str, float], object] | None = None
        self._steps = tuple(steps)
        self._clock = clock
        self._rng = chance(seed, "chaos")
        self._round: list[Step] = []
        self._current: Step | None = None
        self._next_s = clock.monotonic_s() + self._rng.uniform(*CALM_S)

    def advance(self) -> None:
        """Begin or end a step if it is time to; call it often."""
        now_s = self._clock.monotonic_s()
        if now_s < self._next_s or not self._steps:
            return
        if self._current is not None:
            self._current.end()
            self._current = None
            self._go_on(CALM, CALM_S)
            return
        if not self._round:
            self._round = self._rng.sample(self._steps, len(self._steps))
        self._current = self._round.pop()
        self._current.begin()
        self._go_on(self._current.name, TROUBLE_S)

    def _go_on(self, now: str, bounds_s: tuple[float, float]) -> None:
        self.now, lasts_s = now, self._rng.uniform(*bounds_s)
        self._next_s = self._clock.monotonic_s() + lasts_s
        if self.on_change is not None:
            self.on_change(now, lasts_s)
