"""Aligned columns: cells measured as a terminal shows them, cut where it ends."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from rich.cells import cell_len

from jobview.cli.table import Heading, aligned
from jobview.text import cell_width, literal, shortened

NUMBER = Heading("ID", is_right=True)
WORD = Heading("WORD")


def test_numbers_are_right_and_words_left() -> None:
    lines = list(aligned([NUMBER, WORD], [["7", "a"], ["1234", "bc"]]))

    assert lines == ["  ID  WORD", "   7  a", "1234  bc"]


def test_a_heading_stands_without_rows() -> None:
    assert list(aligned([NUMBER, WORD], [])) == ["ID  WORD"]


def test_wide_characters_take_two_cells() -> None:
    lines = list(aligned([WORD, WORD], [["東京", "x"], ["abcde", "y"]]))

    assert lines == ["WORD   WORD", "東京   x", "abcde  y"]


def test_a_line_is_cut_at_the_terminals_edge() -> None:
    lines = list(aligned([NUMBER, WORD], [["1", "abcdefghij"]], width=9))

    assert lines == ["ID  WORD", " 1  abcd…"]


def test_paint_wraps_its_own_cell_only() -> None:
    loud = Heading("P", paint=lambda cell: f"<{cell}>")

    lines = list(aligned([loud, WORD], [["a", "b"], ["ccc", "d"]]))

    assert lines == ["P    WORD", "<a  >  b", "<ccc>  d"]


def test_a_cell_that_was_cut_is_not_painted() -> None:
    loud = Heading("P", paint=lambda cell: f"<{cell}>")

    assert list(aligned([loud], [["abcdef"]], width=4)) == ["P", "abc…"]


@pytest.mark.parametrize("text", ["abc", "città", "東京タワー", "e\u0301t", ""])
def test_widths_are_those_of_a_terminal(text: str) -> None:
    assert cell_width(text) == cell_len(text)


@given(st.text(max_size=40), st.integers(0, 50))
def test_shortened_text_always_fits(text: str, width: int) -> None:
    short = shortened(literal(text), width)

    assert cell_width(short) <= width
    assert short == literal(text) or short.endswith("…") or width == 0
