"""Where the cells of an invented table come from: one recipe a column."""

from __future__ import annotations

import json
import struct
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from random import Random
    from typing import Any

    Draw = Callable[[Random, int, int], list[object]]

DAY_MS: Final = 86_400_000
_SOONEST_MS: Final = 3 * 60_000
_LATEST_MS: Final = 90 * 60_000
"""How long after another moment one comes that follows it."""
_EPOCH: Final = datetime(1970, 1, 1, tzinfo=UTC)


@dataclass(frozen=True, slots=True)
class Values:
    """A supply of cells of one Kinetica type (protocol §3.5)."""

    type: str
    """Kinetica's word, such as `char64`."""
    avro: str
    """The Avro type the cells travel as."""
    draw: Draw
    """Random source, how many, the job's time in ms since the epoch → that many cells."""


@dataclass(frozen=True, slots=True)
class ColumnPlan:
    """One column of an invented table."""

    name: str
    values: Values
    null_share: float = 0.0
    """Above 0 the column is nullable."""
    after: str = ""
    """The column whose moments these follow, each the one in its row."""

    @property
    def items(self) -> str | list[str]:
        """The Avro type of one cell."""
        return [self.values.avro, "null"] if self.null_share else self.values.avro

    def cells(self, rng: Random, count: int, at_ms: int) -> list[object]:
        """`count` cells for a job of the time `at_ms`."""
        cells = self.values.draw(rng, count, at_ms)
        if not self.null_share:
            return cells
        return [None if rng.random() < self.null_share else cell for cell in cells]

    def distinct(self, rng: Random, count: int, at_ms: int) -> list[object]:
        """At most `count` cells, no two the same, in ascending order; null comes first."""
        is_number = self.values.type.startswith("decimal")
        cells = dict.fromkeys(self.cells(rng, count, at_ms))
        filled: list[Any] = [cell for cell in cells if cell is not None]
        filled.sort(key=float if is_number else None)
        return [None, *filled] if None in cells else filled


def drawn(columns: Sequence[ColumnPlan], rng: Random, count: int, at_ms: int) -> list[list[object]]:
    """`count` cells of each column, for a job of the time `at_ms`; those of a row fit together."""
    named: dict[str, list[object]] = {}
    all_cells = []
    for plan in columns:
        cells = plan.cells(rng, count, at_ms)
        if plan.after in named:
            cells = [_later(*row, at_ms) for row in zip(named[plan.after], cells, strict=True)]
        named[plan.name] = cells
        all_cells.append(cells)
    return all_cells


def words(*choices: str, type_word: str = "char64") -> Values:
    """One of the given texts."""
    return Values(type_word, "string", lambda rng, count, _: list(rng.choices(choices, k=count)))


def each(*choices: str, type_word: str = "char64") -> Values:
    """The given texts in turn, as a GROUP BY gives its groups."""

    def draw(_rng: Random, count: int, _at_ms: int) -> list[object]:
        return [choices[row % len(choices)] for row in range(count)]

    return Values(type_word, "string", draw)


def numbered(pattern: str, start: int = 1, type_word: str = "char32") -> Values:
    """Texts such as `TRK-000017`, counting up; `pattern` is a format with one number."""

    def draw(_rng: Random, count: int, _at_ms: int) -> list[object]:
        return [pattern.format(start + row) for row in range(count)]

    return Values(type_word, "string", draw)


def whole(low: int, high: int, type_word: str = "int") -> Values:
    """Whole numbers from `low` to `high`."""
    avro = "long" if type_word == "long" else "int"
    span = high - low + 1

    def draw(rng: Random, count: int, _at_ms: int) -> list[object]:
        return [low + int(rng.random() * span) for _ in range(count)]

    return Values(type_word, avro, draw)


def serial(start: int, step: int = 1, type_word: str = "long") -> Values:
    """Numbers counting up by about `step`."""

    def draw(rng: Random, count: int, _at_ms: int) -> list[object]:
        first = start + int(rng.random() * step)
        return [first + row * step for row in range(count)]

    return Values(type_word, "int" if type_word == "int" else "long", draw)


def real(low: float, high: float, digits: int = 2) -> Values:
    """Doubles with so many digits after the point."""
    span = high - low

    def draw(rng: Random, count: int, _at_ms: int) -> list[object]:
        return [round(low + rng.random() * span, digits) for _ in range(count)]

    return Values("double", "double", draw)


def single(low: float, high: float) -> Values:
    """Floats of 32 bits; their rounding is visible, as on a real server."""
    span = high - low

    def draw(rng: Random, count: int, _at_ms: int) -> list[object]:
        numbers = [round(low + rng.random() * span, 1) for _ in range(count)]
        return list(struct.unpack(f"<{count}f", struct.pack(f"<{count}f", *numbers)))

    return Values("float", "float", draw)


def decimal(low: float, high: float, precision: int = 18, scale: int = 4) -> Values:
    """Decimal texts, which is how the type travels."""
    span = high - low

    def draw(rng: Random, count: int, _at_ms: int) -> list[object]:
        return [f"{low + rng.random() * span:.{scale}f}" for _ in range(count)]

    return Values(f"decimal({precision},{scale})", "string", draw)


def boolean(share: float = 0.5) -> Values:
    """0 or 1, which is how the type travels; `share` of them are 1."""
    return Values(
        "boolean", "int", lambda rng, count, _: [int(rng.random() < share) for _ in range(count)]
    )


def falling(values: Values) -> Values:
    """The same cells, largest first, as ORDER BY … DESC gives them."""

    def draw(rng: Random, count: int, at_ms: int) -> list[object]:
        return sorted(values.draw(rng, count, at_ms), key=_magnitude, reverse=True)

    return Values(values.type, values.avro, draw)


def stamp(days: float = 7.0) -> Values:
    """Timestamps of the last days before the job."""

    def draw(rng: Random, count: int, at_ms: int) -> list[object]:
        return [at_ms - int(rng.random() * days * DAY_MS) for _ in range(count)]

    return Values("timestamp", "long", draw)


def hourly() -> Values:
    """Timestamps of full hours, counting up to the job's own hour."""

    def draw(_rng: Random, count: int, at_ms: int) -> list[object]:
        hour = at_ms - at_ms % 3_600_000
        return [hour - (count - 1 - row) * 3_600_000 for row in range(count)]

    return Values("timestamp", "long", draw)


def date(days: int = 30) -> Values:
    """Dates around the job's."""
    return _moment("date", "%Y-%m-%d", days)


def time_of_day() -> Values:
    """Times with milliseconds."""

    def draw(rng: Random, count: int, _at_ms: int) -> list[object]:
        moments = (
            _EPOCH + timedelta(milliseconds=int(rng.random() * DAY_MS)) for _ in range(count)
        )
        return [moment.isoformat(timespec="milliseconds")[11:23] for moment in moments]

    return Values("time", "string", draw)


def date_time(days: int = 30) -> Values:
    """Dates with times."""
    return _moment("datetime", "%Y-%m-%d %H:%M:%S", days)


def vector(size: int) -> Values:
    """Vectors of little-endian floats."""
    layout = f"<{size}f"

    def draw(rng: Random, count: int, _at_ms: int) -> list[object]:
        return [
            struct.pack(layout, *(rng.uniform(-1, 1) for _ in range(size))) for _ in range(count)
        ]

    return Values(f"vector({size})", "bytes", draw)


def uuid() -> Values:
    """Random identifiers."""

    def draw(rng: Random, count: int, _at_ms: int) -> list[object]:
        digits = (f"{rng.getrandbits(128):032x}" for _ in range(count))
        return [f"{d[:8]}-{d[8:12]}-4{d[13:16]}-a{d[17:20]}-{d[20:]}" for d in digits]

    return Values("uuid", "string", draw)


def address() -> Values:
    """IPv4 addresses of private networks."""

    def draw(rng: Random, count: int, _at_ms: int) -> list[object]:
        return [
            f"10.{rng.randrange(4, 90)}.{rng.randrange(256)}.{rng.randrange(1, 255)}"
            for _ in range(count)
        ]

    return Values("ipv4", "string", draw)


def point(west: float, south: float, east: float, north: float) -> Values:
    """Points as WKT inside a box of longitudes and latitudes."""

    def draw(rng: Random, count: int, _at_ms: int) -> list[object]:
        return [
            f"POINT ({rng.uniform(west, east):.6f} {rng.uniform(south, north):.6f})"
            for _ in range(count)
        ]

    return Values("wkt", "string", draw)


def document(*keys: str) -> Values:
    """Small JSON objects with the given keys."""

    def draw(rng: Random, count: int, _at_ms: int) -> list[object]:
        return [json.dumps({key: rng.randrange(1000) for key in keys}) for _ in range(count)]

    return Values("json", "string", draw)


def _moment(type_word: str, layout: str, days: int) -> Values:
    def draw(rng: Random, count: int, at_ms: int) -> list[object]:
        now = _EPOCH + timedelta(milliseconds=at_ms)
        return [(now - timedelta(days=rng.random() * days)).strftime(layout) for _ in range(count)]

    return Values(type_word, "string", draw)


def _later(start: object, drawn_ms: object, at_ms: int) -> object:
    """A moment after `start` and not after the job, made from one that was drawn by itself."""
    if not isinstance(start, int) or not isinstance(drawn_ms, int):
        return drawn_ms
    return min(start + _SOONEST_MS + (at_ms - drawn_ms) % (_LATEST_MS - _SOONEST_MS), at_ms)


def _magnitude(cell: object) -> float:
    return float(cell) if isinstance(cell, int | float | str) else 0.0
