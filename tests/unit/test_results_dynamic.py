"""Tables whose columns are named by number keep each under its own header (protocol §3.4)."""

from __future__ import annotations

import json

import pytest

from jobview.results.model import Column
from jobview.results.tables.dynamic import read_dynamic


@pytest.mark.parametrize("rows", [2, 20_000], ids=["short", "long"])
def test_a_column_that_was_not_sent_shifts_no_header(rows: int) -> None:
    sent = {
        "column_1": [1] * rows,
        "column_3": [0.25] * rows,
        "column_headers": ["id", "name", "price"],
        "column_datatypes": ["int", "string", "decimal(8,2)"],
    }

    reading = read_dynamic({"json_encoded_response": json.dumps(sent)})

    assert reading.table is not None
    assert reading.table.columns == (Column("id", "int"), Column("price", "decimal(8,2)"))
    assert reading.note == "the server named 3 columns and sent 2"
