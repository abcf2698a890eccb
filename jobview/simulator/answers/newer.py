"""Invented endpoints that no published schema knows.

A client meets such ones whenever its server is updated before it: their results can be shown, but
not decoded.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from jobview.results.avro_bytes.avro import RecordSchema
from jobview.simulator.answers.telling import Telling

if TYPE_CHECKING:
    from jobview.simulator.job import SimulatedJob

PLAN: Final = "/explain/plan"
"""Answers with plain text that is not JSON."""
DIGEST: Final = "/digest/table"
"""Answers with an Avro record of a layout nobody has told us."""
FLUSH: Final = "/admin/flush/caches"
"""Answers with nothing at all."""

_DIGEST: Final = RecordSchema(
    {
        "type": "record",
        "name": "digest_table_response",
        "fields": [
            {"name": "table_name", "type": "string"},
            {"name": "chunks", "type": {"type": "array", "items": "long"}},
            {"name": "digest", "type": "bytes"},
        ],
    }
)

_PLAN: Final = """\
Aggregate  groups={groups}  rows~{rows:,}
└─ HashJoin  on city_id = id  build=right  mem~{mib} MiB
   ├─ Filter  pickup_ts >= '{day}'  selectivity 0.{share:02d}
   │  └─ Scan {table}  chunks {chunks} of 4,096  ranks 1-6
   └─ Scan mobility.città  replicated  rows 8,012
"""


def payload(job: SimulatedJob) -> tuple[bytes, str]:
    """`job_response` and `job_response_str` of such a job."""
    telling = Telling.of(job)
    rng = telling.rng
    if job.endpoint == PLAN:
        text = _PLAN.format(
            groups=rng.randrange(8, 400),
            rows=rng.randrange(10_000, 9_000_000),
            mib=rng.randrange(20, 900),
            share=rng.randrange(100),
            chunks=rng.randrange(40, 4000),
            **telling.details,
        )
        return b"", text
    if job.endpoint == DIGEST:
        chunks = [rng.getrandbits(40) for _ in range(rng.randrange(40, 400))]
        record = {"table_name": telling.table.name, "chunks": chunks, "digest": rng.randbytes(64)}
        return _DIGEST.encode(record), ""
    return b"", ""
