"""How much of a result has arrived, and sizes in words, for whoever watches it come."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Final, NamedTuple, TypeAlias

if TYPE_CHECKING:
    from jobview.errors import TooLarge

_UNITS: Final = ("bytes", "KiB", "MiB", "GiB", "TiB")
_STEP: Final = 1024
_WHOLE_FROM: Final = 100
"""From this many of a unit on, its tenths say nothing."""
_SHOWN_STEP: Final = _STEP - 0.5
"""From this many on the number would be rounded to a whole unit of the next kind."""


class Transfer(NamedTuple):
    """How far a result has come."""

    received_bytes: int
    total_bytes: int | None
    """Of the whole result; None when the server did not say."""

    @property
    def words(self) -> str:
        """`12.3 of 48 MiB (26 %)`, or `12.3 MiB` without a total."""
        if not self.total_bytes:
            return size_words(self.received_bytes)
        # With its tenths always, so that the words keep their places while the number grows.
        received = _in_unit(self.received_bytes, _power_of(self.total_bytes))
        percent = 100 * self.received_bytes // self.total_bytes
        return f"{received} of {size_words(self.total_bytes)} ({percent} %)"


OnProgress: TypeAlias = Callable[[Transfer], None]
"""Told as a result arrives, a piece at a time: too often to draw each."""


def withheld_words(error: TooLarge) -> str:
    """What there is instead of a summary of a result that was not read: `result of 412 MiB`."""
    return (
        "large result" if error.size_bytes is None else f"result of {size_words(error.size_bytes)}"
    )


def size_words(byte_count: int) -> str:
    """A size in binary units: `48 MiB`, `4.1 KiB`, `412 MiB`, `17 bytes`, `1 byte`."""
    if byte_count == 1:
        return "1 byte"
    power = _power_of(byte_count)
    return f"{_in_unit(byte_count, power).removesuffix('.0')} {_UNITS[power]}"


def _power_of(byte_count: int) -> int:
    """Which of the units keeps the number short."""
    power = 0
    number: float = byte_count
    while number >= (_SHOWN_STEP if power else _STEP) and power < len(_UNITS) - 1:
        number /= _STEP
        power += 1
    return power


def _in_unit(byte_count: int, power: int) -> str:
    number = byte_count / _STEP**power
    return f"{number:.0f}" if power == 0 or number >= _WHOLE_FROM else f"{number:.1f}"
