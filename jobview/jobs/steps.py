"""Long work in steps that nobody waits for: the caller goes on with other things between them."""

from __future__ import annotations

from itertools import islice
from typing import TYPE_CHECKING, Final, TypeVar

if TYPE_CHECKING:
    from collections.abc import Callable, Generator, Iterable, Iterator, Mapping

T = TypeVar("T")

STEP_ROWS: Final = 250
"""Rows to build objects for in one step: about 3 ms."""

COMPARED_ROWS: Final = 2_500
"""Rows to compare in one step: about 2 ms."""


def in_steps(items: Iterable[T], take: Callable[[T], object]) -> Iterator[None]:
    """Have all items taken, with a pause after each step."""
    for count, item in enumerate(items, 1):
        take(item)
        if count % STEP_ROWS == 0:
            yield


def changed(rows: Mapping[int, T], known: Mapping[int, T]) -> Generator[None, None, list[T]]:
    """Find the rows that are not as they are known, with a pause after each step."""
    found: list[T] = []
    items = iter(rows.items())
    while some := list(islice(items, COMPARED_ROWS)):
        found += [row for job_id, row in some if known.get(job_id) != row]
        yield
    return found
