"""How well the server is heard, told from how its answers to the list come in."""

from __future__ import annotations

import logging
from dataclasses import replace
from typing import TYPE_CHECKING, Final

from jobview.errors import Refused, Unauthorised, Unavailable
from jobview.jobs.snapshot import Link, LinkState
from jobview.journal.loggers import logger

if TYPE_CHECKING:
    from jobview.errors import ServerError

_log = logger(__name__)

FAULT_REMEDY: Final = "jobview goes on; please report it, with what --log-file FILE has written"

TRY_S: Final = 0.25
"""How long a try of a server in trouble goes on before it is told of: most end at once."""


class LinkWatch:
    """Keeps the `Link` of the next snapshot.

    Attributes:
        link: as of now.
        login_file: the file whose change has a refused login tried again; empty when none has.
    """

    def __init__(self, now_s: float) -> None:
        self.link = Link(since_s=now_s)
        self.login_file = ""

    def heard(self, latency_s: float, interval_s: float, now_s: float, damage: str = "") -> None:
        """A list has arrived, `latency_s` after it was asked for; `damage` is what is wrong."""
        if damage:
            self._turn(LinkState.DAMAGED, now_s, latency_s=latency_s, reason=damage)
        elif latency_s <= interval_s:
            self._turn(LinkState.LIVE, now_s, latency_s=latency_s)
        else:
            reason = f"an answer takes {latency_s:.1f} s, longer than the interval"
            self._turn(LinkState.SLOW, now_s, latency_s=latency_s, reason=reason)

    def patience_s(self, interval_s: float) -> float:
        """How long after it was asked for a list is late; no sooner than the one before came."""
        if self.link.is_trouble:
            return TRY_S
        return max(interval_s, self.link.latency_s or 0.0)

    def missed(self, since_mono_s: float, now_s: float) -> None:
        """A list has been asked for at a time by the monotonic clock, and is late."""
        if self.link.state is LinkState.LIVE:
            self._turn(LinkState.SLOW, now_s, latency_s=self.link.latency_s)
        self.link = replace(self.link, awaited_s=since_mono_s)

    def faulted(
        self,
        error: Exception,
        attempt: int,
        next_try_s: float | None,
        now_s: float,
        pause_s: float = 0.0,
    ) -> None:
        """An answer was not taken in because of a mistake in jobview; arguments as of `failed`."""
        self._turn(
            LinkState.FAULTY,
            now_s,
            latency_s=None,
            reason=f"a mistake in jobview, {type(error).__name__}",
            remedy=FAULT_REMEDY,
            attempt=attempt,
            next_try_s=next_try_s,
            pause_s=pause_s,
        )

    def failed(
        self,
        error: ServerError,
        attempt: int,
        next_try_s: float | None,
        now_s: float,
        pause_s: float = 0.0,
    ) -> None:
        """A list was asked for in vain.

        Args:
            error: why.
            attempt: failed tries in a row, this one included.
            next_try_s: when the next is planned, by the monotonic clock; None when none is.
            now_s: when it failed, by the wall clock.
            pause_s: from then to the next, in seconds.
        """
        self._turn(
            _state_after(error),
            now_s,
            latency_s=None,
            reason=error.what,
            remedy=error.remedy,
            attempt=attempt,
            next_try_s=next_try_s,
            pause_s=pause_s,
        )

    def our_clock_was_set(self, step_s: float) -> None:
        """Our wall clock was put forward by so much."""
        self.link = replace(self.link, since_s=self.link.since_s + step_s)

    def _turn(
        self,
        state: LinkState,
        now_s: float,
        *,
        latency_s: float | None,
        reason: str = "",
        remedy: str = "",
        attempt: int = 0,
        next_try_s: float | None = None,
        pause_s: float = 0.0,
    ) -> None:
        if self.link.state is not state:
            level = logging.INFO if state is LinkState.LIVE else logging.WARNING
            _log.log(level, "%s, was %s: %s", state.value, self.link.state.value, reason or "heard")
        since_s = self.link.since_s if self.link.state is state else now_s
        file = self.login_file if state is LinkState.UNAUTHORISED else ""
        self.link = Link(
            state,
            since_s,
            latency_s,
            reason,
            attempt,
            next_try_s,
            remedy,
            login_file=file,
            pause_s=pause_s,
        )


def _state_after(error: ServerError) -> LinkState:
    match error:
        case Unauthorised():
            return LinkState.UNAUTHORISED
        case Unavailable():
            return LinkState.LIMITED
        case Refused():
            return LinkState.DENIED
        case _:
            return LinkState.DOWN
