"""The search in the cells of a table."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from jobview.results.model import Column, Table
from jobview.ui.result.row_order import RowOrder, row_order
from jobview.ui.result.table_search import Cell, cell_steps
from jobview.ui.text.search_words import Hit, round_from
from tests.fakes.made import Made
from tests.fakes.search_steps import last

TABLE = Table(
    (Column("n", "int"), Column("city", "char64"), Column("at", "timestamp")),
    ([1, 22, 3], ["Torino", "Città", None], [0, 1_700_000_000_000, None]),
    3,
)


@pytest.mark.parametrize(
    ("words", "start", "found"),
    [
        ("torino", Cell(0, 0), Hit(Cell(0, 1), is_wrapped=False)),
        ("22", Cell(0, 0), Hit(Cell(1, 0), is_wrapped=False)),
        ("2023-11", Cell(0, 0), Hit(Cell(1, 2), is_wrapped=False)),
        ("torino", Cell(0, 2), Hit(Cell(0, 1), is_wrapped=True)),
        ("torino", Cell(3, 0), Hit(Cell(0, 1), is_wrapped=True)),
        ("∅", Cell(0, 0), None),
        ("nowhere", Cell(0, 0), None),
    ],
)
def test_cells_are_searched_as_they_are_shown(
    words: str, start: Cell, found: Hit[Cell] | None
) -> None:
    steps = [*cell_steps(TABLE, None, words, start)]
    assert [step for step in steps if isinstance(step, Hit)] == ([found] if found else [])


def test_the_search_goes_backwards_and_by_the_order_on_screen() -> None:
    assert last(cell_steps(TABLE, None, "ci", Cell(2, 2), is_backward=True)) == Hit(
        Cell(1, 1), is_wrapped=False
    )
    turned = RowOrder(0, is_descending=True, rows=[2, 1, 0], places=[2, 1, 0])
    assert last(cell_steps(TABLE, turned, "torino", Cell(0, 0))) == Hit(
        Cell(2, 1), is_wrapped=False
    )


def test_a_table_without_cells_is_searched() -> None:
    assert last(cell_steps(Table((), (), 0), None, "x", Cell(0, 0))) is None
    assert last(cell_steps(Table((Column("n", ""),), ([],), 0), None, "x", Cell(0, 0))) is None


def test_long_cells_and_many_rows_are_taken_in_steps() -> None:
    long = Table((Column("s", ""),), (["x" * 1_000_000 + "end"],), 1)
    steps = [*cell_steps(long, None, "END", Cell(0, 0))]
    assert len(steps) > 10
    assert steps[-1] == Hit(Cell(0, 0), is_wrapped=False)

    many = Made[object](100_000, str)
    steps = [*cell_steps(Table((Column("s", ""),), (many,), 100_000), None, "no", Cell(0, 0))]
    assert len(steps) > 20


def test_words_that_straddle_two_pieces_of_a_cell_are_found() -> None:
    for start in range(65_530, 65_540):
        table = Table((Column("s", ""),), (["x" * start + "needle" + "x" * 100],), 1)
        assert isinstance(last(cell_steps(table, None, "needle", Cell(0, 0))), Hit)


CELLS = st.sampled_from(["a", "ab", "b", None])


@given(
    st.integers(1, 3).flatmap(
        lambda width: st.lists(st.tuples(*[CELLS] * width), min_size=1, max_size=1_300)
    ),
    st.integers(-1, 1_301),
    st.booleans(),
    st.booleans(),
    st.sampled_from(["ab", "b", "c"]),
)
@settings(max_examples=60)
def test_the_nearest_cell_is_found_however_the_rows_stand(
    rows: list[tuple[str | None, ...]],
    place: int,
    is_backward: bool,  # noqa: FBT001 - drawn
    is_sorted: bool,  # noqa: FBT001 - drawn
    words: str,
) -> None:
    width = len(rows[0])
    data = tuple(list(column) for column in zip(*rows, strict=True))
    table = Table(tuple(Column(str(n), "") for n in range(width)), data, len(rows))
    order = row_order(table, 0, is_descending=False) if is_sorted else None
    shown = [rows[row] for row in (order.rows if order else range(len(rows)))]
    cells = [cell or "" for row in shown for cell in row]
    place = min(place, len(rows) - is_backward)
    start = place * width
    numbers = [*round_from(start, len(cells), is_backward=is_backward)]
    wanted = next(((n, wrapped) for n, wrapped in numbers if words in cells[n]), None)

    found = last(cell_steps(table, order, words, Cell(place, 0), is_backward=is_backward))

    if wanted is None:
        assert not isinstance(found, Hit)
    else:
        assert found == Hit(Cell(*divmod(wanted[0], width)), wanted[1])
