"""What befalls a whole cluster, as steps of chaos: its states, a restart, a wrong clock."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from jobview.simulator.states import HaState, SystemState

if TYPE_CHECKING:
    from collections.abc import Sequence

    from jobview.simulator.faults.chaos import Step
    from jobview.simulator.world import Changes, World

AWAY_S: Final = 6.0
"""How long a restart takes."""

_TROUBLES: Final[dict[str, tuple[Changes, Changes]]] = {
    "the system is stopped": ({"system": SystemState.STOPPED}, {"system": SystemState.RUNNING}),
    "the system starts": ({"system": SystemState.STARTING}, {"system": SystemState.RUNNING}),
    "the system is limited": ({"system": SystemState.LIMITED}, {"system": SystemState.RUNNING}),
    "the cluster drains its queue": ({"ha": HaState.DRAINING}, {"ha": HaState.DRAINED}),
    "the server's clock is two hours behind": ({"clock_offset_s": -7200}, {"clock_offset_s": 0}),
    "one sees one's own jobs only": ({"own_jobs_only": True}, {"own_jobs_only": False}),
}
"""What is going on; what it changes; what it is put right with."""


@dataclass(frozen=True, slots=True)
class ChangeStep:
    """A cluster that is otherwise for a while."""

    name: str
    world: World
    changes: Changes
    changes_back: Changes

    def begin(self) -> None:
        """Make it otherwise."""
        self.world.change(**self.changes)

    def end(self) -> None:
        """Make it as it was."""
        self.world.change(**self.changes_back)


@dataclass(frozen=True, slots=True)
class RestartStep:
    """A cluster that comes back after a while by itself."""

    name: str
    world: World
    keep_jobs: bool

    def begin(self) -> None:
        """Let it go."""
        self.world.restart(AWAY_S, keep_jobs=self.keep_jobs)

    def end(self) -> None:
        """Nothing: it has come back."""


def world_steps(world: World) -> Sequence[Step]:
    """Every kind of trouble with a whole cluster."""
    return (
        *(ChangeStep(name, world, *changes) for name, changes in _TROUBLES.items()),
        RestartStep("the server restarts and forgets all jobs", world, keep_jobs=False),
        RestartStep("the network is away", world, keep_jobs=True),
    )
