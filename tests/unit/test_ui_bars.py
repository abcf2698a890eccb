"""Bars, percentages and sparklines: exact widths, honest ends."""

from __future__ import annotations

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from jobview.ui.paint.bars import bar_cells, percent_cells, sparkline

ANY_PERCENT = st.floats(allow_nan=True, allow_infinity=True) | st.integers(-50, 150)


@given(percent=ANY_PERCENT, width=st.integers(-3, 300), ascii_only=st.booleans())
def test_a_bar_fills_exactly_its_width(*, percent: float, width: int, ascii_only: bool) -> None:
    filled, track = bar_cells(percent, width, ascii_only=ascii_only)

    assert len(filled) + len(track) == max(width, 0)
    assert set(track) <= ({"-"} if ascii_only else {"·"})


@given(
    one=st.integers(0, 100),
    other=st.integers(0, 100),
    width=st.integers(1, 60),
    ascii_only=st.booleans(),
)
def test_more_progress_is_never_a_shorter_bar(
    *, one: int, other: int, width: int, ascii_only: bool
) -> None:
    lower, higher = sorted((one, other))
    short, long = (bar_cells(p, width, ascii_only=ascii_only)[0] for p in (lower, higher))

    assert _eighths(short) <= _eighths(long)


def _eighths(filled: str) -> int:
    return sum(8 if sign in "█#" else " ▏▎▍▌▋▊▉".index(sign) for sign in filled)


@pytest.mark.parametrize(
    ("percent", "drawn"),
    [
        (46, "██████▍·······"),
        (77, "██████████▊···"),
        (16, "██▏···········"),
        (1, "▏·············"),
        (0.01, "▏·············"),
        (0, "··············"),
        (-4, "··············"),
        (math.nan, "··············"),
        (99.99, "█████████████▉"),
        (100, "██████████████"),
        (1e9, "██████████████"),
    ],
)
def test_the_bar_is_drawn_in_eighths(percent: float, drawn: str) -> None:
    assert "".join(bar_cells(percent, 14)) == drawn


def test_ascii_bars_are_plain() -> None:
    assert "".join(bar_cells(50, 8, ascii_only=True)) == "####----"
    assert "".join(bar_cells(1, 8, ascii_only=True)) == "#-------"
    assert "".join(bar_cells(99, 8, ascii_only=True)) == "#######-"


@pytest.mark.parametrize(
    ("percent", "cells"),
    [(None, "    "), (0, " 0 %"), (7.9, " 7 %"), (46, "46 %"), (99.9, "99 %"), (100, "100%")],
)
def test_a_percentage_takes_four_cells(percent: float | None, cells: str) -> None:
    assert percent_cells(percent) == cells


@given(ANY_PERCENT)
def test_every_percentage_takes_four_cells(percent: float) -> None:
    assert len(percent_cells(percent)) == 4


def test_a_sparkline_rises_with_the_rate() -> None:
    assert sparkline([1, 2, 3, 4, 5, 6, 7]) == "▂▃▄▅▆▇█"
    assert sparkline([0, 3, 6], ascii_only=True) == "_=#"


def test_a_sparkline_draws_only_nothing_as_nothing() -> None:
    assert sparkline([0, 0.001, 1000, -5, math.nan, math.inf]) == "▁▂█▁▁▁"
    assert sparkline([0, 0]) == "▁▁"
    assert sparkline([]) == ""


def test_a_long_sparkline_is_averaged_down() -> None:
    assert sparkline([0, 0, 4, 4], width=2) == "▁█"
    assert len(sparkline(list(range(100)), width=7)) == 7
    assert sparkline([1, 2], width=0) == ""


@given(st.lists(st.floats()), st.integers(0, 20))
def test_a_sparkline_is_at_most_its_width(rates: list[float], width: int) -> None:
    assert len(sparkline(rates, width=width)) == min(len(rates), width)


def test_rates_too_large_to_be_added_are_averaged() -> None:
    assert len(sparkline([8.9e307, 8.9e307], width=1)) == 1
