"""The kinds of job that arrive, and how often."""

from __future__ import annotations

from itertools import accumulate
from typing import Final

from jobview.simulator.content import failures, queries, statements
from jobview.simulator.content.people import (
    ANALYSTS,
    DASHBOARDS,
    EXPORTERS,
    LOADERS,
    OPERATORS,
)
from jobview.simulator.course import Shape
from jobview.simulator.kind import Kind

SMOOTH, STEPPED, JUMP, STALLED, EASING = Shape
READERS: Final = (*ANALYSTS, *DASHBOARDS)
WRITERS: Final = (*ANALYSTS, *LOADERS)

QUERY: Final = Kind(
    "/execute/sql",
    24,
    (6, 150),
    (SMOOTH, EASING, JUMP, JUMP),
    queries.QUERIES,
    failures.QUERY_FAILURES,
    synchronous_share=0.35,
    by=READERS,
)
CHANGE: Final = Kind(
    "/execute/sql",
    9,
    (20, 400),
    (SMOOTH, STEPPED, EASING),
    statements.CHANGES,
    (failures.OUT_OF_MEMORY, failures.NO_TABLE),
    is_cancellable=False,
    by=WRITERS,
)
DEFINITION: Final = Kind(
    "/execute/sql",
    4,
    (10, 300),
    (SMOOTH, EASING),
    statements.DEFINITIONS,
    (failures.NO_TABLE,),
    by=WRITERS,
)
ALTER: Final = Kind(
    "/alter/table",
    8,
    (20, 500),
    (SMOOTH, SMOOTH, STEPPED),
    statements.ALTERS,
    failures.ALTER_FAILURES,
    by=WRITERS,
)
PROJECTION: Final = Kind(
    "/create/projection",
    5,
    (40, 700),
    (SMOOTH, EASING),
    statements.PROJECTIONS,
    failures.ALTER_FAILURES,
    by=WRITERS,
)
LOAD: Final = Kind(
    "/insert/records/fromfiles",
    12,
    (40, 900),
    (STEPPED, SMOOTH, STALLED),
    statements.LOADS,
    failures.LOAD_FAILURES,
    is_cancellable=False,
    by=LOADERS,
)
REMOTE_LOAD: Final = Kind(
    "/insert/records/fromquery",
    5,
    (30, 600),
    (STEPPED, EASING, STALLED),
    statements.REMOTE_LOADS,
    failures.REMOTE_FAILURES,
    is_cancellable=False,
    by=LOADERS,
)
GROUP_BY: Final = Kind(
    "/aggregate/groupby",
    6,
    (5, 90),
    (SMOOTH, JUMP),
    failures=failures.TABLE_FAILURES,
    synchronous_share=0.4,
    by=READERS,
)
UNIQUE: Final = Kind("/aggregate/unique", 3, (4, 40), (JUMP,), synchronous_share=0.3, by=READERS)
BY_COLUMN: Final = Kind(
    "/get/records/bycolumn",
    5,
    (3, 40),
    (SMOOTH, JUMP),
    failures=failures.TABLE_FAILURES,
    synchronous_share=0.5,
    by=READERS,
)
RECORDS: Final = Kind("/get/records", 3, (3, 30), (JUMP,), synchronous_share=0.4, by=READERS)
REBALANCE: Final = Kind(
    "/admin/rebalance",
    0.1,
    (1200, 7200),
    (STEPPED,),
    failures=failures.CLUSTER_FAILURES,
    by=OPERATORS,
)
EXPORT: Final = Kind(
    "/export/records/tofiles",
    4,
    (20, 400),
    (STEPPED, SMOOTH),
    statements.EXPORTS,
    failures.TABLE_FAILURES,
    by=EXPORTERS,
)
DOWNLOAD: Final = Kind("/download/files", 2, (3, 60), (SMOOTH,), by=EXPORTERS)
SOLVE: Final = Kind(
    "/solve/graph",
    2,
    (30, 300),
    (JUMP, STALLED),
    statements.ROUTES,
    failures.CRASHES,
    running_word="dispatched",
    by=ANALYSTS,
)
CREATE_TABLE: Final = Kind(
    "/create/table",
    3,
    (2, 8),
    (JUMP,),
    failures=failures.TABLE_FAILURES,
    is_cancellable=False,
    by=WRITERS,
)
SHOW_TABLE: Final = Kind(
    "/show/table", 3, (2, 9), (JUMP,), failures=failures.TABLE_FAILURES, by=READERS
)
FILTER: Final = Kind("/filter", 3, (3, 40), (SMOOTH,), synchronous_share=0.4, by=READERS)
VIEW: Final = Kind(
    "/create/materializedview", 2, (15, 260), (SMOOTH, EASING), statements.VIEWS, by=WRITERS
)
SUBSCRIPTION: Final = Kind(
    "/subscribe/datasource",
    0.005,
    (20_000, 120_000),
    (JUMP,),
    (statements.SUBSCRIPTION,),
    synchronous_share=1.0,
    is_perpetual=True,
    running_word="dispatched",
    by=OPERATORS,
)
VERIFY: Final = Kind("/admin/verifydb", 0.3, (60, 500), (EASING,), by=OPERATORS)
STATISTICS: Final = Kind("/show/resource/statistics", 1, (2, 9), (JUMP,), by=OPERATORS)
PLAN: Final = Kind("/explain/plan", 0.6, (1, 6), (JUMP,), (queries.FRAUD,), by=ANALYSTS)
DIGEST: Final = Kind("/digest/table", 0.6, (20, 200), (SMOOTH,), by=OPERATORS)
FLUSH: Final = Kind("/admin/flush/caches", 0.4, (1, 9), (JUMP,), by=OPERATORS)
"""Of these three no published schema knows; see `answers.newer`."""
INSERT: Final = Kind("/insert/records", 0, (2, 30), (JUMP,), is_cancellable=False, by=LOADERS)
"""Only composed ones: as a call of its own it is made far too often to be shown as it is."""

KINDS: Final = (
    QUERY,
    CHANGE,
    DEFINITION,
    ALTER,
    PROJECTION,
    LOAD,
    REMOTE_LOAD,
    GROUP_BY,
    UNIQUE,
    BY_COLUMN,
    RECORDS,
    REBALANCE,
    EXPORT,
    DOWNLOAD,
    SOLVE,
    CREATE_TABLE,
    SHOW_TABLE,
    FILTER,
    VIEW,
    SUBSCRIPTION,
    VERIFY,
    STATISTICS,
    PLAN,
    DIGEST,
    FLUSH,
    Kind(
        "/delete/records",
        2,
        (5, 120),
        (SMOOTH,),
        statements.PURGES,
        by=WRITERS,
        is_cancellable=False,
    ),
    Kind(
        "/update/records",
        1,
        (5, 120),
        (STEPPED,),
        statements.UPDATES,
        by=WRITERS,
        is_cancellable=False,
    ),
    Kind("/create/jointable", 1, (5, 60), (JUMP,), failures=failures.TABLE_FAILURES, by=WRITERS),
    Kind("/collect/statistics", 2, (10, 200), (SMOOTH,), by=WRITERS),
    Kind("/aggregate/statistics", 1, (4, 60), (JUMP,), by=ANALYSTS),
    Kind("/aggregate/kmeans", 1, (20, 240), (EASING,), by=ANALYSTS),
    Kind("/create/graph", 1, (30, 300), (STEPPED,), failures=failures.CRASHES, by=ANALYSTS),
    Kind("/match/graph", 1, (10, 120), (SMOOTH,), failures=failures.CRASHES, by=ANALYSTS),
    Kind("/execute/proc", 1, (5, 60), (JUMP,), failures=failures.CRASHES, by=ANALYSTS),
    Kind("/visualize/image/chart", 0.5, (2, 12), (JUMP,), by=DASHBOARDS),
    Kind(
        "/insert/records/fromfiles",
        0.5,
        (20, 200),
        (SMOOTH,),
        (statements.DRY_RUN,),
        failures.LOAD_FAILURES,
        by=LOADERS,
    ),
)

WEIGHTS_SO_FAR: Final = tuple(accumulate(kind.weight for kind in KINDS))
"""Running sums, which is what drawing is quickest with."""

PLAIN: Final = Kind("", 0, (5, 40), (SMOOTH, STEPPED, EASING))
"""For a job created at an endpoint that is in no other kind; its endpoint is the request's."""

_BY_ENDPOINT: Final = {kind.endpoint: kind for kind in reversed(KINDS)}


def kind_of(endpoint: str) -> Kind:
    """The usual kind of job at that endpoint; `PLAIN` when there is none."""
    return _BY_ENDPOINT.get(endpoint, PLAIN)


def writes(statement: str) -> bool:
    """Whether the SQL statement inserts, updates or deletes: such jobs refuse to be cancelled."""
    words = statement.split(maxsplit=1)
    return bool(words) and words[0].upper() in {"INSERT", "UPDATE", "DELETE", "MERGE", "LOAD"}
