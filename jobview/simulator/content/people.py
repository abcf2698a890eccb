"""Who submits jobs, from where, and what they write beside them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Sequence
    from random import Random


@dataclass(frozen=True, slots=True)
class Person:
    """Somebody, or some service, who submits jobs."""

    auth_id: str
    host: str
    """The address their jobs come from."""
    weight: float = 1
    """How many they submit, relative to the others."""
    notes: tuple[str, ...] = ("",)
    """What they leave as `user_data`; formats over the job's particulars."""
    tags: tuple[str, ...] = ()
    """How they tag their jobs; the server makes up a tag for those who do not."""


ANALYSTS: Final = (
    Person("alice", "10.1.2.3", 5, ("", "", "OPS-{ticket}", "backfill {day}, ask alice")),
    Person("bob", "10.1.2.17", 4, ("", "", "weekly KPI deck")),
    Person("chiara", "10.1.4.88", 3, ("", "città: nuovo perimetro", "OPS-{ticket}")),
    Person("jörg", "10.1.4.91", 2, ("", "Abrechnung {day}")),
    Person("nadia", "10.1.7.20", 3, ("", "notebook: churn_v{count}", "")),
    Person("kenji", "10.1.7.31", 2, ("", "配送遅延の調査", "")),
    Person("quant_desk", "10.2.0.5", 3, ("desk=eq run={day}", "")),
)
DASHBOARDS: Final = (
    Person("grafana", "10.0.9.2", 5, ("panel={count} dashboard=fleet-live",)),
    Person("superset", "10.0.9.14", 2, ("chart={ticket}",)),
)
LOADERS: Final = (
    Person(
        "etl_nightly",
        "10.0.8.11",
        8,
        (
            "airflow dag=nightly_{schema} run=load_{name} try=1",
            "airflow dag=nightly_{schema} run=load_{name} try=2",
            '{{"dag": "nightly_{schema}", "task": "load_{name}", "day": "{day}", "try": 1}}',
        ),
        ("nightly-load-{count}", "nightly-{schema}-{count}"),
    ),
    Person("dbt_prod", "10.0.8.14", 5, ("dbt model=fct_{name} target=prod",), ("dbt-{count}",)),
)
EXPORTERS: Final = (
    Person("svc_export", "10.0.8.40", 2, ("contract {ticket}, daily drop",), ("drop-{count}",)),
)
OPERATORS: Final = (Person("admin", "127.0.0.1", 2, ("", "maintenance window {day}")),)

PEOPLE: Final = (*ANALYSTS, *DASHBOARDS, *LOADERS, *EXPORTERS, *OPERATORS)

MONITORS: Final = (OPERATORS[0], Person("workbench", "10.0.9.6"))
"""Who else watches the job list."""

_BY_NAME: Final = {person.auth_id: person for person in PEOPLE}


def anybody(rng: Random, among: Sequence[Person]) -> Person:
    """One of them, the busy ones more often."""
    return rng.choices(among, [person.weight for person in among])[0]


def somebody(auth_id: str) -> Person:
    """The one of that name.

    Raises:
        KeyError: nobody has it.
    """
    return _BY_NAME[auth_id]
