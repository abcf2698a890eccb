"""Takes the path of a request apart: a prefix such as `/gpudb-0`, then the endpoint."""

from __future__ import annotations

import re
from typing import Final, NamedTuple

_PATH: Final = re.compile(r"(?P<prefix>(?:/[\w.-]+)*/gpudb-\d+)?(?P<endpoint>/.*)?")
"""A server may be reached below a prefix such as `/gpudb-0` (protocol §2.1)."""


CONTROLS: Final = "/simulator/"
"""Below it one steers the simulator: no fault, login or state of the system touches that."""


class Target(NamedTuple):
    """Where a request goes; both parts are empty for a path that leads nowhere."""

    prefix: str
    endpoint: str


def target_of(path: str) -> Target:
    """The parts of a URL's path."""
    found = _PATH.fullmatch(path)
    return Target(found["prefix"] or "", found["endpoint"] or "/") if found else Target("", "")
