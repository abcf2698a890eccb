"""The lines above the footer that tell in full why the server is not heard, and what to do."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from textual.content import Content
from textual.reactive import var
from textual.widgets import Static

from jobview.jobs.snapshot import EMPTY_SNAPSHOT, Snapshot
from jobview.ui.frame.link_words import trouble_words

if TYPE_CHECKING:
    from jobview.jobs.snapshot import Link

_LASTING_ATTEMPTS: Final = 2
"""From so many failed tries in a row on it is more than a blip, for which no row shall move."""

_BLIP_S: Final = 5.0
"""And so is a failure after which the next try is farther away."""


class TroubleLine(Static):
    """As many lines as it takes, at the list's lower end, so that the rows above keep their place.

    It is not there while all goes well. What does not fit is in the help.
    """

    DEFAULT_CSS = """
    TroubleLine { height: auto; max-height: 5; width: 1fr; display: none; padding: 0 1; }
    """

    snapshot: var[Snapshot] = var(EMPTY_SNAPSHOT)
    mono_s: var[float] = var(0.0)
    """By the monotonic clock; set before the snapshot, which is waited for."""

    def __init__(self) -> None:
        super().__init__(Content(""))
        self._words = ""

    def watch_snapshot(self) -> None:
        """Appear, change or go."""
        link = self.snapshot.link
        is_shown = bool(self._words) and link.is_trouble  # till the trouble ends
        words = trouble_words(link) if is_shown or _lasts(link, self.mono_s) else ""
        if words != self._words:
            self._words = words
            self.display = bool(words)
            self.update(Content(words))


def _lasts(link: Link, mono_s: float) -> bool:
    if link.attempt >= _LASTING_ATTEMPTS or link.next_try_s is None:
        return True
    return link.next_try_s - mono_s > _BLIP_S
