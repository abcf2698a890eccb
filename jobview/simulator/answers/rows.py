"""Row-major records and the description of tables (protocol §3.4)."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from jobview.results.avro_bytes.avro import RecordSchema
from jobview.simulator.values import drawn

if TYPE_CHECKING:
    from jobview.simulator.answers.telling import Telling
    from jobview.simulator.kind import TableFacts
    from jobview.simulator.values import ColumnPlan


def type_schema(table: TableFacts) -> dict[str, Any]:
    """The table's record type, as /create/type takes it."""
    return {
        "type": "record",
        "name": "type_name",
        "fields": [{"name": plan.name, "type": plan.items} for plan in table.columns],
    }


def properties(table: TableFacts) -> dict[str, list[str]]:
    """Column properties: each column's special type, keys and nullability."""
    return {
        plan.name: _properties(plan, is_key=index == 0) for index, plan in enumerate(table.columns)
    }


def records(telling: Telling) -> dict[str, object]:
    """/get/records: records one by one, each its own Avro or JSON."""
    table = telling.table
    count = min(telling.rng.randint(20, 400), max(telling.number("limit", 400), 0) or 400)
    columns = drawn(table.columns, telling.rng, count, telling.at_ms)
    names = [plan.name for plan in table.columns]
    # A column called `città` is legal in Kinetica, not in Avro, and fastavro checks names.
    safe = [name if name.isascii() else f"column_{at}" for at, name in enumerate(names)]
    definition = type_schema(table)
    for spot, name in zip(definition["fields"], safe, strict=True):
        spot["name"] = name
    found = [dict(zip(safe, cells, strict=True)) for cells in zip(*columns, strict=True)]
    has_bytes = any(plan.values.avro == "bytes" for plan in table.columns)
    as_json = telling.encoding() == "json" and not has_bytes
    schema = RecordSchema(definition)
    return {
        "table_name": telling.table_name,
        "type_name": telling.type_id,
        "type_schema": json.dumps(definition, ensure_ascii=False),
        "records_binary": [] if as_json else [schema.encode(record) for record in found],
        "records_json": [json.dumps(r, ensure_ascii=False) for r in found] if as_json else [],
        "total_number_of_records": table.size,
        "has_more_records": True,
        "info": {},
    }


def show_table(telling: Telling) -> dict[str, object]:
    """/show/table: parallel arrays, one entry a table; here the table and its live view."""
    table = telling.table
    names = [telling.table_name.rpartition(".")[2], f"{table.bare_name}_live"]
    sizes = [table.size, table.size // 4000]
    return {
        "table_name": telling.table_name,
        "table_names": names,
        "table_descriptions": [["SHARDED"], ["VIEW", "MATERIALIZED_VIEW"]],
        "type_ids": [telling.type_id] * 2,
        "type_schemas": [json.dumps(type_schema(table), ensure_ascii=False)] * 2,
        "type_labels": [table.schema, ""],
        "properties": [properties(table), {}],
        "additional_info": [
            {
                "schema_name": table.schema,
                "request_avro_type": "create_table",
                "strategy_definition": "(( VRAM 1, RAM 5, DISK0 5, PERSIST 5 ))",
                "partition_type": "RANGE",
                "compression": '{"default": "lz4", "ratio": 3.1}',
            },
            {"schema_name": table.schema, "refresh_method": "periodic"},
        ],
        "sizes": sizes,
        "full_sizes": sizes,
        "join_sizes": [float(size) for size in sizes],
        "total_size": sum(sizes),
        "total_full_size": sum(sizes),
        "info": {},
    }


def _properties(plan: ColumnPlan, *, is_key: bool) -> list[str]:
    found = ["data"]
    if plan.values.type != plan.values.avro:
        found.append(plan.values.type)
    if plan.null_share:
        found.append("nullable")
    if is_key:
        found += ["primary_key", "shard_key"]
    return found
