"""Which line a version is of, and in which order lines are tried."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from jobview.results.versions import Line, likeliest_first, line_of

LINES = (Line(7, 1), Line(7, 2), Line(6, 2))


@pytest.mark.parametrize(
    ("version", "line"),
    [
        ("7.2.3.12.20260317111832", Line(7, 2)),
        ("7.1", Line(7, 1)),
        (" v7.10.1", Line(7, 10)),
        ("10.0.0", Line(10, 0)),
        ("7.2-beta", Line(7, 2)),
        ("", None),
        ("7", None),
        ("7.", None),
        ("x7.2", None),
        ("7.99999", None),
        ("\u0667.\u0662", None),
        ("9" * 100_000 + ".1", None),
    ],
)
def test_a_line_is_a_versions_first_two_numbers(version: str, line: Line | None) -> None:
    assert line_of(version) == line


@given(st.text())
def test_any_text_has_a_line_or_none(version: str) -> None:
    line = line_of(version)
    assert line is None or line_of(str(line)) == line


@pytest.mark.parametrize(
    ("server", "order"),
    [
        (None, "7.2 7.1 6.2"),
        (Line(7, 2), "7.2 7.1 6.2"),
        (Line(7, 1), "7.1 7.2 6.2"),
        (Line(7, 0), "7.1 7.2 6.2"),
        (Line(6, 1), "6.2 7.1 7.2"),
        (Line(8, 0), "7.2 7.1 6.2"),
    ],
)
def test_the_servers_own_line_comes_first_then_the_nearest(server: Line | None, order: str) -> None:
    assert " ".join(map(str, likeliest_first(LINES, server))) == order
    assert likeliest_first((), server) == []
