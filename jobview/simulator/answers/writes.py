"""Answers of what changes data: loads, definitions, exports, deletions."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Final

from jobview.simulator.answers.rows import properties, type_schema

if TYPE_CHECKING:
    from jobview.simulator.answers.telling import Telling

_REFUSALS: Final = (
    "Cannot convert string '?' to {type}, column {column} (EF/EFRc:2575)",
    "Column {column} is not nullable (GT/GTc:398)",
)


def inserted(telling: Telling) -> dict[str, object]:
    """/insert/records: how many were inserted, and which were refused and why."""
    rng = telling.rng
    count = rng.randrange(5_000, 20_000)
    refused: dict[int, str] = {}
    for place in sorted(rng.sample(range(count), rng.randint(3, 16))):
        plan = rng.choice(telling.table.columns)
        refused[place] = rng.choice(_REFUSALS).format(column=plan.name, type=plan.values.type)
    updated = rng.randrange(900)
    return {
        "record_ids": [],
        "count_inserted": count - len(refused) - updated,
        "count_updated": updated,
        "info": {
            "bad_record_indices": ",".join(map(str, refused)),
            **{f"error_{place}": text for place, text in refused.items()},
        },
    }


def load_files(telling: Telling) -> dict[str, object]:
    """/insert/records/fromfiles: how many rows were inserted; a dry run names the files as well."""
    record = load_query(telling)
    if not _is_dry_run(telling):
        return {**record, "files": []}
    day = telling.details["day"]
    files = [f"s3://lake-eu/{telling.table.schema}/{day}/part-{part:05d}.parquet"
             for part in range(telling.rng.randint(1, 24))]  # fmt: skip
    return {**record, "count_updated": 0, "files": telling.texts("filepaths", files)}


def _is_dry_run(telling: Telling) -> bool:
    """Whether the options of the request, or those in the statement, say that nothing be loaded."""
    options = telling.request.get("options")
    mode = options.get("ingestion_mode") if isinstance(options, dict) else None
    return mode == "dry_run" or "DRY RUN" in telling.statement


def load_query(telling: Telling) -> dict[str, object]:
    """/insert/records/fromquery: how many rows were inserted, skipped, updated."""
    rng = telling.rng
    skipped = rng.choice((0, 0, 0, rng.randrange(1, 900)))
    return {
        "table_name": telling.table_name,
        "type_id": telling.type_id,
        "type_definition": json.dumps(type_schema(telling.table), ensure_ascii=False),
        "type_label": "",
        "type_properties": properties(telling.table),
        "count_inserted": rng.randrange(1_000, telling.table.size // 20),
        "count_skipped": skipped,
        "count_updated": rng.choice((0, 0, rng.randrange(1, 40_000))),
        "info": {"ignored_rows": str(skipped)} if skipped else {},
    }


def alter_table(telling: Telling) -> dict[str, object]:
    """/alter/table: the action, and the table's type after it."""
    return {
        "table_name": telling.table_name,
        "action": telling.text("action", "add_column"),
        "value": telling.text("value", telling.details["column"]),
        "type_id": telling.type_id,
        "type_definition": json.dumps(type_schema(telling.table), ensure_ascii=False),
        "properties": properties(telling.table),
        "label": "",
        "info": {},
    }


def create_table(telling: Telling) -> dict[str, object]:
    """/create/table: the table under its full name."""
    name = telling.text("table_name", f"{telling.table.name}_{telling.details['day_plain']}")
    return {
        "table_name": name,
        "type_id": telling.text("type_id", telling.type_id),
        "is_collection": False,
        "info": {"qualified_table_name": name if "." in name else f"ki_home.{name}"},
    }


def create_projection(telling: Telling) -> dict[str, object]:
    """/create/projection: its name and how many rows it has."""
    name = f"{telling.table.name}_by_{telling.details['column']}"
    rows = telling.rng.randrange(10, 9_000_000)
    return {
        "projection_name": telling.text("projection_name", name),
        "info": {"count": str(rows), "qualified_projection_name": name},
    }


def create_view(telling: Telling) -> dict[str, object]:
    """/create/materializedview: the view and its id."""
    return {
        "table_name": telling.text("table_name", f"{telling.table.name}_live"),
        "view_id": str(telling.rng.getrandbits(62)),
        "info": {},
    }


def create_join(telling: Telling) -> dict[str, object]:
    """/create/jointable: how many rows the join has."""
    return {
        "join_table_name": telling.text("join_table_name", f"{telling.table.name}_joined"),
        "count": telling.rng.randrange(telling.table.size),
        "info": {},
    }


def filtered(telling: Telling) -> dict[str, object]:
    """/filter: how many rows passed."""
    view = telling.text("view_name", f"{telling.table.name}_view")
    return {
        "count": telling.rng.randrange(telling.table.size // 10),
        "info": {"qualified_view_name": view},
    }


def deleted(telling: Telling) -> dict[str, object]:
    """/delete/records: how many rows each expression deleted."""
    counts = [telling.rng.randrange(90_000) for _ in telling.texts("expressions", [""])]
    return {"count_deleted": sum(counts), "counts_deleted": counts, "info": {}}


def updated(telling: Telling) -> dict[str, object]:
    """/update/records: how many rows each expression updated."""
    counts = [telling.rng.randrange(90_000) for _ in telling.texts("expressions", [""])]
    return {
        "count_updated": sum(counts),
        "counts_updated": counts,
        "count_inserted": 0,
        "counts_inserted": [0] * len(counts),
        "info": {},
    }


def export_files(telling: Telling) -> dict[str, object]:
    """/export/records/tofiles: how many rows went into which files."""
    rng = telling.rng
    folder = f"s3://partners/{telling.table.schema}/{telling.details['day']}"
    first = telling.text("filepath", f"{folder}/{telling.table.bare_name}")
    return {
        "table_name": telling.table_name,
        "count_exported": rng.randrange(1_000, telling.table.size),
        "count_skipped": 0,
        "files": [f"{first}_{part}.parquet" for part in range(rng.randint(1, 8))],
        "last_timestamp": telling.at_ms,
        "data_text": [],
        "data_bytes": [],
        "info": {},
    }
