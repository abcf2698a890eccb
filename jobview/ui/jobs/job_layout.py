"""Which columns the job list has at a given width, and where they stand. Pure arithmetic.

When space shrinks, columns go in the order flags, source, user data, query, user, age, ETA. Sign,
id, endpoint and progress never go; the endpoint and the bar give way, the id never.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from typing import Final, NamedTuple

from jobview.ui.paint.bars import PERCENT_CELLS

WORDS_FROM_WIDTH: Final = 82
"""From this width on the phase is written out beside its sign."""
MARKED_X: Final = 2
"""Where the sign of a marked job stands, at any width."""

_ROOMY_FROM_WIDTH: Final = 40
"""From here on two cells part the columns, below it one."""
_MIN_BAR: Final = 4
"""A shorter bar says nothing; then the percentage stands alone."""


class Slot(NamedTuple):
    """The cells of one column."""

    column_id: str
    x: int
    width: int

    @property
    def end(self) -> int:
        """The first cell behind the column."""
        return self.x + self.width


@dataclass(frozen=True, slots=True)
class JobLayout:
    """The job list's columns from left to right."""

    width: int
    slots: tuple[Slot, ...]
    has_words: bool
    """Whether the phase's word stands beside its sign."""
    bar_width: int
    """Cells of the progress bar; 0 for none."""
    outcome_width: int
    """Cells from the start of the progress column that a finished job's outcome may use."""

    def column_at(self, x: int) -> str | None:
        """The column whose heading is at `x`; the gap behind a column belongs to it."""
        found = None
        for slot in self.slots:
            if slot.x <= x:
                found = slot.column_id
        return found

    def has(self, column_id: str) -> bool:
        """Whether the column is shown at this width."""
        return any(slot.column_id == column_id for slot in self.slots)


class _Optional(NamedTuple):
    column_id: str
    width: int
    endpoint: int
    """Cells the endpoint keeps when this column is let in."""
    bar: int


_ETA_WIDTH: Final = 7
_NOTE_WIDTH: Final = 12
"""Of the ETA column where there are no status words: it also says `stalled 12 h`."""
_STATUS_WIDTH: Final = 11

_OPTIONAL: Final = (
    _Optional("eta", _ETA_WIDTH, 14, 8),
    _Optional("age", 6, 14, 8),
    _Optional("user", 8, 24, 16),
    _Optional("query", 20, 22, 14),
    _Optional("user_data", 10, 22, 14),
    _Optional("source", 15, 22, 14),
    _Optional("flags", 8, 22, 14),
)
"""In the order in which they come when space grows."""

_ORDER: Final = (
    "id",
    "status",
    "endpoint",
    "progress",
    *(option.column_id for option in _OPTIONAL),
)
"""From left to right; a list without status words has the sign in its gutter instead."""

_GROWTH: Final = (
    ("endpoint", 8),
    ("bar", 5),
    ("endpoint", 14),
    ("bar", 8),
    ("endpoint", 20),
    ("bar", 14),
    ("endpoint", 26),
    ("bar", 17),
    ("user", 12),
    ("query", 48),
    ("source", 21),
    ("bar", 20),
    ("endpoint", 40),
    ("user_data", 20),
    ("query", 200),
)
"""Who gets spare cells, and up to which width, in turns."""


@lru_cache(maxsize=64)
def job_layout(width: int, id_width: int) -> JobLayout:
    """The columns for a list of `width` cells whose ids have at most `id_width` digits."""
    has_words = width >= WORDS_FROM_WIDTH
    gap = 2 if width >= _ROOMY_FROM_WIDTH else 1
    gutter = MARKED_X + (2 if has_words else 1)
    fixed = {"id": id_width, "progress": PERCENT_CELLS}
    if has_words:
        fixed["status"] = _STATUS_WIDTH
    room = width - gutter - sum(fixed.values()) - gap * len(fixed)
    widths = fixed | {"endpoint": 0, "bar": 0}
    for option in _OPTIONAL:
        cells = _NOTE_WIDTH if option.column_id == "eta" and not has_words else option.width
        if room - gap - cells < option.endpoint + option.bar + 1:
            break
        widths[option.column_id] = cells
        room -= gap + cells
    _grow(widths, room)
    return _placed(width, widths, gutter, gap, has_words=has_words)


def _grow(widths: dict[str, int], room: int) -> None:
    """Hand out `room` in turns; the bar's width counts the cell that parts it from the figure."""
    for column_id, target in _GROWTH:
        if column_id in widths:
            extra = min(max(room, 0), max(target - widths[column_id], 0))
            widths[column_id] += extra
            room -= extra
    if widths["bar"] <= _MIN_BAR:
        widths["endpoint"] += widths["bar"]
        widths["bar"] = 0


def _placed(
    width: int, widths: dict[str, int], gutter: int, gap: int, *, has_words: bool
) -> JobLayout:
    bar = widths.pop("bar")
    widths["progress"] += bar
    slots = [] if has_words else [Slot("status", 1, 1)]
    x = gutter
    for column_id in _ORDER:
        if widths.get(column_id, 0) > 0:
            slots.append(Slot(column_id, x, widths[column_id]))
            x += widths[column_id] + gap
    by_id = {slot.column_id: slot for slot in slots}
    last = by_id.get("eta", by_id["progress"])
    outcome_end = last.end if "age" in widths else width
    return JobLayout(
        width=width,
        slots=tuple(slots),
        has_words=has_words,
        bar_width=max(bar - 1, 0),
        outcome_width=max(outcome_end - by_id["progress"].x, 0),
    )
