"""Many lines of text, of which only those on screen are looked at: JSON, queries, hex dumps."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING, Final

from rich.cells import cell_len
from textual import work
from textual.reactive import var
from textual.strip import Strip

from jobview.ui.paint.scrolled_view import ScrolledView
from jobview.ui.text.text_rows import TextRows, is_long
from jobview.ui.text.text_segments import text_segments

if TYPE_CHECKING:
    from collections.abc import Hashable, Sequence

    from textual.selection import Selection

    from jobview.ui.paint.highlights import Highlighter
    from jobview.ui.text.text_rows import Row

_COPIED_ROWS: Final = 20_000
"""At most so many rows are taken into a selection's text."""
_MARGIN: Final = 1


class TextView(ScrolledView):
    """Lines that scroll both ways, or wrapped ones that only scroll down.

    The lines are any sequence of server text: they are made harmless when drawn, and a sequence
    may make each line when asked for it. Text can be selected by mouse and copied.

    Reactives:
        lines: other lines start at the first one.
        is_wrapped: whether long lines go on in the next row.
        highlighter: colours a line by itself; None leaves all plain.
    """

    DEFAULT_CSS = """
    TextView { overflow-x: auto; }
    """
    ALLOW_SELECT = True

    lines: var[Sequence[str]] = var(tuple, init=False, always_update=True)
    is_wrapped: var[bool] = var(False, init=False)
    highlighter: var[Highlighter | None] = var(None, init=False)

    def __init__(
        self,
        lines: Sequence[str] = (),
        *,
        highlighter: Highlighter | None = None,
        is_wrapped: bool = False,
        id: str | None = None,
        classes: str | None = None,
    ) -> None:
        super().__init__(id=id, classes=classes)
        self.set_reactive(TextView.lines, lines)
        self.set_reactive(TextView.highlighter, highlighter)
        self.set_reactive(TextView.is_wrapped, is_wrapped)
        self._rows = TextRows(lines)
        self._wrap_width: int | None = None
        self._width = self._rows.measured_width()

    # Text.

    def watch_lines(self, lines: Sequence[str]) -> None:
        """Show other lines from their beginning."""
        self._rows = TextRows(lines, self._wrap_width)
        self._width = self._rows.measured_width()
        self.forget_strips()
        self.fit_extent()
        self.scroll_to(0, 0, animate=False, force=True)
        self.sync()

    def watch_is_wrapped(self) -> None:
        """Wrap or unwrap, the first line on screen staying the first."""
        self._rewrap()

    def row_at(self, index: int) -> Row:
        """Row `index`, with the line it is of."""
        return self._rows[index]

    def row_of_line(self, line: int) -> int:
        """The first row of a line."""
        return self._rows.row_of(line)

    def watch_highlighter(self) -> None:
        """Colour the lines anew."""
        self.forget_strips()
        self.sync()

    def on_resize(self) -> None:
        """Wrap for the new width; Textual calls `LineView.on_resize` by itself after this."""
        self._rewrap()

    def _rewrap(self) -> None:
        width = max(self.view_width - _MARGIN, 1) if self.is_wrapped else None
        if width == self._wrap_width or not self.is_mounted:
            return
        if width is not None and is_long(self.lines):
            self._wrap_beside(self.lines, width)
        else:
            self._take_rows(TextRows(self.lines, width), width)

    @work(group="wrap", exclusive=True, description="wrap lines")
    async def _wrap_beside(self, lines: Sequence[str], width: int) -> None:
        """Wrap a long text in a thread; until it is done, the view stays as it is."""
        rows = await asyncio.to_thread(TextRows, lines, width)
        if lines is self.lines and self.is_wrapped:
            self._take_rows(rows, width)

    def _take_rows(self, rows: TextRows, width: int | None) -> None:
        first_line = self._rows[self.top].line if self.top < len(self._rows) else 0
        self._wrap_width = width
        self._rows = rows
        self.forget_strips()
        self.fit_extent()
        self.scroll_to(0, self._rows.row_of(first_line), animate=False, force=True)
        self.sync()

    # What the view asks.

    @property
    def line_count(self) -> int:
        """How many rows there are."""
        return len(self._rows)

    @property
    def line_width(self) -> int:
        """Cells of the widest line seen so far; 0 when lines are wrapped."""
        return 0 if self._wrap_width is not None else self._width + _MARGIN

    def line_strip(self, index: int) -> Strip:
        """Row `index`, scrolled sideways."""
        selection = self.text_selection
        span = None if selection is None else selection.get_span(index)
        stamp = (self.scroll_offset.x, self.view_width, span, self.found_stamp(index))
        return self.kept_strip(index, stamp, lambda: self._drawn(index, span))

    def found_stamp(self, index: int) -> Hashable:
        """Changes with what `found_in` gives for row `index`."""
        del index
        return None

    def found_in(self, index: int, row: Row) -> Sequence[tuple[int, int]]:
        """The characters of row `index` that were searched for, as on screen."""
        del index, row
        return ()

    def row_highlighter(self, index: int) -> Highlighter | None:
        """What colours row `index`."""
        del index
        return self.highlighter

    def _drawn(self, index: int, span: tuple[int, int] | None) -> Strip:
        row = self._rows[index]
        base, x, width = self.palette.base, self.scroll_offset.x, self.view_width
        segments = text_segments(
            row,
            self.palette,
            highlighter=self.row_highlighter(index),
            found=self.found_in(index, row),
            selected=span,
            selected_style=self.screen.get_component_rich_style("screen--selection"),
        )
        strip = Strip(segments).apply_style(base)
        self._widen(strip.cell_length)
        skipped = _characters_within(row.part, x)
        return strip.crop_extend(x, x + width, base).apply_offsets(skipped, index)

    def _widen(self, cells: int) -> None:
        """A line wider than any before was met: let the view scroll to its end."""
        if cells > self._width and self._wrap_width is None:
            self._width = cells
            self.call_after_refresh(self.fit_extent)

    # Selection.

    def get_selection(self, selection: Selection) -> tuple[str, str] | None:
        """The selected text; rows of one wrapped line are joined again."""
        first = 0 if selection.start is None else max(selection.start.y, 0)
        last = len(self._rows) - 1 if selection.end is None else selection.end.y
        last = min(last, len(self._rows) - 1, first + _COPIED_ROWS)
        pieces: list[str] = []
        for index in range(first, last + 1):
            row = self._rows[index]
            start, end = selection.get_span(index) or (0, 0)
            piece = row.part[start : len(row.part) if end < 0 else end]
            pieces.append(piece if row.start and pieces else f"\n{piece}")
        return "".join(pieces)[1:], "\n"

    def selection_updated(self, selection: Selection | None) -> None:
        """Show what is selected."""
        del selection
        self.sync()


def _characters_within(text: str, cells: int) -> int:
    """How many characters stand in the first `cells` cells."""
    if text.isascii():
        return min(cells, len(text))
    used = 0
    for index, character in enumerate(text):
        if used >= cells:
            return index
        used += cell_len(character)
    return len(text)
