"""The search in lines and in bytes."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from jobview.ui.result.line_search import Needle, byte_steps, line_steps, needle_of, offset_of
from jobview.ui.text.search_words import Hit
from jobview.ui.text.text_lines import LINE_LIMIT, TextLines
from tests.fakes.search_steps import last

LINES = ["alpha", "Beta", "gamma", "beta max"]


def test_lines_are_searched_from_the_start_on_and_round() -> None:
    assert last(line_steps(LINES, "BETA", 0)) == Hit(1, is_wrapped=False)
    assert last(line_steps(LINES, "beta", 2)) == Hit(3, is_wrapped=False)
    assert last(line_steps(LINES, "beta", 4)) == Hit(1, is_wrapped=True)
    assert last(line_steps(LINES, "beta", 2, is_backward=True)) == Hit(1, is_wrapped=False)
    assert last(line_steps(LINES, "beta", 0, is_backward=True)) == Hit(3, is_wrapped=True)
    assert last(line_steps(LINES, "delta", 0)) is None
    assert last(line_steps([], "delta", 0)) is None


def test_a_long_search_pauses() -> None:
    steps = [*line_steps(["x" * 1_000] * 1_000, "y", 0)]

    assert len(steps) >= 9
    shares = [step for step in steps if isinstance(step, float)]
    assert shares == steps
    assert shares == sorted(shares)
    assert 0 < shares[0] < shares[-1] < 1


@pytest.mark.parametrize(
    ("words", "needle"),
    [
        ("Gpud", Needle(b"gpud", is_exact=False)),
        ("0x0a FF", Needle(b"\x0a\xff", is_exact=True)),
        ("0xyz", Needle(b"0xyz", is_exact=False)),
        ("ü", Needle("ü".encode(), is_exact=False)),
        ("\ud800", Needle(b"\xed\xa0\x80", is_exact=False)),
    ],
)
def test_words_are_text_or_bytes(words: str, needle: Needle) -> None:
    assert needle_of(words) == needle


def test_an_offset_is_asked_for_by_a_sign() -> None:
    assert offset_of("@1f") == 31
    assert offset_of("1f") is None
    assert offset_of("@x") is None
    assert last(byte_steps(bytes(64), "@1f", 0)) == Hit(31, is_wrapped=False)
    assert last(byte_steps(bytes(16), "@1f", 0)) is None


@pytest.mark.parametrize("place", [0, 1, 1 << 20, (1 << 20) - 2, (3 << 20) - 4])
@pytest.mark.parametrize("is_backward", [False, True])
def test_bytes_are_found_wherever_they_stand(place: int, *, is_backward: bool) -> None:
    data = bytearray(3 << 20)
    data[place : place + 4] = b"GPUD"

    for start in (0, place, place + 1, len(data) - 1):
        found = last(byte_steps(bytes(data), "gpud", start, is_backward=is_backward))
        assert isinstance(found, Hit)
        assert found.place == place


@given(
    data=st.binary(max_size=40),
    wanted=st.binary(min_size=1, max_size=2),
    start=st.integers(0, 39),
    is_backward=st.booleans(),
)
def test_bytes_are_found_where_python_finds_them(
    data: bytes, wanted: bytes, start: int, *, is_backward: bool
) -> None:
    words = f"0x{wanted.hex()}"
    places = [place for place in range(len(data)) if data[place:].startswith(wanted)]
    if is_backward:
        ahead = [place for place in places if place <= start]
        expected = max(ahead or places, default=None)
    else:
        ahead = [place for place in places if place >= start]
        expected = min(ahead or places, default=None)

    found = last(byte_steps(data, words, start, is_backward=is_backward))

    assert (found.place if isinstance(found, Hit) else None) == expected


@pytest.mark.parametrize("is_backward", [False, True], ids=["forward", "backward"])
def test_words_over_the_cut_of_an_endless_line_are_found(*, is_backward: bool) -> None:
    lines = TextLines("a" * (LINE_LIMIT - 3) + "NEEDLE" + "b" * LINE_LIMIT + "\nlast")

    assert last(line_steps(lines, "needle", 0, is_backward=is_backward)) == Hit(0, is_wrapped=False)
    assert last(line_steps(lines, "blast", 0)) is None, "a line's end is no cut"
