"""What a result of 64 MiB costs while it is decoded, while it is open, and when it is closed.

    python -m tests.bench.bench_large_result [CASE…]

Every case in a process of its own that has nothing but the response: how many times its bytes the
process grows, at its peak and while the result is open, and what is left of that when it is
closed; how long decoding takes in a thread; the longest the event loop stood still meanwhile, and
for comparison in an idle second; and how long the first fifty rows take to be looked at.
"""

from __future__ import annotations

import asyncio
import gc
import json
import os
import random
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import TYPE_CHECKING, Any

from jobview.allocator import give_large_blocks_back
from jobview.kinetica.schemas.catalogue import Schemas
from jobview.results.avro_bytes.avro import RecordSchema
from jobview.results.decoding.decode import decode_result
from tests.fakes.jobs import reply

if TYPE_CHECKING:
    from collections.abc import Callable

    from jobview.jobs.source import JobReply
    from jobview.results.model import DecodedResult

SIZE = 64 * 2**20
STRING_SIZE = 50 * 2**20
ROWS_MADE = 20_000
SCREEN_ROWS = 50
TICK_S = 0.001
SQL = "/execute/sql"
RECORDS = "/get/records"
KINDS: dict[str, Any] = {
    "id": "int",
    "at": "long",
    "fare": ["double", "null"],
    "city": ["string", "null"],
    "note": "string",
    "is_paid": "int",
}


def rows() -> list[dict[str, Any]]:
    """Rows as a load report has them."""
    rng = random.Random(7)  # noqa: S311 - made-up rows

    def maybe(cell: object) -> object:
        return None if rng.random() < 0.1 else cell

    return [
        {
            "id": rng.randrange(2**31),
            "at": 1_700_000_000_000 + rng.randrange(10**9),
            "fare": maybe(rng.random() * 100),
            "city": maybe(f"città-{rng.randrange(999)}"),
            "note": "fine" * rng.randrange(9),
            "is_paid": rng.randrange(2),
        }
        for _ in range(ROWS_MADE)
    ]


def record_schema(fields: dict[str, Any]) -> dict[str, Any]:
    listed = [{"name": name, "type": kind} for name, kind in fields.items()]
    return {"type": "record", "name": "generic_response", "fields": listed}


def columns() -> tuple[str, dict[str, Any]]:
    """A column-major table's schema, and its values."""
    made = rows()
    kinds = {f"column_{place}": kind for place, kind in enumerate(KINDS.values(), 1)}
    kinds |= {"column_headers": "string", "column_datatypes": "string"}
    schema = record_schema({n: {"type": "array", "items": kind} for n, kind in kinds.items()})
    values: dict[str, Any] = {
        f"column_{place}": [row[name] for row in made] for place, name in enumerate(KINDS, 1)
    }
    values |= {"column_headers": list(KINDS), "column_datatypes": [""] * len(KINDS)}
    return json.dumps(schema), values


def sql_record(**fields: Any) -> dict[str, Any]:  # noqa: ANN401 - any field
    empty: dict[str, Any] = {
        "count_affected": 0,
        "response_schema_str": "",
        "binary_encoded_response": b"",
        "json_encoded_response": "",
        "total_number_of_records": -1,
        "has_more_records": False,
        "paging_table": "",
        "info": {},
    }
    return empty | fields


def encoded(endpoint: str, record: dict[str, Any]) -> bytes:
    schema = Schemas.load().response_schema(endpoint)
    assert schema is not None
    return schema.encode(record)


def times_over(values: dict[str, Any], size: int) -> dict[str, Any]:
    """The columns so many times longer that they take about `size` bytes for one of `size`."""
    return {
        name: cells * size if name.startswith("column_") and name[7:].isdigit() else cells
        for name, cells in values.items()
    }


def dynamic_binary() -> bytes:
    schema, values = columns()
    avro = RecordSchema(json.loads(schema))
    times = SIZE // len(avro.encode(values))
    binary = avro.encode(times_over(values, times))
    return encoded(SQL, sql_record(response_schema_str=schema, binary_encoded_response=binary))


def json_table() -> tuple[str, str]:
    schema, values = columns()
    times = SIZE // len(json.dumps(values, ensure_ascii=False).encode())
    return schema, json.dumps(times_over(values, times), ensure_ascii=False)


def dynamic_json() -> bytes:
    schema, text = json_table()
    return encoded(SQL, sql_record(response_schema_str=schema, json_encoded_response=text))


def dynamic_json_in_json() -> bytes:
    schema, text = json_table()
    record = sql_record(response_schema_str=schema, json_encoded_response=text)
    record["binary_encoded_response"] = ""
    return json.dumps(record, ensure_ascii=False).encode()


def records_binary() -> bytes:
    schema = record_schema(KINDS)
    avro = RecordSchema(schema)
    binary = [avro.encode(row) for row in rows()]
    binary *= SIZE // sum(map(len, binary))
    return encoded(RECORDS, page(json.dumps(schema), records_binary=binary))


def records_json() -> bytes:
    texts = [json.dumps(row, ensure_ascii=False) for row in rows()]
    texts *= SIZE // len("".join(texts).encode())
    return encoded(RECORDS, page(json.dumps(record_schema(KINDS)), records_json=texts))


def page(schema: str, **fields: Any) -> dict[str, Any]:  # noqa: ANN401 - any field
    empty: dict[str, Any] = {
        "table_name": "t",
        "type_name": "17",
        "type_schema": schema,
        "records_binary": [],
        "records_json": [],
        "total_number_of_records": -1,
        "has_more_records": False,
        "info": {},
    }
    return empty | fields


def one_string() -> bytes:
    kinds = {"column_1": "string", "column_headers": "string", "column_datatypes": "string"}
    schema = record_schema({n: {"type": "array", "items": kind} for n, kind in kinds.items()})
    text = "città " * (STRING_SIZE // len("città ".encode()))
    values = {"column_1": [text], "column_headers": ["c"], "column_datatypes": ["string"]}
    binary = RecordSchema(schema).encode(values)
    fields = {"response_schema_str": json.dumps(schema), "binary_encoded_response": binary}
    return encoded(SQL, sql_record(**fields))


CASES: dict[str, tuple[str, Callable[[], bytes]]] = {
    "dynamic, binary": (SQL, dynamic_binary),
    "dynamic, JSON in Avro": (SQL, dynamic_json),
    "dynamic, JSON in JSON": (SQL, dynamic_json_in_json),
    "records, binary": (RECORDS, records_binary),
    "records, JSON": (RECORDS, records_json),
    "one string of 50 MiB": (SQL, one_string),
}


def answer_with(name: str, data: bytes) -> JobReply:
    endpoint, _ = CASES[name]
    if name.endswith("in JSON"):
        return reply(1, "DONE", endpoint=endpoint, response_text=data.decode())
    return reply(1, "DONE", endpoint=endpoint, response=data)


def main() -> None:
    """Make each case's response in a file, and measure it in a process of its own."""
    for name in sys.argv[1:] or CASES:
        with tempfile.NamedTemporaryFile() as file:
            Path(file.name).write_bytes(CASES[name][1]())
            gc.collect()
            subprocess.run(
                [sys.executable, "-m", "tests.bench.bench_large_result", "--one", name, file.name],
                check=True,
            )


def measure(name: str, file: str) -> None:
    """Print one case's figures."""
    give_large_blocks_back()
    # What is loaded once and stays does not count.
    decode_result(answer_with(name, b"\x00"), Schemas.load())
    size = os.stat(file).st_size  # noqa: PTH116 - one number
    gc.collect()
    before = resident("VmRSS")
    Path("/proc/self/clear_refs").write_text("5", encoding="ascii")
    answer = answer_with(name, Path(file).read_bytes())
    loaded = resident("VmHWM")
    result, decoding_s, gap_s, idle_gap_s = asyncio.run(decoded_beside(answer))
    peak = resident("VmHWM")
    gc.collect()
    opened = resident("VmRSS")
    screen_ms = looked_at(result)
    print(f"{name}: {size / 2**20:.1f} MiB, {result.kind}, {result.summary!r} {result.note[:80]}")
    print(f"  grown by {(loaded - before) / size:.2f} times when read from the file")
    del answer, result
    gc.collect()
    closed = resident("VmRSS")
    print(
        f"  grown by {(opened - before) / size:.2f} times its bytes, at the peak"
        f" {(peak - before) / size:.2f}, closed {(closed - before) / size:.2f}"
    )
    print(
        f"  decoded in {decoding_s:.2f} s; longest stop of the loop {gap_s * 1000:.0f} ms"
        f" (idle {idle_gap_s * 1000:.0f}); first screen {screen_ms:.1f} ms"
    )


async def decoded_beside(answer: JobReply) -> tuple[DecodedResult, float, float, float]:
    """The result, how long it took, and the longest between two ticks: meanwhile, and idle."""
    schemas = Schemas.load()
    idle = await ticking(asyncio.create_task(asyncio.sleep(1.0)))
    start_s = time.perf_counter()
    decoding = asyncio.create_task(asyncio.to_thread(decode_result, answer, schemas))
    gap_s = await ticking(decoding)
    return await decoding, time.perf_counter() - start_s, gap_s, idle


async def ticking(task: asyncio.Task[Any]) -> float:
    """The longest time between two turns of the loop until the task is done."""
    longest_s = 0.0
    last_s = time.perf_counter()
    while not task.done():
        await asyncio.sleep(TICK_S)
        now_s = time.perf_counter()
        longest_s = max(longest_s, now_s - last_s - TICK_S)
        last_s = now_s
    return longest_s


def looked_at(result: DecodedResult) -> float:
    """How long all cells of fifty rows in the middle take."""
    if result.table is None:
        return 0.0
    start_s = time.perf_counter()
    middle = result.table.row_count // 2
    for row in range(middle, min(middle + SCREEN_ROWS, result.table.row_count)):
        result.table.row(row)
    return (time.perf_counter() - start_s) * 1000


def resident(name: str) -> int:
    """A figure of /proc/self/status in bytes."""
    lines = Path("/proc/self/status").read_text(encoding="ascii").splitlines()
    line = next(line for line in lines if line.startswith(f"{name}:"))
    return int(line.split()[1]) * 1024


if __name__ == "__main__":
    if sys.argv[1:2] == ["--one"]:
        measure(*sys.argv[2:])
    else:
        main()
