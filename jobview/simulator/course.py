"""How a job's progress runs over its time: a shape drawn once, then a function of elapsed time."""

from __future__ import annotations

from bisect import bisect_right
from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from random import Random

Knot = tuple[float, float]
"""Share of the duration, and share of the work done by then; both from 0 to 1."""


class Shape(StrEnum):
    """The kinds of progress seen on real servers."""

    SMOOTH = "smooth"
    STEPPED = "stepped"
    """Stands still, then takes a step: one rank, file or chunk after the other."""
    JUMP = "jump"
    """Says 0 until it is finished."""
    STALLED = "stalled"
    """Moves, stands still for most of its time, then moves again."""
    EASING = "easing"
    """Starts fast and ends slowly."""


@dataclass(frozen=True, slots=True)
class Course:
    """Progress over time, linear between knots; the last knot is (1, 1) or the jump to it."""

    duration_s: float
    knots: tuple[Knot, ...]
    """First (0, 0); times and shares never decrease."""

    @classmethod
    def drawn(cls, shape: Shape, duration_s: float, rng: Random) -> Course:
        """A course of that shape, each a little different."""
        return cls(duration_s, _DRAW[shape](rng))

    def percent_at(self, elapsed_s: float) -> int:
        """Whole percent done after `elapsed_s`; 100 only once the duration is over."""
        if elapsed_s >= self.duration_s:
            return 100
        share = max(elapsed_s, 0.0) / self.duration_s
        index = bisect_right(self.knots, (share, 2.0))
        before_t, before_p = self.knots[index - 1]
        after_t, after_p = self.knots[min(index, len(self.knots) - 1)]
        span = after_t - before_t
        done = before_p + (after_p - before_p) * ((share - before_t) / span if span > 0 else 0.0)
        return min(int(done * 100), 99)


def _smooth(rng: Random) -> tuple[Knot, ...]:
    bends = (0.25, 0.5, 0.75)
    return (
        (0.0, 0.0),
        *((at, at + rng.uniform(-0.05, 0.05)) for at in bends),
        (1.0, 1.0),
    )


def _stepped(rng: Random) -> tuple[Knot, ...]:
    count = rng.randint(4, 12)
    knots: list[Knot] = [(0.0, 0.0)]
    for step in range(1, count + 1):
        at = (step - rng.uniform(0.0, 0.4)) / count
        share = step / count
        knots += [(max(at - 0.01, knots[-1][0]), knots[-1][1]), (at, share)]
    knots.append((1.0, 1.0))
    return tuple(knots)


def _jump(_rng: Random) -> tuple[Knot, ...]:
    return ((0.0, 0.0), (1.0, 0.0))


def _stalled(rng: Random) -> tuple[Knot, ...]:
    level = rng.uniform(0.08, 0.85)
    start = rng.uniform(0.08, 0.2)
    end = rng.uniform(0.75, 0.92)
    return ((0.0, 0.0), (start, level), (end, level), (1.0, 1.0))


def _easing(rng: Random) -> tuple[Knot, ...]:
    power = rng.uniform(2.0, 3.5)
    times = (0.0, 0.1, 0.2, 0.35, 0.5, 0.7, 0.85, 1.0)
    return tuple((at, 1.0 - (1.0 - at) ** power) for at in times)


_DRAW = {
    Shape.SMOOTH: _smooth,
    Shape.STEPPED: _stepped,
    Shape.JUMP: _jump,
    Shape.STALLED: _stalled,
    Shape.EASING: _easing,
}
