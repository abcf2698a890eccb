"""Floats as text: the fewest digits that give the same value back."""

from __future__ import annotations

import math
import struct
from typing import Final

_SINGLE: Final = struct.Struct("<f")
_DIGITS: Final = range(6, 10)
"""Significant digits of a 32-bit float: 6 are always kept, 9 always suffice."""

SINGLE_WIDTH: Final = _SINGLE.size
"""Bytes of a 32-bit float."""


def float_word(value: float) -> str | None:
    """Kinetica's word for a float that is no number, such as `-Infinity`; None for a number."""
    if math.isnan(value):
        return "NaN"
    if math.isinf(value):
        return "Infinity" if value > 0 else "-Infinity"
    return None


def float_text(value: float, *, is_single: bool) -> str:
    """The value in the fewest digits: of 32 bits, or of 64."""
    word = float_word(value)
    if word is not None:
        return word
    text = repr(value)
    if is_single and _as_single(value) == value:
        shorter = (f"{value:.{digits}g}" for digits in _DIGITS)
        text = next((short for short in shorter if _as_single(float(short)) == value), text)
    return text.removesuffix(".0")


def singles_in(data: bytes, most: int | None = None) -> tuple[float, ...]:
    """The 32-bit floats, little endian, that `data` is made of (protocol §3.5, `vector`).

    Args:
        data: bytes that make no whole float at the end are left out.
        most: how many floats are wanted; None for all.
    """
    count = len(data) // SINGLE_WIDTH
    return struct.unpack_from(f"<{count if most is None else min(count, most)}f", data)


def _as_single(value: float) -> float | None:
    """The nearest float of 32 bits; None for one too large."""
    try:
        single: float = _SINGLE.unpack(_SINGLE.pack(value))[0]
    except OverflowError:
        return None
    return single
