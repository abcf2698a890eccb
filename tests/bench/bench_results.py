"""Decoding results of 100,000 rows against the official client, and against fastavro alone.

    python -m tests.bench.bench_results

All in turn within one process; CPU time from the response's bytes to what a program can use: here
`decode_result`, there the client's records. Both make a value when it is asked for; "all values"
asks for all of them. Medians and ratios of one run.
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

from jobview.kinetica.schemas.catalogue import Schemas
from jobview.results.avro_bytes.avro import RecordSchema
from jobview.results.decoding.decode import decode_result
from tests.fakes import official
from tests.fakes.jobs import reply

if TYPE_CHECKING:
    from collections.abc import Callable

    from jobview.results.model import DecodedResult

ROWS = 100_000
ROUNDS = 9
SQL = "/execute/sql"
RECORDS = "/get/records"

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


def page(made: list[Column]) -> dict[str, Any]:
    """The record of /get/records that holds the columns row by row, as the client writes them."""
    fields = [{"name": name, "type": kind} for name, kind, _, _ in made]
    schema = json.dumps({"type": "record", "name": "type_name", "fields": fields})
    rows = zip(*(cells for _, _, _, cells in made), strict=True)
    return {
        "table_name": "t",
        "type_name": "17",
        "type_schema": schema,
        "records_binary": official.row_bytes(schema, [list(row) for row in rows]),
        "records_json": [],
        "total_number_of_records": ROWS,
        "has_more_records": False,
        "info": {},
    }


def client_records(raw: bytes) -> list[Any]:
    """What the official client's `…_and_decode` calls do with a binary response."""
    read = official.schemas()[SQL]["RSP_SCHEMA_CEXT"].decode(raw)
    binary = read["binary_encoded_response"]
    kind = RecordType.from_dynamic_schema(read["response_schema_str"], raw, binary)
    records: list[Any] = kind.decode_dynamic_records(raw, binary)
    return records


def client_page(raw: bytes) -> list[Any]:
    """What the official client's `get_records_and_decode` does with a binary response."""
    read = official.schemas()[RECORDS]["RSP_SCHEMA_CEXT"].decode(raw)
    kind = RecordType.from_type_schema("", read["type_schema"], {})
    records: list[Any] = kind.decode_records(raw, read["records_binary"])
    return records


def client_page_singly(raw: bytes) -> list[Any]:
    """What a program does with `get_records` and the client's `decode_binary_data`."""
    read = official.schemas()[RECORDS]["RSP_SCHEMA"].decode(raw)
    kind = RecordType.from_type_schema("", read["type_schema"], {})
    records: list[Any] = GPUdbRecord.decode_binary_data(kind, read["records_binary"])
    return records


def client_values(records: list[Any]) -> list[list[Any]]:
    """The client makes a record's values when they are asked for."""
    return [list(record.values()) for record in records]


def main() -> None:
    """Print medians, all values and the ratios."""
    made = columns()
    decode_dynamic(made)
    decode_page(made)


def decode_dynamic(made: list[Column]) -> None:
    """A column-major table: seeing it is sound, and making all of its values."""
    schemas = Schemas.load()
    record = response(made)
    raw = official.encoded(SQL, record)
    answer = reply(1, "DONE", endpoint=SQL, response=raw)
    parsed = fastavro.parse_schema(json.loads(record["response_schema_str"]))
    binary = record["binary_encoded_response"]
    ways: dict[str, Callable[[], object]] = {
        "jobview": lambda: decode_result(answer, schemas),
        "client": lambda: client_records(raw),
        "jobview, all values": lambda: values_of(decode_result(answer, schemas)),
        "client, all values": lambda: client_values(client_records(raw)),
        "client, columns": lambda: GPUdbRecord.transpose_data_to_col_major(client_records(raw)),
        "fastavro, all values": lambda: fastavro.schemaless_reader(BytesIO(binary), parsed, None),
    }
    report(f"{SQL}, {ROWS:,} rows of 6 columns", ways)


def decode_page(made: list[Column]) -> None:
    """Records one by one: seeing they are sound, and making all of their values."""
    schemas = Schemas.load()
    raw = official.encoded(RECORDS, page(made))
    answer = reply(1, "DONE", endpoint=RECORDS, response=raw)
    ways: dict[str, Callable[[], object]] = {
        "jobview": lambda: decode_result(answer, schemas),
        "client": lambda: client_page(raw),
        "client, singly": lambda: client_page_singly(raw),
        "jobview, all values": lambda: values_of(decode_result(answer, schemas)),
        "client, all values": lambda: client_values(client_page(raw)),
    }
    report(f"{RECORDS}, {ROWS:,} records of 6 fields", ways)


def values_of(result: DecodedResult) -> list[list[object]]:
    """All cells as Python objects, column by column."""
    return [list(column) for column in result.table.data] if result.table else []


def cost_ms(decode: Callable[[], object]) -> float:
    """CPU time of one decoding, the result thrown away outside of it."""
    gc.collect()
    start_s = time.process_time()
    result = decode()
    spent_ms = (time.process_time() - start_s) * 1000
    del result
    return spent_ms


def report(what: str, ways: dict[str, Callable[[], object]]) -> None:
    """Run all in turn, then print the medians, the ratios to the first of the same kind, all."""
    times_ms: dict[str, list[float]] = {name: [] for name in ways}
    for _ in range(ROUNDS):
        for name, decode in ways.items():
            times_ms[name].append(cost_ms(decode))
    print(f"{what}:")
    for name, values in times_ms.items():
        ours = times_ms[
            "jobview, all values" if "," in name and "singly" not in name else "jobview"
        ]
        ratio = statistics.median(ours) / statistics.median(values)
        print(f"  {name:<21} {statistics.median(values):6.1f} ms  jobview's ratio {ratio:.2f}")
        print(f"    {' '.join(f'{value:.1f}' for value in values)}")


if __name__ == "__main__":
    main()
