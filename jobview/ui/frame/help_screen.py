"""The help screen: every key, what the marks mean, how the numbers come about."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar, Final

from textual.containers import VerticalScroll
from textual.content import Content
from textual.widgets import Static

from jobview.jobs.phase import Phase
from jobview.ui.bindings.keys import by_scope
from jobview.ui.frame.modal import Modal
from jobview.ui.paint.cells import word_wrapped

if TYPE_CHECKING:
    from collections.abc import Iterator

    from textual.app import ComposeResult
    from textual.binding import BindingType

    from jobview.ui.look import Look

_NOTES: Final = (
    "Progress is the server's own, approximate percentage; many jobs jump from 0 to 100.",
    "An end with ~ is an estimate from the last progress; it needs three steps to appear.",
    "Synchronous calls stand in the list but have no progress: they show no bar.",
    "A job that leaves the list is asked for once more; one that the server forgot has vanished.",
    "jobview's own calls are not listed; the header counts requests a minute.",
    "Hold Shift to select text with the mouse.",
)


_LEAD_CELLS: Final = 12
"""Before what a key does."""


class HelpText(Static):
    """The text, laid out for the width there is: what a key does stands in a column of its own."""

    def __init__(self, look: Look, trouble: str) -> None:
        super().__init__()
        self._look = look
        self._marks = look.marks
        self._trouble = trouble

    def on_resize(self) -> None:
        """Lay out for another width."""
        self.update(Content("\n").join(self._lines(self.size.width)))

    def _lines(self, width: int) -> Iterator[Content]:
        if self._trouble:
            yield Content.styled("Why the server is not heard", "bold $phase-failed")
            for row in word_wrapped(self._trouble, width - 2):
                yield Content(f"  {row}")
            yield Content("")
        for scope, keys in by_scope(is_read_only=self._look.is_read_only).items():
            yield Content.styled(scope.value, "bold $primary")
            for key in keys:
                names = key.names(ascii_only=self._marks.is_ascii)
                yield from _hanging(Content.styled(names, "bold"), key.tooltip, width)
            yield Content("")
        yield Content.styled("Marks", "bold $primary")
        for phase in Phase:
            mark = Content.styled(f"  {self._marks.mark(phase)} ", f"$phase-{phase.value}")
            yield Content.assemble(mark, phase.value)
        yield Content("")
        yield Content.styled("Good to know", "bold $primary")
        for note in (*_notes_on(self._look), *_NOTES):
            for row in word_wrapped(note, width - 2):
                yield Content(f"  {row}")


def _notes_on(look: Look) -> Iterator[str]:
    """What the header's warnings mean, for those that it shows."""
    if look.is_insecure:
        yield (
            "TLS not verified: whoever is on the way to the server can read and change everything, "
            "the login too. It is so because of --insecure or the profile."
        )
    if look.is_exposed:
        yield (
            "Login unencrypted: it goes over plain http, for everybody on the way to read. "
            "Use an https:// URL."
        )
    if look.is_read_only:
        yield f"Read-only: {look.why_read_only}."


def _hanging(names: Content, words: str, width: int) -> Iterator[Content]:
    """The words beside the names, further rows of them beneath the first."""
    lead = Content.assemble("  ", names)
    for row in word_wrapped(words, width - _LEAD_CELLS):
        blanks = " " * max(_LEAD_CELLS - lead.cell_length, 1)
        yield Content.assemble(lead, blanks, row)
        lead = Content("")


class HelpScreen(Modal[None]):
    """Made from the key table, so it cannot disagree with the keys."""

    BINDINGS: ClassVar[list[BindingType]] = [
        ("escape,q,question_mark,f1", "dismiss(None)", "Back"),
        ("j", "scroll('down')", "Down"),
        ("k", "scroll('up')", "Up"),
    ]

    def __init__(self, look: Look, trouble: str = "") -> None:
        """Explain marks and keys, and before all else the trouble that there is with the server."""
        super().__init__()
        self._look = look
        self._trouble = trouble

    def compose(self) -> ComposeResult:
        """Headings with their keys, the marks, the notes."""
        with VerticalScroll(id="help") as box:
            box.border_title = Content("jobview help")
            box.border_subtitle = Content("Esc: back")
            yield HelpText(self._look, self._trouble)

    def action_scroll(self, direction: str) -> None:
        """Scroll the text, for vi hands."""
        box = self.query_one(VerticalScroll)
        if direction == "down":
            box.scroll_down()
        else:
            box.scroll_up()
