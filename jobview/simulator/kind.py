"""What a kind of job is: the vocabulary in which the content modules are written."""

from __future__ import annotations

import math
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from jobview.simulator.content.people import PEOPLE
from jobview.simulator.course import Shape

if TYPE_CHECKING:
    from random import Random

    from jobview.simulator.content.people import Person
    from jobview.simulator.values import ColumnPlan


@dataclass(frozen=True, slots=True)
class TableFacts:
    """One table of the invented database."""

    name: str
    """With its schema: `mobility.trips`."""
    columns: tuple[ColumnPlan, ...]
    size: int
    """Rows."""

    @property
    def schema(self) -> str:
        """The schema's name."""
        return self.name.partition(".")[0]

    @property
    def bare_name(self) -> str:
        """The name without the schema."""
        return self.name.partition(".")[2]


@dataclass(frozen=True, slots=True)
class Script:
    """A statement and what comes out of it."""

    text: str = ""
    """The query text, a format over the job's particulars; empty for a call without SQL."""
    columns: tuple[ColumnPlan, ...] = ()
    """The result's columns; empty for a statement without rows."""
    rows: tuple[int, int] = (0, 0)
    """Fewest and most rows in the result."""
    total: tuple[int, int] | None = None
    """Rows on the server when the result is only its first page."""


@dataclass(frozen=True, slots=True)
class Failure:
    """An error message, and the statement it belongs to when it only fits that one."""

    message: str
    """A format over the job's particulars."""
    text: str = ""
    is_early: bool = False
    """Whether it is found out while the request is checked, before any work."""


@dataclass(frozen=True, slots=True)
class Kind:
    """A kind of job: which endpoint, how long, how it moves, what it says when it fails."""

    endpoint: str
    weight: float
    """How often it arrives, relative to the others."""
    duration_s: tuple[float, float]
    """Shortest and longest, drawn evenly by magnitude."""
    shapes: tuple[Shape, ...] = (Shape.SMOOTH,)
    """Each equally likely; name one twice to see it twice as often."""
    scripts: tuple[Script, ...] = field(default_factory=lambda: (Script(),))
    failures: tuple[Failure, ...] = ()
    synchronous_share: float = 0.0
    """How many of them are plain synchronous calls."""
    by: tuple[Person, ...] = PEOPLE
    """Who submits it."""
    is_cancellable: bool = True
    is_perpetual: bool = False
    """Runs for ever without progress, as a Kafka subscription does."""
    running_word: str = "running"

    def draw_duration_s(self, rng: Random) -> float:
        """How long one of them runs."""
        shortest, longest = self.duration_s
        return shortest * math.pow(longest / shortest, rng.random())

    @property
    def marks(self) -> str:
        """What the list's flags say beside synchronous or not, with a comma before each."""
        return ",perpetual" * self.is_perpetual + ",cancellable" * self.is_cancellable

    @property
    def mean_duration_s(self) -> float:
        """The mean of `draw_duration_s`."""
        shortest, longest = self.duration_s
        return (longest - shortest) / math.log(longest / shortest)
