"""Text in an exact number of cells, whatever it is made of."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from rich.cells import cell_len

from jobview.text import literal
from jobview.ui.paint.cells import fitted, fitted_right, shortened, shortened_path, word_wrapped

SERVER_TEXT = (st.text() | st.text("ab日本🚀e\u0301/", max_size=60)).map(literal)
WIDTHS = st.integers(-2, 40)


@given(SERVER_TEXT, WIDTHS)
def test_fitted_text_has_exactly_its_width(text: str, width: int) -> None:
    assert cell_len(fitted(text, width)) == max(width, 0)
    assert cell_len(fitted_right(text, width)) == max(width, 0)


@given(SERVER_TEXT, WIDTHS)
def test_shortened_text_fits(text: str, width: int) -> None:
    short = shortened(text, width)

    assert cell_len(short) <= max(width, 0)
    assert short == text or width <= 0 or short.endswith("…")


@given(SERVER_TEXT, WIDTHS)
def test_a_shortened_path_fits(path: str, width: int) -> None:
    assert cell_len(shortened_path(path, width)) <= max(width, 0)


@pytest.mark.parametrize(
    ("width", "shown"),
    [
        (25, "/insert/records/fromfiles"),
        (24, "/insert/…/fromfiles"),
        (19, "/insert/…/fromfiles"),
        (18, "/…/fromfiles"),
        (12, "/…/fromfiles"),
        (11, "/inse…files"),
        (3, "/…s"),
        (1, "…"),
        (0, ""),
    ],
)
def test_a_path_loses_its_middle(width: int, shown: str) -> None:
    assert shortened_path("/insert/records/fromfiles", width) == shown


def test_a_path_of_two_parts_loses_the_middle_of_its_text() -> None:
    assert shortened_path("/aggregate/groupby", 12) == "/aggre…oupby"
    assert shortened_path("/aggregate/groupby", 12, ellipsis="~") == "/aggre~oupby"


def test_wide_characters_are_never_halved() -> None:
    assert fitted("日本語", 4) == "日… "
    assert fitted_right("日本", 6) == "  日本"


def test_a_giant_text_is_cut_without_being_measured() -> None:
    assert fitted("x" * 50_000_000, 5) == "xxxx…"
    assert cell_len(fitted("e" + "\u0301" * 1_000_000, 5)) == 5


@pytest.mark.parametrize(
    ("text", "width", "rows"),
    [
        ("", 10, [""]),
        ("one two three", 20, ["one two three"]),
        ("one two three", 8, ["one two", "three"]),
        ("one two three", 7, ["one two", "three"]),
        ("one two three", 6, ["one", "two", "three"]),
        ("abcdefgh ij", 4, ["abcd", "efgh", "ij"]),
        ("    deep", 6, ["    de", "ep"]),
        ("日本語 日本", 6, ["日本語", "日本"]),
        ("日本語", 1, ["日", "本", "語"]),
    ],
)
def test_text_is_broken_at_blanks(text: str, width: int, rows: list[str]) -> None:
    assert word_wrapped(text, width) == rows


@given(st.text("ab 日\u0301", max_size=80), st.integers(2, 20))
def test_only_blanks_at_breaks_are_left_out(text: str, width: int) -> None:
    rows = word_wrapped(text, width)

    assert "".join(rows).replace(" ", "") == text.replace(" ", "")
    assert all(cell_len(row) <= width for row in rows)
