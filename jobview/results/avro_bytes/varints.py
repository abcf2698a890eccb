"""Many Avro integers at once: the zigzag varints of a whole column.

An integer column of a result table is a run of varints: seven bits a byte, low bits first, the
high bit set on every byte but a varint's last. Taken byte by byte in Python a column of 100,000
timestamps costs 90 ms. Here the varints are split by a regular expression, padded to eight bytes
each, and the bits of a whole block are moved together as one big integer, which costs 25 ms.
"""

from __future__ import annotations

import re
import struct
import sys
from array import array
from typing import Final, NamedTuple

_BLOCK: Final = 4096
"""Varints worked on together; the big integers of a block stay inside a core's cache."""

_FEW: Final = _BLOCK // 4
"""Fewer varints than that are read one by one sooner than in a block."""

_LANE_BYTES: Final = 8
"""Room for one varint in a block; longer ones (from 2**55 on) are read one by one."""

_BITS: Final = 64

_split = re.compile(rb"[\x80-\xff]*[\x00-\x7f]").findall
_pack_lanes = struct.Struct(f"{_LANE_BYTES}s" * _BLOCK).pack
_LAST_BYTES_GONE: Final = bytes(range(0x80, 0x100))
_LOW_BITS: Final = bytes(byte & 0x7F for byte in range(0x100))
_SMALL: Final = [(byte >> 1) ^ -(byte & 1) for byte in range(0x80)]


class _Squeeze(NamedTuple):
    """One step that closes the gaps between groups of bits: high groups move down by `shift`."""

    low: int
    high: int
    shift: int


def _in_every_lane(pattern: int) -> int:
    return int.from_bytes(pattern.to_bytes(_LANE_BYTES, "little") * _BLOCK, "little")


_SQUEEZES: Final = tuple(
    _Squeeze(_in_every_lane(low), _in_every_lane(high), shift)
    for low, high, shift in (
        (0x007F_007F_007F_007F, 0x7F00_7F00_7F00_7F00, 1),
        (0x0000_3FFF_0000_3FFF, 0x3FFF_0000_3FFF_0000, 2),
        (0x0000_0000_0FFF_FFFF, 0x0FFF_FFFF_0000_0000, 4),
    )
)
_LOWEST_BIT: Final = _in_every_lane(1)


def long_bytes(number: int) -> bytes:
    """The varint of a number that is not negative."""
    twice = number << 1
    out = bytearray()
    while twice > 0x7F:  # noqa: PLR2004 - seven bits
        out.append(twice & 0x7F | 0x80)
        twice >>= 7
    out.append(twice)
    return bytes(out)


def read_long(data: bytes, position: int) -> tuple[int, int]:
    """One integer and the position behind it.

    Raises:
        IndexError: the data ends inside the varint.
        OverflowError: the varint is longer than 64 bits.
    """
    byte = data[position]
    position += 1
    value = byte & 0x7F
    shift = 0
    while byte & 0x80:
        byte = data[position]
        position += 1
        shift += 7
        value |= (byte & 0x7F) << shift
        if value >> _BITS or shift >= _BITS:
            raise OverflowError("an integer is longer than 64 bits")
    return (value >> 1) ^ -(value & 1), position


def read_longs(data: bytes, position: int, count: int) -> tuple[list[int], int]:
    """`count` integers in a row and the position behind the last.

    Raises:
        IndexError: the data ends too soon.
        OverflowError: a varint is longer than 64 bits.
    """
    values: list[int] = []
    while left := count - len(values):
        block, position = _read_block(data, position, min(left, _BLOCK))
        values += block
    return values, position


def _read_block(data: bytes, position: int, count: int) -> tuple[list[int], int]:
    section = data[position : position + count]
    if len(section) == count and section.isascii():
        return [_SMALL[byte] for byte in section], position + count
    if count < _FEW:
        return _read_singly(data, position, count)
    end = _end_of(data, position, count)
    varints: list[bytes] = _split(data[position:end])
    if len(max(varints, key=len)) > _LANE_BYTES:
        return _read_singly(data, position, count)
    varints += [b""] * (_BLOCK - count)
    return _values(_pack_lanes(*varints))[:count], end


def _read_singly(data: bytes, position: int, count: int) -> tuple[list[int], int]:
    values = []
    for _ in range(count):
        value, position = read_long(data, position)
        values.append(value)
    return values, position


def _end_of(data: bytes, position: int, count: int) -> int:
    """The position behind `count` varints, found by counting their last bytes."""
    while count:
        section = data[position : position + count]
        if not section:
            raise IndexError("the data ends inside a run of integers")
        position += len(section)
        count -= len(section.translate(None, _LAST_BYTES_GONE))
    return position


def _values(lanes: bytes) -> list[int]:
    """The signed integers of a block of padded varints."""
    bits = int.from_bytes(lanes.translate(_LOW_BITS), "little")
    for low, high, shift in _SQUEEZES:
        bits = (bits & low) | ((bits & high) >> shift)
    negative = bits & _LOWEST_BIT
    # A lane's lowest bit times 2**64 - 1 is all ones in that lane and touches no other.
    bits = ((bits ^ negative) >> 1) ^ ((negative << 64) - negative)
    values = array("q", bits.to_bytes(_LANE_BYTES * _BLOCK, "little"))
    if sys.byteorder == "big":
        values.byteswap()
    return values.tolist()
