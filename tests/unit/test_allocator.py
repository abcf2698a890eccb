"""Large blocks of memory go back to the system: seen in a process of its own."""

from __future__ import annotations

import ctypes
import subprocess
import sys

import pytest

PROBE = """
import ctypes, sys
from jobview.allocator import give_large_blocks_back

class Info(ctypes.Structure):
    NAMES = "arena ordblks smblks hblks hblkhd usmblks fsmblks uordblks fordblks keepcost"
    _fields_ = [(name, ctypes.c_size_t) for name in NAMES.split()]

info = ctypes.CDLL(None).mallinfo2
info.restype = Info
if sys.argv[1] == "with":
    give_large_blocks_back()
for size in (30_000_000, 1_000_000, 20_000):
    # The library takes the size of a block that was mapped and freed for its new threshold.
    before = info().hblks
    # The first few of the small ones fill holes that are there already.
    blocks = [bytearray(size) for _ in range(200 if size < 1_000_000 else 10)]
    mapped = info().hblks - before
    del blocks
print(mapped)
"""


@pytest.mark.skipif(not hasattr(ctypes.CDLL(None), "mallinfo2"), reason="no GNU C library 2.33")
@pytest.mark.parametrize(("how", "mapped"), [("without", "few"), ("with", "most")])
def test_freed_blocks_of_20_000_bytes_are_not_kept(how: str, mapped: str) -> None:
    done = subprocess.run(
        [sys.executable, "-c", PROBE, how], capture_output=True, text=True, check=True
    )
    assert ("most" if int(done.stdout) > 150 else "few") == mapped
