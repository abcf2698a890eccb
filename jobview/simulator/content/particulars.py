"""The details that texts are filled with: which table, which day, which rank."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Final

from jobview.simulator.content.tables import TABLES

if TYPE_CHECKING:
    from random import Random

    from jobview.simulator.kind import TableFacts

_TABLE_NAMES: Final = tuple(table.name for table in TABLES)
_COLUMNS: Final = {table.name: tuple(c.name for c in table.columns) for table in TABLES}


def particulars(rng: Random, at_s: float, table: TableFacts | None = None) -> dict[str, str]:
    """Values for every field that the texts of this package may use.

    Args:
        rng: what they are drawn from; the same state gives the same values.
        at_s: the job's time, seconds since the epoch.
        table: the table it is about; drawn when None.
    """
    draw = rng.random
    name = _TABLE_NAMES[int(draw() * len(_TABLE_NAMES))]
    if table is not None:
        name = table.name
    columns = _COLUMNS[name]
    schema, _, bare = name.partition(".")
    midnight = datetime.fromtimestamp(at_s - int(draw() * 9) * 86_400, UTC)
    day = midnight.date().isoformat()
    return {
        "table": name,
        "schema": schema,
        "name": bare,
        "column": columns[int(draw() * len(columns))],
        "day": day,
        "day_plain": day.replace("-", ""),
        "next_day": (midnight + timedelta(days=1)).date().isoformat(),
        "rank": str(1 + int(draw() * 6)),
        "worker": str(int(draw() * 16)),
        "file": f"{int(draw() * 1200):05d}",
        "count": str(2 + int(draw() * 97)),
        "ticket": str(3100 + int(draw() * 2400)),
        "gib": str(9 + int(draw() * 40)),
    }
