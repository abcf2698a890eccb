"""How wide a result's columns are."""

from __future__ import annotations

from itertools import pairwise
from typing import TYPE_CHECKING

from hypothesis import given
from hypothesis import strategies as st

from jobview.results.model import Column, Table
from jobview.ui.result.result_layout import GAP, GUTTER, Measures, measured, result_layout
from tests.fakes.hostile import SHORT, SHORT_SHOWN
from tests.fakes.made import Made

if TYPE_CHECKING:
    from collections.abc import Sequence

WIDTHS = st.lists(st.integers(3, 400), max_size=12)


def table(*columns: tuple[str, str, Sequence[object]]) -> Table:
    return Table(
        tuple(Column(name, kind) for name, kind, _ in columns),
        tuple(values for _, _, values in columns),
        len(columns[0][2]) if columns else 0,
    )


def test_a_column_is_as_wide_as_its_name_type_or_values() -> None:
    found = measured(
        table(
            ("vendor_id", "int", [0, 1]),
            ("c", "char64", ["x", "y"]),
            ("city", "string", ["città-日本", None]),
            ("n", "int", [7, 7]),
        )
    )

    assert found.widths == (9, 6, 10, 3)


def test_a_column_has_room_for_the_signs_that_stand_for_characters_without_a_width() -> None:
    found = measured(table((SHORT, "", [1]), ("a", SHORT, [1]), ("b", "string", [SHORT])))

    assert found.widths == (len(SHORT_SHOWN),) * 3


def test_numbers_are_aligned_right() -> None:
    found = measured(
        table(
            ("a", "double", [None]),
            ("b", "timestamp", [1_700_000_000_000]),
            ("c", "", [2.5]),
            ("d", "", [True]),
            ("e", "", [None]),
            ("f", "string", ["1"]),
        )
    )

    assert found.right == (True, False, True, False, False, False)


def test_numbers_that_grow_further_down_are_measured_too() -> None:
    assert measured(table(("n", "long", range(10_000_000)))).widths == (7,)


def test_a_giant_cell_is_not_measured_to_its_end() -> None:
    assert measured(table(("s", "string", ["x" * 20_000_000]))).widths == (400,)


def test_a_table_of_many_columns_is_measured_on_fewer_rows() -> None:
    values = Made[object](1_000, lambda row: row)
    columns = tuple(Column(f"c{number}", "int") for number in range(2_000))
    measured(Table(columns, (values,) * 2_000, 1_000))

    assert values.made_count <= 2_000 * 5


def test_a_table_without_rows_or_columns_is_measured() -> None:
    assert measured(table()).widths == ()
    assert measured(table(("only", "int", []))).widths == (4,)
    assert result_layout(measured(table()), 80).width == 0


@given(WIDTHS, st.integers(0, 300))
def test_columns_stand_side_by_side(widths: list[int], view_width: int) -> None:
    layout = result_layout(Measures(tuple(widths), (False,) * len(widths)), view_width)

    for left, right in pairwise(range(len(widths))):
        assert layout.starts[left] + layout.widths[left] + GAP == layout.starts[right]
    assert all(3 <= shown <= wanted for shown, wanted in zip(layout.widths, widths, strict=True))


@given(WIDTHS, st.integers(0, 300))
def test_only_spare_cells_widen_a_column_beyond_the_usual(
    widths: list[int], view_width: int
) -> None:
    layout = result_layout(Measures(tuple(widths), (False,) * len(widths)), view_width)
    narrow = result_layout(Measures(tuple(widths), (False,) * len(widths)), 0)

    assert all(width <= 40 for width in narrow.widths)
    assert layout.width <= max(view_width - GUTTER, narrow.width)


@given(st.lists(st.integers(3, 60), min_size=1, max_size=12), st.integers(0, 400))
def test_the_columns_on_screen_are_found(widths: list[int], start: int) -> None:
    layout = result_layout(Measures(tuple(widths), (False,) * len(widths)), 0)
    columns = layout.columns_within(start, start + 50)

    for index in range(len(widths)):
        end = layout.starts[index] + layout.widths[index]
        if layout.starts[index] < start + 50 and end > start:
            assert index in columns


def test_a_cell_is_found_by_its_place() -> None:
    layout = result_layout(Measures((5, 5), (False, False)), 0)

    assert [layout.column_at(x) for x in (-1, 0, 4, 6, 7, 13, 14)] == [None, 0, 0, 0, 1, 1, None]
