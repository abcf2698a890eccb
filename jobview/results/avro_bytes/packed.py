"""Columns of cells that stay the bytes they came in; a cell becomes a value when it is looked at.

Values take many times their bytes: a small integer 36 for one, a short string 60 for ten. So a
column keeps its bytes and remembers only where every hundredth cell or so begins. What is looked
at is decoded in blocks from there: some rows on screen cost a block, a walk over all cells runs
at the speed of decoding. The bytes were seen to be sound before a column is made of them.
"""

from __future__ import annotations

from array import array
from bisect import bisect_right
from collections.abc import Callable, Mapping, Sequence
from itertools import chain, islice
from operator import eq
from sys import getsizeof
from typing import TYPE_CHECKING, Any, Final, overload

if TYPE_CHECKING:
    from collections.abc import Iterator

BLOCK_CELLS: Final = 128
"""Cells of a block; more where one call passes over more of them anyhow."""

BLOCK_BYTES: Final = 16 * 1024
"""A block that is longer ends early, with one cell at least."""

_RUN_BYTES: Final = 256 * 1024
"""How much is decoded at once in a walk over all cells."""

_RUN_CELLS: Final = 4096
_MOST_KEPT: Final = 4
"""The last block is kept decoded unless it takes this many times its bytes, as a long string may
of which one character lies beyond 16 bits."""

ReadCells = Callable[[bytes, int, int, int], list[Any]]
"""From the bytes, the places where some cells begin and end, and their number: the cells."""


class Places:
    """Where the blocks of a column begin, found from the first to the last."""

    __slots__ = ("firsts", "starts")

    def __init__(self) -> None:
        self.firsts = array("q")
        self.starts = array("q")

    def add(self, first: int, start: int) -> None:
        """Note that cell `first` begins at byte `start`, unless the last block is still short."""
        if (
            not self.firsts
            or first - self.firsts[-1] >= BLOCK_CELLS
            or start - self.starts[-1] >= BLOCK_BYTES
        ):
            self.firsts.append(first)
            self.starts.append(start)

    def close(self, count: int, end: int) -> None:
        """Note how many cells there are, and where the last one ends."""
        self.firsts.append(count)
        self.starts.append(end)

    def move(self, distance: int) -> None:
        """Add `distance` to where the blocks begin."""
        self.starts = array("q", (start + distance for start in self.starts))


class PackedColumn(Sequence[Any]):
    """Cells that are decoded when looked at; equal to any sequence of the same values.

    Args:
        data: holds the cells, one behind the other.
        places: where blocks of them begin, closed.
        read: decodes cells that lie together; is called with nothing unsound.
    """

    __slots__ = ("_kept", "_places", "_read", "data")

    def __init__(self, data: bytes, places: Places, read: ReadCells) -> None:
        self.data = data
        self._places = places
        self._read = read
        self._kept: tuple[int, list[Any]] = (-1, [])

    def __len__(self) -> int:
        return self._places.firsts[-1]

    @property
    def start(self) -> int:
        """Where in `data` the first cell begins."""
        return self._places.starts[0]

    @property
    def end(self) -> int:
        """Where in `data` the last cell ends."""
        return self._places.starts[-1]

    def read_by(self, read: ReadCells) -> PackedColumn:
        """The same cells, decoded in another way."""
        return PackedColumn(self.data, self._places, read)

    @overload
    def __getitem__(self, index: int) -> Any: ...  # noqa: ANN401 - a cell is anything
    @overload
    def __getitem__(self, index: slice) -> list[Any]: ...
    def __getitem__(self, index: int | slice) -> Any:
        if isinstance(index, slice):
            wanted = range(len(self))[index]
            if wanted.step != 1 or len(wanted) <= BLOCK_CELLS:
                return [self[place] for place in wanted]
            if len(wanted) > _RUN_CELLS:
                return list(islice(self._from(wanted.start), len(wanted)))
            first = self._block_of(wanted.start)
            cells = self._cells(first, self._block_of(wanted.stop - 1) + 1)
            skipped = wanted.start - self._places.firsts[first]
            return cells[skipped : skipped + len(wanted)]
        length = len(self)
        place = index + length if index < 0 else index
        if not 0 <= place < length:
            raise IndexError("no such cell")
        block = self._block_of(place)
        number, cells = self._kept
        if number != block:
            cells = self._cells(block, block + 1)
            if len(cells) > 1 or getsizeof(cells[0]) < _MOST_KEPT * self._size(block):
                self._kept = (block, cells)
        return cells[place - self._places.firsts[block]]

    def __iter__(self) -> Iterator[Any]:
        return self._from(0)

    def __eq__(self, other: object) -> bool:
        if not isinstance(other, Sequence) or isinstance(other, str | bytes):
            return NotImplemented
        return len(self) == len(other) and all(map(eq, self, other))

    __hash__ = None  # type: ignore[assignment]  # equal to lists, which have none either

    def __repr__(self) -> str:
        return f"<{len(self):,} cells>"

    def _from(self, place: int) -> Iterator[Any]:
        """The cells from `place` on."""
        if place >= len(self):
            return iter(())
        block = self._block_of(place)
        skipped = place - self._places.firsts[block]
        return islice(chain.from_iterable(self._runs(block)), skipped, None)

    def _runs(self, block: int) -> Iterator[list[Any]]:
        """All cells from a block's first on, as many blocks at once as make a good handful."""
        firsts, starts = self._places.firsts, self._places.starts
        last = len(firsts) - 1
        while block < last:
            stop = min(
                bisect_right(firsts, firsts[block] + _RUN_CELLS, block, last),
                bisect_right(starts, starts[block] + _RUN_BYTES, block, last),
            )
            stop = max(stop, block + 1)
            yield self._cells(block, stop)
            block = stop

    def _cells(self, block: int, stop: int) -> list[Any]:
        firsts, starts = self._places.firsts, self._places.starts
        return self._read(self.data, starts[block], starts[stop], firsts[stop] - firsts[block])

    def _block_of(self, place: int) -> int:
        return bisect_right(self._places.firsts, place, 0, len(self._places.firsts) - 1) - 1

    def _size(self, block: int) -> int:
        return self._places.starts[block + 1] - self._places.starts[block]


class Lengthened(Sequence[Any]):
    """A column with nothing but None behind its own cells.

    Args:
        cells: the column.
        length: how long it is to be.
    """

    __slots__ = ("_cells", "_length")

    def __init__(self, cells: Sequence[Any], length: int) -> None:
        self._cells = cells
        self._length = length

    def __len__(self) -> int:
        return self._length

    @overload
    def __getitem__(self, index: int) -> Any: ...  # noqa: ANN401 - a cell is anything
    @overload
    def __getitem__(self, index: slice) -> list[Any]: ...
    def __getitem__(self, index: int | slice) -> Any:
        if isinstance(index, slice):
            return [self[place] for place in range(self._length)[index]]
        place = range(self._length)[index]
        return self._cells[place] if place < len(self._cells) else None

    def __iter__(self) -> Iterator[Any]:
        yield from self._cells
        for _ in range(self._length - len(self._cells)):
            yield None


LISTS: Final = (list, tuple, PackedColumn)
"""What a field or cell that is a list may be, for `isinstance`."""

NESTED: Final = (Mapping, *LISTS)
"""What a value that holds others may be, for `isinstance`."""
