"""Where cells of the rarer types come from: those that hold many values, or are hard to show."""

from __future__ import annotations

import json
import math
from typing import TYPE_CHECKING, Final

from jobview.simulator.values import Values

if TYPE_CHECKING:
    from random import Random

LAST_MOMENT_MS: Final = 253_402_300_799_000
"""The last second of the year 9999, which stands for a day that is not known."""


def unsigned(low: int = 2**63) -> Values:
    """Unsigned numbers of 64 bits from `low`, as texts, which is how the type travels."""

    def draw(rng: Random, count: int, _at_ms: int) -> list[object]:
        return [str(rng.randrange(low, 2**64)) for _ in range(count)]

    return Values("ulong", "string", draw)


def whole_list(most: int, high: int) -> Values:
    """Arrays of up to `most` whole numbers below `high`, as JSON text."""

    def draw(rng: Random, count: int, _at_ms: int) -> list[object]:
        return [
            json.dumps([rng.randrange(high) for _ in range(rng.randrange(most + 1))])
            for _ in range(count)
        ]

    return Values(f"array(int,{most})", "string", draw)


def blob(shortest: int, longest: int) -> Values:
    """Bytes."""

    def draw(rng: Random, count: int, _at_ms: int) -> list[object]:
        return [rng.randbytes(rng.randint(shortest, longest)) for _ in range(count)]

    return Values("bytes", "bytes", draw)


def area(longitude: float, latitude: float, most_corners: int = 40) -> Values:
    """Polygons around a place, as WKT."""

    def polygon(rng: Random) -> str:
        count = rng.randint(4, most_corners)
        turns = [math.tau * corner / count for corner in range(count)]
        corners = [
            f"{longitude + 0.02 * math.cos(turn):.5f} {latitude + 0.02 * math.sin(turn):.5f}"
            for turn in turns
        ]
        return f"POLYGON (({', '.join([*corners, corners[0]])}))"

    def draw(rng: Random, count: int, _at_ms: int) -> list[object]:
        return [polygon(rng) for _ in range(count)]

    return Values("wkt", "string", draw)


def until() -> Values:
    """Timestamps in the years after the job; one in four is the last moment there is."""

    def draw(rng: Random, count: int, at_ms: int) -> list[object]:
        return [
            LAST_MOMENT_MS if rng.random() < 1 / 4 else at_ms + rng.randrange(10**11)
            for _ in range(count)
        ]

    return Values("timestamp", "long", draw)
