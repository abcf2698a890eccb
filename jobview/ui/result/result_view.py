"""What every view of a result can do: say where its cursor is, search, tell what to copy."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, ClassVar

from textual.message import Message
from textual.reactive import var

from jobview.ui.paint.line_view import LineView

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from jobview.ui.bindings.key import Key
    from jobview.ui.result.copy_part import CopyPart
    from jobview.ui.text.search_words import SearchStep


class ResultView(LineView):
    """One way to look at a result; the pane around it holds the search line and the help.

    Reactives:
        search_words: what is marked wherever it stands on screen; empty marks nothing.
    """

    help_keys: ClassVar[tuple[Key, ...]] = ()
    """The view's own keys, for its line of help."""

    searched_part: str = ""
    """What a search here looks at, when that is not the whole result."""

    search_words: var[str] = var("", init=False)

    @dataclass
    class Moved(Message):
        """The cursor is elsewhere, or something else that `where` tells has changed."""

        view: ResultView

        def can_replace(self, message: Message) -> bool:
            """Only the newest counts."""
            return isinstance(message, ResultView.Moved) and message.view is self.view

    @dataclass
    class ValueOpened(Message):
        """A value was asked to be shown in full."""

        title: str
        """Its name or path: server text."""
        column_type: str
        value: object

    def watch_search_words(self) -> None:
        """Mark what is searched for."""
        self.sync()

    def where(self) -> str:
        """Where the cursor is, in a few words; may hold server text."""
        raise NotImplementedError

    def search_steps(
        self, words: str, *, is_backward: bool, is_further: bool
    ) -> Iterator[SearchStep[Any]]:
        """The search from the cursor on, to be taken step by step in a thread.

        Args:
            words: what to look for, not empty.
            is_backward: towards the beginning.
            is_further: not at the cursor itself, which was found before.
        """
        raise NotImplementedError

    def show_found(self, place: Any) -> None:  # noqa: ANN401 - each view has its own
        """Put the cursor on a place that `search_steps` found."""
        raise NotImplementedError

    def copy_parts(self) -> Sequence[CopyPart]:
        """What can be copied at the cursor, the most wanted first."""
        raise NotImplementedError
