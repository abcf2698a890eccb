"""Rows, facts and texts as Markdown that shows them as they are and runs nothing.

Where Markdown is pasted, `@user` calls a person, `#12` and `!12` leave a note at a ticket, and a
pair of `$` makes a formula of what is between. GitHub and GitLab look for these in the text when
escapes and entities are resolved already, so only an element of its own around the sign keeps it
apart from what follows; GitHub documents that for `$`.
"""

from __future__ import annotations

import re
from datetime import UTC
from typing import TYPE_CHECKING, Final

from jobview.results.cells.exact import exact_text
from jobview.results.cells.values import aligns_right
from jobview.results.writers.pieces import Grid, Piece, pieces_of
from jobview.text import literal, literal_lines, utf8

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import tzinfo

NULL: Final = "*null*"
"""Slanted; the text `*null*` is written `\\*null\\*`."""

_SPECIAL: Final = re.compile(r"[\\`*|\[~]|(?<![^\W_])_|_(?![^\W_])")
_CALL: Final = re.compile(r"(?<!\w)@(?=\w)|[#!](?=[0-9])")
r"""The sign of a person or group, and of a ticket or change; not that of a mail address."""
_LINE_END: Final = re.compile(r"\r\n|\r|\n")
_ALONE: Final = r"<span>\g<0></span>"
_ALONE_DOLLAR: Final = r"<span>\$</span>"
_FENCE: Final = re.compile("`{3,}")


def markdown_pieces(grid: Grid, zone: tzinfo | None = UTC) -> Iterator[Piece]:
    """A table with numbers on the right; a line end within a cell becomes `<br>`.

    Args:
        grid: the rows.
        zone: where timestamps are told; None is the machine's own.
    """
    kinds = [column.type for column in grid.columns]
    rules = ["---:" if aligns_right(kind) else "---" for kind in kinds]
    head = _line([markdown_cell(column.name) for column in grid.columns]) + _line(rules)
    return pieces_of(
        head,
        (
            _line([_cell(value, kind, zone) for value, kind in zip(row, kinds, strict=False)])
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
    escaped = _SPECIAL.sub(r"\\\g<0>", _CALL.sub(_ALONE, entities))
    return escaped.replace("$", _ALONE_DOLLAR) if escaped.count("$") > 1 else escaped


def _cell(value: object, kind: str, zone: tzinfo | None) -> str:
    text = exact_text(value, kind, zone)
    return NULL if text is None else markdown_cell(text)


def _line(cells: list[str]) -> str:
    return f"| {' | '.join(cells)} |\n"
