"""Rows in the order of a column."""

from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from jobview.results.model import Column, Table
from jobview.ui.result.row_order import row_order


def one_column(values: list[object], kind: str = "") -> Table:
    return Table((Column("c", kind),), (values,), len(values))


def ordered(values: list[object], kind: str = "", *, is_descending: bool = False) -> list[object]:
    order = row_order(one_column(values, kind), 0, is_descending=is_descending)
    return [values[row] for row in order.rows]


@pytest.mark.parametrize(
    ("kind", "values", "ascending"),
    [
        ("int", [10, 9, 100], [9, 10, 100]),
        ("double", [0.5, -1, 2], [-1, 0.5, 2]),
        ("decimal(10,2)", ["10.00", "9.50", "-1"], ["-1", "9.50", "10.00"]),
        ("ulong", ["18446744073709551615", "9"], ["9", "18446744073709551615"]),
        ("char64", ["10", "9", "a"], ["10", "9", "a"]),
        ("timestamp", [2_000, 1_000], [1_000, 2_000]),
        ("bytes", [b"b", b"a"], [b"a", b"b"]),
    ],
)
def test_values_and_not_texts_are_compared(
    kind: str, values: list[object], ascending: list[object]
) -> None:
    assert ordered(values, kind) == ascending
    assert ordered(values, kind, is_descending=True) == ascending[::-1]


def test_null_is_last_either_way() -> None:
    assert ordered([None, 2, None, 1], "int") == [1, 2, None, None]
    assert ordered([None, 2, None, 1], "int", is_descending=True) == [2, 1, None, None]


@pytest.mark.parametrize("is_descending", [False, True])
def test_equal_rows_keep_the_servers_order(*, is_descending: bool) -> None:
    values: list[object] = [row % 3 for row in range(50_000)]

    order = row_order(one_column(values), 0, is_descending=is_descending)

    for value in range(3):
        rows = [row for row in order.rows if values[row] == value]
        assert rows == sorted(rows)


@given(
    values=st.lists(
        st.none()
        | st.integers()
        | st.floats()
        | st.text()
        | st.binary()
        | st.booleans()
        | st.decimals(allow_nan=False)
        | st.lists(st.integers()),
        max_size=30,
    ),
    kind=st.sampled_from(["", "decimal", "ulong", "timestamp"]),
    is_descending=st.booleans(),
)
def test_anything_can_be_ordered(values: list[object], kind: str, *, is_descending: bool) -> None:
    order = row_order(one_column(values, kind), 0, is_descending=is_descending)

    assert sorted(order.rows) == [*range(len(values))]
    assert [order.places[row] for row in order.rows] == [*range(len(values))]


def test_many_rows_are_merged_from_runs() -> None:
    values: list[object] = [(row * 7919) % 100_003 for row in range(100_003)]

    assert ordered(values) == [*range(100_003)]
    assert ordered(values, is_descending=True) == [*range(100_002, -1, -1)]


def test_texts_that_are_no_numbers_follow_the_numbers() -> None:
    assert ordered(["NaN", "2", "x", "1"], "decimal") == ["1", "2", "NaN", "x"]
    assert ordered([Decimal(2), 1.5, 1]) == [1, 1.5, Decimal(2)]
