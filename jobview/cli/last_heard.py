"""What was last heard of jobs that are watched: how long ago, and why nothing since."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from jobview.cli.output import fact

if TYPE_CHECKING:
    from collections.abc import Iterable

    from jobview.cli.looking import Look
    from jobview.clock import Clock
    from jobview.errors import ServerError
    from jobview.jobs.target import JobTarget

_LATE_S: Final = 1.0
"""An answer that takes longer is late, and the one before it old."""

_MOST_FRESH_S: Final = 5.0
"""An older answer is told with its age however seldom the server is asked."""


def fresh_s(interval_s: float) -> float:
    """Up to which age an answer is told as present, where the next is asked for after so long."""
    return min(interval_s + _LATE_S, _MOST_FRESH_S)


class LastHeard:
    """The newest look at each of some jobs.

    Args:
        looks: what was heard of them just now.
        clock: its monotonic reading tells how old a look is.
        interval_s: after this long a job is asked about again.
        turn_s: how long it takes besides to ask about all of them, one after another.
    """

    def __init__(
        self, looks: Iterable[Look], clock: Clock, *, interval_s: float, turn_s: float
    ) -> None:
        self._clock = clock
        self._fresh_s = fresh_s(interval_s)
        self._turn_s = turn_s
        self._looks: dict[JobTarget, Look] = {}
        self._heard_s: dict[JobTarget, float] = {}
        """When each of these was taken, monotonic."""
        self._any_heard_s = clock.monotonic_s()
        self._troubles: dict[JobTarget, ServerError] = {}
        for look in looks:
            self.hear(look)

    def hear(self, look: Look) -> None:
        """The server answered about the job."""
        self._looks[look.target] = look
        self._any_heard_s = self._heard_s[look.target] = self._clock.monotonic_s()
        self._troubles.pop(look.target, None)

    def fail(self, target: JobTarget, error: ServerError) -> None:
        """The server was asked about the job, and `error` came of it."""
        self._troubles[target] = error

    def look(self, target: JobTarget) -> Look:
        """The newest look at the job."""
        return self._looks[target]

    def is_old(self, target: JobTarget) -> bool:
        """Whether the newest look at the job tells nothing of how it is now."""
        now_s = self._clock.monotonic_s()
        # While others are heard of, one of many may only be waiting for its turn to be asked about.
        turn_s = self._turn_s if now_s - self._any_heard_s <= self._fresh_s else 0.0
        return now_s - self._heard_s[target] > self._fresh_s + turn_s

    def words(self, target: JobTarget) -> str:
        """How the job was when it was last heard of, how long ago, and why nothing since."""
        look, trouble = self._looks[target], self._troubles.get(target)
        age_s = self._clock.monotonic_s() - self._heard_s[target]
        why = "no answer since" if trouble is None else f"since then {fact(trouble.what)}"
        return f"last heard of {age_s:.0f} s ago as {look.state}, {why}"
