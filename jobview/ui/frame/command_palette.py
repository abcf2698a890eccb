"""Textual's palette of commands, which can be answered once and clicked at any time."""

from __future__ import annotations

from typing import TYPE_CHECKING

from textual import on
from textual.await_complete import AwaitComplete
from textual.command import CommandList, CommandPalette
from textual.widgets import Input, OptionList

if TYPE_CHECKING:
    from textual.app import ComposeResult
    from textual.events import Click, Mount


class FoundCommands(CommandList):
    """Bears a click on a line that is on the screen and no more in the list.

    Such as the second of a double click, or one beside the keys that make the list shorter.
    """

    def on_click(self, event: Click) -> None:
        """Keep it from Textual, which fails at it."""
        line = event.style.meta.get("option")
        if line is not None and line >= self.option_count:
            event.stop()
            event.prevent_default()


class OneAnswerPalette(CommandPalette):
    """Takes one answer, as the board's own dialogs do.

    A second Enter, Esc or click may be on its way while the palette goes. Textual would run the
    command once more, and take away whatever screen is on top by then; over the board itself that
    ends the app. So does a search that begins, or a palette that is opened, while it goes.
    """

    _is_answered = False

    def compose(self) -> ComposeResult:
        """As Textual's own, with a list that bears any click."""
        for widget in super().compose():
            yield FoundCommands() if isinstance(widget, CommandList) else widget

    def on_mount(self, event: Mount) -> None:
        """Begin as Textual's own, unless a click has taken it away before it was made."""
        if self not in self.app.screen_stack:
            event.prevent_default()

    def dismiss(self, result: None = None) -> AwaitComplete:
        """Leave; only the first time counts."""
        if self._is_answered:
            return AwaitComplete()
        self._is_answered = True
        return super().dismiss(result)

    @on(Input.Changed)
    @on(Input.Submitted)
    @on(OptionList.OptionSelected)
    def _bar_what_comes_late(
        self, event: Input.Changed | Input.Submitted | OptionList.OptionSelected
    ) -> None:
        if self._is_answered:
            event.stop()
            event.prevent_default()
