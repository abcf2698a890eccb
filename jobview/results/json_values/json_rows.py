"""Many records that are JSON text each, parsed some at a time when they are looked at."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, Any, Final, overload

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    Row = Mapping[str, object]

FEW: Final = 2_000
"""Fewer records are parsed once and kept sooner."""

_BLOCK_ROWS: Final = 64


class JsonRows(Sequence["Row"]):
    """The records, of which only those looked at last are kept parsed.

    Args:
        texts: a record each.
        read: parses the record at a place, counted from 1; may raise.
    """

    def __init__(self, texts: Sequence[object], read: Callable[[object, int], Row]) -> None:
        self._texts = texts
        self._read = read
        self._kept: tuple[int, list[Row]] = (-1, [])

    def __len__(self) -> int:
        return len(self._texts)

    @overload
    def __getitem__(self, index: int) -> Row: ...
    @overload
    def __getitem__(self, index: slice) -> list[Row]: ...
    def __getitem__(self, index: int | slice) -> Row | list[Row]:
        if isinstance(index, slice):
            return [self[place] for place in range(*index.indices(len(self)))]
        place = index + len(self) if index < 0 else index
        if not 0 <= place < len(self):
            raise IndexError("no such record")
        start = place - place % _BLOCK_ROWS
        # Taken as one value, because another thread may look at other rows.
        kept_start, rows = self._kept
        if kept_start != start:
            texts = self._texts[start : start + _BLOCK_ROWS]
            rows = [self._read(text, number) for number, text in enumerate(texts, start + 1)]
            self._kept = (start, rows)
        return rows[place - start]

    def __iter__(self) -> Iterator[Row]:
        return (self[place] for place in range(len(self)))

    def column(self, name: str) -> FieldOfRows:
        """One field of all records, None where a record lacks it."""
        return FieldOfRows(self, name)


class FieldOfRows(Sequence[Any]):
    """The cells of one column of `JsonRows`."""

    def __init__(self, rows: JsonRows, name: str) -> None:
        self._rows = rows
        self._name = name

    def __len__(self) -> int:
        return len(self._rows)

    @overload
    def __getitem__(self, index: int) -> Any: ...  # noqa: ANN401 - a cell is anything
    @overload
    def __getitem__(self, index: slice) -> list[Any]: ...
    def __getitem__(self, index: int | slice) -> Any:
        if isinstance(index, slice):
            return [row.get(self._name) for row in self._rows[index]]
        return self._rows[index].get(self._name)

    def __iter__(self) -> Iterator[Any]:
        return (row.get(self._name) for row in self._rows)
