"""Pieces of a line joined into segments."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st
from rich.segment import Segment
from rich.style import Style

from jobview.ui.paint.segments import joined

RED = Style(color="red")
BLUE = Style(color="blue")
REVERSED = Style(reverse=True)
PIECES = st.lists(
    st.tuples(st.text("ab ", max_size=6), st.sampled_from([None, RED, BLUE, REVERSED])), max_size=12
)


def test_blanks_stand_behind_what_was_before_them() -> None:
    assert joined([("a", RED), ("  b", BLUE), ("   ", None), ("c", None)]) == [
        Segment("a  ", RED),
        Segment("b   ", BLUE),
        Segment("c"),
    ]


def test_pieces_of_one_style_stay_apart() -> None:
    assert joined([("a", RED), (" ", None), ("b", RED)]) == [Segment("a ", RED), Segment("b", RED)]


def test_blanks_that_are_seen_stay_where_they_are() -> None:
    assert joined([("a", RED), ("  1", REVERSED), (" ", None), ("b", RED)]) == [
        Segment("a", RED),
        Segment("  1", REVERSED),
        Segment(" "),
        Segment("b", RED),
    ]


def test_a_line_may_begin_with_blanks() -> None:
    assert joined([("  a", RED)]) == [Segment("  "), Segment("a", RED)]
    assert joined([("", RED)]) == []


@given(PIECES)
def test_joined_pieces_look_the_same(pieces: list[tuple[str, Style | None]]) -> None:
    segments = joined(pieces)

    assert _seen(segments) == _seen([Segment(*piece) for piece in pieces])
    assert all(segment.text for segment in segments)
    # Blanks in front of a piece may need a segment of their own, nothing else does.
    assert len(segments) <= len(pieces) + sum(text.startswith(" ") for text, _ in pieces)


def _seen(segments: list[Segment]) -> list[tuple[str, Style | None]]:
    """Every character with its style, a blank's only where it shows."""
    return [
        (sign, style if sign != " " or style is REVERSED else None)
        for text, style, _ in segments
        for sign in text
    ]
