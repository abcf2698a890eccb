"""Python's garbage collection, moved to moments when nobody waits, and freed memory given back.

A full collection stops the screen for some 40 ms at 10,000 jobs, which a person holding an arrow
key sees. So the automatic full collection is put off, what lives long is frozen out of it, and
one is run by hand while no key was pressed for a while (performance figures: tests/bench).
"""

from __future__ import annotations

import gc
from typing import Final

from jobview.allocator import give_freed_memory_back
from jobview.ui.paint.drawn_before import forget_drawn_before
from jobview.ui.paint.whole_strips import let_whole_strips_go

_YOUNG_THRESHOLD: Final = 700
_MIDDLE_THRESHOLD: Final = 10
_NEVER: Final = 1_000_000
"""As the threshold of the oldest generation: not before a million middle collections."""

QUIET_BEFORE_S: Final = 2.0
"""How long no key may have been pressed before a collection."""
EVERY_S: Final = 60.0
"""The time between two collections while nobody does anything."""
AFTER_USE_S: Final = 10.0
"""The least time between two when a key was pressed in between: each leaves about a thousand
objects, closed dialogs and the lines painted, and memory that was once full of them has holes."""


class IdleCollector:
    """Decides when to collect; times are monotonic seconds, handed in."""

    def __init__(self, now_s: float) -> None:
        self._collected_s = now_s
        self._active_s = now_s
        self._moves = 0
        self._is_used = False
        self._is_loaded = False
        self._is_wanted = False

    def start(self) -> None:
        """Put automatic full collections off, and have painted lines need none."""
        let_whole_strips_go()
        gc.set_threshold(_YOUNG_THRESHOLD, _MIDDLE_THRESHOLD, _NEVER)

    def want(self) -> None:
        """Something large may have become garbage: collect at the next quiet moment."""
        self._is_wanted = True

    def tick(self, now_s: float, moves: int, *, has_data: bool) -> bool:
        """Collect if it is time to; True when it did.

        Args:
            now_s: monotonic time.
            moves: how often the user has moved so far; more than at the last tick is activity.
            has_data: whether there is data to freeze.

        The first collection comes as soon as data is there and the user is quiet; what survives
        is frozen, so that later collections need not walk the framework and the settled jobs.
        """
        if moves != self._moves:
            self._moves = moves
            self._active_s = now_s
            self._is_used = True
        is_quiet = now_s - self._active_s >= QUIET_BEFORE_S
        is_early = self._is_wanted or (has_data and not self._is_loaded)
        pause_s = AFTER_USE_S if self._is_used else EVERY_S
        is_due = is_early or now_s - self._collected_s >= pause_s
        if not (is_quiet and is_due):
            return False
        self._collected_s = now_s
        self._is_wanted = self._is_used = False
        self._is_loaded = self._is_loaded or has_data
        forget_drawn_before()
        gc.unfreeze()
        gc.collect()
        gc.freeze()
        give_freed_memory_back()
        return True
