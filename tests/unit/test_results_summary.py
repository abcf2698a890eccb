"""One line for what a job did, over the endpoints an operator meets."""

from __future__ import annotations

import re
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from jobview.results.first_line.remarks import remarks_of
from jobview.results.first_line.summary import summary_line
from jobview.results.model import Column, DecodedResult, ResultKind, Table
from tests.fakes.cells import CELLS
from tests.fakes.responses import SCHEMAS, decoded, empty, plausible

if TYPE_CHECKING:
    from collections.abc import Callable

FIRST_LINES = Path(__file__).parents[1] / "data" / "first_lines.txt"
"""Every endpoint and what is said about a plausible response of it."""


def of_record(endpoint: str, **record: Any) -> str:  # noqa: ANN401 - any field
    return summary_line(DecodedResult(ResultKind.RECORD, endpoint, record=record))


@pytest.mark.parametrize(
    ("endpoint", "record", "line"),
    [
        (
            "/insert/records/fromfiles",
            {"table_name": "t", "count_inserted": 10_000, "count_skipped": 0, "count_updated": 2},
            "10,000 records inserted into t, 2 updated",
        ),
        (
            "/insert/records/fromfiles",
            {"table_name": "t", "count_inserted": 0, "files": ["a", "b"]},
            "dry run: 0 records would be inserted into t from 2 files: a, b",
        ),
        (
            "/insert/records/fromfiles",
            {
                "table_name": "telecom.cdr",
                "count_inserted": 418_205_338,
                "count_skipped": 475,
                "files": ["a", "b", "c", "d"],
            },
            (
                "dry run: 418,205,338 records would be inserted into telecom.cdr from 4 files,"
                " 475 skipped"
            ),
        ),
        (
            "/insert/records/fromfiles",
            {"table_name": "t", "count_inserted": 1, "count_skipped": 0, "files": ["a"]},
            "dry run: 1 record would be inserted into t from 1 file",
        ),
        (
            "/insert/records/fromfiles",
            {"table_name": "t", "count_skipped": 3, "files": ["a"]},
            "dry run over 1 file",
        ),
        (
            "/insert/records/fromfiles",
            {"table_name": "t", "count_inserted": 9, "count_skipped": 4, "files": []},
            "9 records inserted into t, 4 skipped",
        ),
        (
            "/insert/records",
            {"record_ids": [], "count_inserted": 0, "count_updated": 0},
            "0 records inserted",
        ),
        (
            "/insert/records",
            {"count_inserted": 998, "count_updated": 1, "info": {"bad_record_indices": "3, 17"}},
            "998 records inserted, 1 updated, 2 rejected",
        ),
        ("/insert/records", {"count_inserted": 1}, "1 record inserted"),
        ("/delete/records", {"count_deleted": 1, "counts_deleted": [1]}, "1 record deleted"),
        (
            "/update/records",
            {"count_updated": 0, "count_inserted": 3},
            "0 records updated, 3 inserted",
        ),
        ("/create/table", {"table_name": "s.t", "type_id": "1"}, "created table s.t"),
        ("/create/table", {"table_name": 7}, "created table"),
        ("/create/newthing", {"name": "n"}, "created newthing n"),
        (
            "/create/projection",
            {"projection_name": "p", "info": {"count": "1204"}},
            "created projection p, 1,204 records",
        ),
        ("/clear/table", {"table_name": "ALL CLEARED"}, "cleared all tables"),
        ("/clear/tables", {"tables": {"a": "", "b": ""}}, "cleared 2 tables"),
        ("/drop/schema", {"schema_name": "s"}, "dropped schema s"),
        ("/has/table", {"table_name": "t", "table_exists": False}, "table t does not exist"),
        (
            "/has/permission",
            {"principal": "", "has_permission": False, "permission": "admin"},
            "the permission is not held",
        ),
        ("/filter", {"count": 1, "info": {}}, "1 matching record"),
        (
            "/filter/bybox",
            {"count": 0, "info": {"qualified_view_name": "s.v"}},
            "0 matching records in view s.v",
        ),
        (
            "/aggregate/minmax",
            {"min": -0.5, "max": 1.429658222e12},
            "min -0.5, max 1,429,658,222,000",
        ),
        ("/aggregate/minmax", {"min": float("nan"), "max": -1e300}, "min NaN, max -1e+300"),
        (
            "/aggregate/groupby",
            {"binary_encoded_response": b"", "info": {"count": "1204"}},
            "1,204 rows in the result table",
        ),
        (
            "/aggregate/statistics",
            {"stats": {str(n): 1.0 for n in range(9)}},
            "0 = 1, 1 = 1, 2 = 1, 3 = 1, 4 = 1, 5 = 1, 3 more",
        ),
        ("/match/graph", {"result": False, "match_score": 0.0}, "graph not matched, score 0"),
        ("/admin/add/ranks", {"added_ranks": []}, "added no ranks"),
        ("/admin/rebalance", {"info": {"a": "b"}}, "rebalanced the cluster"),
        (
            "/admin/verifydb",
            {"verified_ok": False, "error_list": ["x"], "orphaned_tables_total_size": -1},
            "database not in order, 1 error",
        ),
        ("/show/system/status", {"status_map": {"system": "no JSON"}}, "1 status entry"),
        ("/show/table", {"table_names": ["s.t"], "total_full_size": -1}, "1 table: s.t"),
        ("/show/types", {"type_ids": []}, "no types"),
        ("/get/records", {"records_binary": [b"?"]}, "rows that could not be read"),
        ("/get/records", {"records_binary": []}, "no rows"),
        ("/new/thing", {"answer": "text", "info": {}}, "answer: text"),
        ("/new/thing", {"info": {"a": "b"}}, "done"),
        (
            "/create/table",
            {"table_name": "a\nb\x1b" + "x" * 500},
            "created table a b\x1b" + "x" * 181 + "…",
        ),
    ],
)
def test_a_record_is_summed_up(endpoint: str, record: dict[str, Any], line: str) -> None:
    assert of_record(endpoint, **record) == line


@pytest.mark.parametrize(
    ("count", "info", "line"),
    [
        (1_204_331, {}, "1,204,331 rows affected"),
        (1, {}, "1 row affected"),
        (0, {}, "0 rows affected"),
        (0, {"X-Kinetica-Group": "QUERY"}, "0 rows affected"),
        (0, {"X-Kinetica-Group": "DDL"}, "statement done"),
        (
            0,
            {"X-Kinetica-Group": "DDL", "last_endpoint": "/create/table"},
            "statement done: create table",
        ),
        (0, {"last_endpoint": "/alter/table"}, "statement done: alter table"),
        (0, {"last_endpoint": "/insert/records/fromquery"}, "0 rows affected"),
        (7, {"X-Kinetica-Group": "DDL"}, "7 rows affected"),
        (-1, {}, "statement done"),
    ],
)
def test_sql_without_rows_says_what_it_did(count: int, info: dict[str, str], line: str) -> None:
    dummy = '{"column_1": [], "column_headers": ["dummy"], "column_datatypes": ["string"]}'
    record = {
        "count_affected": count,
        "json_encoded_response": dummy,
        "total_number_of_records": -1,
        "info": info,
    }

    assert of_record("/execute/sql", **record) == line
    assert decoded("/execute/sql", record).summary == line


def test_every_endpoint_says_what_it_did_as_was_read_and_found_sensible() -> None:
    lines = [line.split(maxsplit=1) for line in FIRST_LINES.read_text("utf-8").splitlines()]
    said = [[name, decoded(name, plausible(name)).summary] for name in SCHEMAS.endpoints()]

    assert said == lines


@pytest.mark.parametrize("endpoint", SCHEMAS.endpoints())
@pytest.mark.parametrize("record_of", [plausible, empty, lambda _: {}])
def test_every_endpoint_has_one_sensible_line(
    endpoint: str, record_of: Callable[[str], dict[str, Any]]
) -> None:
    line = summary_line(DecodedResult(ResultKind.RECORD, endpoint, record=record_of(endpoint)))

    assert line == line.strip() == line.splitlines()[0]
    assert 4 <= len(line) <= 200
    assert line != "done"
    assert not set(line) & set("{}[]")
    assert not re.search(r"\b1 \w+s\b|  | [,:]|[,:]$", line)


@given(st.sampled_from(SCHEMAS.endpoints()), st.data())
def test_a_line_is_said_about_any_record(endpoint: str, data: st.DataObject) -> None:
    names = [*plausible(endpoint), "info"]
    record = data.draw(st.dictionaries(st.sampled_from(names), CELLS))

    line = summary_line(DecodedResult(ResultKind.RECORD, endpoint, record=record))

    assert 1 <= len(line) <= 200
    assert line.splitlines() == [line]
    assert isinstance(remarks_of(endpoint, record), tuple)


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
        ("/show/schema", 3, {"title": "schemas"}, "3 schemas"),
        ("/show/schema", 1, {"title": "schemas"}, "1 schema"),
        ("/aggregate/groupby", 3, {"total_row_count": 3}, "3 groups"),
        ("/aggregate/unique", 1, {}, "1 distinct value"),
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
