"""Results as JSON: nothing lost, nothing that JSON cannot hold."""

from __future__ import annotations

import base64
import json
import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from jobview.results.cells.plain import json_value, result_json
from jobview.results.model import Column, DecodedResult, ResultKind, Table


def test_a_table_result_has_the_documented_shape() -> None:
    table = Table(
        (Column("id", "long"), Column("wkb", "bytes"), Column("d", "")),
        ([2**63 - 1, -1], [b"\x00\xff", None], [math.inf, 0.5]),
        row_count=2,
        title="tables",
    )
    result = DecodedResult(
        ResultKind.TABLE,
        "/execute/sql",
        summary="2 rows",
        record={"count_affected": 0, "info": {"a": "b"}, "data": b"x"},
        table=table,
        raw=b"raw",
        note="one note",
        form="Avro",
    )

    assert result_json(result) == {
        "kind": "table",
        "record": {"count_affected": 0, "info": {"a": "b"}, "data": {"base64": "eA=="}},
        "table": {
            "columns": [
                {"name": "id", "type": "long"},
                {"name": "wkb", "type": "bytes"},
                {"name": "d", "type": ""},
            ],
            "rows": [
                [9223372036854775807, {"base64": "AP8="}, "Infinity"],
                [-1, None, 0.5],
            ],
        },
        "note": "one note",
    }


@pytest.mark.parametrize(
    ("result", "document"),
    [
        (DecodedResult(ResultKind.NONE, "/x"), {"kind": "none"}),
        (
            DecodedResult(ResultKind.RECORD, "/x", record={"a": 1}, raw=b"abc", rest_at=1),
            {"kind": "record", "record": {"a": 1}, "unread_bytes": 2},
        ),
        (
            DecodedResult(ResultKind.BYTES, "/x", raw=b"x", note="why"),
            {"kind": "bytes", "note": "why"},
        ),
        (DecodedResult(ResultKind.TEXT, "/x", text=""), {"kind": "text", "text": ""}),
        (
            DecodedResult(ResultKind.NONE, "/x", remarks=("a", "b")),
            {"kind": "none", "remarks": ["a", "b"]},
        ),
        (DecodedResult(ResultKind.RECORD, "/x", record={}), {"kind": "record", "record": {}}),
    ],
)
def test_absent_parts_are_left_out(result: DecodedResult, document: dict[str, object]) -> None:
    assert result_json(result) == document


def test_an_empty_table_has_columns_and_no_rows() -> None:
    result = DecodedResult(ResultKind.TABLE, "/x", table=Table((Column("a", "int"),), ([],), 0))

    assert result_json(result)["table"] == {"columns": [{"name": "a", "type": "int"}], "rows": []}


values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text() | st.binary(),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(), inner, max_size=4),
    max_leaves=20,
)


def restored(value: object, document: object) -> object:
    """`document` turned back into `value`'s types."""
    if isinstance(value, bytes):
        assert isinstance(document, dict)
        return base64.b64decode(document["base64"], validate=True)
    if isinstance(value, float) and not math.isfinite(value):
        assert document in {"NaN", "Infinity", "-Infinity"}
        return float(str(document))
    if isinstance(value, list):
        assert isinstance(document, list)
        return [restored(*pair) for pair in zip(value, document, strict=True)]
    if isinstance(value, dict):
        assert isinstance(document, dict)
        assert list(document) == list(value)
        return {name: restored(item, document[name]) for name, item in value.items()}
    return document


@given(values)
def test_every_value_survives_a_strict_json_writer(value: object) -> None:
    document = json.loads(json.dumps(json_value(value), allow_nan=False))

    assert repr(restored(value, document)) == repr(value)
