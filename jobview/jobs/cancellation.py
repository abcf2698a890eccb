"""How far a cancellation of ours has come: asked, answered, and what really happened.

What the server says about a cancellation is documented nowhere (protocol §1.2), so its words are
passed on as they are, and the outcome is told from the job itself.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from enum import Enum, auto
from typing import Final

from jobview.jobs.fate import FORGOTTEN
from jobview.jobs.kept_text import LINE_CHARACTERS, kept
from jobview.jobs.phase import Phase

PATIENCE_S: Final = 5.0
"""How long the server's words stand before a job that runs on is said to run on."""

_OUTCOMES: Final = {
    Phase.DONE: "finished anyway",
    Phase.FAILED: "failed, not cancelled",
    Phase.CANCELLED: "cancelled",
}


class Delivery(Enum):
    """Whether the request to cancel reached the server."""

    ASKED = auto()
    """Sent, no answer yet."""
    ANSWERED = auto()
    UNCERTAIN = auto()
    """No usable answer; the server may or may not have acted on it."""
    REJECTED = auto()
    """The server turned the request itself down, so nothing was cancelled by it."""


@dataclass(frozen=True, slots=True, eq=False)
class Cancellation:
    """One job's cancellation."""

    asked_s: float
    delivery: Delivery = Delivery.ASKED
    answer: str = "cancel asked"
    """The server's words, or why there are none; may hold server text."""

    def answered(self, delivery: Delivery, words: str) -> Cancellation:
        """The same once something came of it; `words` are the server's, empty for none."""
        said = kept(words or "cancel sent; the server said nothing", LINE_CHARACTERS)
        return replace(self, delivery=delivery, answer=said)

    def words(self, phase: Phase, now_s: float, *, lost: str = FORGOTTEN) -> str:
        """What to say about it at `now_s`, when the job's phase is `phase`.

        Args:
            phase: the job's.
            now_s: by the clock that `asked_s` is of.
            lost: the phrase for a job that has vanished.
        """
        if self.delivery is Delivery.REJECTED:
            return self.answer
        if phase.is_final:
            return _OUTCOMES.get(phase, lost)
        running_on_s = now_s - self.asked_s
        if self.delivery is not Delivery.ANSWERED or running_on_s < PATIENCE_S:
            return self.answer
        how = "queued" if phase is Phase.QUEUED else "running"
        return f"still {how} {int(running_on_s)} s after cancel"
