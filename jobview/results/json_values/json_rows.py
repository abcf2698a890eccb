"""Many records that are JSON text each, parsed some at a time when they are looked at."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import chain
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
        return self._block(start)[place - start]

    def __iter__(self) -> Iterator[Row]:
        return chain.from_iterable(self.blocks())

    def blocks(self) -> Iterator[list[Row]]:
        """All records from the first on, some at a time; several walks abreast parse them once."""
        return map(self._block, range(0, len(self), _BLOCK_ROWS))

    def _block(self, start: int) -> list[Row]:
        # Taken as one value, because another thread may look at other rows.
        kept_start, rows = self._kept
        if kept_start != start:
            texts = self._texts[start : start + _BLOCK_ROWS]
            rows = [self._read(text, number) for number, text in enumerate(texts, start + 1)]
            self._kept = (start, rows)
        return rows

    def column(self, name: str) -> FieldOfRows:
        """One field of all records, None where a record lacks it."""
        return FieldOfRows(self, name)


class FieldOfRows(Sequence[Any]):
    """The cells of one column of `JsonRows`.

    A walk over a column parses all records: whoever wants many columns takes a row of each at a
    time, so that a record is parsed once for all of them.
    """

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
        name = self._name
        return (row.get(name) for rows in self._rows.blocks() for row in rows)
