"""Lines that are made by number, each when it is looked at."""

from __future__ import annotations

from collections.abc import Sequence
from typing import overload


class NumberedLines(Sequence[str]):
    """A sequence of which a subclass says how many lines there are, and makes one of them."""

    def line(self, index: int) -> str:
        """Line `index`, counted from 0.

        Raises:
            IndexError: there is no such line.
        """
        raise NotImplementedError

    @overload
    def __getitem__(self, index: int) -> str: ...
    @overload
    def __getitem__(self, index: slice) -> list[str]: ...
    def __getitem__(self, index: int | slice) -> str | list[str]:
        if isinstance(index, slice):
            return [self.line(number) for number in range(*index.indices(len(self)))]
        return self.line(index + len(self) if index < 0 else index)
