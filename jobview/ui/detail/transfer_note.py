"""What stands in a tab that waits for its result: why it is empty, then how far the result is."""

from __future__ import annotations

from typing import TYPE_CHECKING

from textual.content import Content
from textual.reactive import var
from textual.widgets import Static

from jobview.text import literal_lines

if TYPE_CHECKING:
    from jobview.polling.details import FetchProgress

_LIMIT = 2_000
"""Characters of a sentence that may hold server text."""


class TransferNote(Static):
    """One dim sentence, in whose place the progress of a long result is told as it comes."""

    progress: var[FetchProgress | None] = var(None)

    def __init__(self, sentence: str) -> None:
        """Say `sentence` as long as there is no progress to tell."""
        super().__init__(_dim(sentence), classes="note")
        self._sentence = sentence

    def watch_progress(self, progress: FetchProgress | None) -> None:
        """Say how far it is."""
        self.update(_dim(self._sentence if progress is None else progress.words))


def _dim(sentence: str) -> Content:
    return Content.styled(literal_lines(sentence, limit=_LIMIT), "dim")
