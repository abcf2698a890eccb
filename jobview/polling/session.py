"""What a screen holds while it is connected: one source, its poller and its details."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable

    from jobview.jobs.source import JobSource
    from jobview.polling.details import Details
    from jobview.polling.poller import Poller


class Notices:
    """Sentences for the user about what goes wrong beside the requests; told to who listens."""

    def __init__(self) -> None:
        self._kept: list[str] = []
        self._listener: Callable[[str], object] = self._kept.append

    def tell(self, sentence: str) -> None:
        """Say it now, or as soon as somebody listens."""
        self._listener(sentence)

    def listen(self, listener: Callable[[str], object]) -> None:
        """Hear all sentences from now on, and those that nobody has heard."""
        self._listener = listener
        while self._kept:
            listener(self._kept.pop(0))


@dataclass(frozen=True, slots=True, eq=False)
class Session:
    """One connection's three parts, alive until the context that gave it is left."""

    source: JobSource
    poller: Poller
    """Knows all jobs, keeps asking."""
    details: Details
    """Fetches one job's result when somebody looks at it."""
    notices: Notices = field(default_factory=Notices)
