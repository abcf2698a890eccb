"""A job of the simulator's, and the table in its answer."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from jobview.kinetica.schemas.catalogue import Schemas
from jobview.results.avro_bytes.avro import RecordSchema
from jobview.simulator.engine import Engine
from jobview.simulator.options import SimulatorOptions
from jobview.simulator.population import Submission
from jobview.simulator.requests import read_json
from tests.fakes.clock import FakeClock

if TYPE_CHECKING:
    from collections.abc import Mapping

    from jobview.simulator.job import SimulatedJob

SCHEMAS = Schemas.load()


def created(
    endpoint: str, request: Mapping[str, object] | None = None, encoding: str = "binary"
) -> SimulatedJob:
    schema = SCHEMAS.request_schema(endpoint)
    assert schema is not None
    record = read_json(schema, json.dumps(request or {}))
    engine = Engine(SimulatorOptions(jobs=0), FakeClock())
    return engine.create(Submission(endpoint, encoding, record, "eve", "10.9.9.9:1"))


def dynamic_value(record: Mapping[str, Any]) -> dict[str, Any]:
    """The decoded table of an answer with a dynamic schema, from whichever form it came in."""
    schema = RecordSchema(json.loads(record["response_schema_str"]))
    if record["binary_encoded_response"]:
        assert not record["json_encoded_response"]
        return schema.decode(record["binary_encoded_response"])
    value: dict[str, Any] = json.loads(record["json_encoded_response"])
    assert schema.decode(schema.encode(value)) == value
    return value
