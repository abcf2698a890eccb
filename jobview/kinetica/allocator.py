"""How the C library hands out memory: large blocks each by themselves, so that they go back.

The GNU C library keeps freed blocks for later, and the larger the blocks it has seen freed, the
larger those it keeps. A board that reads a list of some megabytes every two seconds, in one thread
or another, so holds on to several lists' worth of nothing: 35 MiB with 10,000 jobs
(tests/bench/bench_load). Blocks above a threshold set by hand are mapped one by one and go back.
"""

from __future__ import annotations

from contextlib import suppress
from functools import cache
from typing import Final

_M_MMAP_THRESHOLD: Final = -3
"""The parameter's number in <malloc.h>."""

_LARGE_BYTES: Final = 64 * 1024


@cache
def give_large_blocks_back() -> None:
    """From now on, return blocks of 64 KiB and more to the system when they are freed.

    Does nothing where the C library is another one, and nothing the second time.
    """
    with suppress(ImportError, AttributeError, OSError, TypeError):
        import ctypes  # 6 ms, which only those pay who read something large

        ctypes.CDLL(None).mallopt(_M_MMAP_THRESHOLD, _LARGE_BYTES)
