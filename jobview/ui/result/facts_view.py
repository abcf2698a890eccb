"""A record's fields as a list with a cursor: names aligned, values in the colour of their type."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, ClassVar

from jobview.results.cells.cell import full_text
from jobview.ui.bindings.keys import SIDEWAYS_KEYS, bindings
from jobview.ui.bindings.result_keys import FACT_KEYS, PAGE_KEYS
from jobview.ui.paint.cells import fitted
from jobview.ui.paint.highlights import json_spans
from jobview.ui.paint.marks import UNICODE_MARKS, Marks
from jobview.ui.result.copy_part import CopyPart
from jobview.ui.result.line_search import line_steps
from jobview.ui.result.row_list import RowList
from jobview.ui.text.fact_lines import name_cells

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from textual.binding import BindingType

    from jobview.ui.paint.palette import Palette
    from jobview.ui.paint.segments import Piece
    from jobview.ui.text.fact_lines import FactLine
    from jobview.ui.text.search_words import SearchStep

_GAP = 2


class FactsView(RowList[int]):
    """The lines of `fact_lines`; the cursor is on a line, its fact is what is copied."""

    BINDINGS: ClassVar[list[BindingType]] = [
        *bindings(SIDEWAYS_KEYS),
        *bindings(FACT_KEYS),
        *bindings(PAGE_KEYS),
    ]
    help_keys = FACT_KEYS

    def __init__(
        self,
        record: Mapping[str, object],
        lines: list[FactLine],
        marks: Marks = UNICODE_MARKS,
        *,
        id: str | None = None,
    ) -> None:
        super().__init__(marks, id=id)
        self._record = record
        self._lines = lines
        self._name_cells = name_cells(lines)
        if any(line.is_cut for line in lines):
            self.searched_part = "the lines shown here, the tree has all"

    # What the list asks.

    @property
    def line_count(self) -> int:
        """How many lines the facts take."""
        return len(self._lines)

    def row_key(self, index: int) -> int:
        """Lines are known by their numbers."""
        return index

    def index_of(self, key: int) -> int | None:
        """The line itself, if there is one of that number."""
        return key if 0 <= key < len(self._lines) else None

    def row_pieces(self, index: int) -> list[Piece]:
        """Name and value, or a line of JSON below a name."""
        line, palette = self._lines[index], self.palette
        ellipsis = self.marks.ellipsis
        if line.is_json and not line.name:
            return [(" " * line.indent, None), *_coloured(line.text, palette)]
        names = max(self._name_cells - line.indent, 1)
        name = line.name if not line.text else fitted(line.name, names, ellipsis=ellipsis)
        pieces: list[Piece] = [(" " * line.indent, None), (name, palette.name)]
        if not line.text:
            return pieces
        pieces.append((" " * _GAP, None))
        if line.is_json:
            return pieces + _coloured(line.text, palette)
        if line.is_absent:
            return [*pieces, (self.marks.null, palette.muted)]
        style = None if line.kind is None else getattr(palette, line.kind)
        return [*pieces, (line.text, style)]

    # The cursor's fact.

    def _fact(self) -> tuple[str, object] | None:
        """Name and value at the cursor."""
        index = self.cursor_index
        if index is None:
            return None
        number = self._lines[index].fact
        return next(item for place, item in enumerate(self._record.items()) if place == number)

    def where(self) -> str:
        """The field's name."""
        fact = self._fact()
        return "" if fact is None else fact[0]

    def action_open(self) -> None:
        """Ask for the value in full."""
        fact = self._fact()
        if fact is not None:
            self.post_message(self.ValueOpened(fact[0], "", fact[1]))

    def search_steps(
        self, words: str, *, is_backward: bool, is_further: bool
    ) -> Iterator[SearchStep[int]]:
        """The search over the lines as they are shown."""
        start = self.cursor_index or 0
        start += (-1 if is_backward else 1) if is_further else 0
        texts = [f"{line.name} {line.text}" for line in self._lines]
        return line_steps(texts, words, start, is_backward=is_backward)

    def show_found(self, place: Any) -> None:  # noqa: ANN401 - a line's number
        """Go to the line."""
        self.move_to(place)

    def copy_parts(self) -> Sequence[CopyPart]:
        """The value as it came, its name, and both."""
        fact = self._fact()
        if fact is None:
            return ()
        name, value = fact
        return (
            CopyPart("value", lambda: full_text(value)),
            CopyPart("name", lambda: name),
            CopyPart("name and value", lambda: f"{name}\t{full_text(value)}"),
        )


def _coloured(text: str, palette: Palette) -> list[Piece]:
    pieces: list[Piece] = []
    position = 0
    for start, end, token in json_spans(text):
        pieces += [(text[position:start], None), (text[start:end], getattr(palette, token))]
        position = end
    return [*pieces, (text[position:], None)]
