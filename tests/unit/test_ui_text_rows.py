"""Lines as rows: harmless, cut, wrapped."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st
from rich.cells import cell_len

from jobview.text import literal_lines
from jobview.ui.text.text_lines import LINE_LIMIT
from jobview.ui.text.text_rows import TextRows, clean_line
from tests.fakes.made import Made

if TYPE_CHECKING:
    from collections.abc import Sequence

LINES = st.lists(st.text(max_size=40) | st.text("ab日本🚀e\u0301\t", max_size=40), max_size=20)


@given(LINES)
def test_without_wrapping_a_line_is_a_row(lines: list[str]) -> None:
    rows = TextRows(lines)

    assert len(rows) == len(lines)
    assert [rows[index].part for index in range(len(rows))] == [clean_line(line) for line in lines]


@given(LINES, st.integers(2, 30))
def test_wrapping_loses_and_moves_nothing(lines: list[str], width: int) -> None:
    rows = TextRows(lines, width)
    all_rows = [rows[index] for index in range(len(rows))]

    assert all(cell_len(row.part) <= width for row in all_rows)
    for number, line in enumerate(lines):
        parts = [row.part for row in all_rows if row.line == number]
        assert "".join(parts) == clean_line(line)
        assert all_rows[rows.row_of(number)].line == number
        assert all_rows[rows.row_of(number)].start == 0


def test_wrapped_rows_know_their_line() -> None:
    rows = TextRows(["abc", "x" * 10, "", "日本語日本語"], 4)

    assert [rows[index].part for index in range(len(rows))] == [
        *["abc", "xxxx", "xxxx", "xx", ""],
        *["日本", "語日", "本語"],
    ]
    assert [rows.row_of(line) for line in range(4)] == [0, 1, 4, 5]


def test_a_line_is_made_harmless() -> None:
    assert (
        clean_line("a\tb\x1b[31m\u202e\ud800\nc")
        == literal_lines("a\tb\x1b[31m\u202e\ud800") + "⏎c"
    )


def test_an_endless_line_is_cut_and_says_so() -> None:
    cleaned = clean_line("x" * 10_000_000)

    assert len(cleaned) < LINE_LIMIT + 60
    assert cleaned.endswith(" … 9,980,000 more characters")


def test_made_lines_are_only_made_when_looked_at() -> None:
    made = Made(5_000_000, lambda index: f"line {index} " + "x" * 60)
    rows = TextRows(made, 20)

    assert len(rows) == 5_000_000
    assert rows[4_999_999].text.startswith("line 4999999")
    assert made.made_count == 1
    assert rows.measured_width() == len("line 199 ") + 60
    assert made.made_count < 300


@pytest.mark.parametrize(("lines", "width"), [((), 0), (["ab", "日本語"], 6), (["\t"], 4)])
def test_the_width_is_that_of_the_longest_line(lines: Sequence[str], width: int) -> None:
    assert TextRows(lines).measured_width() == width


def test_wrapping_to_nothing_still_wraps_to_something() -> None:
    assert [TextRows(["日本"], 0)[index].part for index in range(2)] == ["日", "本"]


def test_rows_end_behind_a_blank_where_one_is_near() -> None:
    rows = TextRows(["the quick brown fox jumps over it", "x" * 25], 12)

    assert [rows[index].part for index in range(len(rows))] == [
        "the quick ",
        "brown fox ",
        "jumps over ",
        "it",
        "x" * 12,
        "x" * 12,
        "x",
    ]
