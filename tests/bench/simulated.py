"""A simulator in a process of its own, so that its CPU time is not the benchmark's."""

from __future__ import annotations

import subprocess
import sys
from contextlib import contextmanager
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator


@contextmanager
def simulator_process(*arguments: str) -> Iterator[str]:
    """`jobview simulate` on a free port; gives its base URL, ends it afterwards."""
    argv = [sys.executable, "-m", "jobview", "simulate", "--port", "0", *arguments]
    with subprocess.Popen(argv, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        try:
            yield process.stdout.readline().strip()
        finally:
            process.terminate()
