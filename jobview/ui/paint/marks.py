"""The signs on screen: one a phase, and those of lists, in Unicode or in plain ASCII.

Colour never stands alone: every phase has its sign and its word here. Each sign is one cell wide.
"""

from __future__ import annotations

from dataclasses import dataclass
from types import MappingProxyType
from typing import TYPE_CHECKING, Final

from jobview.jobs.phase import Phase

if TYPE_CHECKING:
    from collections.abc import Mapping

STALLED_WORD: Final = "stalled"


@dataclass(frozen=True, slots=True, eq=False)
class Marks:
    """One complete set of signs; pick it with `marks_for`."""

    is_ascii: bool
    phases: Mapping[Phase, str]
    stalled: str
    """A stalled job still runs: the running sign, told apart by its word and colour."""
    cursor_focused: str
    """At the selected row of the list that takes the keys."""
    cursor_blurred: str
    """At the selected row of a list that does not."""
    marked: str
    """Beside a job marked for a common action."""
    above: str
    """In a list's heading while rows stand above the first one on screen."""
    ascending: str
    descending: str
    ellipsis: str
    null: str
    dash: str
    """Stands where a figure cannot be had."""
    separator: str
    bar: str
    """Between tabs."""
    rule: str
    """A line across a pane is made of it."""
    closed: str
    """At a node of a tree that can be opened."""
    opened: str
    """At a node of a tree whose children stand below it."""

    def mark(self, phase: Phase) -> str:
        """The phase's sign."""
        return self.phases[phase]


def phase_word(phase: Phase, *, is_stalled: bool = False) -> str:
    """The word beside the sign: the phase's own, or `stalled`."""
    return STALLED_WORD if is_stalled else phase.value


def marks_for(*, ascii_only: bool) -> Marks:
    """The signs for this terminal."""
    return ASCII_MARKS if ascii_only else UNICODE_MARKS


UNICODE_MARKS: Final = Marks(
    is_ascii=False,
    phases=MappingProxyType(
        {
            Phase.QUEUED: "◌",
            Phase.RUNNING: "▶",
            Phase.DONE: "✓",
            Phase.FAILED: "✗",
            Phase.CANCELLED: "⊘",
            Phase.UNKNOWN: "?",
            Phase.VANISHED: "…",
        }
    ),
    stalled="▶",
    cursor_focused="▌",
    cursor_blurred="▏",
    marked="●",
    above="↑",
    ascending="▲",
    descending="▼",
    ellipsis="…",
    null="∅",
    dash="–",  # noqa: RUF001 - the dash of a missing figure
    separator="·",
    bar="│",
    rule="─",
    closed="▸",
    opened="▾",
)

ASCII_MARKS: Final = Marks(
    is_ascii=True,
    phases=MappingProxyType(
        {
            Phase.QUEUED: ".",
            Phase.RUNNING: ">",
            Phase.DONE: "+",
            Phase.FAILED: "x",
            Phase.CANCELLED: "c",
            Phase.UNKNOWN: "?",
            Phase.VANISHED: "~",
        }
    ),
    stalled=">",
    cursor_focused="|",
    cursor_blurred=":",
    marked="*",
    above="^",
    ascending="^",
    descending="v",
    ellipsis="~",
    null="-",
    dash="-",
    separator="-",
    bar="|",
    rule="-",
    closed="+",
    opened="-",
)
