"""The JSON documents: exact values, nothing invented, absent parts left out."""

from __future__ import annotations

import json
import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from jobview.cli.documents import job_document, reply_document, utc_text
from jobview.cli.output import answer_json
from jobview.results.cells.plain import json_value
from jobview.results.model import Column, DecodedResult, ResultKind, Table
from tests.fakes.jobs import job, reply

LONGEST = 2**63 - 1

plain_json = st.recursive(
    st.none()
    | st.booleans()
    | st.integers()
    | st.floats(allow_nan=False, allow_infinity=False)
    | st.text(),
    lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner),
    max_leaves=8,
)


def result(kind: ResultKind, **parts: object) -> DecodedResult:
    return DecodedResult(kind, "/x", **parts)  # type: ignore[arg-type] # any field by keyword


@given(plain_json)
def test_what_json_can_hold_stays_as_it_is(value: object) -> None:
    assert json_value(value) == value


@pytest.mark.parametrize(
    ("value", "spelt"),
    [
        (LONGEST, LONGEST),
        (-LONGEST - 1, -LONGEST - 1),
        (math.nan, "NaN"),
        (math.inf, "Infinity"),
        (-math.inf, "-Infinity"),
        (-0.0, -0.0),
        (b"", {"base64": ""}),
        (b"\x00\xff\xfe", {"base64": "AP/+"}),
        (bytearray(b"a"), {"base64": "YQ=="}),
        ((1, b"a", [math.nan]), [1, {"base64": "YQ=="}, ["NaN"]]),
        ({"a": {"b": b"c"}}, {"a": {"b": {"base64": "Yw=="}}}),
    ],
)
def test_what_json_cannot_hold_is_spelt(value: object, spelt: object) -> None:
    assert json_value(value) == spelt


def test_no_document_is_beyond_json(capsys: pytest.CaptureFixture[str]) -> None:
    answer_json(json_value({"long": LONGEST, "nan": math.nan, "half": "\ud800", "word": "città ␛"}))

    told = capsys.readouterr().out
    assert json.loads(told) == {"long": LONGEST, "nan": "NaN", "half": "\ud800", "word": "città ␛"}
    assert "città ␛" in told


@pytest.mark.parametrize(
    ("epoch_s", "text"),
    [
        (1_700_000_000.25, "2023-11-14T22:13:20.250Z"),
        (0.0, "1970-01-01T00:00:00.000Z"),
        (1e18, None),
        (-1e18, None),
        (None, None),
    ],
)
def test_times_are_utc_or_unknown(epoch_s: float | None, text: str | None) -> None:
    assert utc_text(epoch_s) == text


def test_unknown_facts_of_a_job_are_null() -> None:
    document = job_document(
        job(7, "", received_ms=None, auth_id="", source_ip="", endpoint="", progress=None)
    )

    assert document == {
        "job_id": 7,
        "status": None,
        "phase": "unknown",
        "endpoint": None,
        "progress": None,
        "received_at": None,
        "auth_id": None,
        "source_ip": None,
        "query_text": None,
        "user_data": None,
        "flags": None,
    }


def test_a_done_job_always_has_a_result() -> None:
    document = reply_document(reply(7, "DONE", 100), result(ResultKind.NONE))

    assert document["result"] == {"kind": "none"}
    assert "error_message" not in document


def test_a_failed_job_has_an_error_and_no_result() -> None:
    failed = reply(7, "ERROR", 40, status_map={"error_message": "out of memory"})

    document = reply_document(failed, result(ResultKind.NONE, note="it failed"))

    assert document["error_message"] == "out of memory"
    assert "result" not in document


def test_a_table_is_told_row_by_row() -> None:
    table = Table(
        columns=(Column("id", "long"), Column("x", "double"), Column("b", "bytes")),
        data=([1, LONGEST], [math.inf, None], [b"\x01", None]),
        row_count=2,
    )

    document = reply_document(reply(7, "DONE"), result(ResultKind.TABLE, table=table, record={}))

    assert document["result"] == {
        "kind": "table",
        "record": {},
        "table": {
            "columns": [
                {"name": "id", "type": "long"},
                {"name": "x", "type": "double"},
                {"name": "b", "type": "bytes"},
            ],
            "rows": [[1, "Infinity", {"base64": "AQ=="}], [LONGEST, None, None]],
        },
    }


def test_text_and_note_are_told_when_they_are_there() -> None:
    document = reply_document(
        reply(7, "DONE"), result(ResultKind.TEXT, text="hello", note="cut short")
    )

    assert document["result"] == {"kind": "text", "text": "hello", "note": "cut short"}
