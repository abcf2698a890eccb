"""A view of lines that scroll under a header; how they are painted is in `painted_view`."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from textual.geometry import Size
from textual.scrollbar import ScrollBar
from textual.strip import Strip
from textual.widget import Widget

from jobview.ui.paint.painted_view import PaintedView
from jobview.ui.paint.thumb import thumb_of

if TYPE_CHECKING:
    from collections.abc import Iterable

    from jobview.ui.paint.thumb import Thumb


class LineView(PaintedView, can_focus=True, inherit_bindings=False):
    """Fixed header lines over lines that scroll both ways; subclasses say what a line looks like.

    `sync` is to be called when lines may have changed.
    """

    DEFAULT_CSS = """
    LineView {
        overflow-x: hidden;
        overflow-y: scroll;
        scrollbar-size-vertical: 1;
        scrollbar-size-horizontal: 1;
    }
    """
    header_height: ClassVar[int] = 0
    """Lines at the top that do not scroll up."""

    def __init__(self, *, id: str | None = None, classes: str | None = None) -> None:
        super().__init__(id=id, classes=classes)
        self._is_view_change_due = False
        self._seen_height = 0
        """How many lines were on screen before the size changed."""

    # What a subclass says.

    @property
    def line_count(self) -> int:
        """How many lines scroll under the header."""
        raise NotImplementedError

    @property
    def line_width(self) -> int:
        """Cells of the widest line; 0 when lines are as wide as the view."""
        return 0

    def header_strip(self, y: int) -> Strip:
        """The header's line `y`."""
        raise NotImplementedError

    def line_strip(self, index: int) -> Strip:
        """Line `index` under the header, as it stands on screen: scrolled sideways, full width."""
        raise NotImplementedError

    @property
    def cursor_index(self) -> int | None:
        """The line that a cursor is on; None without one."""
        return None

    def view_changed(self) -> None:
        """Other lines may be on screen: after scrolling, a new size or new lines."""

    # Drawing.

    def strip_at(self, y: int) -> Strip:
        """Line `y` of the screen: of the header, of what scrolls, or blank below the last one."""
        if y < self.header_height:
            return self.header_strip(y)
        index = self.top + y - self.header_height
        if index < self.line_count:
            return self.line_strip(index)
        return Strip.blank(self.view_width, self.palette.base)

    def sync(self, *indexes: int) -> None:
        """Repaint lines on screen that are no longer what they should be.

        Args:
            indexes: only these lines can have changed; without any, all are looked at.
        """
        if not self.is_mounted:
            return
        height, top = self.container_size.height, self.top
        places: Iterable[int] = range(height)
        if indexes:
            shown = range(self.header_height, height)
            places = [y for i in indexes if (y := self.header_height + i - top) in shown]
        self.repaint(places)

    # Extent and scrolling.

    @property
    def top(self) -> int:
        """The index of the first line under the header."""
        return round(self.scroll_y)

    @property
    def body_height(self) -> int:
        """How many lines under the header are on screen; at least 1."""
        height = self.container_size.height - self.scrollbar_size_horizontal
        return max(height - self.header_height, 1)

    def fit_extent(self) -> None:
        """Take over a new number or width of lines; lays out only when the width changed."""
        height = self.line_count + self.header_height
        size = Size(self.line_width, height)
        if size.width != self.virtual_size.width:
            self.virtual_size = size
        elif size != self.virtual_size:
            self.set_reactive(Widget.virtual_size, size)
            self._move_thumb()
        self.note_view_change()

    def put_top(self, index: int) -> None:
        """Scroll so that line `index` is the first one, as far as there are lines."""
        if index != self.top:
            self.scroll_to(y=index, animate=False, force=True)

    def show_line(self, index: int) -> None:
        """Scroll as little as needed to have line `index` on screen."""
        if index < self.top:
            self.put_top(index)
        elif index >= self.top + self.body_height:
            self.put_top(index - self.body_height + 1)

    def watch_scroll_y(self, old_value: float, new_value: float) -> None:
        """Repaint, and tell the subclass."""
        self._move_thumb()
        if step := round(new_value) - round(old_value):
            self.scroll_paint(self.header_height, step)
            self.repaint(range(self.header_height))
        self.note_view_change()

    def _move_thumb(self) -> None:
        """Tell the scrollbar where the view is; it is painted only when its thumb is seen to move.

        A scrollbar takes Textual 1.7 ms, three times what the lines take, and a row of ten
        thousand moves its thumb by a thirtieth of an eighth of a cell.
        """
        if not self.show_vertical_scrollbar:
            return
        bar = self.vertical_scrollbar
        before = _thumb(bar)
        bar.set_reactive(ScrollBar.position, self.scroll_y)
        bar.set_reactive(ScrollBar.window_virtual_size, self.virtual_size.height)
        if _thumb(bar) != before:
            bar.refresh()

    def watch_has_focus(self, has_focus: bool) -> None:  # noqa: FBT001 - Textual's signature
        """Show where the keys go."""
        super().watch_has_focus(has_focus)
        self.sync()

    def on_resize(self) -> None:
        """Repaint what another size changes; keep the cursor in view when there are fewer lines."""
        self.sync()
        self.fit_extent()
        seen = range(self.top, self.top + self._seen_height)
        self._seen_height = self.body_height
        index = self.cursor_index
        if index is not None and index in seen:
            self.show_line(index)

    def note_view_change(self) -> None:
        """Have `view_changed` called once the screen has settled, however often this is called."""
        if not self._is_view_change_due and self.is_mounted:
            self._is_view_change_due = True
            self.call_after_refresh(self._tell_view_change)

    def _tell_view_change(self) -> None:
        self._is_view_change_due = False
        self.view_changed()


def _thumb(bar: ScrollBar) -> Thumb:
    return thumb_of(bar.size.height, bar.window_virtual_size, bar.window_size, bar.position)
