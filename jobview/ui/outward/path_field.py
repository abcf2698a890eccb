"""The line where a file's path is typed: Tab completes it, and what is in its way is told."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING, ClassVar, Final

from textual import on, work
from textual.containers import Vertical
from textual.content import Content
from textual.getters import query_one
from textual.widgets import Input, Static

from jobview.private_file import Obstacle, ObstacleKind, obstacle
from jobview.text import literal, sentence
from jobview.ui.frame.input_line import InputLine
from jobview.ui.outward.path_completion import complete, expanded, shortened

if TYPE_CHECKING:
    from pathlib import Path

    from textual.app import ComposeResult
    from textual.binding import BindingType

_NAMES_SHOWN: Final = 4


class PathField(Vertical):
    """An input for a path and, beneath it, the names that fit after Tab, and what is told of it.

    The input's own messages tell of changes and of Enter.

    Args:
        proposed: the name to begin with.
    """

    BINDINGS: ClassVar[list[BindingType]] = [("tab", "complete", "Complete")]

    input = query_one("#path", Input)

    def __init__(self, proposed: str) -> None:
        super().__init__()
        self._proposed = proposed
        self._completed = ""
        """The path that the names beneath fit."""

    def compose(self) -> ComposeResult:
        """The input, the folder it leads to, the names that fit, and what is told."""
        # A key typed there goes behind the name: it does not take the name's place.
        yield InputLine(self._proposed, id="path", compact=True, select_on_focus=False)
        yield Static(id="folder")
        yield Static(id="names")
        yield Static(id="told")

    def on_mount(self) -> None:
        """Nothing was completed or told yet."""
        self.query("#names, #told").set(display=False)
        self._show_folder()

    @property
    def path(self) -> Path:
        """The path that the text means."""
        return expanded(self.input.value.strip())

    def put(self, text: str) -> None:
        """Another text, with the cursor behind it."""
        self.input.value = text
        self.input.cursor_position = len(text)

    async def in_the_way(self, proposed: str, *, may_overwrite: bool) -> Obstacle | None:
        """What keeps a file from being written there now; None when nothing does.

        Args:
            proposed: a name that is put behind the path of a folder.
            may_overwrite: whether the user was asked about an existing file.
        """
        text = self.input.value.strip()
        if not text:
            return Obstacle(ObstacleKind.IMPOSSIBLE, "give the file a name")
        found = await asyncio.to_thread(obstacle, expanded(text), may_overwrite=may_overwrite)
        is_as_it_was = self.input.value.strip() == text
        if found is not None and found.kind is ObstacleKind.FOLDER and is_as_it_was:
            self.put(f"{text.rstrip('/')}/{proposed}")
        return found

    @work(group="complete", exclusive=True, description="complete a path")
    async def action_complete(self) -> None:
        """Complete the path and show which names fit, unless the user has typed on."""
        text = self.input.value
        completion = await asyncio.to_thread(complete, text)
        if self.input.value != text:
            return
        self._completed = completion.text
        self.put(completion.text)
        names = completion.names if len(completion.names) != 1 else ()
        lines = list(names[:_NAMES_SHOWN])
        if len(names) > _NAMES_SHOWN:
            lines.append(f"and {len(names) - _NAMES_SHOWN} more")
        self._show("#names", Content.styled("\n".join(lines), "dim"))

    @on(Input.Changed, "#path")
    def forget_names(self, event: Input.Changed) -> None:
        """Other names fit another path, and it may lead elsewhere."""
        self._show_folder()
        if event.value != self._completed:
            self.query_one("#names").display = False

    def _show_folder(self) -> None:
        """Say where a relative name leads to."""
        try:
            folder = shortened(self.path.parent)
        except OSError:
            folder = "a folder that is gone"
        words = f"in {literal(folder, limit=500)}"
        self.query_one("#folder", Static).update(Content.styled(words, "dim"))

    def tell(self, words: str, style: str = "") -> None:
        """Show the words beneath, or no line at all when there are none."""
        self._show("#told", Content.styled(literal(words, limit=500), style))

    def tell_obstacle(self, found: Obstacle) -> None:
        """Say what is in the way, as a question where the user can decide."""
        if found.kind is ObstacleKind.EXISTS:
            self.tell(f"{found.words}. Overwrite it?", "$phase-stalled")
        elif found.kind is ObstacleKind.IMPOSSIBLE:
            self.tell(sentence(found.words), "$phase-failed")

    def _show(self, selector: str, content: Content) -> None:
        line = self.query_one(selector, Static)
        line.display = bool(content)
        line.update(content)
