"""Invented results make sense: groups differ, trips end after they begin, loads load."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import pytest

from jobview.results.avro_bytes.avro import RecordSchema
from jobview.simulator.answers.registry import answer
from jobview.simulator.chance import chance
from jobview.simulator.content.queries import TRIPS_PAGE
from jobview.simulator.content.tables import BY_NAME, TABLES
from jobview.simulator.engine import Engine
from jobview.simulator.options import SimulatorOptions
from jobview.simulator.values import drawn
from tests.fakes.clock import FakeClock
from tests.fakes.responses import decoded
from tests.fakes.simulated_job import created, dynamic_value

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from jobview.simulator.job import SimulatedJob

TRIPS = BY_NAME["mobility.trips"]
COLUMNS = [(table.name, column.name) for table in TABLES for column in table.columns]
LOAD = "/insert/records/fromfiles"


@pytest.mark.parametrize(("table", "column"), COLUMNS, ids=range(len(COLUMNS)))
def test_distinct_values_are_distinct_and_in_order(table: str, column: str) -> None:
    record = answer(created("/aggregate/unique", {"table_name": table, "column_name": column}))
    cells = dynamic_value(record)["column_1"]

    assert cells
    assert len(set(cells)) == len(cells)
    filled = [cell for cell in cells if cell is not None]
    is_decimal = dynamic_value(record)["column_datatypes"][0].startswith("decimal")
    assert filled == sorted(filled, key=float if is_decimal else None)
    assert None not in cells[1:]


def test_there_is_one_group_a_value() -> None:
    engine = Engine(SimulatorOptions(jobs=1500, seed=3), FakeClock())
    groups = [answer(job) for job in engine.roster if job.endpoint == "/aggregate/groupby"]
    tables = [dynamic_value(record) for record in groups]

    assert len(tables) > 20
    for record, table in zip(groups, tables, strict=True):
        keys = table["column_1"]
        assert len(set(keys)) == len(keys) == len(table["column_2"]) == len(table["column_3"])
        assert record["total_number_of_records"] == len(keys)


def trips_of(record: Mapping[str, Any]) -> list[tuple[Any, Any]]:
    """Beginnings and ends."""
    table = dynamic_value(record)
    places = [1 + table["column_headers"].index(name) for name in ("pickup_ts", "dropoff_ts")]
    beginnings, ends = (table[f"column_{place}"] for place in places)
    return list(zip(beginnings, ends, strict=True))


def trips_in_rows() -> list[tuple[Any, Any]]:
    request = {"table_name": TRIPS.name, "encoding": "binary"}
    record: Any = answer(created("/get/records", request))
    schema = RecordSchema(json.loads(record["type_schema"]))
    rows = map(schema.decode, record["records_binary"])
    return [(row["pickup_ts"], row["dropoff_ts"]) for row in rows]


def trips_on_a_page() -> list[tuple[Any, Any]]:
    engine = Engine(SimulatorOptions(jobs=40), FakeClock())
    return trips_of(answer(next(job for job in engine.roster if job.script is TRIPS_PAGE)))


def trips_by_column() -> list[tuple[Any, Any]]:
    request = {"table_name": TRIPS.name, "limit": 500}
    return trips_of(answer(created("/get/records/bycolumn", request)))


@pytest.mark.parametrize("trips", [trips_in_rows, trips_on_a_page, trips_by_column])
def test_a_trip_ends_after_it_began(trips: Callable[[], list[tuple[Any, Any]]]) -> None:
    ended = [(start, end) for start, end in trips() if end is not None]

    assert ended
    assert all(start <= end <= start + 90 * 60_000 for start, end in ended)
    assert len({end - start for start, end in ended}) > 1


def test_no_moment_is_after_the_job_nor_tied_to_a_column_that_is_not_there() -> None:
    column = next(column for column in TRIPS.columns if column.name == "dropoff_ts")
    rng = chance("trips")
    both = drawn(TRIPS.columns, rng, 20_000, 10**12)
    ends = both[TRIPS.columns.index(column)]

    assert max(end for end in ends if isinstance(end, int)) <= 10**12
    assert len(drawn([column], rng, 9, 10**12)) == 1


def loads(jobs: int) -> list[SimulatedJob]:
    engine = Engine(SimulatorOptions(jobs=jobs, seed=2), FakeClock())
    return [job for job in engine.roster if job.endpoint == LOAD]


def test_loads_load_and_a_few_only_look() -> None:
    lines = {job: decoded(LOAD, answer(job)).summary for job in loads(3000)}
    dry = [job for job in lines if "DRY RUN" in job.query_text]

    assert 0 < len(dry) < len(lines) / 8
    for job, line in lines.items():
        assert line.startswith("dry run: ") == (job in dry)
        assert (" would be inserted into " in line) == (job in dry)
        assert (" records inserted into " in line) == (job not in dry)


@pytest.mark.parametrize(
    ("options", "files"), [({}, []), ({"ingestion_mode": "dry_run"}, ["kifs://a.csv"])]
)
def test_a_load_names_its_files_when_asked_to_run_dry(
    options: dict[str, str], files: list[str]
) -> None:
    request = {"table_name": "t", "filepaths": ["kifs://a.csv"], "options": options}

    assert answer(created(LOAD, request))["files"] == files
