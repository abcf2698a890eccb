"""A pane that can be searched: the line of input, the way through the view, the line under it."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING, ClassVar, Final

from textual import on, work
from textual.reactive import var
from textual.widget import Widget
from textual.widgets import Input

from jobview.ui.bindings.keys import bindings
from jobview.ui.bindings.result_keys import AGAIN_KEYS, SEARCH_KEYS
from jobview.ui.frame.input_line import InputLine
from jobview.ui.frame.status_line import StatusLine
from jobview.ui.result.result_view import ResultView
from jobview.ui.text.search_words import Hit, Partial

if TYPE_CHECKING:
    from textual.binding import BindingType

    from jobview.ui.bindings.key import Key
    from jobview.ui.paint.marks import Marks

_END: Final = object()


class SearchedPane(Widget):
    """A pane around a view that can be searched; under it stand the place and the keys.

    Reactives:
        search_words: what is searched for; empty while there is no search.
    """

    DEFAULT_CSS = """
    SearchedPane #search { height: 1; border: none; padding: 0 1; background: $panel; }
    """

    BINDINGS: ClassVar[list[BindingType]] = [*bindings(SEARCH_KEYS)]
    pane_keys: ClassVar[tuple[Key, ...]] = SEARCH_KEYS
    """The pane's own keys, told in the line under the view."""

    search_words: var[str] = var("", init=False)

    def __init__(self, marks: Marks) -> None:
        super().__init__()
        self.marks = marks
        self.view: ResultView | None = None
        """The view shown; None while it is being made."""

    # The line under the view.

    @on(ResultView.Moved)
    def view_moved(self, event: ResultView.Moved) -> None:
        """Say where the cursor is now."""
        event.stop()
        if event.view is self.view:
            self.tell()

    def tell(self) -> None:
        """Say what the view says of its place, and what keys do."""
        line = self.query_one(StatusLine)
        if self.view is None or not self.view.is_attached:
            return
        is_searched = bool(self.search_words)
        line.where = self.view.where()
        if is_searched:
            line.where = f"/{self.search_words} {self.marks.separator} {line.where}"
        line.keys = [
            key
            for key in (*self.view.help_keys, *self.pane_keys)
            if key.footer_rank and (is_searched or key not in AGAIN_KEYS)
        ]

    def say(self, words: str) -> None:
        """Say something in the line under the view, until there is something else to say."""
        self.query_one(StatusLine).said = words

    # The line of input.

    async def action_search(self) -> None:
        """Open the search line in place of the line under the view."""
        if not self.query("#search"):
            line = InputLine(placeholder="search; Enter goes there", id="search", compact=True)
            await self.mount(line)
        line = self.query_one("#search", InputLine)
        line.display = True
        line.value = self.search_words
        line.action_select_all()
        self.query_one(StatusLine).display = False
        line.focus()

    @on(Input.Changed, "#search")
    def mark_typed(self, event: Input.Changed) -> None:
        """Mark what is typed wherever it stands on screen."""
        event.stop()
        if self.view is not None and event.input.has_focus:
            self.view.search_words = event.value

    @on(Input.Submitted, "#search")
    def start_search(self, event: Input.Submitted) -> None:
        """Go to the first place from the cursor on."""
        event.stop()
        self._close_line()
        self.search_words = event.value
        self.say("")
        if event.value:
            self._find(is_backward=False, is_further=False)

    def _close_line(self) -> None:
        self.query("#search").set(display=False)
        self.query_one(StatusLine).display = True
        if self.view is not None:
            self.view.focus()

    def watch_search_words(self, words: str) -> None:
        """Mark the words in the view."""
        if self.view is not None:
            self.view.search_words = words
        self.tell()
        self.refresh_bindings()

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Where there is no search to end, the key is the board's."""
        if action == "end_search":
            return self._is_typing or bool(self.search_words)
        return super().check_action(action, parameters)

    @property
    def _is_typing(self) -> bool:
        return any(line.display for line in self.query("#search"))

    def action_end_search(self) -> None:
        """Close the search line, or end the search."""
        if self._is_typing:
            self._close_line()
            if self.view is not None:
                self.view.search_words = self.search_words
        else:
            self.workers.cancel_group(self, "search")
            self.search_words = ""
            self.say("")

    # Going there.

    def action_search_again(self, direction: int) -> None:
        """Go to the next place that was found, or to the one before."""
        if self.search_words:
            self._find(is_backward=direction < 0, is_further=True)
        else:
            self.say("nothing is searched for: / asks for words")

    @work(group="search", exclusive=True, description="search a result")
    async def _find(self, *, is_backward: bool, is_further: bool) -> None:
        """Search step by step in a thread, so that keys go before the next step."""
        view, words = self.view, self.search_words
        if view is None:
            return
        self.say("searching…")
        steps = view.search_steps(words, is_backward=is_backward, is_further=is_further)
        step: object = await asyncio.to_thread(next, steps, _END)
        while (step is None or isinstance(step, float)) and view is self.view:
            if step is not None:
                self.say(f"searching… {step:.0%}")
            step = await asyncio.to_thread(next, steps, _END)
        if view is not self.view:
            self.say("")
            return
        if isinstance(step, Hit):
            view.show_found(step.place)
            end = "end" if is_backward else "top"
            self.say(f"continued at the {end}" if step.is_wrapped else "")
        elif isinstance(step, Partial):
            self.say(f"not found in {step.looked_at}: {words}")
        elif view.searched_part:
            self.say(f"not found in {view.searched_part}: {words}")
        else:
            self.say(f"not found: {words}")
