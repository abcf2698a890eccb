"""The header's words for a ring that is off its primary, of hostile servers."""

from __future__ import annotations

from datetime import UTC

from jobview.jobs.ring import Detour
from jobview.ui.frame.detour_words import cause_words, way_words
from jobview.ui.paint.marks import UNICODE_MARKS
from tests.fakes.hostile import DENSE, leaks


def test_names_and_causes_are_text() -> None:
    detour = Detour(f"http://b{DENSE}", f"http://a{DENSE}", 0.0, DENSE)
    way = way_words(detour, UNICODE_MARKS, UTC, is_dated=True).plain
    cause = cause_words(detour, 300, least=10)

    assert "since 00:00" in way
    assert cause is not None
    assert "␛[2J" in cause.plain
    assert not leaks(way + cause.plain)
