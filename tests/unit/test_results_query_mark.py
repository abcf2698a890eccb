"""Places in a query: told by line and column as servers count, or guessed from a name."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from jobview.results.failures.query_mark import (
    GUESS_CHARACTERS,
    GUESSED,
    Position,
    QueryMark,
    guessed_mark,
    query_lines,
    told_mark,
    told_position,
)

NAMES = ("ki_home.missing", "fare_usd")


def marked(query: str, message: str, *names: str) -> str | None:
    """The marked characters."""
    lines = query_lines(query)
    position = told_position(message)
    mark = told_mark(position, lines, names) if position else guessed_mark(lines, names)
    if mark is None:
        return None
    if mark.line == mark.end_line:
        return lines[mark.line][mark.start : mark.end]
    within = [lines[mark.line][mark.start :], *lines[mark.line + 1 : mark.end_line]]
    return "\n".join([*within, lines[mark.end_line][: mark.end]])


@pytest.mark.parametrize(
    ("message", "position"),
    [
        ("From line 1, column 8 to line 2, column 13: Column 'x'", Position(1, 8, 2, 13)),
        ("x: from line 7, column 97 to line 7, column 110: y", Position(7, 97, 7, 110)),
        ('Encountered "FROM" at line 3, column 5.', Position(3, 5, found="FROM")),
        ("Lexical error at line 1, column 20.  Encountered: x", Position(1, 20)),
        ("at line 1, column 15", Position(1, 15)),
        ("(line 3 position 4)", Position(3, 4)),
        ("Line: 3, Col: 4", Position(3, 4)),
        ("in record 5 at line 2, column 8", Position(2, 8, is_of_data=True)),
        ("near line 3", None),
        ("at line 9999999999, column 1", None),
        ("online 3, column 4", None),
    ],
)
def test_a_message_tells_its_place(message: str, position: Position | None) -> None:
    assert told_position(message) == position


@pytest.mark.parametrize(
    ("query", "message", "text"),
    [
        ("SELECT abc FROM t", "From line 1, column 8 to line 1, column 10: x", "abc"),
        ("SELECT f(\n a) FROM t", "From line 1, column 8 to line 2, column 3: x", "f(\n a)"),
        ("SELECT *\n  FROM ki_home.missing", "line 2, column 8", "ki_home.missing"),
        ('SELECT "a b" x', "line 1, column 8", '"a b"'),
        ("SELECT 'it''s' x", "line 1, column 8", "'it''s'"),
        ("SELECT a, FROM t", 'Encountered "FROM" at line 1, column 11.', "FROM"),
        ("SELECT a,\n from t", 'Encountered "from ." at line 2, column 2.', "from"),
        ("SELECT a", 'Encountered "<EOF>" at line 1, column 9.', ""),
        ("a\r\nb c", "line 2, column 3", "c"),
        ("a\rb\rc d", "line 3, column 3", "d"),
        ("\tSELECT x", "line 1, column 9", "x"),
        ("SELECT '🚀🚀', x", "line 1, column 16", "x"),
        ("SELECT '日本', x", "line 1, column 14", "x"),
        ("SELECT a", "line 2, column 1", None),
        ("SELECT a", "line 1, column 99", None),
        ("SELECT a", "line 0, column 0", None),
        ("SELECT a b", "From line 1, column 10 to line 1, column 8: x", "b"),
        ("SELECT a b", "From line 1, column 10 to line 4, column 8: x", "b"),
    ],
)
def test_the_place_is_found_in_the_query(query: str, message: str, text: str | None) -> None:
    assert marked(query, message) == text


def test_where_something_is_missing_one_character_is_marked() -> None:
    mark = told_mark(Position(1, 9), ["SELECT a"], ())

    assert mark == QueryMark(0, 8, 0, 9, "line 1, column 9")


@pytest.mark.parametrize(
    ("query", "text"),
    [
        ("SELECT * FROM ki_home.missing", "ki_home.missing"),
        ("SELECT * FROM KI_HOME.Missing x", "KI_HOME.Missing"),
        ("SELECT a\n  FROM t\n WHERE fare_usd > 1", "fare_usd"),
        ("SELECT fare_usd, fare_usd_2, x.fare_usd2", "fare_usd"),
        ("SELECT fare_usd -- fare_usd\n /* fare_usd */ , 'fare_usd'", "fare_usd"),
        ("SELECT fare_usd, fare_usd", None),
        ("SELECT 'fare_usd' -- fare_usd", None),
        ("SELECT /* fare_usd", None),
        ("", None),
    ],
)
def test_a_name_that_stands_once_is_guessed(query: str, text: str | None) -> None:
    assert marked(query, "no place", *NAMES) == text


def test_a_guess_is_called_one() -> None:
    mark = guessed_mark(["a", "b c"], ["c"])

    assert mark == QueryMark(1, 2, 1, 3, GUESSED, is_guess=True)


def test_in_a_very_long_query_nothing_is_guessed() -> None:
    assert guessed_mark(["x " * GUESS_CHARACTERS, "name"], ["name"]) is None


@given(st.text(max_size=40), st.integers(0, 12), st.integers(0, 40), st.integers(0, 40))
def test_a_mark_is_within_the_query(query: str, line: int, column: int, end: int) -> None:
    lines = query_lines(query)
    mark = told_mark(Position(line, column, line, end), lines, ("a",))

    if mark is not None:
        assert 0 <= mark.start <= len(lines[mark.line])
        assert mark.start < mark.end <= len(lines[mark.end_line]) + 1
