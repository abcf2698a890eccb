"""Errors and warnings that came along with a result."""

from __future__ import annotations

from typing import Any

import pytest

from jobview.results.first_line.remarks import MOST_REMARKS, remarks_of
from tests.fakes.responses import decoded


@pytest.mark.parametrize(
    ("endpoint", "record", "remarks"),
    [
        (
            "/insert/records",
            {
                "count_inserted": 1,
                "info": {
                    "bad_record_indices": "10,2",
                    "error_10": "too\nlong",
                    "error_2": "no int",
                },
            },
            ("record 2: no int", "record 10: too long"),
        ),
        (
            "/show/table",
            {
                "info": {
                    "WARNING_1": "b",
                    "WARNING_0": "no such table",
                    "error_0": "c",
                    "count": "1",
                }
            },
            ("error: c", "warning: no such table", "warning: b"),
        ),
        ("/create/table", {"info": {"errors": "0", "warning": "", "error_rate_x": "1"}}, ()),
        (
            "/insert/records/fromfiles",
            {
                "info": {
                    "num_errors": "5",
                    "ignore_errors": "true",
                    "max_errors": "100",
                    "num_warnings": " 000 ",
                    "no_error_if_not_exists": "true",
                    "error_handling": "ignore_bad_records",
                    "on_error": "abort",
                }
            },
            ("num_errors: 5",),
        ),
        (
            "/insert/records",
            {"info": {"sql_error": "no such column", "error_0": "b", "terror_1": "x y"}},
            ("record 0: b", "sql_error: no such column"),
        ),
        ("/clear/tables", {"tables": {"a": "", "b": "no such table"}}, ("b: no such table",)),
        ("/admin/verifydb", {"error_list": ["x", "y"]}, ("x", "y")),
        (
            "/verify/backup",
            {"backup_names": ["a", "b"], "errors": [[], ["file lost", "size differs"]]},
            ("b: file lost", "b: size differs"),
        ),
        ("/verify/backup", {"backup_names": 7, "errors": [["file lost"]]}, ("file lost",)),
        (
            "/execute/sql",
            {"paging_table": "p_1", "count_affected": 0},
            ("the rows stay in table p_1 until it is cleared",),
        ),
        ("/has/table", {"table_exists": True}, ()),
        ("/new/thing", {"info": "no map", "error_list": ["x"]}, ()),
    ],
)
def test_errors_and_warnings_are_told(
    endpoint: str, record: dict[str, Any], remarks: tuple[str, ...]
) -> None:
    assert remarks_of(endpoint, record) == remarks
    assert decoded(endpoint, record).remarks == remarks


def test_only_the_first_are_told_and_the_others_counted() -> None:
    info = {f"error_{place}": "x" * 9999 for place in range(1_200)}

    remarks = remarks_of("/insert/records", {"info": info})

    assert len(remarks) == MOST_REMARKS + 1
    assert remarks[1].startswith("record 1: xxx")
    assert len(remarks[1]) == 500
    assert remarks[-1] == "and 1,190 more"
