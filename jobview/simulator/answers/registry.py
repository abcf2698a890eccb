"""From a finished job to its response record and the bytes or text it travels as."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from jobview.kinetica.schemas.catalogue import Schemas
from jobview.simulator.answers import calls, dynamic, newer, rows, writes
from jobview.simulator.answers.filling import filled
from jobview.simulator.answers.telling import Telling
from jobview.simulator.envelope import json_text, wrapped, wrapped_text

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from jobview.simulator.job import SimulatedJob

WRITERS: Final[Mapping[str, Callable[[Telling], Mapping[str, object]]]] = {
    "/admin/rebalance": calls.rebalance,
    "/admin/verifydb": calls.verify,
    "/aggregate/groupby": dynamic.group_by,
    "/aggregate/kmeans": calls.kmeans,
    "/aggregate/statistics": calls.statistics,
    "/aggregate/unique": dynamic.unique,
    "/aggregate/unpivot": dynamic.unpivot,
    "/alter/table": writes.alter_table,
    "/collect/statistics": calls.collected,
    "/create/graph": calls.created_graph,
    "/create/jointable": writes.create_join,
    "/create/materializedview": writes.create_view,
    "/create/projection": writes.create_projection,
    "/create/table": writes.create_table,
    "/delete/records": writes.deleted,
    "/download/files": calls.downloaded,
    "/execute/proc": calls.executed,
    "/execute/sql": dynamic.execute_sql,
    "/export/records/tofiles": writes.export_files,
    "/filter": writes.filtered,
    "/get/records": rows.records,
    "/get/records/bycolumn": dynamic.by_column,
    "/insert/records": writes.inserted,
    "/insert/records/fromfiles": writes.load_files,
    "/insert/records/fromquery": writes.load_query,
    "/match/graph": calls.matched_graph,
    "/show/resource/statistics": calls.resource_statistics,
    "/show/table": rows.show_table,
    "/solve/graph": calls.solved,
    "/update/records": writes.updated,
    "/visualize/image/chart": calls.chart,
}
"""Endpoints whose answers are written by hand; the others are filled from their schema."""


def answer(job: SimulatedJob) -> dict[str, object]:
    """The response record of a finished job; empty for an endpoint without a schema."""
    schema = Schemas.load().response_schema(job.endpoint)
    if schema is None:
        return {}
    telling = Telling.of(job)
    writer = WRITERS.get(job.endpoint)
    return filled(schema, {} if writer is None else writer(telling), telling)


def payload(job: SimulatedJob, *, is_wrapped: bool) -> tuple[bytes, str]:
    """`job_response` and `job_response_str` of a finished job; the other one is empty.

    Args:
        job: a finished one.
        is_wrapped: put the record into a `gpudb_response` first (protocol §3.2).
    """
    schema = Schemas.load().response_schema(job.endpoint)
    if schema is None:
        return newer.payload(job)
    record = answer(job)
    if job.encoding == "json":
        text = json_text(schema, record)
        return b"", wrapped_text(schema.name, text).decode() if is_wrapped else text
    data = schema.encode(record)
    return wrapped(schema.name, data) if is_wrapped else data, ""
