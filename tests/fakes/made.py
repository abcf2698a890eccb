"""A sequence whose items are made when asked for, and counted."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TypeVar, overload

ItemT = TypeVar("ItemT")


class Made(Sequence[ItemT]):
    """`length` items, item `n` being `make(n)`; `made_count` tells how many were asked for."""

    def __init__(self, length: int, make: Callable[[int], ItemT]) -> None:
        self._length = length
        self._make = make
        self.made_count = 0

    def __len__(self) -> int:
        return self._length

    @overload
    def __getitem__(self, index: int) -> ItemT: ...
    @overload
    def __getitem__(self, index: slice) -> Sequence[ItemT]: ...
    def __getitem__(self, index: int | slice) -> ItemT | Sequence[ItemT]:
        if isinstance(index, slice):
            return [self[item] for item in range(*index.indices(self._length))]
        if not 0 <= index < self._length:
            raise IndexError(index)
        self.made_count += 1
        return self._make(index)
