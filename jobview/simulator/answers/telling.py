"""What an answer is written from: the job's request, table and statement, and a random source."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from jobview.simulator.chance import chance
from jobview.simulator.content.particulars import particulars
from jobview.simulator.content.tables import BY_NAME

if TYPE_CHECKING:
    from collections.abc import Mapping
    from random import Random

    from jobview.simulator.job import SimulatedJob
    from jobview.simulator.kind import Script, TableFacts


@dataclass(frozen=True, slots=True)
class Telling:
    """One job, seen by whoever writes its answer."""

    endpoint: str
    script: Script
    table: TableFacts
    details: Mapping[str, str]
    rng: Random
    at_ms: int
    statement: str = ""
    request: Mapping[str, object] = field(default_factory=dict)
    """Empty for an invented job."""

    @classmethod
    def of(cls, job: SimulatedJob) -> Telling:
        """For a job; the same job always gives the same random numbers."""
        request = job.request or {}
        table = _named_table(request, job.query_text) or job.table
        return cls(
            endpoint=job.endpoint,
            script=job.script,
            table=table,
            details=particulars(chance(job.key), job.details_s, table),
            rng=chance(job.key, "answer"),
            at_ms=job.received_ms,
            statement=job.query_text,
            request=request,
        )

    @property
    def table_name(self) -> str:
        """The table as the request names it, or as it is called."""
        return self.text("table_name", self.table.name)

    @property
    def type_id(self) -> str:
        """The server's number for the table's type."""
        return str(10**18 + sum(self.table.name.encode()) * 7_919 * 10**9)

    def text(self, name: str, otherwise: str) -> str:
        """The request's field of that name when it is a filled text."""
        value = self.request.get(name)
        return value if isinstance(value, str) and value else otherwise

    def texts(self, name: str, otherwise: list[str]) -> list[str]:
        """The request's field of that name when it is a filled list of texts."""
        value = self.request.get(name)
        return [str(item) for item in value] if isinstance(value, list) and value else otherwise

    def number(self, name: str, otherwise: int) -> int:
        """The request's field of that name when it is a whole number."""
        value = self.request.get(name)
        return value if isinstance(value, int) else otherwise

    def encoding(self) -> str:
        """`json` or `binary`: how rows inside the answer are encoded."""
        asked = self.text("encoding", "")
        return asked if asked in {"json", "binary"} else self.rng.choice(("json", "binary"))


def _named_table(request: Mapping[str, object], statement: str) -> TableFacts | None:
    """The known table that a client's request is about, if it names one."""
    if not request:
        return None
    named = BY_NAME.get(str(request.get("table_name", "")))
    if named is not None:
        return named
    return next((table for name, table in BY_NAME.items() if name in statement), None)
