"""A short list of formats, one of them chosen; it needs no focus, so a path can be typed beside."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from textual.content import Content
from textual.geometry import Region
from textual.message import Message
from textual.reactive import reactive
from textual.widget import Widget

from jobview.results.writers.formats import FACTS, Format

if TYPE_CHECKING:
    from collections.abc import Sequence

    from textual.events import Click

    from jobview.ui.paint.marks import Marks


class FormatList(Widget):
    """One line a format, the chosen one marked and bold."""

    DEFAULT_CSS = """
    FormatList { height: auto; margin: 1 0; text-wrap: nowrap; text-overflow: ellipsis; }
    """

    chosen: reactive[Format] = reactive(Format.RAW)

    @dataclass
    class Chosen(Message):
        """A format was clicked."""

        before: Format
        """The one that was chosen until then."""

    def __init__(self, formats: Sequence[Format], marks: Marks) -> None:
        super().__init__()
        self._formats = formats
        self._marks = marks
        self.set_reactive(FormatList.chosen, formats[0])

    def render(self) -> Content:
        """The formats' names, and what each is for."""
        return Content("\n").join(self._line(wanted) for wanted in self._formats)

    def _line(self, wanted: Format) -> Content:
        facts = FACTS[wanted]
        is_chosen = wanted is self.chosen
        mark = self._marks.cursor_focused if is_chosen else " "
        return Content.assemble(
            (f"{mark} {facts.title:<12}", "bold" if is_chosen else ""), (facts.meaning, "dim")
        )

    def step(self, step: int) -> None:
        """Choose the format `step` places further, going round."""
        place = self._formats.index(self.chosen) + step
        self.chosen = self._formats[place % len(self._formats)]
        self._scroll_to_chosen()

    def _scroll_to_chosen(self) -> None:
        """Bring the chosen line into sight, where the dialog is higher than the screen."""
        dialog = self.parent
        if isinstance(dialog, Widget):
            y = self.virtual_region.y + self._formats.index(self.chosen)
            dialog.scroll_to_region(Region(0, y, 1, 1), animate=False)

    def on_click(self, event: Click) -> None:
        """Choose the line under the pointer."""
        event.stop()
        if 0 <= event.y < len(self._formats):
            before, self.chosen = self.chosen, self._formats[event.y]
            self.post_message(self.Chosen(before))
