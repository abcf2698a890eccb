"""What a process holds, for comparing it before and after a long time."""

from __future__ import annotations

import asyncio
import gc
import sys
import tracemalloc
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from jobview.ui.paint.drawn_before import forget_drawn_before

ALLOWED_GROWTH_BYTES: Final = 2 * 1024 * 1024


@dataclass(frozen=True, slots=True)
class Footing:
    """Memory, tasks and open files at one moment."""

    traced_bytes: int
    tasks: int
    files: int

    @classmethod
    def now(cls) -> Footing:
        """As it is, garbage collected; memory is traced from the first call on."""
        if not tracemalloc.is_tracing():
            tracemalloc.start()
        forget_drawn_before()  # as the board does before each collection
        gc.unfreeze()  # the board freezes what has settled, of which some is garbage since
        gc.collect()
        files = Path("/proc/self/fd")
        count = len(list(files.iterdir())) if sys.platform == "linux" else 0
        return cls(tracemalloc.get_traced_memory()[0], len(asyncio.all_tasks()), count)

    def check_against(self, before: Footing) -> None:
        """Fail when more is held than before."""
        growth = self.traced_bytes - before.traced_bytes
        assert abs(growth) < ALLOWED_GROWTH_BYTES, f"memory grew by {growth / 1024:.0f} KiB"
        assert self.tasks == before.tasks
        assert self.files == before.files
