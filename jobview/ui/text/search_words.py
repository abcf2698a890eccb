"""Where words stand in a text, without regard to case. Pure."""

from __future__ import annotations

from typing import TYPE_CHECKING, Generic, NamedTuple, TypeAlias, TypeVar

if TYPE_CHECKING:
    from collections.abc import Iterator

PlaceT = TypeVar("PlaceT")


class Hit(NamedTuple, Generic[PlaceT]):
    """A place that holds the words searched for."""

    place: PlaceT
    is_wrapped: bool
    """Whether the search went round: past the end and on from the other."""


class Partial(NamedTuple):
    """The search ended before it had looked at everything."""

    looked_at: str
    """How far it came, such as `the first 2,000,000 values`."""


SearchStep: TypeAlias = Hit[PlaceT] | Partial | float | None
"""What one step of a search gives: a hit ends it.

A number is the share that was looked at, None an unknown share; more steps follow these.
"""


def folded(text: str) -> str:
    """`text` in lower case and of the same length, so that a place in one is a place in both."""
    if "İ" in text:  # the one character whose lower case is two
        text = text.replace("İ", "i")
    return text.lower()


def spans_in(text: str, words: str) -> Iterator[tuple[int, int]]:
    """Start and end of each place in `text` that holds `words`; none for empty words."""
    wanted = folded(words)
    if not wanted:
        return
    within = folded(text)
    start = within.find(wanted)
    while start >= 0:
        yield start, start + len(wanted)
        start = within.find(wanted, start + len(wanted))


def round_from(start: int, count: int, *, is_backward: bool) -> Iterator[tuple[int, bool]]:
    """The numbers below `count`, from `start` on and round to where it began.

    Yields:
        A number, and whether the end was passed before it.
    """
    if is_backward:
        yield from ((number, False) for number in range(start, -1, -1))
        yield from ((number, True) for number in range(count - 1, max(start, -1), -1))
    else:
        yield from ((number, False) for number in range(max(start, 0), count))
        yield from ((number, True) for number in range(min(start, count)))
