"""Rows, facts and texts as Markdown that shows them as they are and runs nothing."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from jobview.results.cells.exact import exact_text
from jobview.results.cells.values import aligns_right
from jobview.results.writers.pieces import Grid, Piece, pieces_of
from jobview.text import literal, literal_lines, utf8

if TYPE_CHECKING:
    from collections.abc import Iterator

NULL: Final = "*null*"
"""Slanted; the text `*null*` is written `\\*null\\*`."""

_SPECIAL: Final = re.compile(r"[\\`*|\[~]|(?<![^\W_])_|_(?![^\W_])")
_LINE_END: Final = re.compile(r"\r\n|\r|\n")
_FENCE: Final = re.compile("`{3,}")


def markdown_pieces(grid: Grid) -> Iterator[Piece]:
    """A table with numbers on the right; a line end within a cell becomes `<br>`."""
    kinds = [column.type for column in grid.columns]
    rules = ["---:" if aligns_right(kind) else "---" for kind in kinds]
    head = _line([markdown_cell(column.name) for column in grid.columns]) + _line(rules)
    return pieces_of(
        head,
        (
            _line([_cell(value, kind) for value, kind in zip(row, kinds, strict=False)])
            for row in grid.rows
        ),
    )


def markdown_text(text: str) -> Iterator[Piece]:
    """`text` as a block of code whose fence does not occur in it."""
    longest = max((len(run) for run in _FENCE.findall(text)), default=2)
    fence = "`" * (longest + 1)
    yield Piece(utf8(f"{fence}\n{literal_lines(text).rstrip(chr(10))}\n{fence}\n"))


def markdown_cell(text: str) -> str:
    """`text` in one line without a sign that Markdown or HTML would read as its own.

    Control characters are replaced as on the screen.
    """
    return "<br>".join(_escaped(literal(line)) for line in _LINE_END.split(text))


def _escaped(line: str) -> str:
    entities = line.replace("&", "&amp;").replace("<", "&lt;")
    return _SPECIAL.sub(r"\\\g<0>", entities)


def _cell(value: object, kind: str) -> str:
    text = exact_text(value, kind)
    return NULL if text is None else markdown_cell(text)


def _line(cells: list[str]) -> str:
    return f"| {' | '.join(cells)} |\n"
