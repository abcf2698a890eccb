"""The loggers of this program's packages."""

from __future__ import annotations

import logging
from typing import Final

ROOT: Final = "jobview"


def logger(name: str) -> logging.Logger:
    """The logger of the module `name`; silent, on standard error too, unless a journal is kept."""
    root = logging.getLogger(ROOT)
    if not root.handlers:
        # Without any handler Python would print warnings over the screen.
        root.addHandler(logging.NullHandler())
    return logging.getLogger(name)
