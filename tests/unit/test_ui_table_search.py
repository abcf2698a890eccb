"""The search in the cells of a table."""

from __future__ import annotations

import pytest

from jobview.results.model import Column, Table
from jobview.ui.result.table_search import Cell, cell_steps
from jobview.ui.text.search_words import Hit
from tests.fakes.made import Made
from tests.unit.test_ui_line_search import last

TABLE = Table(
    (Column("n", "int"), Column("city", "char64"), Column("at", "timestamp")),
    ([1, 22, 3], ["Torino", "Città", None], [0, 1_700_000_000_000, None]),
    3,
)


def same(place: int) -> int:
    return place


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
    assert last(cell_steps(TABLE, same, words, start)) == found


def test_the_search_goes_backwards_and_by_the_order_on_screen() -> None:
    assert last(cell_steps(TABLE, same, "ci", Cell(2, 2), is_backward=True)) == Hit(
        Cell(1, 1), is_wrapped=False
    )
    turned = [2, 1, 0].__getitem__
    assert last(cell_steps(TABLE, turned, "torino", Cell(0, 0))) == Hit(
        Cell(2, 1), is_wrapped=False
    )


def test_a_table_without_cells_is_searched() -> None:
    assert last(cell_steps(Table((), (), 0), same, "x", Cell(0, 0))) is None
    assert last(cell_steps(Table((Column("n", ""),), ([],), 0), same, "x", Cell(0, 0))) is None


def test_long_cells_and_many_rows_are_taken_in_steps() -> None:
    long = Table((Column("s", ""),), (["x" * 1_000_000 + "end"],), 1)
    steps = [*cell_steps(long, same, "END", Cell(0, 0))]
    assert len(steps) > 10
    assert steps[-1] == Hit(Cell(0, 0), is_wrapped=False)

    many = Made[object](100_000, str)
    steps = [*cell_steps(Table((Column("s", ""),), (many,), 100_000), same, "no", Cell(0, 0))]
    assert len(steps) > 20


def test_words_that_straddle_two_pieces_of_a_cell_are_found() -> None:
    for start in range(65_530, 65_540):
        table = Table((Column("s", ""),), (["x" * start + "needle" + "x" * 100],), 1)
        assert isinstance(last(cell_steps(table, same, "needle", Cell(0, 0))), Hit)
