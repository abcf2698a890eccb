"""Where words stand in a text, and the way round a list."""

from __future__ import annotations

import sys

from hypothesis import given
from hypothesis import strategies as st

from jobview.ui.text.search_words import folded, round_from, spans_in


def test_folding_keeps_every_character_in_its_place() -> None:
    other = [
        point for point in range(sys.maxunicode + 1) if len(folded(f"a{chr(point)}b")) != len("a?b")
    ]

    assert other == []


def test_words_are_found_whatever_their_case() -> None:
    assert [*spans_in("Torino, TORINO", "torino")] == [(0, 6), (8, 14)]
    assert [*spans_in("İstanbul", "i")] == [(0, 1)]
    assert [*spans_in("aaaa", "aa")] == [(0, 2), (2, 4)]
    assert [*spans_in("anything", "")] == []


@given(st.text(), st.text(min_size=1, max_size=3))
def test_a_span_holds_the_words(text: str, words: str) -> None:
    for start, end in spans_in(text, words):
        assert folded(text[start:end]) == folded(words)


def test_the_round_begins_at_the_start_and_meets_everything_once() -> None:
    assert [*round_from(2, 4, is_backward=False)] == [
        (2, False),
        (3, False),
        (0, True),
        (1, True),
    ]
    assert [*round_from(1, 4, is_backward=True)] == [(1, False), (0, False), (3, True), (2, True)]


@given(start=st.integers(-1, 12), count=st.integers(0, 12), is_backward=st.booleans())
def test_the_round_may_begin_beyond_either_end(
    start: int, count: int, *, is_backward: bool
) -> None:
    start = min(start, count)
    if is_backward:
        start = min(start, count - 1)

    numbers = [number for number, _ in round_from(start, count, is_backward=is_backward)]

    assert sorted(numbers) == [*range(count)]
