"""What this program is made of, in words for a report: its version, Python, system, libraries."""

from __future__ import annotations

import platform
from importlib.metadata import PackageNotFoundError, version
from typing import Final

import jobview

LIBRARIES: Final = ("textual", "httpx", "h11", "fastavro", "msgspec")
"""Whose versions explain most of what differs from machine to machine."""


def program_words() -> str:
    """Such as `jobview 0.1.0, Python 3.12.3 on Linux x86_64`."""
    system = f"{platform.system()} {platform.machine()}"
    return f"jobview {jobview.__version__}, Python {platform.python_version()} on {system}"


def library_words() -> str:
    """Such as `textual 8.2.8, httpx 0.28.1`; `?` stands for a version nobody knows."""
    return ", ".join(f"{name} {_version_of(name)}" for name in LIBRARIES)


def _version_of(name: str) -> str:
    try:
        return version(name)
    except PackageNotFoundError:
        return "?"
