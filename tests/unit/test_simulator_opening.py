"""The composed jobs show every type of value and an insert that was refused in part."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from jobview.kinetica.schemas.catalogue import Schemas
from jobview.results.cells.values import base_type, shown
from jobview.results.decoding.decode import decode_result
from jobview.simulator.answers.registry import payload
from jobview.simulator.content.opening import SCENES
from jobview.simulator.population import Population
from tests.fakes.jobs import reply

if TYPE_CHECKING:
    from jobview.results.model import DecodedResult, Table

SCHEMAS = Schemas.load()
TYPES = {
    *("uuid", "ulong", "char8", "string", "boolean", "timestamp", "date", "time", "datetime"),
    *("decimal", "ipv4", "array", "json", "bytes", "wkt", "vector"),
}


def results(seed: int) -> list[DecodedResult]:
    """What the composed jobs return, decoded."""
    population = Population(seed)
    jobs = [population.scene(index, 1_700_000_000.0) for index in range(len(SCENES))]
    found = []
    for job in jobs:
        data, text = payload(job, is_wrapped=False)
        answer = reply(
            1,
            "DONE",
            100,
            endpoint=job.endpoint,
            response=data,
            response_text=text,
            response_encoding=job.encoding,
        )
        found.append(decode_result(answer, SCHEMAS))
    return found


@pytest.mark.parametrize("seed", [1, 7, 42])
def test_one_composed_table_has_every_type_and_every_kind_of_nothing(seed: int) -> None:
    tables = [result.table for result in results(seed) if result.table]
    table: Table = max(tables, key=lambda table: len(table.columns))
    types = {column.name: column.type for column in table.columns}
    labels = table.data[[*types].index("label")]
    retired = table.data[[*types].index("retired_at")]

    assert {base_type(word) for word in types.values()} == TYPES
    assert {None, "", "null"} <= set(labels)
    assert "9999-12-31T23:59:59Z" in {shown(cell, "timestamp").text for cell in retired}


@pytest.mark.parametrize("seed", [1, 7, 42])
def test_one_composed_insert_was_refused_in_part(seed: int) -> None:
    inserts = [result for result in results(seed) if result.endpoint == "/insert/records"]

    assert len(inserts) == 1
    assert inserts[0].summary.endswith(" rejected")
    assert inserts[0].remarks[0].startswith("record ")
    places = inserts[0].info["bad_record_indices"].split(",")
    assert all(f"error_{place}" in inserts[0].info for place in places)
