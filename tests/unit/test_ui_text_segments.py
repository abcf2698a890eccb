"""A row of text as styled segments."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st
from rich.segment import Segment
from rich.style import Style

from jobview.ui.paint.highlights import json_spans
from jobview.ui.paint.palette import palette_of
from jobview.ui.text.text_rows import Row
from jobview.ui.text.text_segments import text_segments
from jobview.ui.theme import DARK

PALETTE = palette_of(DARK.variables, Style(), is_ansi=False)
MARKED = Style(reverse=True)
LINE = '"a": 12, "b": true'


def drawn(
    start: int = 0, end: int = len(LINE), selected: tuple[int, int] | None = None
) -> list[Segment]:
    row = Row(0, LINE, start, end)
    return text_segments(
        row, PALETTE, highlighter=json_spans, selected=selected, selected_style=MARKED
    )


def test_the_palette_colours_what_was_found() -> None:
    assert [(text, style) for text, style, _ in drawn() if style] == [
        ('"a"', PALETTE.name),
        ("12", PALETTE.number),
        ('"b"', PALETTE.name),
        ("true", PALETTE.word),
    ]


def test_a_row_of_a_wrapped_line_keeps_the_lines_colours() -> None:
    assert [(text, style) for text, style, _ in drawn(6, 11) if style] == [
        ("2", PALETTE.number),
        ('"b', PALETTE.name),
    ]


def test_a_selection_lies_over_the_colours() -> None:
    segments = drawn(selected=(1, 6))

    assert "".join(s.text for s in segments if s.style and s.style.reverse) == 'a": 1'
    assert Segment("1", PALETTE.number + MARKED) in segments


def test_a_selection_to_the_end_has_no_end() -> None:
    segments = drawn(selected=(14, -1))

    assert [s.text for s in segments if s.style and s.style.reverse] == ["true"]


def test_a_very_long_line_is_left_plain() -> None:
    long = Row(0, "1 " * 5_000, 0, 10_000)

    assert text_segments(long, PALETTE, highlighter=json_spans) == [Segment(long.text, Style())]


@given(
    st.text(max_size=60),
    st.integers(0, 60),
    st.integers(0, 60),
    st.tuples(st.integers(0, 70), st.integers(-1, 70)) | st.none(),
)
def test_no_character_is_lost_or_doubled(
    text: str, one: int, other: int, selected: tuple[int, int] | None
) -> None:
    start, end = sorted((min(one, len(text)), min(other, len(text))))
    segments = text_segments(
        Row(0, text, start, end), PALETTE, highlighter=json_spans, selected=selected
    )

    assert "".join(segment.text for segment in segments) == text[start:end]
    assert all(segment.text for segment in segments)
