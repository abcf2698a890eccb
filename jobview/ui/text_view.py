"""Many lines of text, of which only those on screen are looked at: JSON, queries, hex dumps."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar, Final

from rich.cells import cell_len
from textual.reactive import var
from textual.strip import Strip

from jobview.ui.keys import LIST_KEYS, SIDEWAYS_KEYS, bindings
from jobview.ui.line_view import LineView
from jobview.ui.text_rows import TextRows
from jobview.ui.text_segments import text_segments

if TYPE_CHECKING:
    from collections.abc import Sequence

    from textual.binding import BindingType
    from textual.selection import Selection

    from jobview.ui.highlights import Highlighter

_SIDEWAYS_STEP: Final = 8
_COPIED_ROWS: Final = 20_000
"""At most so many rows are taken into a selection's text."""
_MARGIN: Final = 1


class TextView(LineView):
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
    BINDINGS: ClassVar[list[BindingType]] = [*bindings(LIST_KEYS), *bindings(SIDEWAYS_KEYS)]
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

    def watch_highlighter(self) -> None:
        """Colour the lines anew."""
        self.forget_strips()
        self.sync()

    def on_resize(self) -> None:
        """Wrap for the new width."""
        self._rewrap()
        super().on_resize()

    def _rewrap(self) -> None:
        width = max(self.view_width - _MARGIN, 1) if self.is_wrapped else None
        if width == self._wrap_width or not self.is_mounted:
            return
        first_line = self._rows[self.top].line if self.top < len(self._rows) else 0
        self._wrap_width = width
        self._rows = TextRows(self.lines, width)
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
        stamp = (self.scroll_offset.x, self.view_width, span)
        return self.kept_strip(index, stamp, lambda: self._drawn(index, span))

    def _drawn(self, index: int, span: tuple[int, int] | None) -> Strip:
        row = self._rows[index]
        base, x, width = self.palette.base, self.scroll_offset.x, self.view_width
        segments = text_segments(
            row,
            self.palette,
            highlighter=self.highlighter,
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

    # Keys.

    def action_cursor_up(self) -> None:
        """Scroll one row up."""
        self._scroll_by(-1)

    def action_cursor_down(self) -> None:
        """Scroll one row down."""
        self._scroll_by(+1)

    def action_page_up(self) -> None:
        """Scroll one screen up."""
        self._scroll_by(-self.body_height)

    def action_page_down(self) -> None:
        """Scroll one screen down."""
        self._scroll_by(self.body_height)

    def action_first(self) -> None:
        """Scroll to the first row."""
        self.put_top(0)

    def action_last(self) -> None:
        """Scroll to the last row."""
        self._scroll_by(self.line_count)

    def _scroll_by(self, rows: int) -> None:
        last_top = max(self.line_count - self.body_height, 0)
        self.put_top(min(max(self.top + rows, 0), last_top))

    def action_cursor_left(self) -> None:
        """Scroll left."""
        self.scroll_to(x=self.scroll_offset.x - _SIDEWAYS_STEP, animate=False, force=True)

    def action_cursor_right(self) -> None:
        """Scroll right."""
        self.scroll_to(x=self.scroll_offset.x + _SIDEWAYS_STEP, animate=False, force=True)


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
