"""What is coloured in a line of JSON or SQL."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st

from jobview.ui.paint.highlights import json_spans, sql_spans

if TYPE_CHECKING:
    from jobview.ui.paint.highlights import Highlighter

BOTH = [json_spans, sql_spans]


def found(spans: Highlighter, line: str) -> list[tuple[str, str]]:
    return [(line[start:end], token) for start, end, token in spans(line)]


def test_json() -> None:
    assert found(json_spans, '  "a b": [1, -2.5e3, "x\\"y", true, null],') == [
        ('"a b"', "name"),
        ("1", "number"),
        ("-2.5e3", "number"),
        ('"x\\"y"', "text"),
        ("true", "word"),
        ("null", "word"),
    ]


def test_sql() -> None:
    assert found(sql_spans, "SELECT \"Q\", 'it''s', 7 from t1 -- where") == [
        ("SELECT", "word"),
        ('"Q"', "name"),
        ("'it''s'", "text"),
        ("7", "number"),
        ("from", "word"),
        ("-- where", "comment"),
    ]


def test_a_comment_in_the_line_ends_where_it_ends() -> None:
    assert found(sql_spans, "a /* b */ AND c") == [("/* b */", "comment"), ("AND", "word")]


@pytest.mark.parametrize("spans", BOTH)
def test_an_open_string_goes_to_the_end(spans: Highlighter) -> None:
    line = "'never closed" if spans is sql_spans else '"never closed'

    assert found(spans, line) == [(line, "text")]


@pytest.mark.parametrize("spans", BOTH)
@given(line=st.text(max_size=80) | st.text("\"'\\/*-:{} a1", max_size=80))
def test_spans_are_in_order_and_within_the_line(spans: Highlighter, line: str) -> None:
    position = 0
    for start, end, _ in spans(line):
        assert position <= start < end <= len(line)
        position = end


@pytest.mark.parametrize("spans", BOTH)
@pytest.mark.parametrize("unit", ['"', "'", '\\"', "/*", "--", "1e", '"a":', "''"])
def test_no_line_takes_long(spans: Highlighter, unit: str) -> None:
    spans_found = list(spans(unit * 20_000))

    assert all(span.end > span.start for span in spans_found)
