"""An app whose command palette shows harmlessly whatever was pasted into it."""

from __future__ import annotations

from textual import events
from textual.app import App
from textual.command import CommandPalette

from jobview.text import literal


class PaletteApp(App[int]):
    """Makes pasted text literal on its way into the palette, whose line of input is Textual's."""

    async def on_event(self, event: events.Event) -> None:
        """As Textual's own, for every event of the app."""
        if isinstance(event, events.Paste) and isinstance(self.screen, CommandPalette):
            event.text = literal(event.text)
        await super().on_event(event)
