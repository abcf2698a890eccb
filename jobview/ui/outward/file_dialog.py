"""A dialog that writes a file: the path, the question before overwriting, the hints."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar, TypeVar

from textual import on
from textual.content import Content
from textual.getters import query_one
from textual.widgets import Button, Input

from jobview.private_file import ObstacleKind
from jobview.ui.frame.modal import Modal
from jobview.ui.outward.path_field import PathField

if TYPE_CHECKING:
    from pathlib import Path

    from textual.binding import BindingType

    from jobview.private_file import Obstacle

AnswerT = TypeVar("AnswerT")


class FileDialog(Modal[AnswerT]):
    """Has a box `#dialog`, a `PathField` and buttons `#back`, `#overwrite` and `#write`.

    `o` answers the question whether a file is to be overwritten; Enter and Esc take it back.
    """

    BINDINGS: ClassVar[list[BindingType]] = [
        ("escape", "leave", "Back"),
        ("left", "app.focus_previous", "Button before"),
        ("right", "app.focus_next", "Button behind"),
        ("o", "overwrite", "Overwrite"),
    ]
    path_hint: ClassVar[str]
    """What the keys do while the path is typed."""
    hint: ClassVar[str]
    """What they do elsewhere."""

    path_field = query_one(PathField)

    def write(self, *, may_overwrite: bool) -> None:
        """Begin to write the file, after `tell_obstacle` if something is in the way."""
        raise NotImplementedError

    def on_mount(self) -> None:
        """Offer to overwrite only when it matters."""
        self.query_one("#overwrite").display = False

    @property
    def is_asking(self) -> bool:
        """Whether the question is open that overwriting needs."""
        return self.query_one("#overwrite").display

    @on(Input.Submitted, "#path")
    @on(Button.Pressed, "#write")
    def write_new(self) -> None:
        """Write, unless something is there."""
        self.write(may_overwrite=False)

    @on(Button.Pressed, "#overwrite")
    def action_overwrite(self) -> None:
        """Write over what is there: the user was asked."""
        if self.is_asking:
            self.write(may_overwrite=True)

    @on(Input.Changed, "#path")
    def forget_question(self) -> None:
        """Another path is another question."""
        self._ask(is_asking=False)
        self.path_field.tell("")

    def leave_question(self) -> bool:
        """Take the question back and go to the path; whether there was one."""
        if not self.is_asking:
            return False
        self.forget_question()
        self.path_field.input.focus()
        return True

    def tell_obstacle(self, found: Obstacle, path: Path) -> None:
        """Say what is in the way of `path`; ask where the user can decide.

        Who has typed on since is asked nothing: the answer would be about another path.
        """
        if found.kind is not ObstacleKind.FOLDER and self.path_field.path != path:
            self.path_field.tell(f"{found.words}; nothing was written.", "$phase-failed")
            return
        self.path_field.tell_obstacle(found)
        if found.kind is ObstacleKind.EXISTS:
            self._ask(is_asking=True)
            self.query_one("#back", Button).focus()

    def _ask(self, *, is_asking: bool) -> None:
        self.query_one("#overwrite").display = is_asking
        self.query_one("#write").display = not is_asking
        self.on_descendant_focus()

    def on_descendant_focus(self) -> None:
        """Say what keys do now."""
        is_typing = self.focused is self.path_field.input
        words = self.path_hint if is_typing else self.hint
        if self.is_asking and not is_typing:
            words = "o: overwrite   Enter, Esc: back"
        self.query_one("#dialog").border_subtitle = Content(words)
