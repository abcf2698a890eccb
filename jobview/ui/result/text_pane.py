"""A text that can be searched: an error, a query, what the server answered."""

from __future__ import annotations

from typing import TYPE_CHECKING

from jobview.ui.frame.status_line import StatusLine
from jobview.ui.result.searched_pane import SearchedPane

if TYPE_CHECKING:
    from textual.app import ComposeResult

    from jobview.ui.paint.marks import Marks
    from jobview.ui.result.text_result import TextResult


class TextPane(SearchedPane):
    """One view of text over the line that tells the place and the keys."""

    DEFAULT_CSS = """
    TextPane { height: 1fr; width: 1fr; }
    TextPane TextResult { height: 1fr; }
    """

    def __init__(self, view: TextResult, marks: Marks) -> None:
        super().__init__(marks)
        self._text = view
        self.view = view

    def compose(self) -> ComposeResult:
        """The view, the line under it."""
        yield self._text
        yield StatusLine(self.marks)

    def on_mount(self) -> None:
        """Say what the view says."""
        if self.children:  # none of them is there when it was replaced before it was made
            self.tell()
