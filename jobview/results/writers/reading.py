"""A result as text for reading: aligned columns, facts, lines, or a hex dump.

Unlike all other formats this one is harmless to a terminal, and cuts what is long.
"""

from __future__ import annotations

from itertools import repeat
from typing import TYPE_CHECKING, Final

from jobview.results.cells.values import PLAIN, aligns_right, shown
from jobview.results.writers.hexdump import HexDump
from jobview.results.writers.pieces import Piece, pieces_of
from jobview.text import cell_width, literal, literal_lines, utf8

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from jobview.results.cells.values import ValueStyle
    from jobview.results.model import Table

LONGEST_CELL: Final = 80
"""Characters of one table cell; a longer one ends in `…`."""
LONGEST_VALUE: Final = 1000
"""Characters of one fact's value."""

_GAP: Final = "  "
_CHARACTERS_A_PIECE: Final = 1 << 20


def table_text(table: Table, style: ValueStyle = PLAIN) -> Iterator[Piece]:
    """Columns as wide as their widest cell, numbers on the right, a rule under the names."""
    kinds = [column.type for column in table.columns]
    names = [literal(column.name, limit=LONGEST_CELL) for column in table.columns]
    widths = [cell_width(name) for name in names]
    for row in zip(*table.data, strict=False):
        cells = map(_cell, row, kinds, repeat(style))
        widths = list(map(max, widths, map(cell_width, cells)))
    plan = [(width, aligns_right(kind)) for width, kind in zip(widths, kinds, strict=True)]

    def line(row: tuple[object, ...]) -> str:
        return _aligned(list(map(_cell, row, kinds, repeat(style))), plan)

    head = _aligned(names, plan) + _aligned(["─" * width for width in widths], plan)
    return pieces_of(head, map(line, zip(*table.data, strict=False)))


def record_text(record: Mapping[str, object]) -> Iterator[Piece]:
    """Names and values in two columns; the further lines of a value stand under its first."""
    names = {name: literal(name, limit=LONGEST_CELL) for name in record}
    indent = max((cell_width(name) for name in names.values()), default=0)
    for name, value in record.items():
        lines = literal_lines(shown(value).text, limit=LONGEST_VALUE).split("\n")
        space = " " * (indent - cell_width(names[name]))
        first = f"{names[name]}{space}{_GAP}{lines[0]}".rstrip()
        rest = [f"{' ' * indent}{_GAP}{line}".rstrip() for line in lines[1:]]
        yield Piece(utf8("\n".join([first, *rest]) + "\n"), 1)


def plain_text(text: str) -> Iterator[Piece]:
    """The text itself, made harmless, with a line end behind it."""
    start = 0
    while start < len(text):
        end = start + _CHARACTERS_A_PIECE
        if text[end - 1 : end] == "\r":
            end += 1  # a line end of two characters stays whole
        yield Piece(utf8(literal_lines(text[start:end])))
        start = end
    if not text.endswith("\n"):
        yield Piece(b"\n")


def hex_text(data: bytes) -> Iterator[Piece]:
    """The bytes as a hex dump."""
    return (
        Piece(piece.data)  # its lines are no rows
        for piece in pieces_of("", (f"{line}\n" for line in HexDump(data)))
    )


def _cell(value: object, kind: str, style: ValueStyle) -> str:
    return literal(shown(value, kind, style=style).text, limit=LONGEST_CELL)


def _aligned(cells: list[str], plan: list[tuple[int, bool]]) -> str:
    padded = []
    for text, (width, is_right) in zip(cells, plan, strict=True):
        space = " " * (width - cell_width(text))
        padded.append(space + text if is_right else text + space)
    return _GAP.join(padded).rstrip(" ") + "\n"
