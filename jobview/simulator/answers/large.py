"""The rows of a query that says how many mebibytes it wants, `SELECT /* 64 MiB */ …`.

The table's columns are runs of the same thousand rows, so that the result of any size is a true one
and is made piece by piece.
"""

from __future__ import annotations

import json
import re
from typing import TYPE_CHECKING, Final

from jobview.kinetica.schemas.catalogue import Schemas
from jobview.results.avro_bytes.avro import RecordSchema
from jobview.simulator.answers.telling import Telling
from jobview.simulator.envelope import wrapped_around
from jobview.simulator.pieces import Pieces, chained, encoded_around, repeated
from jobview.simulator.values import drawn

if TYPE_CHECKING:
    from jobview.simulator.job import SimulatedJob
    from jobview.simulator.values import ColumnPlan

ENDPOINT: Final = "/execute/sql"

BLOCK_ROWS: Final = 1000

_WISH: Final = re.compile(r"/\* (?P<mib>[0-9]{1,6}) MiB \*/")
_MIB: Final = 1024 * 1024
_END: Final = b"\x00"
"""What ends the blocks of an array in Avro."""


def large_statement(mib: int) -> str:
    """A query that wants a result of so many mebibytes."""
    return f"SELECT /* {mib} MiB */ * FROM telecom.cdr"  # noqa: S608 - no database is here


def wished_mib(job: SimulatedJob) -> int:
    """How many mebibytes the job's query wants; 0 when it does not say."""
    wish = _WISH.search(job.query_text) if job.endpoint == ENDPOINT else None
    return int(wish["mib"]) if wish and job.encoding == "binary" else 0


def large_payload(job: SimulatedJob, *, is_wrapped: bool) -> Pieces:
    """`job_response` of a finished job whose query wants a number of mebibytes, or a little more.

    Args:
        job: one that `wished_mib` knows.
        is_wrapped: put the record into a `gpudb_response` first (protocol §3.2).

    Raises:
        KeyError: there is no schema for it.
    """
    schema = Schemas.load().response_schema(ENDPOINT)
    if schema is None:
        raise KeyError(ENDPOINT)
    telling = Telling.of(job)
    plans = telling.table.columns
    cells = drawn(plans, telling.rng, BLOCK_ROWS, telling.at_ms)
    blocks = [_block(plan, some) for plan, some in zip(plans, cells, strict=True)]
    times = max(-(-wished_mib(job) * _MIB // sum(map(len, blocks))), 1)
    count = times * BLOCK_ROWS
    record = {
        "count_affected": 0,
        "response_schema_str": json.dumps(_definition(plans), separators=(",", ":")),
        "json_encoded_response": "",
        "total_number_of_records": count,
        "has_more_records": False,
        "paging_table": "",
        "info": {"X-Kinetica-Group": "QUERY", "count": str(count)},
    }
    columns = [part for block in blocks for part in (repeated(block, times), _END)]
    rows = chained(*columns, _texts([plan.name for plan in plans]), _texts(_types(plans)))
    payload = encoded_around(schema, record, "binary_encoded_response", rows)
    if not is_wrapped:
        return payload
    return wrapped_around(schema.name, payload)


def _block(plan: ColumnPlan, cells: list[object]) -> bytes:
    """A block of an array in Avro: some of the column's cells."""
    return _array(plan.items, cells).removesuffix(_END)


def _texts(texts: list[str]) -> bytes:
    return _array("string", texts)


def _array(items: object, values: list[object] | list[str]) -> bytes:
    field = {"name": "values", "type": {"type": "array", "items": items}}
    schema = RecordSchema({"type": "record", "name": "values", "fields": [field]})
    return schema.encode({"values": values})


def _types(plans: tuple[ColumnPlan, ...]) -> list[str]:
    return [plan.values.type for plan in plans]


def _definition(plans: tuple[ColumnPlan, ...]) -> dict[str, object]:
    """The dynamic schema (protocol §3.4)."""
    arrays = {f"column_{number}": plan.items for number, plan in enumerate(plans, 1)}
    arrays |= {"column_headers": "string", "column_datatypes": "string"}
    return {
        "type": "record",
        "name": "generic_response",
        "fields": [
            {"name": name, "type": {"type": "array", "items": items}}
            for name, items in arrays.items()
        ],
    }
