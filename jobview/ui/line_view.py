"""A scrolling view drawn line by line, of which only lines that changed are painted again."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from textual.geometry import Region, Size
from textual.scroll_view import ScrollView
from textual.strip import Strip
from textual.widget import Widget

from jobview.ui.palette import Palette, palette_of

if TYPE_CHECKING:
    from collections.abc import Callable, Hashable, Iterable

_KEPT_STRIPS = 1024
"""A screen of 250 lines, and some scrolling to and fro."""


class LineView(ScrollView, can_focus=True, inherit_bindings=False):
    """Fixed header lines over lines that scroll both ways; subclasses say what a line looks like.

    A line is remembered with a *stamp* of all it shows; while the stamp stays equal, the strip is
    the same object. `sync` compares the strips on screen with what they should be and repaints
    only the lines that differ, so a change of ten thousand rows costs a look at those on screen.
    """

    DEFAULT_CSS = """
    LineView {
        overflow-x: hidden;
        overflow-y: scroll;
        scrollbar-size-vertical: 1;
        scrollbar-size-horizontal: 1;
    }
    """
    ALLOW_SELECT = False

    header_height: ClassVar[int] = 0
    """Lines at the top that do not scroll up."""

    def __init__(self, *, id: str | None = None, classes: str | None = None) -> None:
        super().__init__(id=id, classes=classes)
        self._palette: Palette | None = None
        self._is_palette_due = True
        self._strips: dict[Hashable, tuple[object, Strip]] = {}
        self._painted: dict[int, Strip] = {}
        self._is_view_change_due = False

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

    def view_changed(self) -> None:
        """Other lines may be on screen: after scrolling, a new size or new lines."""

    # Drawing.

    @property
    def palette(self) -> Palette:
        """The active theme on this widget's own background."""
        if self._palette is None or self._is_palette_due:
            self._is_palette_due = False
            fresh = palette_of(
                self.app.theme_variables, self.rich_style, is_ansi=self.app.native_ansi_color
            )
            if fresh != self._palette:
                self._palette = fresh
                self._strips.clear()
        return self._palette

    def notify_style_update(self) -> None:
        """Look at the theme again before the next line is drawn."""
        super().notify_style_update()
        self._is_palette_due = True

    def kept_strip(self, key: Hashable, stamp: object, build: Callable[[], Strip]) -> Strip:
        """The strip kept under `key` if its stamp is equal to `stamp`, else a new one."""
        kept = self._strips.get(key)
        if kept is not None and kept[0] == stamp:
            return kept[1]
        if kept is None and len(self._strips) >= _KEPT_STRIPS:
            del self._strips[next(iter(self._strips))]
        strip = build()
        self._strips[key] = (stamp, strip)
        return strip

    def forget_strips(self) -> None:
        """Draw every line anew: what the keys stand for has changed."""
        self._strips.clear()

    def render_line(self, y: int) -> Strip:
        """Line `y` of the widget."""
        strip = self._strip_at(y, self.top)
        self._painted[y] = strip
        return strip

    def _strip_at(self, y: int, top: int) -> Strip:
        _ = self.palette  # a new theme empties the kept strips before one of them is used
        if y < self.header_height:
            return self.header_strip(y)
        index = top + y - self.header_height
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
        (width, height), top = self.container_size, self.top
        places: Iterable[int] = range(height)
        if indexes:
            shown = range(self.header_height, height)
            places = [y for i in indexes if (y := self.header_height + i - top) in shown]
        for y in places:
            if self._painted.get(y) is not self._strip_at(y, top):
                self.refresh(Region(0, y, width, 1))

    # Extent and scrolling.

    @property
    def top(self) -> int:
        """The index of the first line under the header."""
        return self.scroll_offset.y

    @property
    def body_height(self) -> int:
        """How many lines under the header are on screen; at least 1."""
        height = self.container_size.height - self.scrollbar_size_horizontal
        return max(height - self.header_height, 1)

    @property
    def view_width(self) -> int:
        """Cells of a line on screen, without the scrollbar."""
        return max(self.container_size.width - self.scrollbar_size_vertical, 0)

    def fit_extent(self) -> None:
        """Take over a new number or width of lines; lays out only when the width changed."""
        height = self.line_count + self.header_height
        size = Size(self.line_width, height)
        if size.width != self.virtual_size.width:
            self.virtual_size = size
        elif size != self.virtual_size:
            self.set_reactive(Widget.virtual_size, size)
            if self.show_vertical_scrollbar:
                self.vertical_scrollbar.window_virtual_size = height
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
        super().watch_scroll_y(old_value, new_value)
        self.note_view_change()

    def watch_has_focus(self, has_focus: bool) -> None:  # noqa: FBT001 - Textual's signature
        """Show where the keys go."""
        super().watch_has_focus(has_focus)
        self.sync()

    def on_resize(self) -> None:
        """Forget what was painted for another width."""
        self._painted.clear()
        self.sync()
        self.fit_extent()

    def note_view_change(self) -> None:
        """Have `view_changed` called once the screen has settled, however often this is called."""
        if not self._is_view_change_due and self.is_mounted:
            self._is_view_change_due = True
            self.call_after_refresh(self._tell_view_change)

    def _tell_view_change(self) -> None:
        self._is_view_change_due = False
        self.view_changed()
