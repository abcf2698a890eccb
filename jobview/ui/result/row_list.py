"""Lines of coloured pieces with a cursor: what facts and trees are drawn with."""

from __future__ import annotations

from typing import TYPE_CHECKING, TypeVar

from rich.style import Style
from textual.strip import Strip

from jobview.ui.paint.marks import UNICODE_MARKS, Marks
from jobview.ui.paint.segments import joined, laid_over
from jobview.ui.paint.virtual_list import VirtualList
from jobview.ui.result.result_view import ResultView
from jobview.ui.text.search_words import spans_in

if TYPE_CHECKING:
    from collections.abc import Hashable

    from textual.message import Message

    from jobview.ui.paint.segments import Piece

KeyT = TypeVar("KeyT")

GUTTER = 2
_SIDEWAYS_STEP = 8


class RowList(VirtualList[KeyT], ResultView):
    """A list of rows that may be wider than the view; a subclass says what a row is made of."""

    DEFAULT_CSS = """
    RowList { overflow-x: auto; }
    """

    def __init__(
        self,
        marks: Marks = UNICODE_MARKS,
        *,
        id: str | None = None,
        classes: str | None = None,
    ) -> None:
        super().__init__(id=id, classes=classes)
        self.marks = marks
        self._width = 0

    def on_mount(self) -> None:
        """Begin in the first row."""
        if self.line_count:
            self.selected_key = self.row_key(0)

    # What a subclass says.

    def row_pieces(self, index: int) -> list[Piece]:
        """Row `index` from its first cell on, safe for the terminal; styles of the palette."""
        raise NotImplementedError

    def row_state(self, index: int) -> Hashable:
        """Changes when the row of the same key looks otherwise."""
        del index
        return None

    # Drawing.

    @property
    def line_width(self) -> int:
        """Cells of the widest row seen so far."""
        return self._width

    def line_strip(self, index: int) -> Strip:
        """Row `index`, scrolled sideways behind its gutter."""
        key = self.row_key(index)
        cursor = None if key != self.selected_key else self.has_focus
        x, width, words = self.scroll_offset.x, self.view_width, self.search_words
        stamp = (cursor, x, width, words, self.row_state(index))
        return self.kept_strip(key, stamp, lambda: self._drawn(index, cursor=cursor))

    def _drawn(self, index: int, *, cursor: bool | None) -> Strip:
        palette, marks, x = self.palette, self.marks, self.scroll_offset.x
        pieces = self.row_pieces(index)
        text = "".join(piece for piece, _ in pieces)
        pieces = laid_over(pieces, [*spans_in(text, self.search_words)], palette.found)
        whole = Strip(joined(pieces))
        self._widen(GUTTER + whole.cell_length + 1)
        room = max(self.view_width - GUTTER, 0)
        style, gutter = palette.base, (" " * GUTTER, Style.null())
        if cursor is not None:
            style += palette.cursor if cursor else palette.cursor_blurred
            sign = marks.cursor_focused if cursor else marks.cursor_blurred
            gutter = sign.ljust(GUTTER), palette.accent_bar if cursor else palette.muted
        cells = [(text, own) for text, own, _ in whole.crop(x, x + room)]
        line = Strip(joined([gutter, *cells])).apply_style(style)
        return line.adjust_cell_length(self.view_width, style)

    def _widen(self, cells: int) -> None:
        """A row wider than any before was met: let the view scroll to its end."""
        if cells > self._width:
            self._width = cells
            self.call_after_refresh(self.fit_extent)

    def watch_scroll_x(self, old_value: float, new_value: float) -> None:
        """Draw rows from another cell on."""
        super().watch_scroll_x(old_value, new_value)
        self.sync()

    # Keys.

    def highlighted_message(self, key: KeyT) -> Message | None:
        """Says that the cursor moved."""
        del key
        return self.Moved(self)

    def action_cursor_left(self) -> None:
        """Scroll left."""
        self.scroll_to(x=self.scroll_offset.x - _SIDEWAYS_STEP, animate=False, force=True)

    def action_cursor_right(self) -> None:
        """Scroll right."""
        self.scroll_to(x=self.scroll_offset.x + _SIDEWAYS_STEP, animate=False, force=True)
