"""Long work in steps that nobody waits for: the caller goes on with other things between them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, TypeVar

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

T = TypeVar("T")

STEP_ROWS: Final = 250
"""Rows to build objects for in one step: about 3 ms."""


def in_steps(items: Iterable[T], take: Callable[[T], object]) -> Iterator[None]:
    """Have all items taken, with a pause after each step."""
    for count, item in enumerate(items, 1):
        take(item)
        if count % STEP_ROWS == 0:
            yield
