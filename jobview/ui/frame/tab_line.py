"""One line of tabs: a word each, the active one marked; click or message changes it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, ClassVar

from textual.content import Content
from textual.message import Message
from textual.reactive import reactive
from textual.widget import Widget

if TYPE_CHECKING:
    from collections.abc import Sequence

    from textual import events


@dataclass(frozen=True, slots=True)
class Tab:
    """One tab: a stable id and the literal words on it."""

    id: str
    label: str


class TabLine(Widget):
    """Tabs in one row; it shows state and reports clicks, the parent decides."""

    DEFAULT_CSS = """
    TabLine { height: 1; width: 1fr; }
    """

    COMPONENT_CLASSES: ClassVar[set[str]] = {"tab-line--active", "tab-line--tab"}

    tabs: reactive[Sequence[Tab]] = reactive(())
    active: reactive[str] = reactive("")

    @dataclass
    class TabChosen(Message):
        """The user clicked a tab."""

        tab_line: TabLine
        tab_id: str

        @property
        def control(self) -> TabLine:
            """The line that was clicked, for `@on` selectors."""
            return self.tab_line

    def __init__(self, tabs: Sequence[Tab] = (), *, bar: str = "│", id: str | None = None) -> None:
        super().__init__(id=id)
        self.set_reactive(TabLine.tabs, tabs)
        self.set_reactive(TabLine.active, tabs[0].id if tabs else "")
        self._separator = f" {bar} "

    def render(self) -> Content:
        """The tabs, the active one in brackets of style."""
        parts: list[Content] = [Content(" ")]
        for index, tab in enumerate(self.tabs):
            if index:
                parts.append(Content.styled(self._separator, "dim"))
            style = "bold underline" if tab.id == self.active else "dim"
            parts.append(Content.styled(tab.label, style))
        return Content.assemble(*parts)

    def on_click(self, event: events.Click) -> None:
        """Say which tab stands under the pointer."""
        tab = self.tab_at(event.x)
        if tab is not None:
            event.stop()
            self.post_message(self.TabChosen(self, tab.id))

    def tab_at(self, x: int) -> Tab | None:
        """The tab drawn at column `x`, or None between and behind them."""
        start = 1
        for tab in self.tabs:
            width = Content(tab.label).cell_length
            if start <= x < start + width:
                return tab
            start += width + len(self._separator)
        return None

    def neighbour(self, step: int) -> str:
        """The id of the tab `step` places from the active one, going round."""
        ids = [tab.id for tab in self.tabs]
        if not ids:
            return ""
        position = ids.index(self.active) if self.active in ids else 0
        return ids[(position + step) % len(ids)]
