"""Column-major tables: the five endpoints with a dynamic schema (protocol §3.4)."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from jobview.results.avro_bytes.avro import RecordSchema
from jobview.simulator.kind import Script
from jobview.simulator.values import ColumnPlan, drawn, each, falling, real, whole

if TYPE_CHECKING:
    from collections.abc import Sequence

    from jobview.simulator.answers.telling import Telling

DUMMY = ColumnPlan("dummy", each("", type_word="string"))
"""What a statement without rows returns: one empty column of that name."""


def encoded(telling: Telling, columns: Sequence[ColumnPlan], count: int) -> dict[str, object]:
    """The three fields that carry `count` rows, in the encoding asked for."""
    return _carried(telling, columns, drawn(columns, telling.rng, count, telling.at_ms))


def _carried(
    telling: Telling, columns: Sequence[ColumnPlan], cells: Sequence[list[object]]
) -> dict[str, object]:
    """The fields that carry these cells.

    Columns of bytes go in binary whatever was asked: how a server puts them into JSON is unknown.
    """
    definition = {
        "type": "record",
        "name": "generic_response",
        "fields": [
            *(
                {"name": f"column_{number}", "type": {"type": "array", "items": plan.items}}
                for number, plan in enumerate(columns, 1)
            ),
            {"name": "column_headers", "type": {"type": "array", "items": "string"}},
            {"name": "column_datatypes", "type": {"type": "array", "items": "string"}},
        ],
    }
    value: dict[str, Any] = {f"column_{number}": some for number, some in enumerate(cells, 1)}
    value["column_headers"] = [plan.name for plan in columns]
    value["column_datatypes"] = [plan.values.type for plan in columns]
    has_bytes = any(plan.values.avro == "bytes" for plan in columns)
    as_json = telling.encoding() == "json" and not has_bytes
    return {
        "response_schema_str": json.dumps(definition, separators=(",", ":")),
        "binary_encoded_response": b"" if as_json else RecordSchema(definition).encode(value),
        "json_encoded_response": json.dumps(value, ensure_ascii=False) if as_json else "",
    }


def execute_sql(telling: Telling) -> dict[str, object]:
    """/execute/sql: the rows of a query, or the number of rows a statement changed."""
    script = telling.script
    if telling.request and telling.statement.lstrip("( \n").upper().startswith(("SELECT", "WITH")):
        script = Script(columns=telling.table.columns, rows=(25, 25))
    if not script.columns:
        return _changed(telling)
    count, total = _counts(telling, script)
    return {
        "count_affected": 0,
        **encoded(telling, script.columns, count),
        "total_number_of_records": total,
        "has_more_records": total > count,
        "paging_table": "",
        "info": {
            "X-Kinetica-Group": "QUERY",
            "count": str(total),
            "last_endpoint": "/get/records/bycolumn",
            "total_time": f"{telling.rng.uniform(0.2, 90):.5f}",
        },
    }


def _changed(telling: Telling) -> dict[str, object]:
    words = telling.statement.split(maxsplit=1)
    is_change = bool(words) and words[0].upper() in {"INSERT", "UPDATE", "DELETE", "MERGE"}
    return {
        "count_affected": telling.rng.randrange(1000, 9_000_000) if is_change else 0,
        **encoded(telling, (DUMMY,), 0),
        "total_number_of_records": -1,
        "has_more_records": False,
        "paging_table": "",
        "info": {"X-Kinetica-Group": "DML" if is_change else "DDL", "count": "0"},
    }


def _counts(telling: Telling, script: Script) -> tuple[int, int]:
    """How many rows this page has, and how many there are."""
    total = count = telling.rng.randint(*script.rows)
    if script.total is not None:
        total = telling.rng.randint(*script.total)
    limit = telling.number("limit", -9999)
    return (min(count, limit) if limit >= 0 else count), total


def by_column(telling: Telling) -> dict[str, object]:
    """/get/records/bycolumn: a page of the table's columns, or of those asked for."""
    wanted = telling.texts("column_names", [])
    columns = tuple(c for c in telling.table.columns if c.name in wanted) or telling.table.columns
    count, _ = _counts(telling, Script(rows=(40, 2000)))
    return {
        "table_name": telling.table_name,
        **encoded(telling, columns, count),
        "total_number_of_records": telling.table.size,
        "has_more_records": True,
        "info": {},
    }


def group_by(telling: Telling) -> dict[str, object]:
    """/aggregate/groupby: groups of one column with a count and an average."""
    key = telling.table.columns[telling.rng.randrange(1, len(telling.table.columns))]
    groups = key.distinct(telling.rng, telling.rng.randint(4, 120), telling.at_ms)
    count = len(groups)
    figures = (
        ColumnPlan("count", falling(whole(10, 4_000_000, "long"))),
        ColumnPlan("avg(1)", real(0, 1000, 4), 0.05),
    )
    cells = [groups, *drawn(figures, telling.rng, count, telling.at_ms)]
    return {
        **_carried(telling, (key, *figures), cells),
        "total_number_of_records": count,
        "has_more_records": False,
        "info": {},
    }


def unique(telling: Telling) -> dict[str, object]:
    """/aggregate/unique: the distinct values of one column."""
    wanted = telling.text("column_name", "")
    named = [column for column in telling.table.columns if column.name == wanted]
    column = named[0] if named else telling.rng.choice(telling.table.columns)
    cells = column.distinct(telling.rng, telling.rng.randint(3, 60), telling.at_ms)
    return {
        "table_name": telling.table_name,
        **_carried(telling, (column,), [cells]),
        "has_more_records": False,
        "info": {},
    }


def unpivot(telling: Telling) -> dict[str, object]:
    """/aggregate/unpivot: names and values of the pivoted columns."""
    names = telling.texts("pivoted_columns", [column.name for column in telling.table.columns])
    columns = (
        ColumnPlan(telling.text("variable_column_name", "variable"), each(*names)),
        ColumnPlan(telling.text("value_column_name", "value"), real(0, 100, 3), 0.1),
    )
    return {
        "table_name": telling.table_name,
        **encoded(telling, columns, len(names) * 5),
        "total_number_of_records": len(names) * 5,
        "has_more_records": False,
        "info": {},
    }
