"""Decoding results of 100,000 rows against the official client, and against fastavro alone.

    python -m tests.bench.bench_results

All in turn within one process; CPU time from the response's bytes to what a program can use: here
`decode_result`, there the client's records, and the client's records turned into columns. Medians
and ratios of one run.
"""

from __future__ import annotations

import gc
import json
import random
import statistics
import time
from io import BytesIO
from typing import TYPE_CHECKING, Any

import fastavro
from gpudb import GPUdbRecord
from gpudb.protocol import RecordType

from jobview.kinetica.schemas import Schemas
from jobview.results.avro import RecordSchema
from jobview.results.decode import decode_result
from tests.fakes import official
from tests.fakes.jobs import reply

if TYPE_CHECKING:
    from collections.abc import Callable

ROWS = 100_000
ROUNDS = 9
ENDPOINT = "/execute/sql"

Column = tuple[str, Any, str, list[Any]]
"""Name, Avro type of the items, Kinetica type, cells."""


def columns() -> list[Column]:
    """Six columns as a load report has them: ids, times, amounts, names, flags."""
    rng = random.Random(7)  # noqa: S311 - made-up rows

    def maybe(cell: object) -> object:
        return None if rng.random() < 0.1 else cell

    def column(name: str, kind: object, datatype: str, cell: Callable[[], object]) -> Column:
        return name, kind, datatype, [cell() for _ in range(ROWS)]

    return [
        column("id", "int", "int", lambda: rng.randrange(2**31)),
        column("at", "long", "timestamp", lambda: 1_700_000_000_000 + rng.randrange(10**9)),
        column("fare", ["double", "null"], "double", lambda: maybe(rng.random() * 100)),
        column("distance", "double", "double", lambda: rng.random() * 10),
        column("city", ["string", "null"], "char64", lambda: maybe(f"città-{rng.randrange(999)}")),
        column("is_paid", "int", "boolean", lambda: rng.randrange(2)),
    ]


def response(made: list[Column]) -> dict[str, Any]:
    """The record of /execute/sql that holds the columns."""
    kinds = {f"column_{place}": kind for place, (_, kind, _, _) in enumerate(made, 1)}
    kinds |= {"column_headers": "string", "column_datatypes": "string"}
    fields = [
        {"name": name, "type": {"type": "array", "items": kind}} for name, kind in kinds.items()
    ]
    schema = {"type": "record", "name": "generic_response", "fields": fields}
    values: dict[str, Any] = {f"column_{n}": cells for n, (_, _, _, cells) in enumerate(made, 1)}
    values["column_headers"] = [name for name, _, _, _ in made]
    values["column_datatypes"] = [datatype for _, _, datatype, _ in made]
    return {
        "count_affected": 0,
        "response_schema_str": json.dumps(schema),
        "binary_encoded_response": RecordSchema(schema).encode(values),
        "json_encoded_response": "",
        "total_number_of_records": ROWS,
        "has_more_records": False,
        "paging_table": "",
        "info": {},
    }


def client_records(raw: bytes) -> list[Any]:
    """What the official client's `…_and_decode` calls do with a binary response."""
    read = official.schemas()[ENDPOINT]["RSP_SCHEMA_CEXT"].decode(raw)
    binary = read["binary_encoded_response"]
    kind = RecordType.from_dynamic_schema(read["response_schema_str"], raw, binary)
    records: list[Any] = kind.decode_dynamic_records(raw, binary)
    return records


def main() -> None:
    """Print medians, all values and the ratios."""
    schemas = Schemas.load()
    record = response(columns())
    raw = official.encoded(ENDPOINT, record)
    answer = reply(1, "DONE", endpoint=ENDPOINT, response=raw)
    parsed = fastavro.parse_schema(json.loads(record["response_schema_str"]))
    binary = record["binary_encoded_response"]
    ways: dict[str, Callable[[], object]] = {
        "jobview, columns": lambda: decode_result(answer, schemas),
        "client, columns": lambda: GPUdbRecord.transpose_data_to_col_major(client_records(raw)),
        "client, rows": lambda: client_records(raw),
        "fastavro, columns": lambda: fastavro.schemaless_reader(BytesIO(binary), parsed, None),
    }
    times_ms: dict[str, list[float]] = {name: [] for name in ways}
    for _ in range(ROUNDS):
        for name, decode in ways.items():
            times_ms[name].append(cost_ms(decode))
    report(times_ms)


def cost_ms(decode: Callable[[], object]) -> float:
    """CPU time of one decoding, the result thrown away outside of it."""
    gc.collect()
    start_s = time.process_time()
    result = decode()
    spent_ms = (time.process_time() - start_s) * 1000
    del result
    return spent_ms


def report(times_ms: dict[str, list[float]]) -> None:
    ours = statistics.median(times_ms["jobview, columns"])
    print(f"{ROWS:,} rows of 6 columns, binary:")
    for name, values in times_ms.items():
        median = statistics.median(values)
        print(f"  {name:<18} {median:6.1f} ms  jobview's ratio {ours / median:.2f}")
        print(f"    {' '.join(f'{value:.1f}' for value in values)}")


if __name__ == "__main__":
    main()
