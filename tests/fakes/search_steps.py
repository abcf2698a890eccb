"""A search, gone through to its end."""

from __future__ import annotations

from typing import TYPE_CHECKING, TypeVar

if TYPE_CHECKING:
    from collections.abc import Iterator

    from jobview.ui.text.search_words import SearchStep

PlaceT = TypeVar("PlaceT")


def last(steps: Iterator[SearchStep[PlaceT]]) -> SearchStep[PlaceT]:
    """What the search came to."""
    found: SearchStep[PlaceT] = None
    for found in steps:  # noqa: B007 - the last one counts
        pass
    return found
