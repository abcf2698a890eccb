"""A scrolling view that paints kept strips, and only the lines of which the strip is another."""

from __future__ import annotations

from itertools import chain
from typing import TYPE_CHECKING, Final

from rich.segment import Segment
from textual.filter import LineFilter
from textual.geometry import Region, Size
from textual.scroll_view import ScrollView
from textual.strip import Strip

from jobview.ui.paint.palette import Palette, palette_of

if TYPE_CHECKING:
    from collections.abc import Callable, Hashable, Iterable
    from typing import Self

    from textual.color import Color

KEPT_SCREENS: Final = 4
"""So many screens of lines are kept, for scrolling to and fro. A line takes 8 to 12 KiB with all
that Textual keeps of it; a thousand, which a list of new jobs passes in a quarter of an hour, took
a fifth of the board's memory."""

LEAST_KEPT: Final = 64
"""Lines that are kept however low the screen is."""


class _Joining(LineFilter):
    """Joins neighbours of one style, which saves a quarter of what goes to the terminal."""

    def apply(self, segments: list[Segment], background: Color) -> list[Segment]:
        del background
        return list(Segment.simplify(segments))


_ONE_SEQUENCE_A_STYLE: Final = _Joining()


class PaintedView(ScrollView):
    """Draws line by line; a subclass says what each line of the screen is at present.

    A line is kept with a *stamp* of all it shows; while the stamp stays equal, the strip is the
    same object. `repaint` compares the strips on screen with what they should be and repaints
    only the lines that differ, so a change of ten thousand rows costs a look at those on screen.
    """

    ALLOW_SELECT = False

    def __init__(self, *, id: str | None = None, classes: str | None = None) -> None:
        super().__init__(id=id, classes=classes)
        self._palette: Palette | None = None
        self._is_palette_due = True
        self._strips: dict[Hashable, tuple[object, Strip]] = {}
        self._painted: dict[int, Strip] = {}
        self._painted_size = Size()

    def strip_at(self, y: int) -> Strip:
        """Line `y` of the screen as it is at present, as wide as the view."""
        raise NotImplementedError

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
                self._painted.clear()
        return self._palette

    def notify_style_update(self) -> None:
        """Look at the theme again before the next line is drawn."""
        super().notify_style_update()
        self._is_palette_due = True

    def kept_strip(self, key: Hashable, stamp: object, build: Callable[[], Strip]) -> Strip:
        """The strip kept under `key` if its stamp is equal to `stamp`, else a new one."""
        kept = self._strips.pop(key, None)
        if kept is not None and kept[0] == stamp:
            self._strips[key] = kept  # as the newest, for it is on the screen
            return kept[1]
        if kept is None and len(self._strips) >= max(LEAST_KEPT, KEPT_SCREENS * self.size.height):
            del self._strips[next(iter(self._strips))]
        strip = build()
        self._strips[key] = (stamp, strip)
        return strip

    def forget_strips(self) -> None:
        """Draw every line anew: what the keys stand for has changed."""
        self._strips.clear()

    def render_line(self, y: int) -> Strip:
        """Line `y` of the widget."""
        _ = self.palette  # a new theme empties the kept strips before one of them is used
        strip = self.strip_at(y)
        self._painted[y] = strip
        return strip

    def render_lines(self, crop: Region) -> list[Strip]:
        """The lines of `crop`: the very strips that are kept, with the app's filters over them.

        Textual's own way lays borders, padding and opacity over every line, in a new strip, which
        has to find out again where it is cut and what its escape sequences are: half the time
        from a key to its paint (tests/bench/bench_keys). A kept strip knows that, so a line that
        scrolled costs next to nothing; in exchange a view has no box of its own.
        """
        if not self.is_attached:
            # What a removed view looks like nobody knows, but it may be asked once more.
            return [Strip.blank(crop.width)] * crop.height
        if self._painted_size != self.outer_size:
            self._painted_size = self.outer_size
            self._painted.clear()
        _ = self.palette  # a new theme empties what was painted
        painted, background = self._painted, self.background_colors[1]
        strips = [painted[y] if y in painted else self.render_line(y) for y in crop.line_range]
        filters = self.get_line_filters()
        if not self.app.is_headless:
            # A picture keeps its pieces, which it places one by one.
            filters = [*filters, _ONE_SEQUENCE_A_STYLE]
        for line_filter in filters:
            strips = [strip.apply_filter(line_filter, background) for strip in strips]
        if crop.column_span != (0, self.outer_size.width):
            strips = [strip.crop(*crop.column_span) for strip in strips]
        return strips

    def refresh(
        self,
        *regions: Region,
        repaint: bool = True,
        layout: bool = False,
        recompose: bool = False,
    ) -> Self:
        """Paint these regions anew, or everything; arguments as of Textual's own."""
        if not regions:
            self._painted.clear()
        for y in chain.from_iterable(region.line_range for region in regions):
            self._painted.pop(y, None)
        return super().refresh(*regions, repaint=repaint, layout=layout, recompose=recompose)

    def repaint(self, places: Iterable[int]) -> None:
        """Repaint those of these lines on screen that are no longer what they should be."""
        _ = self.palette  # a new theme empties what was painted and kept
        width, painted = self.view_width, self._painted
        other = [y for y in places if painted.get(y) is not self.strip_at(y)]
        if other:
            self.refresh(*[Region(0, y, width, 1) for y in other])

    def scroll_paint(self, first: int, by: int) -> None:
        """Have everything painted, the lines from `first` on as those that stood `by` lower."""
        old, height = self._painted, self.container_size.height
        self._painted = {y: strip for y, strip in old.items() if y < first}
        for y in range(first, height):
            if first <= y + by < height and y + by in old:
                self._painted[y] = old[y + by]
        # Without the scrollbar beside them: with it Textual would draw that as well.
        super().refresh(Region(0, 0, self.view_width, height))

    @property
    def view_width(self) -> int:
        """Cells of a line on screen, without the scrollbar."""
        return max(self.container_size.width - self.scrollbar_size_vertical, 0)
