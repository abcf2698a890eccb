"""Textual's palette of commands, which can be answered once."""

from __future__ import annotations

from textual import on
from textual.await_complete import AwaitComplete
from textual.command import CommandPalette
from textual.widgets import Input, OptionList


class OneAnswerPalette(CommandPalette):
    """Takes one answer, as the board's own dialogs do.

    A second Enter, Esc or click may be on its way while the palette goes. Textual would run the
    command once more, and take away whatever screen is on top by then; over the board itself that
    ends the app.
    """

    _is_answered = False

    def dismiss(self, result: None = None) -> AwaitComplete:
        """Leave; only the first time counts."""
        if self._is_answered:
            return AwaitComplete()
        self._is_answered = True
        return super().dismiss(result)

    @on(Input.Submitted)
    @on(OptionList.OptionSelected)
    def _bar_second_answer(self, event: Input.Submitted | OptionList.OptionSelected) -> None:
        if self._is_answered:
            event.stop()
            event.prevent_default()
