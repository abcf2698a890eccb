"""One row of a tree: indent, mark, name and what the value is. Pure."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Final

from jobview.results.avro_bytes.packed import LISTS
from jobview.text import literal
from jobview.ui.paint.wording import count
from jobview.ui.text.json_lines import scalar_json

if TYPE_CHECKING:
    from rich.style import Style

    from jobview.ui.paint.marks import Marks
    from jobview.ui.paint.palette import Palette
    from jobview.ui.paint.segments import Piece
    from jobview.ui.result.json_tree import Node

INDENT: Final = 2
_NAME_CHARACTERS: Final = 200
_VALUE_CHARACTERS: Final = 1_000


def tree_pieces(node: Node, palette: Palette, marks: Marks) -> list[Piece]:
    """A node's row; every text in it is safe for the terminal."""
    mark = " "
    if node.can_open:
        mark = marks.opened if node.is_open else marks.closed
    pieces: list[Piece] = [(" " * (INDENT * node.depth), None), (f"{mark} ", palette.muted)]
    if node.part is not None:
        dots = "..." if marks.is_ascii else "…"
        words = f"[{count(node.part.start)} {dots} {count(node.part.stop - 1)}]"
        return [*pieces, (words, palette.muted)]
    if isinstance(node.key, int):
        pieces += [(f"{node.key}", palette.muted), ("  ", None)]
    elif node.key is not None:
        pieces += [(literal(node.key, limit=_NAME_CHARACTERS), palette.name), ("  ", None)]
    else:
        pieces += [("$", palette.name), ("  ", None)]
    return [*pieces, _value(node, palette)]


def _value(node: Node, palette: Palette) -> Piece:
    if node.is_inside_known and isinstance(node.inside, Mapping):
        return f"{{{count(len(node.inside))}}}", palette.muted
    if node.is_inside_known and isinstance(node.inside, LISTS):
        return f"[{count(len(node.inside))}]", palette.muted
    value = node.value
    if isinstance(value, str):
        value = value[: _VALUE_CHARACTERS + 1]
    text = literal(scalar_json(value), limit=_VALUE_CHARACTERS)
    return text, _style(value, palette)


def _style(value: object, palette: Palette) -> Style:
    if isinstance(value, str):
        return palette.text
    if value is None or isinstance(value, bool):
        return palette.word
    return palette.number if isinstance(value, int | float) else palette.muted
