"""One value in full over the board: a cell of a table, a field of a record."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from textual.containers import Vertical
from textual.content import Content
from textual.widgets import Static

from jobview.text import literal
from jobview.ui.frame.modal import Modal
from jobview.ui.paint.highlights import json_spans
from jobview.ui.result.copy_part import CopyPart
from jobview.ui.text.text_view import TextView

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from textual.app import ComposeResult
    from textual.binding import BindingType

    from jobview.ui.paint.marks import Marks
    from jobview.ui.result.value_content import ValueContent

_MOST_ROWS = 40
_USUAL_WIDTH = 90
_TITLE_CHARACTERS = 60
_FACT_CHARACTERS = 200


class ValueScreen(Modal[None]):
    """Name, type and what else is known of a value, and beneath them all of it."""

    BINDINGS: ClassVar[list[BindingType]] = [
        ("escape,q,enter", "dismiss(None)", "Back"),
        ("z", "wrap", "Wrap"),
        ("y", "copy", "Copy"),
    ]

    def __init__(
        self,
        title: str,
        content: ValueContent,
        marks: Marks,
        copy: Callable[[CopyPart], None],
    ) -> None:
        """Show `content` under `title`, the value's name or path, which is server text.

        `copy` is called with what is to be copied.
        """
        super().__init__()
        self._copy = copy
        self._title = literal(title, limit=_TITLE_CHARACTERS)
        self._content = content
        self._marks = marks

    def compose(self) -> ComposeResult:
        """The value's name on the frame, its facts, the value itself."""
        content = self._content
        with Vertical(id="value") as box:
            box.border_title = Content(self._title)
            box.border_subtitle = Content("z wrap  y copy  Esc back")
            facts = [
                f"{name} {literal(text, limit=_FACT_CHARACTERS)}" for name, text in content.facts
            ]
            if facts:
                words = f" {self._marks.separator} ".join(facts)
                yield Static(Content.styled(words, "$muted"), id="value-facts")
            if content.lines:
                spans = json_spans if content.is_json else None
                view = TextView(content.lines, highlighter=spans, is_wrapped=True)
                view.styles.height = _rows(content.lines)
                yield view

    def on_mount(self) -> None:
        """Let the keys scroll the value."""
        for view in self.query(TextView):
            view.focus()

    def action_wrap(self) -> None:
        """Wrap long lines, or let them run on."""
        for view in self.query(TextView):
            view.is_wrapped = not view.is_wrapped

    def copy_parts(self) -> Sequence[CopyPart]:
        """The value as it came."""
        return (CopyPart("value", self._content.copied),)

    def action_copy(self) -> None:
        """Have the value copied."""
        self._copy(self.copy_parts()[0])


def _rows(lines: Sequence[str]) -> int:
    """About how many rows the lines take, as far as a screen has room for them."""
    first = (lines[index] for index in range(min(len(lines), _MOST_ROWS)))
    return min(sum(len(line) // _USUAL_WIDTH + 1 for line in first), _MOST_ROWS) + 1
