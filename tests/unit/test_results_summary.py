"""One line for what a job did, over the endpoints an operator meets."""

from __future__ import annotations

from typing import Any

import pytest

from jobview.results.model import Column, DecodedResult, ResultKind, Table
from jobview.results.summary import summary_line


def of_record(endpoint: str, **record: Any) -> str:  # noqa: ANN401 - any field
    return summary_line(DecodedResult(ResultKind.RECORD, endpoint, record=record))


@pytest.mark.parametrize(
    ("endpoint", "record", "line"),
    [
        ("/execute/sql", {"count_affected": 1_204_331}, "1,204,331 rows affected"),
        ("/execute/sql", {"count_affected": 1}, "1 row affected"),
        ("/execute/sql", {"count_affected": 0}, "0 rows affected"),
        ("/execute/sql", {"count_affected": -1, "info": {}}, "count affected: -1"),
        (
            "/insert/records/fromfiles",
            {"table_name": "t", "count_inserted": 10_000, "count_skipped": 0, "count_updated": 2},
            "10,000 inserted, 2 updated",
        ),
        (
            "/insert/records",
            {"record_ids": [], "count_inserted": 0, "count_updated": 0},
            "0 inserted",
        ),
        ("/delete/records", {"count_deleted": 5, "counts_deleted": [5]}, "5 deleted"),
        ("/update/records", {"count_updated": 0, "count_inserted": 3}, "3 inserted"),
        ("/create/table", {"table_name": "s.t", "type_id": "1"}, "created s.t"),
        ("/create/jointable", {"join_table_name": "j", "count": 3}, "created j"),
        ("/create/projection", {"projection_name": "p", "info": {}}, "created p"),
        ("/alter/table", {"table_name": "t", "action": "add_column"}, "altered t"),
        ("/clear/table", {"table_name": "t"}, "cleared t"),
        ("/drop/schema", {"schema_name": "s"}, "dropped s"),
        ("/grant/role", {"role": "r", "member": "m"}, "granted to r"),
        ("/execute/proc", {"run_id": "77"}, "started run 77"),
        ("/has/table", {"table_name": "t", "table_exists": False}, "table exists: no"),
        ("/filter", {"count": 31_415, "info": {}}, "count: 31,415"),
        ("/filter", {"count": 0, "info": {}}, "count: 0"),
        ("/aggregate/minmax", {"min": 0.5, "max": 2.0}, "min: 0.5"),
        ("/admin/add/ranks", {"added_ranks": ["1", "2"]}, "added ranks: 2"),
        ("/aggregate/statistics", {"stats": {"mean": 1.0}}, "stats: 1"),
        (
            "/visualize/image",
            {"width": 512.0, "image_data": bytes(2048)},
            "image data: 2,048 bytes",
        ),
        ("/admin/rebalance", {"info": {"a": "b"}}, "done"),
        ("/admin/rebalance", {}, "done"),
        ("/new/thing", {"answer": "text", "info": {}}, "answer: text"),
        ("/show/table", {"table_names": []}, "0 tables"),
        ("/create/table", {"table_name": 7}, "table name: 7"),
        (
            "/create/table",
            {"table_name": "a\nb\x1b" + "x" * 500},
            "created a b\x1b" + "x" * 187 + "…",
        ),
    ],
)
def test_a_record_is_summed_up(endpoint: str, record: dict[str, Any], line: str) -> None:
    assert of_record(endpoint, **record) == line


def of_table(endpoint: str, count: int, **fields: Any) -> str:  # noqa: ANN401 - any field
    table = Table((Column("c", "int"),), ([0] * count,), count, **fields)
    return summary_line(DecodedResult(ResultKind.TABLE, endpoint, record={}, table=table))


@pytest.mark.parametrize(
    ("endpoint", "count", "fields", "line"),
    [
        ("/execute/sql", 25, {}, "25 rows"),
        ("/execute/sql", 1, {}, "1 row"),
        ("/execute/sql", 0, {"total_row_count": 0}, "0 rows"),
        ("/execute/sql", 25, {"has_more": True}, "25 rows, more available"),
        ("/execute/sql", 1, {"total_row_count": 25}, "1 of 25 rows"),
        (
            "/get/records",
            20_000,
            {"total_row_count": 48_210_331, "has_more": True},
            "20,000 of 48,210,331 rows, more available",
        ),
        ("/show/table", 3, {"title": "tables"}, "3 tables"),
        ("/show/table", 1, {"title": "tables"}, "1 table"),
        ("/show/directories", 1, {}, "1 directory"),
        ("/show/directories", 2, {}, "2 directories"),
    ],
)
def test_a_table_is_counted(endpoint: str, count: int, fields: dict[str, Any], line: str) -> None:
    assert of_table(endpoint, count, **fields) == line


@pytest.mark.parametrize(
    ("result", "line"),
    [
        (DecodedResult(ResultKind.NONE, "/x"), "nothing returned"),
        (DecodedResult(ResultKind.NONE, "/x", note="the job is not finished"), ""),
        (
            DecodedResult(ResultKind.BYTES, "/x", raw=bytes(1234)),
            "1,234 bytes that could not be read",
        ),
        (DecodedResult(ResultKind.TEXT, "/x", text="\n first\nsecond"), "first"),
        (DecodedResult(ResultKind.TEXT, "/x", text=""), "an empty text"),
    ],
)
def test_the_other_kinds_have_a_line_too(result: DecodedResult, line: str) -> None:
    assert summary_line(result) == line
