"""Where the thumb of a scrollbar is: as Textual draws it."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st
from textual.scrollbar import ScrollBarRender

from jobview.ui.paint.thumb import NO_THUMB, thumb_of


def test_a_list_that_fits_has_no_thumb() -> None:
    assert thumb_of(20, 20, 20, 0) == NO_THUMB
    assert thumb_of(0, 100, 20, 0) == NO_THUMB


def test_a_row_of_ten_thousand_moves_nothing() -> None:
    assert thumb_of(40, 10_000, 40, 0) == thumb_of(40, 10_000, 40, 1)
    assert thumb_of(40, 10_000, 40, 0) != thumb_of(40, 10_000, 40, 300)


@given(
    track=st.integers(1, 60),
    lines=st.integers(1, 20_000),
    tops=st.tuples(st.floats(0, 1), st.floats(0, 1)),
)
def test_equal_thumbs_are_drawn_alike(track: int, lines: int, tops: tuple[float, float]) -> None:
    one, other = (int(share * max(lines - track, 0)) for share in tops)

    if thumb_of(track, lines, track, one) == thumb_of(track, lines, track, other):
        assert drawn(track, lines, one) == drawn(track, lines, other)


def drawn(track: int, lines: int, top: int) -> list[tuple[str, object]]:
    """The scrollbar's cells as Textual makes them, of a view as long as its track."""
    bar = ScrollBarRender.render_bar(
        size=track, virtual_size=lines, window_size=track if track < lines else 0, position=top
    )
    return [(segment.text, segment.style) for segment in bar.segments]
