"""The copy menu: everything that can be copied, a key each."""

from __future__ import annotations

from string import ascii_lowercase
from typing import TYPE_CHECKING, ClassVar, Final

from textual import on
from textual.containers import Vertical
from textual.content import Content
from textual.widgets import OptionList
from textual.widgets.option_list import Option

from jobview.text import literal
from jobview.ui.frame.modal import Modal
from jobview.ui.outward.copy_choices import CopyChoice

if TYPE_CHECKING:
    from collections.abc import Sequence

    from textual.app import ComposeResult
    from textual.binding import BindingType
    from textual.events import Key

_MOVES: Final = "jk"
"""Letters that move, so no line has them."""

PICKS: Final = "123456789" + "".join(c for c in ascii_lowercase if c not in _MOVES)
"""The keys of the lines, in their order; a line beyond them is picked with Enter."""


class CopyMenu(Modal[CopyChoice | None]):
    """A choice of what to copy; None when left."""

    BINDINGS: ClassVar[list[BindingType]] = [
        ("escape", "dismiss(None)", "Back"),
        ("j", "cursor('down')", "Down"),
        ("k", "cursor('up')", "Up"),
    ]

    def __init__(self, choices: Sequence[CopyChoice]) -> None:
        super().__init__()
        self._choices = choices

    def compose(self) -> ComposeResult:
        """One line a choice, its key before it."""
        with Vertical(id="dialog") as box:
            box.border_title = Content("Copy")
            box.border_subtitle = Content("Esc: back")
            keys = PICKS.ljust(len(self._choices))
            yield OptionList(
                *(
                    Option(
                        Content.assemble((f"{key} ", "bold $key"), literal(choice.label, limit=60))
                    )
                    for key, choice in zip(keys, self._choices, strict=False)
                )
            )

    @on(OptionList.OptionSelected)
    def close(self, event: OptionList.OptionSelected) -> None:
        """Leave with the line that was chosen."""
        self.dismiss(self._choices[event.option_index])

    def on_key(self, event: Key) -> None:
        """Leave with the line whose key was pressed."""
        index = PICKS.find(event.character) if event.character else -1
        if 0 <= index < len(self._choices):
            event.stop()
            self.dismiss(self._choices[index])

    def action_cursor(self, direction: str) -> None:
        """Move the choice, for vi hands."""
        chooser = self.query_one(OptionList)
        if direction == "down":
            chooser.action_cursor_down()
        else:
            chooser.action_cursor_up()
