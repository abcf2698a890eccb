"""An app in which Textual's own parts bear any text, any window and any click."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from textual import events
from textual.app import App
from textual.command import CommandPalette
from textual.dom import NoScreen
from textual.errors import NoWidget
from textual.theme import ThemeProvider
from textual.widgets import OptionList

from jobview.text import literal
from jobview.ui.frame.command_palette import OneAnswerPalette

if TYPE_CHECKING:
    from textual.await_remove import AwaitRemove
    from textual.dom import DOMNode
    from textual.widget import Widget

_PAGE_KEYS: Final = frozenset({"pageup", "pagedown"})


class TolerantApp(App[int]):
    """Makes pasted text literal on its way into the palette, whose line of input is Textual's.

    A list for which a small window has no room gets no page keys, and what has just gone from the
    screen gets no mouse: Textual fails at them.
    """

    async def on_event(self, event: events.Event) -> None:
        """As Textual's own, for every event of the app."""
        if isinstance(event, events.Key) and event.key in _PAGE_KEYS and self._has_list_unseen:
            return
        if isinstance(event, events.MouseEvent) and self._has_gone_at(event):
            return
        if isinstance(event, events.Paste) and isinstance(self.screen, CommandPalette):
            event.text = literal(event.text)
        await super().on_event(event)

    def _prune(self, *nodes: Widget, parent: DOMNode | None = None) -> AwaitRemove:
        """Take widgets away, and end the workers of these and of their parts at once.

        Textual ends a worker when the last part of its widget has gone. One whose thread has an
        answer before that goes on among what is left, and fails at the first part that is missing.
        """
        removal = super()._prune(*nodes, parent=parent)
        for node in nodes:
            for going in node.walk_children(with_self=True):
                self.workers.cancel_node(going)
        return removal

    def _has_gone_at(self, event: events.MouseEvent) -> bool:
        """Whether what is painted there is on no screen any more, as a toast after a click."""
        if not self.screen_stack:
            return True
        try:
            widget, _ = self.get_widget_at(*event.screen_offset)
        except (NoScreen, NoWidget):
            return False
        return not widget.is_attached and self.mouse_captured is None

    def action_command_palette(self) -> None:
        """Open the palette, unless one is open; the one before may still be going."""
        if not isinstance(self.screen, CommandPalette):
            self.push_screen(OneAnswerPalette())

    def search_themes(self) -> None:
        """Open the list of themes."""
        self.push_screen(OneAnswerPalette(providers=[ThemeProvider], placeholder="Find a theme…"))

    @property
    def _has_list_unseen(self) -> bool:
        return any(not each.scrollable_content_region for each in self.screen.query(OptionList))
