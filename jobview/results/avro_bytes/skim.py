"""Passing over Avro values without making them, so that a column can be kept as its bytes.

Passing over is as strict as reading: what is passed over can be read later without an error. It
is done for a block of values in one call, mostly of a regular expression: 100,000 timestamps take
3 ms, where reading them takes 25.
"""

from __future__ import annotations

import re
from codecs import utf_8_decode
from functools import cache
from typing import TYPE_CHECKING, Any, Final

from jobview.results.avro_bytes.packed import BLOCK_BYTES, BLOCK_CELLS, PackedColumn, Places
from jobview.results.avro_bytes.reader import AvroError, ByteReader
from jobview.results.avro_bytes.shape import Item, shape_of
from jobview.results.avro_bytes.stretch import Stretch
from jobview.results.avro_bytes.varints import read_long

if TYPE_CHECKING:
    from collections.abc import Callable

SHORT: Final = 64
"""Runs of fewer bytes have a length of one byte."""

_INT: Final = rb"[\x80-\xff]{0,4}+[\x00-\x7f]"
_LONG: Final = rb"(?:[\x80-\xff]{0,8}+[\x00-\x7f]|[\x80-\xff]{9}[\x00\x01])"
_RUN: Final = b"(?:%s)" % b"|".join(
    re.escape(bytes([2 * size])) + b".{%d}" % size for size in range(SHORT)
)
_PATTERNS: Final = {
    "boolean": rb"[\x00\x01]",
    "int": _INT,
    "long": _LONG,
    "float": b".{4}",
    "double": b".{8}",
    "bytes": _RUN,
    "string": _RUN,
}

_NOT_SHORT: Final = 0x81
_STEPS: Final = [0 if byte & _NOT_SHORT else 1 + (byte >> 1) for byte in range(0x100)]
"""By a length's byte: how far behind it the next length is; 0 when it is not of a short run."""


def pattern_of(item: Item) -> bytes:
    """What the bytes of a value look like: a regular expression, of short runs only."""
    value = _PATTERNS[item.name]
    if item.null_branch is None:
        return value
    null, tag = (b"\x00", b"\x02") if item.null_branch == 0 else (b"\x02", b"\x00")
    return b"(?:%s%s|%s)" % (tag, value, null)


class Skim:
    """Passes over values of one type.

    Args:
        item: the type.
    """

    def __init__(self, item: Item) -> None:
        self._item = item
        self._shape = shape_of(item.definition)
        is_plain_run = item.is_run and item.null_branch is None
        self._block = _past_short_runs if is_plain_run else _matching(item)

    def array(self, reader: ByteReader) -> PackedColumn:
        """The items of the array that begins where the reader stands; it then stands behind.

        Raises:
            AvroError: and what `ByteReader` raises: there is no such array.
        """
        data: bytes | bytearray = reader.data
        places = Places()
        start = stop = reader.position
        passed = 0
        for count in reader.blocks(self._shape.least_width):
            begin = reader.position
            if not passed:
                start = begin
            elif data is reader.data:
                # A further block of items behind a count of its own; they are put together.
                data = bytearray(memoryview(reader.data)[start:stop])
                places.move(-start)
            shift = 0 if data is reader.data else len(data) - begin
            stop = self._past(reader, count, places, passed, shift)
            passed += count
            if isinstance(data, bytearray):
                data += memoryview(reader.data)[begin:stop]
        places.close(passed, stop if data is reader.data else len(data))
        return PackedColumn(bytes(data), places, self.read)

    def read(self, data: bytes, start: int, end: int, count: int) -> list[Any]:
        """Values that were passed over; a `packed.ReadCells`."""
        return self._shape.many(ByteReader(data, start, end), count)

    def past(self, data: bytes, position: int, end: int, count: int) -> tuple[int, int]:
        """Pass over some values.

        Args:
            data: holds them.
            position: where they begin.
            end: where all of them should end at the latest.
            count: how many values should follow.

        Returns:
            How many were passed over, one or more, and the position behind them.

        Raises:
            AvroError: and what `ByteReader` raises: there are no such values.
        """
        stop = self._block(data, position) if count >= BLOCK_CELLS else None
        if stop is None or stop > end:
            return self._past_singly(data, position, end, min(count, BLOCK_CELLS))
        if self._item.is_text:
            # Short lengths and branches are ASCII: if all of it is UTF-8, each string is.
            utf_8_decode(memoryview(data)[position:stop], "strict", True)
        return BLOCK_CELLS, stop

    def _past(self, reader: ByteReader, count: int, places: Places, first: int, shift: int) -> int:
        """The reader's position behind `count` values, of which the first is cell `first`."""
        while count:
            places.add(first, reader.position + shift)
            passed, reader.position = self.past(reader.data, reader.position, reader.end, count)
            first += passed
            count -= passed
        return reader.position

    def _past_singly(self, data: bytes, position: int, end: int, count: int) -> tuple[int, int]:
        if self._item.is_run:
            return _past_runs(self._item, data, position, end, count)
        reader = ByteReader(data, position, end)
        self._shape.many(reader, count)
        return count, reader.position


@cache
def skim_of(item: Item) -> Skim:
    """How to pass over values of a type; the same object for the same type."""
    return Skim(item)


def _matching(item: Item) -> Callable[[bytes, int], int | None]:
    """Finds the position behind a block of values."""
    match = re.compile(b"(?:%s){%d}" % (pattern_of(item), BLOCK_CELLS), re.DOTALL).match

    def past(data: bytes, position: int) -> int | None:
        found = match(data, position)
        return found.end() if found else None

    return past


def _past_short_runs(data: bytes, position: int) -> int | None:
    """The position behind a block of short runs of bytes; None when one may be long."""
    steps = _STEPS
    # A step of 0 stays where it is, and so do all that follow.
    for _ in range(BLOCK_CELLS // 8):
        position += steps[data[position]]
        position += steps[data[position]]
        position += steps[data[position]]
        position += steps[data[position]]
        position += steps[data[position]]
        position += steps[data[position]]
        position += steps[data[position]]
        position += steps[data[position]]
    return position if steps[data[position]] else None


def _past_runs(item: Item, data: bytes, position: int, end: int, count: int) -> tuple[int, int]:
    """Pass over runs of bytes of any length, no more than make a block."""
    start = position
    null_tag = None if item.null_branch is None else 2 * item.null_branch
    for passed in range(count):
        if position - start >= BLOCK_BYTES:
            return passed, position
        if null_tag is not None:
            tag = data[position]
            position += 1
            if tag == null_tag:
                continue
            if tag != 2 - null_tag:
                raise AvroError("a union's branch is neither of two")
        size, position = read_long(data, position)
        stop = position + size
        if not position <= stop <= end:
            raise AvroError(f"{size} bytes are claimed where {end - position} are left")
        if item.is_text:
            Stretch(data, position, stop).check_text()
        position = stop
    return count, position
