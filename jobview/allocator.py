"""Memory that goes back to the system once it is free, which the GNU C library likes to keep.

Elsewhere nothing is done.
"""

from __future__ import annotations

from contextlib import suppress
from functools import cache
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    import ctypes

_M_MMAP_THRESHOLD: Final = -3
"""The parameter's number in <malloc.h>."""

_LARGE_BYTES: Final = 16 * 1024

_WITHOUT_IT: Final = (ImportError, AttributeError, OSError, TypeError)
"""What is raised where there is another C library, or none to be called."""


@cache
def give_large_blocks_back() -> None:
    """From now on, return blocks of 16 KiB and more to the system when they are freed.

    The larger the blocks it has seen freed, the larger those the library keeps for later. A board
    that reads a list of some megabytes every two seconds, in one thread or another, so holds on to
    several lists' worth of nothing: 35 MiB with 10,000 jobs (tests/bench/bench_load). Blocks above
    a threshold set by hand are mapped one by one. At 16 KiB that is the case for long texts too,
    which are read to be cut: 2,500 rows of 20,000 characters took the board to 173 MiB before and
    to 71 so, with the same processor time. Does nothing the second time.
    """
    with suppress(*_WITHOUT_IT):
        _c_library().mallopt(_M_MMAP_THRESHOLD, _LARGE_BYTES)


def give_freed_memory_back() -> None:
    """Return all pages that are free now; takes 1 to 5 ms.

    Answers are read in threads, each with a heap of its own, and a few long-lived texts between
    many short-lived ones keep such a heap as large as it ever was: a list of texts of 20,000
    characters, answered for half a minute, leaves tens of MiB.
    """
    with suppress(*_WITHOUT_IT):
        _c_library().malloc_trim(0)


@cache
def _c_library() -> ctypes.CDLL:
    import ctypes  # 6 ms, which only those pay who read something large

    return ctypes.CDLL(None)
