"""A dialog that can be answered once."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from textual.await_complete import AwaitComplete
from textual.screen import ModalScreen, ScreenResultType

if TYPE_CHECKING:
    from textual.events import Resize

TINY_LINES: Final = 8
"""Up to so many the dialog has the whole screen, and its answers stay at the foot of it."""

SLIM_CELLS: Final = 39
"""Up to so wide it has short answers and no blanks beside them."""


class Modal(ModalScreen[ScreenResultType]):
    """What lies over the board until it is answered or left.

    Between an answer and the end of the dialog a second Enter may come, of a key that is held down
    for instance. Textual would take away whatever screen is on top by then. So it would when a file
    is written and the palette of commands is open over the dialog that wrote it.
    """

    _is_answered = False

    def on_resize(self, event: Resize) -> None:
        """Spare frame and blanks where there is little room; keep in sight what has the focus."""
        self.set_class(event.size.height <= TINY_LINES, "-tiny")
        self.set_class(event.size.width <= SLIM_CELLS, "-slim")
        self.call_after_refresh(self._show_focused)

    def _show_focused(self) -> None:
        if self.focused is not None:
            self.focused.scroll_visible(animate=False)

    def dismiss(self, result: ScreenResultType | None = None) -> AwaitComplete:
        """Leave with this result, and what is open over it; only the first time counts."""
        stack = self.app.screen_stack
        if self._is_answered or self not in stack:
            return AwaitComplete()
        self._is_answered = True
        for above in reversed(stack[stack.index(self) + 1 :]):
            above.dismiss()
        return super().dismiss(result)
