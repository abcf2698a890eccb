"""The lines above the footer that tell in full why the server is not heard, and what to do."""

from __future__ import annotations

from textual.content import Content
from textual.reactive import var
from textual.widgets import Static

from jobview.jobs.snapshot import EMPTY_SNAPSHOT, Snapshot
from jobview.ui.frame.link_words import is_told_in_full, silence_words, trouble_words


class TroubleLine(Static):
    """As many lines as it takes, at the list's lower end, so that the rows above keep their place.

    It is not there while all goes well. What does not fit is in the help.
    """

    DEFAULT_CSS = """
    TroubleLine { height: auto; max-height: 5; width: 1fr; display: none; padding: 0 1; }
    """

    snapshot: var[Snapshot] = var(EMPTY_SNAPSHOT)

    def __init__(self) -> None:
        super().__init__(Content(""))
        self._words = ""

    def watch_snapshot(self) -> None:
        """Appear, change or go."""
        link = self.snapshot.link
        words = trouble_words(link) if is_told_in_full(link) else ""
        words = words or silence_words(self.snapshot)
        if words != self._words:
            self._words = words
            self.display = bool(words)
            self.update(Content(words))
