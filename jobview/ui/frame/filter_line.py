"""The filter line over the job list: words to look for, and how many jobs hold them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from textual.containers import Horizontal
from textual.reactive import var
from textual.widgets import Static

from jobview.ui.frame.input_line import InputLine
from jobview.ui.paint.wording import count

if TYPE_CHECKING:
    from textual.app import ComposeResult


class FilterLine(Horizontal):
    """An input of id `filter`, which tells its changes itself, between its sign and its count.

    Reactives:
        found: how many jobs are listed, of how many; None before it was told.
    """

    DEFAULT_CSS = """
    FilterLine { height: 1; background: $panel; }
    FilterLine Input { width: 1fr; border: none; padding: 0; background: $panel; }
    FilterLine Static { width: auto; padding: 0 1; color: $muted; }
    """

    found: var[tuple[int, int] | None] = var(None, init=False)

    def compose(self) -> ComposeResult:
        """Sign, input, count."""
        yield Static("/")
        yield InputLine(placeholder="words, in any column", id="filter", compact=True)
        yield Static(id="filter-count")

    def watch_found(self, found: tuple[int, int] | None) -> None:
        """Say the count."""
        words = "" if found is None else f"{count(found[0])} of {count(found[1])}"
        self.query_one("#filter-count", Static).update(words)

    @property
    def input(self) -> InputLine:
        """The line of input."""
        return self.query_one(InputLine)
