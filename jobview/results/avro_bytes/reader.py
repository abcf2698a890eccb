"""A cursor over Avro bytes that reads only what is really there.

No claim inside the bytes is believed before it is checked against the bytes that are left: not a
length, not a count. So a few hostile bytes cannot make the reader allocate much or run for long.
"""

from __future__ import annotations

import struct
from typing import TYPE_CHECKING, Any, Final

from jobview.results.avro_bytes.stretch import Stretch
from jobview.results.avro_bytes.varints import read_long, read_longs

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

MOST_NESTED: Final = 1_000_000
"""How many nested lists and map entries one record may hold: an empty one takes one byte on the
wire and about seventy in memory. Plain lists of numbers and texts are not counted."""

_GOES_ON: Final = 0x80
"""The bit of an integer's byte that says that another one follows."""

_NOT_SHORT: Final = 0x81
"""Bits of a length's first byte that say it goes on in a second byte, or is negative."""

_unpack_float = struct.Struct("<f").unpack_from
_unpack_double = struct.Struct("<d").unpack_from


class AvroError(Exception):
    """Bytes that are not exactly one value of the schema, or a schema that is none."""


DAMAGE: Final = (AvroError, IndexError, struct.error, OverflowError, UnicodeDecodeError)
"""What reading damaged bytes raises."""


def reason_of(error: Exception) -> str:
    """Why damaged bytes could not be read, from one of `DAMAGE`."""
    if isinstance(error, IndexError | struct.error):
        return "the bytes end too soon"
    if isinstance(error, UnicodeDecodeError):
        return "a string is not UTF-8"
    return str(error)


class ByteReader:
    """Avro's primitive values, one or many at a time.

    Besides `AvroError`, every method may raise IndexError, OverflowError, struct.error and
    UnicodeDecodeError on damaged bytes; `RecordSchema.decode` turns them into `AvroError`.

    Args:
        data: the bytes.
        position: where to begin.
        end: where the values should end, the bytes' end if None. Counts and lengths are checked
            against it. A value without either may lie across it: whoever knows that no more
            values follow compares `position` with it.

    Attributes:
        data: the bytes.
        position: offset of the next byte.
        end: offset behind the last.
    """

    __slots__ = ("_nested_left", "data", "end", "position")

    def __init__(self, data: bytes, position: int = 0, end: int | None = None) -> None:
        self.data = data
        self.position = position
        self.end = len(data) if end is None else end
        self._nested_left = MOST_NESTED

    @property
    def left(self) -> int:
        """How many bytes are not yet read."""
        return self.end - self.position

    def flag(self) -> bool:
        """One boolean: a byte that is 0 or 1."""
        byte = self.data[self.position]
        if byte > 1:
            raise AvroError(f"{byte} is not a boolean")
        self.position += 1
        return byte == 1

    def long(self) -> int:
        """One integer; `int` and `long` are the same bytes."""
        byte = self.data[self.position]
        if byte < _GOES_ON:
            self.position += 1
            return (byte >> 1) ^ -(byte & 1)
        value, self.position = read_long(self.data, self.position)
        return value

    def longs(self, count: int) -> list[int]:
        """`count` integers."""
        values, self.position = read_longs(self.data, self.position, count)
        return values

    def single(self) -> float:
        """One float of 32 bits."""
        value: float = _unpack_float(self.data, self.position)[0]
        self.position += 4
        return value

    def singles(self, count: int) -> list[float]:
        """`count` floats of 32 bits."""
        values = struct.unpack_from(f"<{count}f", self.data, self.position)
        self.position += 4 * count
        return list(values)

    def double(self) -> float:
        """One float of 64 bits."""
        value: float = _unpack_double(self.data, self.position)[0]
        self.position += 8
        return value

    def doubles(self, count: int) -> list[float]:
        """`count` floats of 64 bits."""
        values = struct.unpack_from(f"<{count}d", self.data, self.position)
        self.position += 8 * count
        return list(values)

    def run(self) -> Stretch:
        """Where one string or run of bytes is."""
        size = self.long()
        start = self.position
        end = start + size
        if not start <= end <= self.end:
            raise AvroError(f"{size} bytes are claimed where {self.left} are left")
        self.position = end
        return Stretch(self.data, start, end)

    def blob(self) -> bytes:
        """One run of bytes."""
        return self.run().copied()

    def text(self) -> str:
        """One string, which must be UTF-8."""
        return self.blob().decode()

    def texts(self, count: int) -> list[str]:
        """`count` strings."""
        data, size, position = self.data, self.end, self.position
        values: list[str] = []
        add = values.append
        for _ in range(count):
            twice = data[position]
            start = position + 1
            position = start + (twice >> 1)
            if twice & _NOT_SHORT or position > size:
                text, position = self._text_at(start - 1)
                add(text)
            else:
                add(data[start:position].decode())
        self.position = position
        return values

    def optional_texts(self, count: int, null_branch: int) -> list[str | None]:
        """`count` values of a union of null and string, as `optionals` but twice as fast."""
        data, size, position = self.data, self.end, self.position
        null_tag, text_tag = 2 * null_branch, 2 - 2 * null_branch
        values: list[str | None] = []
        add = values.append
        for _ in range(count):
            tag = data[position]
            if tag == null_tag:
                position += 1
                add(None)
                continue
            if tag != text_tag:
                raise AvroError("a union's branch is neither of two")
            twice = data[position + 1]
            start = position + 2
            position = start + (twice >> 1)
            if twice & _NOT_SHORT or position > size:
                text, position = self._text_at(start - 1)
                add(text)
            else:
                add(data[start:position].decode())
        self.position = position
        return values

    def optional(self, null_branch: int, read: Callable[[ByteReader], Any]) -> object:
        """One value of a union of null and another type; None for null."""
        tag = self.data[self.position]
        self.position += 1
        if tag == 2 * null_branch:
            return None
        if tag != 2 - 2 * null_branch:
            raise AvroError("a union's branch is neither of two")
        value: object = read(self)
        return value

    def optionals(
        self, count: int, null_branch: int, read: Callable[[ByteReader], Any]
    ) -> list[Any]:
        """`count` values of a union of null and another type; None for null.

        Args:
            count: how many values.
            null_branch: 0 or 1, the place of null in the union.
            read: reads a value that is not null.
        """
        data = self.data
        null_tag, value_tag = 2 * null_branch, 2 - 2 * null_branch
        values: list[Any] = []
        add = values.append
        for _ in range(count):
            tag = data[self.position]
            self.position += 1
            if tag == null_tag:
                add(None)
            elif tag == value_tag:
                add(read(self))
            else:
                raise AvroError("a union's branch is neither of two")
        return values

    def blocks(self, least_width: int) -> Iterator[int]:
        """The item counts of an array's or map's blocks; the caller reads that many items.

        Args:
            least_width: how many bytes an item has at least, one or more.
        """
        while count := self.long():
            if count > 0:
                self._check_count(count, least_width)
                yield count
                continue
            size = self.long()
            end = self.position + size
            self._check_count(-count, least_width)
            yield -count
            if self.position != end:
                raise AvroError(f"a block of {size} bytes has another size")

    def spend(self, count: int) -> None:
        """Count nested values against `MOST_NESTED`, before they are read."""
        self._nested_left -= count
        if self._nested_left < 0:
            raise AvroError(f"more than {MOST_NESTED:,} nested values")

    def _text_at(self, position: int) -> tuple[str, int]:
        """The string at a position and the position behind it; the careful way."""
        self.position = position
        return self.text(), self.position

    def _check_count(self, count: int, least_width: int) -> None:
        if count * least_width > self.left:
            raise AvroError(f"{count} items are claimed in {self.left} bytes")
