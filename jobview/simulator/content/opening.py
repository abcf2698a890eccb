"""The board as it is found: the first jobs are composed, so that a first look shows everything.

The order matters: a server with few jobs has the first ones of this list.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from jobview.simulator.content import failures, kinds, queries, statements
from jobview.simulator.job import Ending

if TYPE_CHECKING:
    from jobview.simulator.course import Knot
    from jobview.simulator.kind import Failure, Kind, Script


@dataclass(frozen=True, slots=True)
class Scene:
    """One composed job."""

    kind: Kind
    who: str
    table: str
    age_s: float
    """How long ago it was received."""
    duration_s: float
    """How long it runs from there; what is over `age_s` is still to come."""
    knots: tuple[Knot, ...] = ((0.0, 0.0), (0.5, 0.52), (1.0, 1.0))
    script: Script | None = None
    """None draws one of the kind's."""
    ending: Ending = Ending.DONE
    share: float = 1.0
    """How much of its duration it runs before it ends."""
    failure: Failure | None = None
    is_asynchronous: bool = True
    tag: str = ""
    note: str = ""
    """The user data."""


MINUTE: Final = 60.0
HOUR: Final = 3600.0

SCENES: Final = (
    Scene(
        kinds.ALTER, "alice", "mobility.trips", 132, 290, script=statements.ALTERS[0],
        tag="fare-in-euro", note="OPS-4127",
    ),
    Scene(kinds.PROJECTION, "dbt_prod", "energy.meter_readings", 5 * MINUTE, 344,
          note="dbt model=fct_load_curve target=prod"),
    Scene(
        kinds.LOAD, "etl_nightly", "telecom.cdr", 14 * MINUTE, 62 * MINUTE,
        ((0.0, 0.0), (0.05, 0.16), (0.9, 0.165), (1.0, 1.0)), statements.LOADS[0],
        tag="nightly-load-41", note="airflow dag=nightly_telecom run=load_cdr try=2",
    ),
    Scene(
        kinds.QUERY, "chiara", "mobility.trips", 6 * MINUTE, 242, script=queries.CITY_REVENUE,
        note="città: nuovo perimetro",
    ),
    Scene(
        kinds.QUERY, "bob", "mobility.trips", 9 * MINUTE, 71, script=queries.COUNT,
        ending=Ending.ERROR, share=0.02, failure=failures.NO_COLUMN, note="weekly KPI deck",
    ),
    Scene(
        kinds.REMOTE_LOAD, "etl_nightly", "retail.customers", 96, 112,
        ((0.0, 0.0), (0.3, 0.55), (1.0, 1.0)), statements.REMOTE_LOADS[0],
        tag="nightly-load-42", note="airflow dag=nightly_retail run=load_customers try=1",
    ),
    Scene(kinds.REBALANCE, "admin", "mobility.trips", 66 * MINUTE, 31 * HOUR,
          ((0.0, 0.0), (0.03, 0.01), (1.0, 1.0)), note="rack 4 joins the cluster"),
    Scene(kinds.QUERY, "quant_desk", "finance.trades", 31, 126,
          ((0.0, 0.0), (0.2, 0.5), (0.6, 0.85), (1.0, 1.0)), queries.FRAUD,
          note="desk=eq surveillance"),
    Scene(kinds.LOAD, "etl_nightly", "web.clicks", 48 * MINUTE, 31 * MINUTE,
          script=statements.LOADS[1], tag="nightly-load-40",
          note="airflow dag=nightly_web run=load_clicks try=1"),
    Scene(kinds.SOLVE, "jörg", "logistics.parcels", 154, 231, ((0.0, 0.0), (1.0, 0.0)),
          statements.ROUTES[0], note="Touren für morgen"),
    Scene(kinds.GROUP_BY, "nadia", "web.clicks", 2.2 * HOUR, 88, ending=Ending.CANCELLED, share=0.7,
          note="notebook: churn_v7"),
    Scene(kinds.EXPORT, "svc_export", "logistics.parcels", 3.5 * MINUTE, 7 * MINUTE,
          ((0.0, 0.0), (0.12, 0.0), (0.13, 0.25), (0.37, 0.25), (0.38, 0.5), (0.62, 0.5),
           (0.63, 0.75), (1.0, 1.0)),
          statements.EXPORTS[0], tag="drop-17", note="contract 4711, daily drop"),
    Scene(kinds.BY_COLUMN, "grafana", "mobility.vehicle_gps", 3.2 * MINUTE, 21,
          note="panel=6 dashboard=fleet-live"),
    Scene(kinds.LOAD, "etl_nightly", "finance.trades", 27 * MINUTE, 9 * MINUTE,
          script=statements.LOADS[0], ending=Ending.ERROR, share=0.83,
          failure=failures.LOAD_FAILURES[0],
          tag="nightly-load-39", note="airflow dag=nightly_finance run=load_trades try=1"),
    Scene(kinds.SUBSCRIPTION, "admin", "mobility.vehicle_gps", 9 * HOUR, 4000 * HOUR,
          script=statements.SUBSCRIPTION, is_asynchronous=False),
    Scene(kinds.VIEW, "dbt_prod", "mobility.trips", 24, 55, script=statements.VIEWS[0],
          note="dbt model=trips_live target=prod"),
    Scene(kinds.QUERY, "alice", "mobility.trips", 17 * MINUTE, 192, script=queries.TRIPS_PAGE),
    Scene(kinds.QUERY, "kenji", "ml.item_embeddings", 22 * MINUTE, 6,
          script=queries.SIMILAR_ITEMS, note="shop: similar items"),
    Scene(kinds.QUERY, "kenji", "logistics.parcels", 12, 190, ((0.0, 0.0), (1.0, 0.9)),
          queries.LATE_PARCELS, is_asynchronous=False, note="配送遅延の調査"),
    Scene(kinds.SHOW_TABLE, "bob", "finance.trades", 35 * MINUTE, 3),
    Scene(kinds.DOWNLOAD, "svc_export", "logistics.parcels", 52 * MINUTE, 14),
    Scene(kinds.PLAN, "alice", "finance.trades", 64 * MINUTE, 2, script=queries.FRAUD),
    Scene(kinds.QUERY, "nadia", "retail.customers", 41 * MINUTE, 58, script=queries.CHURN,
          note="notebook: churn_v7"),
    Scene(kinds.QUERY, "alice", "finance.trades", 63 * MINUTE, 640, script=queries.FRAUD,
          ending=Ending.ERROR, share=0.71, failure=failures.OUT_OF_MEMORY),
    Scene(kinds.QUERY, "kenji", "logistics.parcels", 38 * MINUTE, 12, script=queries.ASSETS,
          note="fleet audit: all columns"),
    Scene(kinds.INSERT, "etl_nightly", "telecom.cdr", 44 * MINUTE, 19, tag="nightly-load-38",
          note="airflow dag=nightly_telecom run=late_records try=1"),
)  # fmt: skip
