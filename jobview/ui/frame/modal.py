"""A dialog that can be answered once."""

from __future__ import annotations

from textual.await_complete import AwaitComplete
from textual.screen import ModalScreen, ScreenResultType


class Modal(ModalScreen[ScreenResultType]):
    """What lies over the board until it is answered or left.

    Between an answer and the end of the dialog a second Enter may come, of a key that is held down
    for instance. Textual would take away whatever screen is on top by then.
    """

    _is_answered = False

    def dismiss(self, result: ScreenResultType | None = None) -> AwaitComplete:
        """Leave with this result; only the first time counts."""
        if self._is_answered:
            return AwaitComplete()
        self._is_answered = True
        return super().dismiss(result)
