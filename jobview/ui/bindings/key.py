"""What a key is: an action, the keys that call it, and the words that explain it."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class KeyScope(StrEnum):
    """Where a key works; the value is the heading it stands under in the help screen."""

    MOVE = "Moving"
    VIEW = "What is shown"
    JOB = "The selected job, or the marked ones"
    LINK = "Polling"
    SEARCH = "In a result, an error, a query or the raw answer"
    RESULT = "In a result"
    TABLE = "In a result's table"
    TREE = "In a result's tree"
    TEXT = "In a result's text"
    APP = "jobview"


@dataclass(frozen=True, slots=True)
class Key:
    """One action and the keys that call it."""

    id: str
    """Stable name, for a user's own key map."""
    keys: str
    """Textual key names, separated by commas."""
    action: str
    label: str
    """One or two words for the footer."""
    tooltip: str
    """One sentence for help and palette."""
    scope: KeyScope
    shown_as: str = ""
    """How the keys are written for people; empty when the key names say it."""
    footer_rank: int = 0
    """Place in the footer, 1 first, so that a narrow one keeps the most needed; 0 is not there."""
    is_vital: bool = False
    """Whether even the narrowest footer tells it, before those of a better place."""

    def names(self, *, ascii_only: bool = False) -> str:
        """The keys as people read them, separated by spaces."""
        if self.shown_as and (self.shown_as.isascii() or not ascii_only):
            return self.shown_as
        return self.keys.replace(",", " ")
