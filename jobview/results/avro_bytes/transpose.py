"""Rows, each an Avro record by itself, turned into columns of the same bytes.

A page of 100,000 records has a million values, and taking them one by one in Python takes six
times as long as the official client does. Here a regular expression made of the schema cuts many
records at once into the bytes of their fields, and those of each field are put together: about
the client's time, and no value made. Records with a long string are cut singly.
"""

from __future__ import annotations

import re
from codecs import utf_8_decode
from typing import TYPE_CHECKING, Any, Final, NamedTuple

from jobview.results.avro_bytes.packed import BLOCK_BYTES, PackedColumn, Places
from jobview.results.avro_bytes.reader import DAMAGE, AvroError, reason_of
from jobview.results.avro_bytes.shape import Item
from jobview.results.avro_bytes.skim import pattern_of, skim_of
from jobview.results.avro_bytes.varints import long_bytes, read_long

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from jobview.results.avro_bytes.avro import RecordSchema

FEW: Final = 200
"""Fewer records are cut singly sooner than the expression is made."""

MOST_FIELDS: Final = 400
"""Making the expression of more fields takes longer than it gains."""

_PART_ROWS: Final = 64
_MOST_PART_BYTES: Final = 512 * 1024
_MOST_SIZES: Final = 10_000
_LENGTH: Final = rb"[\x80-\xff]{0,4}+[\x00-\x7f]"
_HALVES: Final = bytes(0xFF if byte & 1 else byte >> 1 for byte in range(0x100))
"""The sizes that lengths of one byte mean; 255, which none can mean, for negative ones."""

_BESIDE: Final = 3
"""What a split gives of a record besides its fields: the gap before it, its length, all of it."""


def columns_of_rows(schema: RecordSchema, rows: Sequence[object]) -> dict[str, PackedColumn]:
    """The fields of many records, each encoded by itself: by name, in the records' order.

    Args:
        schema: a record of primitives, nullable or not.
        rows: the records, packed as they came or in a list.

    Raises:
        AvroError: one of them is not exactly one record of the schema, or the schema is another.
    """
    items = schema.items
    return _columns(items, rows if isinstance(rows, PackedColumn) else _packed(rows))


def _packed(rows: Sequence[object]) -> PackedColumn:
    bits: list[bytes] = []
    for place, row in enumerate(rows, 1):
        if not isinstance(row, bytes):
            raise AvroError(f"record {place:,} is not bytes")
        bits += (long_bytes(len(row)), row)
    places = Places()
    places.add(0, 0)
    data = b"".join(bits)
    places.close(len(rows), len(data))
    return PackedColumn(data, places, skim_of(Item("bytes")).read)


def _columns(items: Mapping[str, Item], records: PackedColumn) -> dict[str, PackedColumn]:
    cutter = _Cutter(tuple(items.values()), records)
    # A growing array of bytes leaves no holes in the memory, as many small ones would.
    stripes = [(bytearray(), Places()) for _ in items]
    position, row = records.start, 0
    try:
        while position < records.end:
            cut = cutter.cut(position)
            for (stripe, places), cells in zip(stripes, cut.cells, strict=True):
                places.add(row, len(stripe))
                stripe.extend(cells)
            row += cut.row_count
            position += cut.size
    except _Misfit as error:
        raise AvroError(f"record {row + error.place + 1:,}: it has another length") from None
    except DAMAGE as error:
        raise AvroError(f"record {row + 1:,}: {reason_of(error)}") from error
    columns = {}
    for (name, item), (stripe, places) in zip(items.items(), stripes, strict=True):
        places.close(row, len(stripe))
        columns[name] = PackedColumn(bytes(stripe), places, skim_of(item).read)
        stripe.clear()
    return columns


class _Cut(NamedTuple):
    """Records in a row, cut into fields."""

    row_count: int
    size: int
    """Bytes of the records with their lengths."""
    cells: list[bytes]
    """By field, those of all the records."""


class _Misfit(Exception):
    """A record that does not end where its length says."""

    def __init__(self, place: int) -> None:
        super().__init__(place)
        self.place = place
        """How many records before it are sound."""


class _Cutter:
    """Cuts the records that begin at a place, some at a time."""

    def __init__(self, items: Sequence[Item], records: PackedColumn) -> None:
        self._data = records.data
        self._end = records.end
        self._skims = [skim_of(item) for item in items]
        self._width = _BESIDE + len(items)
        self._texts = [place for place, item in enumerate(items) if item.is_text]
        self._split: Callable[[bytes], list[Any]] | None = None
        if len(records) >= FEW and len(items) <= MOST_FIELDS:
            # From the first record that does not match, all the bytes are one with nothing in it.
            fields = b"".join(b"(%s)" % pattern_of(item) for item in items)
            self._split = re.compile(b"(%s)(%s)|.+" % (_LENGTH, fields), re.DOTALL).split
        rows = _PART_ROWS * (records.end - records.start) // max(len(records), 1)
        self._part = min(max(BLOCK_BYTES, rows), _MOST_PART_BYTES)

    def cut(self, position: int) -> _Cut:
        """One record or more from a position on.

        Raises:
            _Misfit: a record is not as long as its length says.
            AvroError: and what `ByteReader` raises: it is no record.
        """
        if self._split is not None:
            cut = self._cut_many(
                self._split(self._data[position : min(position + self._part, self._end)])
            )
            if cut.row_count:
                return cut
        return self._cut_one(position)

    def _cut_many(self, split: list[Any]) -> _Cut:
        width = self._width
        if split[-2] is None:
            del split[-width:]
        count = len(split) // width
        lengths: list[bytes] = split[1::width]
        sizes = list(map(len, split[2::width]))
        joined = b"".join(lengths)
        if len(joined) == count:
            said = list(joined.translate(_HALVES))
        else:
            said = list(map(_SIZES.__getitem__, lengths))
        if said != sizes:
            pairs = enumerate(zip(said, sizes, strict=True))
            raise _Misfit(next(place for place, (size, there) in pairs if size != there))
        cells = [b"".join(split[place::width]) for place in range(_BESIDE, width)]
        for place in self._texts:
            # Short lengths and branches are ASCII: if all of it is UTF-8, each string is.
            utf_8_decode(cells[place], "strict", True)
        return _Cut(count, len(joined) + sum(sizes), cells)

    def _cut_one(self, position: int) -> _Cut:
        size, place = read_long(self._data, position)
        end = place + size
        cells = []
        for skim in self._skims:
            _, stop = skim.past(self._data, place, end, 1)
            cells.append(self._data[place:stop])
            place = stop
        if place != end:
            raise _Misfit(0)
        return _Cut(1, end - position, cells)


class _Sizes(dict[bytes, int]):
    """The numbers that varints are, by their bytes."""

    def __missing__(self, varint: bytes) -> int:
        size, _ = read_long(varint, 0)
        if len(self) < _MOST_SIZES:
            self[varint] = size
        return size


_SIZES: Final = _Sizes()
