"""An app of one widget, for driving it without the board around it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from textual.app import App

from jobview.ui.theme import THEMES

if TYPE_CHECKING:
    from textual.app import ComposeResult
    from textual.widget import Widget


class OneViewApp(App[None]):
    """Shows `only` in the first of our themes, and gives it the keys."""

    def __init__(self, only: Widget) -> None:
        super().__init__()
        self._only = only
        for theme in THEMES:
            self.register_theme(theme)
        self.theme = THEMES[0].name

    def compose(self) -> ComposeResult:
        yield self._only

    def on_mount(self) -> None:
        self._only.focus()
