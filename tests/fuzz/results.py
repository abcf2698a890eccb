"""Damaged responses of all endpoints, for as long as one likes: nothing may fail, nothing be lost.

    python -m tests.fuzz.results [MINUTES [SEED]]

Records of the official client's, full and empty, tables among them, are cut, lengthened, changed
byte by byte, spliced and given to the wrong endpoint; then decoded, and what came of it is shown in
every view and written in every format. Prints how many, by kind; stops at the first failure with
the seed that leads to it.
"""

from __future__ import annotations

import sys
import time
from collections import Counter
from random import Random
from typing import TYPE_CHECKING, Final

from jobview.kinetica.schemas.catalogue import Schemas
from jobview.results.cells.cell import described, full_text
from jobview.results.cells.values import shown
from jobview.results.decoding.decode import decode_result
from jobview.results.writers.formats import fitting
from jobview.results.writers.writing import pieces
from jobview.ui.result.json_tree import TreeRows
from jobview.ui.text.fact_lines import fact_lines
from jobview.ui.text.result_lines import raw_lines
from tests.bench.bench_results import Column, columns, response
from tests.fakes import official
from tests.fakes.jobs import reply
from tests.fakes.records import records

if TYPE_CHECKING:
    from jobview.jobs.source import JobReply
    from jobview.results.model import DecodedResult

SCHEMAS: Final = Schemas.load()
ENDPOINTS: Final = SCHEMAS.endpoints()
VERSIONS: Final = ("", "7.0.20.1", "7.1.10.3", "7.2.3.12", "nonsense")
ENCODINGS: Final = ("binary", "json", "snappy", "")
ROWS: Final = 300
ROWS_SHOWN: Final = 40


def some_rows() -> list[Column]:
    """A table long enough for several blocks of cells, short enough to be made often."""
    return [(name, kind, datatype, cells[:ROWS]) for name, kind, datatype, cells in columns()]


def damaged(data: bytes, rng: Random) -> bytes:
    """The bytes with up to four accidents."""
    result = bytearray(data)
    for _ in range(rng.randrange(5)):
        place = rng.randrange(len(result) + 1)
        match rng.randrange(6):
            case 0:
                del result[place:]
            case 1:
                result[place:place] = rng.randbytes(rng.randrange(1, 12))
            case 2 if place < len(result):
                result[place] = rng.randrange(256)
            case 3 if place < len(result):
                result[place] ^= 1 << rng.randrange(8)
            case 4:
                del result[place : place + rng.randrange(1, 9)]
            case _:
                result += bytes(result[place : place + 64])
    return bytes(result)


def answers(rng: Random) -> JobReply:
    """One answer of /get/job, as damaged as luck has it."""
    endpoint = rng.choice(ENDPOINTS)
    fields = official.definition(endpoint)["fields"]
    *_, made = records(fields, rng.randrange(1, 5), str(rng.random()))
    data = official.encoded(endpoint, made)
    if rng.random() < 0.3:
        data, endpoint = TABLE, rng.choice(("/execute/sql", "/aggregate/unique"))
    if rng.random() < 0.3:
        name = official.definition(endpoint)["name"]
        envelope = {"status": "OK", "message": "", "data_type": name, "data_str": ""}
        data = SCHEMAS.envelope.encode(envelope | {"data": data})
    asked = endpoint if rng.random() < 0.8 else rng.choice(ENDPOINTS)
    encoding, version = rng.choice(ENCODINGS), rng.choice(VERSIONS)
    raw = damaged(data, rng)
    if rng.random() < 0.3:
        text = damaged(official.json_text(made).encode(), rng).decode("utf-8", "replace")
        return reply(1, "DONE", endpoint=asked, response_text=text, response_encoding=encoding)
    return reply(
        1,
        "DONE",
        endpoint=asked,
        response=raw,
        response_encoding=encoding,
        server_version=version,
    )


def looked_at(answer: JobReply) -> DecodedResult:
    """Decode, show and write; what is promised of every result is checked."""
    result = decode_result(answer, SCHEMAS)
    assert result.raw == (answer.response or answer.response_text.encode("utf-8", "surrogatepass"))
    assert "\n" not in result.summary
    if result.table is not None:
        table = result.table
        for index in range(min(table.row_count, ROWS_SHOWN)):
            for cell, column in zip(table.row(index), table.columns, strict=True):
                shown(cell, column.type)
                described(cell, column.type)
                full_text(cell, column.type)
    if result.record is not None:
        fact_lines(result.record)
        tree = TreeRows(result.record)
        tree.open_all(tree.rows[0], 200)
    lines = raw_lines(answer, result)
    assert all(isinstance(lines[index], str) for index in range(min(len(lines), ROWS_SHOWN)))
    for wanted in fitting(result):
        for _ in pieces(result, wanted):
            pass
    return result


TABLE: Final = official.encoded("/execute/sql", response(some_rows()))


def main() -> None:
    """Go on until the time is over."""
    minutes = float(sys.argv[1]) if len(sys.argv) > 1 else 1.0
    seed = int(sys.argv[2]) if len(sys.argv) > 2 else time.time_ns()
    end_s = time.monotonic() + 60 * minutes
    kinds: Counter[str] = Counter()
    while time.monotonic() < end_s:
        try:
            result = looked_at(answers(Random(seed)))
        except Exception:
            print(f"seed {seed}", file=sys.stderr)
            raise
        incomplete = " incomplete" if result.rest_at is not None else ""
        kinds[f"{result.kind.value}{incomplete}"] += 1
        seed += 1
    told = ", ".join(f"{count:,} {kind}" for kind, count in kinds.most_common())
    print(f"{kinds.total():,} responses: {told}")


if __name__ == "__main__":
    main()
