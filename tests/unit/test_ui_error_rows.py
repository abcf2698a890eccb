"""An error as rows: wrapped, its codes apart, and carets under the very cells that are meant."""

from __future__ import annotations

import time
from itertools import pairwise
from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st
from rich.cells import cell_len

from jobview.results.failures.failure import read_failure
from jobview.results.failures.query_mark import QueryMark, query_lines
from jobview.ui.detail.error_rows import error_rows
from jobview.ui.detail.query_rows import LINES_ABOVE, SHOWN_OF_LINE, query_rows
from jobview.ui.paint.marks import ASCII_MARKS, UNICODE_MARKS

if TYPE_CHECKING:
    from collections.abc import Sequence

    from jobview.ui.paint.styled_row import StyledRow

HOSTILE = "\x1b[2J\u202eevil\x00[/x]`\ud800\t\r"


def drawn(message: str, query: str = "", width: int = 60, *, ascii_only: bool = False) -> list[str]:
    marks = ASCII_MARKS if ascii_only else UNICODE_MARKS
    lines = query_lines(query) if query else []
    rows = error_rows(read_failure(message, query), lines, width, marks)
    return [row.text for row in rows]


def marked_cells(rows: Sequence[StyledRow]) -> str:
    """The characters that stand over carets."""
    found = ""
    for above, row in pairwise(rows):
        carets = row.text.partition("  l")[0]
        if set(carets.strip()) == {"^"}:
            first, cell = carets.index("^"), 0
            for character in above.text:
                if first <= cell < len(carets):
                    found += character
                cell += cell_len(character)
    return found


def test_a_code_stands_at_the_right_of_a_short_message() -> None:
    assert drawn("SqlEngine: no (S/SDc:1513)", width=40) == [
        " SqlEngine: no               S/SDc:1513"
    ]


def test_a_code_stands_beneath_a_message_that_fills_the_row() -> None:
    assert drawn("one two three four (S/SDc:1513)", width=24) == [
        " one two three four",
        " S/SDc:1513",
    ]


def test_nested_messages_are_a_list() -> None:
    assert drawn("a err: b (A/Bc:1); error in Job process", width=30) == [
        " a",
        "   · b                 A/Bc:1",
        " · error in Job process",
    ]
    assert drawn("a err: b", ascii_only=True)[1] == "   - b"


def test_a_wrapped_part_stays_in_its_column() -> None:
    assert drawn("a err: one two three four", width=20)[1:] == ["   · one two three", "     four"]


def test_what_is_named_stands_beneath() -> None:
    assert drawn('x (A/Bc:1)(Table:"a.b")(Worker:2)')[1:] == [
        "",
        " table        a.b",
        " worker       2",
    ]


def test_a_place_the_query_does_not_have_is_said() -> None:
    assert " position     line 9, column 1, which the query does not have" in drawn(
        "x at line 9, column 1", "SELECT 1", 80
    )
    assert " position     line 9, column 1" in drawn("x at line 9, column 1")


def test_the_query_is_numbered_and_marked() -> None:
    assert drawn("x at line 2, column 8", "SELECT *\n  FROM ki_home.missing")[2:] == [
        " 1  SELECT *",
        " 2    FROM ki_home.missing",
        "           ^^^^^^^^^^^^^^^  line 2, column 8",
    ]


def test_a_query_of_one_line_needs_no_number() -> None:
    assert drawn("x at line 1, column 8", "SELECT a")[2:] == [
        " SELECT a",
        "        ^  line 1, column 8",
    ]


def test_words_that_do_not_fit_beside_the_carets_stand_beneath() -> None:
    assert drawn("x at line 1, column 8", "SELECT abcdefghi", 22)[-2:] == [
        "        ^^^^^^^^^",
        " line 1, column 8",
    ]


@pytest.mark.parametrize(
    ("query", "start", "end", "text"),
    [
        ("a\tb cd", 4, 6, "cd"),
        ("日本語 x = yy", 8, 10, "yy"),
        ("x = '日本語'", 5, 8, "日本語"),
        ("e\u0301 cafe\u0301s x", 10, 11, "x"),
        ("\x00\x1b\u202e x", 4, 5, "x"),
        ("word " * 30 + "here", 150, 154, "here"),
        ("x" * 100, 55, 65, "x" * 10),
        ("a" * 9_000 + "HERE" + "b" * 9_000, 9_000, 9_004, "HERE"),
    ],
)
@pytest.mark.parametrize("width", [20, 61, 200])
def test_the_carets_stand_under_what_is_meant(
    query: str, start: int, end: int, text: str, width: int
) -> None:
    mark = QueryMark(1, start, 1, end, "line 2, column 1")
    rows = list(query_rows(["first", query, "last"], mark, width))

    assert marked_cells(rows) == text


@given(
    st.text("ab日\t\x00 '-", min_size=1, max_size=60),
    st.data(),
    st.integers(1, 90),
)
def test_carets_are_as_many_cells_as_what_they_mark(
    line: str, data: st.DataObject, width: int
) -> None:
    start = data.draw(st.integers(0, len(line) - 1))
    end = data.draw(st.integers(start + 1, len(line)))
    rows = list(query_rows([line], QueryMark(0, start, 0, end, ""), width))
    text = line[start:end].replace("\t", "    ").replace("\x00", "␀")

    assert marked_cells(rows) == text
    assert "".join(r.text[1:] for r in rows if set(r.text.strip()) != {"^"}) == (
        line.replace("\t", "    ").replace("\x00", "␀")
    )


def test_where_something_is_missing_the_caret_stands_behind() -> None:
    assert drawn("x at line 1, column 9", "SELECT a")[-1] == "         ^  line 1, column 9"


def test_a_mark_over_several_lines_has_carets_under_each() -> None:
    rows = [row.text for row in query_rows(["f(", "  a,", "b)"], QueryMark(0, 1, 2, 2, "w"), 40)]

    assert rows == [
        " 1  f(",
        "     ^  w",
        " 2    a,",
        "      ^^",
        " 3  b)",
        "    ^^",
    ]


def test_a_far_mark_is_on_screen_at_once() -> None:
    lines = [f"line {number}" for number in range(5_000)]
    rows = [row.text for row in query_rows(lines, QueryMark(4_000, 0, 4_000, 4, "w"), 60)]

    assert rows[0].strip() == "3,990 more lines above; the Query tab has all"
    assert rows[LINES_ABOVE + 1] == " 4001  line 4000"
    assert rows[LINES_ABOVE + 2].strip() == "^^^^  w"
    assert rows[-1].strip().endswith("more lines below; the Query tab has all")


def test_of_a_very_long_line_the_part_around_the_mark_is_shown() -> None:
    line = "a" * 50_000 + "b" + "c" * 50_000
    rows = list(query_rows([line], QueryMark(0, 50_000, 0, 50_001, ""), 80))

    assert sum(len(row.text) for row in rows) < 2 * SHOWN_OF_LINE
    assert "48,000 characters before" in rows[0].text
    assert "more characters)" in "".join(row.text for row in rows)


@pytest.mark.parametrize("width", [1, 2, 9, 30, 200])
@pytest.mark.parametrize(
    "message", [HOSTILE, f'x {HOSTILE} (A/Bc:1)(Table:"{HOSTILE}")', "日" * 50]
)
def test_every_row_is_harmless_and_its_spans_lie_within(message: str, width: int) -> None:
    query = f"SELECT {HOSTILE}\n日本 '{HOSTILE}' -- x"
    rows = list(
        error_rows(
            read_failure(f"{message} at line 2, column 3", query),
            query_lines(query),
            width,
            UNICODE_MARKS,
        )
    )

    for row in rows:
        assert not {"\x1b", "\u202e", "\x00", "\ud800", "\t", "\r", "\n"} & set(row.text)
        assert width < 30 or cell_len(row.text) <= width
        ends = [0, *(edge for span in row.spans for edge in (span.start, span.end)), len(row.text)]
        assert ends == sorted(ends)


def test_ten_megabytes_cost_little_more_than_a_hundred_kilobytes() -> None:
    def took(characters: int) -> float:
        message = "out of memory at line 7, column 3; " * (characters // 35)
        query = "SELECT a, b, c FROM t\n" * (characters // 22)
        reading, lines = read_failure(message, query), query_lines(query)
        begun = time.thread_time()
        list(error_rows(reading, lines, 80, UNICODE_MARKS))
        return time.thread_time() - begun

    assert min(took(10_000_000), took(10_000_000)) < 5 * max(took(200_000), took(200_000))
