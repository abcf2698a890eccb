"""Progress bars, percentages and sparklines as text of an exact number of cells. Pure."""

from __future__ import annotations

from itertools import pairwise
from math import isfinite
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Sequence

PERCENT_CELLS: Final = 4

_EIGHTHS: Final = ("", "▏", "▎", "▍", "▌", "▋", "▊", "▉")
_FULL: Final = "█"
_TRACK: Final = "·"
_ASCII_FULL: Final = "#"
_ASCII_TRACK: Final = "-"

_LEVELS: Final = "▁▂▃▄▅▆▇█"
_ASCII_LEVELS: Final = "_.-~=+*#"


def bar_cells(percent: float, width: int, *, ascii_only: bool = False) -> tuple[str, str]:
    """A bar's filled part and the track behind it, together exactly `width` cells.

    Any progress above 0 is seen, and only 100 fills the bar: a job at 99.9 % is not done. Values
    below 0 and above 100 count as 0 and 100.
    """
    width = max(width, 0)
    steps_a_cell = 1 if ascii_only else len(_EIGHTHS)
    steps = _steps(percent, width * steps_a_cell)
    full, rest = divmod(steps, steps_a_cell)
    if ascii_only:
        return _ASCII_FULL * full, _ASCII_TRACK * (width - full)
    filled = _FULL * full + _EIGHTHS[rest]
    return filled, _TRACK * (width - len(filled))


def _steps(percent: float, step_count: int) -> int:
    share = clamped_percent(percent) / 100
    if share in {0.0, 1.0} or step_count == 0:
        return int(share) * step_count
    return min(max(int(share * step_count), 1), max(step_count - 1, 0))


def percent_cells(percent: float | None) -> str:
    """The percentage, right-aligned in four cells: ` 1 %`, `46 %`, `100%`; blank for None."""
    if percent is None:
        return " " * PERCENT_CELLS
    whole = int(clamped_percent(percent))
    return "100%" if whole == 100 else f"{whole:>2} %"  # noqa: PLR2004 - the only one of 3 digits


def percent_words(percent: float) -> str:
    """The percentage in a sentence: `1 %`, `46 %`, `100%`."""
    return percent_cells(percent).strip()


def clamped_percent(percent: float) -> float:
    """`percent` within 0 and 100; not-a-number counts as 0."""
    return min(max(percent, 0.0), 100.0) if percent == percent else 0.0  # noqa: PLR0124 - NaN


def sparkline(rates: Sequence[float], *, width: int | None = None, ascii_only: bool = False) -> str:
    """One character a rate, scaled to the highest; only zero is drawn as the lowest.

    Args:
        rates: oldest first; negative and non-finite ones count as 0.
        width: at most so many characters; more rates are averaged together. None draws all.
        ascii_only: use signs of rising weight instead of blocks.
    """
    values = [rate if isfinite(rate) and rate > 0 else 0.0 for rate in rates]
    if width is not None:
        values = _averaged(values, width)
    levels = _ASCII_LEVELS if ascii_only else _LEVELS
    highest = max(values, default=0.0)
    return "".join(levels[_level(value, highest, len(levels))] for value in values)


def _level(value: float, highest: float, level_count: int) -> int:
    if value <= 0.0:
        return 0
    return min(max(round(value / highest * (level_count - 1)), 1), level_count - 1)


def _averaged(values: list[float], width: int) -> list[float]:
    count = len(values)
    if count <= width:
        return values
    bounds = [index * count // width for index in range(width + 1)] if width > 0 else []
    # Each divided first: the sum of two large ones may be none any more.
    return [
        sum(value / (end - start) for value in values[start:end]) for start, end in pairwise(bounds)
    ]
