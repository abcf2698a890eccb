"""An app in which Textual's own palette and lists bear any text and any window."""

from __future__ import annotations

from typing import Final

from textual import events
from textual.app import App
from textual.command import CommandPalette
from textual.theme import ThemeProvider
from textual.widgets import OptionList

from jobview.text import literal
from jobview.ui.frame.command_palette import OneAnswerPalette

_PAGE_KEYS: Final = frozenset({"pageup", "pagedown"})


class TolerantApp(App[int]):
    """Makes pasted text literal on its way into the palette, whose line of input is Textual's.

    A list for which a small window has no room gets no page keys: Textual's fails at them.
    """

    async def on_event(self, event: events.Event) -> None:
        """As Textual's own, for every event of the app."""
        if isinstance(event, events.Key) and event.key in _PAGE_KEYS and self._has_list_unseen:
            return
        if isinstance(event, events.Paste) and isinstance(self.screen, CommandPalette):
            event.text = literal(event.text)
        await super().on_event(event)

    def action_command_palette(self) -> None:
        """Open the palette, unless one is open."""
        if not isinstance(self.screen, CommandPalette):
            self.push_screen(OneAnswerPalette(id="--command-palette"))

    def search_themes(self) -> None:
        """Open the list of themes."""
        self.push_screen(OneAnswerPalette(providers=[ThemeProvider], placeholder="Find a theme…"))

    @property
    def _has_list_unseen(self) -> bool:
        return any(not each.scrollable_content_region for each in self.screen.query(OptionList))
