"""Which views a result offers, and what stands over them."""

from __future__ import annotations

import pytest

from jobview.results.cells.values import PLAIN
from jobview.results.model import Column, DecodedResult, ResultKind, Table
from jobview.ui.paint.marks import UNICODE_MARKS
from jobview.ui.result.result_heading import heading, repeats_heading
from jobview.ui.result.result_views import ChosenViews, made_ready, offered
from jobview.ui.result.view_kind import ViewKind
from tests.fakes.made import Made

ROWS = Table((Column("n", "int"),), ([1, 2],), 2)
TABLE = DecodedResult(
    ResultKind.TABLE, "/execute/sql", record={"info": {}}, table=ROWS, raw=b"\x00"
)
RECORD = DecodedResult(ResultKind.RECORD, "/alter/table", record={"a": 1}, raw=b"\x00")
TEXT = DecodedResult(ResultKind.TEXT, "/x", text="plain", raw=b"plain")
JSON = DecodedResult(ResultKind.TEXT, "/x", text="[1]", raw=b"[1]")
BYTES = DecodedResult(ResultKind.BYTES, "/x", raw=b"\x00")
NOTHING = DecodedResult(ResultKind.NONE, "/x")


@pytest.mark.parametrize(
    ("result", "kinds", "first"),
    [
        (TABLE, "table facts tree text hex", ViewKind.TABLE),
        (RECORD, "facts tree text hex", ViewKind.FACTS),
        (TEXT, "text hex", ViewKind.TEXT),
        (JSON, "tree text hex", ViewKind.TEXT),
        (BYTES, "hex", ViewKind.HEX),
        (NOTHING, "", None),
    ],
)
def test_only_views_with_something_to_show_are_offered(
    result: DecodedResult, kinds: str, first: ViewKind | None
) -> None:
    assert [kind.value for kind in offered(result)] == kinds.split()
    assert ChosenViews().view_for(result) is first


def test_a_choice_holds_for_its_kind_where_it_can() -> None:
    chosen = ChosenViews()
    chosen.choose(JSON, ViewKind.TREE)

    assert chosen.view_for(JSON) is ViewKind.TREE
    assert chosen.view_for(TEXT) is ViewKind.TEXT
    assert chosen.view_for(TABLE) is ViewKind.TABLE


@pytest.mark.parametrize(
    ("rows", "total", "has_more", "words"),
    [
        (25, 25, False, "25 of 25 rows · 1 column"),
        (25, None, False, "25 rows · 1 column"),
        (1, 1, False, "1 of 1 row · 1 column"),
        (20_000, 48_210_331, True, "first 20,000 of 48,210,331 rows · 1 column"),
        (20_000, None, True, "first 20,000 rows, more on the server · 1 column"),
        (20_000, 20_000, True, "first 20,000 rows, more on the server · 1 column"),
    ],
)
def test_the_heading_counts_rows_held_and_rows_there(
    rows: int, total: int | None, words: str, *, has_more: bool
) -> None:
    table = Table((Column("n", "int"),), ([0] * rows,), rows, total, has_more)
    result = DecodedResult(ResultKind.TABLE, "/execute/sql", table=table)

    assert heading(result, ViewKind.TABLE) == words


@pytest.mark.parametrize(
    ("summary", "repeats"),
    [
        ("2 rows", True),
        ("2 rows, more available", True),
        ("2 rows affected", False),
        ("3 tables", False),
        ("", True),
    ],
)
def test_a_summary_that_only_counts_rows_is_not_said_twice(summary: str, *, repeats: bool) -> None:
    result = DecodedResult(ResultKind.TABLE, "/execute/sql", summary=summary, table=ROWS)

    assert repeats_heading(result) is repeats


def test_every_view_is_headed() -> None:
    assert heading(RECORD, ViewKind.FACTS) == "1 field"
    assert heading(BYTES, ViewKind.HEX) == "1 byte"
    assert heading(TEXT, ViewKind.TEXT) == "text, 5 bytes"


def test_a_table_is_measured_before_its_view_is_made() -> None:
    cells = Made[object](100_000, lambda row: row)
    table = Table((Column("n", "int"),), (cells,), 100_000)
    result = DecodedResult(ResultKind.TABLE, "/x", record={}, table=table, raw=b"\x00")

    make = made_ready(result, ViewKind.TABLE, UNICODE_MARKS, PLAIN)
    looked_at = cells.made_count
    make()

    assert looked_at > 0
    assert cells.made_count == looked_at
