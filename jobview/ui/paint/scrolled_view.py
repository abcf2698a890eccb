"""A view of lines without a cursor: its keys scroll."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar, Final

from jobview.ui.bindings.keys import LIST_KEYS, SIDEWAYS_KEYS, bindings
from jobview.ui.paint.line_view import LineView

if TYPE_CHECKING:
    from textual.binding import BindingType

_SIDEWAYS_STEP: Final = 8


class ScrolledView(LineView):
    """Lines that scroll under the keys that move a cursor elsewhere."""

    BINDINGS: ClassVar[list[BindingType]] = [*bindings(LIST_KEYS), *bindings(SIDEWAYS_KEYS)]

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
