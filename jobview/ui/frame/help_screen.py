"""The help screen: every key, what the marks mean, how the numbers come about."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar, Final

from textual.containers import VerticalScroll
from textual.content import Content
from textual.screen import ModalScreen
from textual.widgets import Static

from jobview.jobs.phase import Phase
from jobview.ui.bindings.keys import by_scope

if TYPE_CHECKING:
    from textual.app import ComposeResult
    from textual.binding import BindingType

    from jobview.ui.paint.marks import Marks

_NOTES: Final = (
    "Progress is the server's own, approximate percentage; many jobs jump from 0 to 100.",
    "An end with ~ is an estimate from the last progress; it needs three steps to appear.",
    "Synchronous calls stand in the list but have no progress: they show no bar.",
    "A job that leaves the list is asked for once more; if nobody knows it, it has vanished.",
    "jobview's own calls are not listed; the header counts requests a minute.",
    "Hold Shift to select text with the mouse.",
)


class HelpScreen(ModalScreen[None]):
    """Made from the key table, so it cannot disagree with the keys."""

    BINDINGS: ClassVar[list[BindingType]] = [
        ("escape,q,question_mark,f1", "dismiss(None)", "Back"),
        ("j", "scroll('down')", "Down"),
        ("k", "scroll('up')", "Up"),
    ]

    def __init__(self, marks: Marks) -> None:
        super().__init__()
        self._marks = marks

    def compose(self) -> ComposeResult:
        """Headings with their keys, the marks, the notes."""
        with VerticalScroll(id="help") as box:
            box.border_title = Content("jobview help")
            box.border_subtitle = Content("Esc: back")
            yield Static(self._text())

    def _text(self) -> Content:
        lines: list[Content] = []
        for scope, keys in by_scope().items():
            lines.append(Content.styled(scope.value, "bold $primary"))
            lines += [
                Content.assemble(
                    (f"  {key.names(ascii_only=self._marks.is_ascii):<10}", "bold"),
                    (key.tooltip, ""),
                )
                for key in keys
            ]
            lines.append(Content(""))
        lines.append(Content.styled("Marks", "bold $primary"))
        for phase in Phase:
            mark = Content.styled(f"  {self._marks.mark(phase)} ", f"$phase-{phase.value}")
            lines.append(Content.assemble(mark, phase.value))
        lines += [Content(""), Content.styled("Good to know", "bold $primary")]
        lines += [Content(f"  {note}") for note in _NOTES]
        return Content("\n").join(lines)

    def action_scroll(self, direction: str) -> None:
        """Scroll the text, for vi hands."""
        box = self.query_one(VerticalScroll)
        if direction == "down":
            box.scroll_down()
        else:
            box.scroll_up()
