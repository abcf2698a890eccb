"""The command palette, in which a command is chosen once."""

from __future__ import annotations

from textual import on
from textual.await_complete import AwaitComplete
from textual.command import CommandPalette
from textual.widgets import Input, OptionList


class Palette(CommandPalette):
    """As Textual's own, for a second Enter that comes before the palette has gone.

    Textual would run the command twice, and take away whatever screen is on top by then: with the
    last one the app ends.
    """

    _is_chosen = False
    _is_left = False

    @on(OptionList.OptionSelected)
    def choose_once(self, event: OptionList.OptionSelected) -> None:
        """Leave the first choice to Textual, and take no other."""
        if self._is_chosen:
            event.stop()
            event.prevent_default()
        self._is_chosen = True

    @on(Input.Submitted)
    def submit_before_choice(self, event: Input.Submitted) -> None:
        """Leave Enter to Textual as long as nothing is chosen."""
        if self._is_chosen:
            event.stop()
            event.prevent_default()

    def dismiss(self, result: None = None) -> AwaitComplete:
        """Leave; only the first time counts."""
        if self._is_left:
            return AwaitComplete()
        self._is_left = True
        return super().dismiss(result)
