"""Bytes as lines of offset, hexadecimal and ASCII, each made when it is looked at."""

from __future__ import annotations

from typing import Final

import humanize

from jobview.results.writers.numbered_lines import NumberedLines

BYTES_A_LINE: Final = 16
_HALF: Final = BYTES_A_LINE // 2
_LEAST_OFFSET_DIGITS: Final = 8
_HEX_CELLS: Final = 3 * BYTES_A_LINE
"""Two digits and a space a byte, one more space between the halves, none behind the last."""

_PRINTABLE: Final = bytes(
    byte if chr(byte).isascii() and chr(byte).isprintable() else ord(".") for byte in range(0x100)
)


class HexDump(NumberedLines):
    """The lines of a hex dump, 16 bytes each; every line is printable ASCII.

    A dump of 64 MiB costs no more than its bytes: lines are made by number. An empty dump has no
    lines.

    Args:
        data: all the bytes; offsets count from their beginning.
        start: where the dump begins.
    """

    def __init__(self, data: bytes, start: int = 0) -> None:
        self._data = data
        self._start = start
        self._offset_digits = max(_LEAST_OFFSET_DIGITS, len(f"{len(data):x}"))

    @property
    def size(self) -> str:
        """How many bytes there are, such as `1,024 bytes`."""
        count = len(self._data) - self._start
        return f"{humanize.intcomma(count)} byte{'' if count == 1 else 's'}"

    def line(self, index: int) -> str:
        """Line `index`, counted from 0: `00000010  67 70 75 64 …  |gpud…|`.

        Raises:
            IndexError: there is no such line.
        """
        if not 0 <= index < len(self):
            raise IndexError(index)
        start = self._start + index * BYTES_A_LINE
        piece = self._data[start : start + BYTES_A_LINE]
        halves = f"{piece[:_HALF].hex(' ')}  {piece[_HALF:].hex(' ')}"
        ascii_text = piece.translate(_PRINTABLE).decode("ascii")
        return f"{start:0{self._offset_digits}x}  {halves:<{_HEX_CELLS}}  |{ascii_text}|"

    def __len__(self) -> int:
        return (len(self._data) - self._start + BYTES_A_LINE - 1) // BYTES_A_LINE
