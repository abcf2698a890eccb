"""A painted line that was not cut is freed without a garbage collection."""

from __future__ import annotations

import gc
from typing import TYPE_CHECKING

import pytest
from rich.segment import Segment
from textual.strip import Strip

from jobview.ui.paint.whole_strips import TEXTUAL_DIVIDE, let_whole_strips_go

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator


@pytest.fixture(autouse=True)
def _as_it_was(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    monkeypatch.setattr(Strip, "divide", TEXTUAL_DIVIDE)
    gc.collect()
    gc.disable()
    yield
    gc.enable()


def made() -> Strip:
    return Strip([Segment("abc"), Segment("defg")], 7)


def left_for_collection(use: Callable[[Strip], object]) -> int:
    """How many objects stay in circles when a strip was used and is wanted no more."""
    use(made())
    return gc.collect()


def test_a_whole_strip_leaves_nothing_to_collect() -> None:
    let_whole_strips_go()
    assert left_for_collection(lambda strip: strip.divide([7])) == 0
    assert left_for_collection(lambda strip: strip.divide([7, 9])) == 0
    assert left_for_collection(lambda strip: strip.divide([3, 7])) == 0


@pytest.mark.parametrize("cuts", [[], [7], [3, 7], [3], [7, 9], [9], [7, 7], [3, 7, 9]], ids=str)
def test_the_pieces_are_the_same(cuts: list[int]) -> None:
    before = made().divide(cuts)
    let_whole_strips_go()
    let_whole_strips_go()
    assert list(made().divide(iter(cuts))) == list(before)


def test_textual_still_keeps_a_whole_strip_in_itself() -> None:
    strip = made()
    assert strip.divide([7])[0] is strip
    del strip
    assert left_for_collection(lambda strip: strip.divide([7])) > 0, "let_whole_strips_go can go"
