"""Hex dumps: the bytes can be read back from the lines, and lines are made one by one."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from jobview.results.writers.hexdump import BYTES_A_LINE, HexDump


def test_a_line_has_offset_hex_and_ascii() -> None:
    dump = HexDump(bytes(range(0x28, 0x38)) + b"\x00\x1b[0m\x7f\xff~ ")

    assert dump.line(0) == (
        "00000000  28 29 2a 2b 2c 2d 2e 2f  30 31 32 33 34 35 36 37  |()*+,-./01234567|"
    )
    assert dump.line(1) == (
        "00000010  00 1b 5b 30 6d 7f ff 7e  20                       |..[0m..~ |"
    )
    assert dump[-1] == dump.line(1)
    assert dump[0:2] == [dump.line(0), dump.line(1)]


@given(st.binary(max_size=80), st.integers(0, 80))
def test_a_dump_of_the_rest_counts_from_the_beginning(data: bytes, start: int) -> None:
    start = min(start, len(data))
    dump = HexDump(data, start)

    assert bytes.fromhex("".join(line[10:59] for line in dump)) == data[start:]
    assert [int(line[:8], 16) for line in dump] == list(range(start, len(data), BYTES_A_LINE))
    assert dump.size.split()[0] == str(len(data) - start)


@given(st.binary(max_size=200))
def test_the_bytes_can_be_read_back(data: bytes) -> None:
    dump = HexDump(data)

    digits = "".join(line[10:59] for line in dump)
    assert bytes.fromhex(digits) == data
    assert [int(line[:8], 16) for line in dump] == list(range(0, len(data), BYTES_A_LINE))
    assert all(line.isascii() and line.isprintable() for line in dump)
    assert len({line.index("|") for line in dump}) <= 1


@pytest.mark.parametrize(
    ("count", "size", "lines"),
    [
        (0, "0 bytes", 0),
        (1, "1 byte", 1),
        (16, "16 bytes", 1),
        (17, "17 bytes", 2),
        (5000, "5,000 bytes", 313),
    ],
)
def test_size_and_number_of_lines(count: int, size: str, lines: int) -> None:
    dump = HexDump(bytes(count))

    assert (dump.size, len(dump), len(list(dump))) == (size, lines, lines)


@pytest.mark.parametrize("index", [-1, 2, 10**9])
def test_there_are_no_other_lines(index: int) -> None:
    with pytest.raises(IndexError):
        HexDump(bytes(20)).line(index)


def test_a_line_far_down_costs_only_itself() -> None:
    dump = HexDump(bytes(64 * 1024 * 1024))

    assert dump.line(len(dump) - 1).startswith("03fffff0  00 ")
