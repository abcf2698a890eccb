"""What code raises that meets a value it was not written for."""

from __future__ import annotations

from typing import Final

_MOST_CHARACTERS: Final = 200
"""Of an error's own words."""

FAULTS: Final = (
    ArithmeticError,
    AssertionError,
    AttributeError,
    LookupError,
    MemoryError,
    RuntimeError,
    TypeError,
    ValueError,
)
"""Caught only around what was tried on a server's data, and always told."""


def words_of(fault: Exception) -> str:
    """`OverflowError: int too large to convert to float`, for a note."""
    return f"{type(fault).__name__}: {str(fault)[:_MOST_CHARACTERS]}"
