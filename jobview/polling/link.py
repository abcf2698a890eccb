"""How well the server is heard, told from how its answers to the list come in."""

from __future__ import annotations

import logging
from typing import TYPE_CHECKING

from jobview.errors import Refused, Unauthorised, Unavailable
from jobview.jobs.snapshot import Link, LinkState
from jobview.journal.loggers import logger

if TYPE_CHECKING:
    from jobview.errors import ServerError

_log = logger(__name__)


class LinkWatch:
    """Keeps the `Link` of the next snapshot.

    Attributes:
        link: as of now.
    """

    def __init__(self, now_s: float) -> None:
        self.link = Link(since_s=now_s)

    def heard(self, latency_s: float, interval_s: float, now_s: float) -> None:
        """A list has arrived, `latency_s` after it was asked for."""
        if latency_s <= interval_s:
            self._turn(LinkState.LIVE, now_s, latency_s=latency_s)
        else:
            reason = f"an answer takes {latency_s:.1f} s, longer than the interval"
            self._turn(LinkState.SLOW, now_s, latency_s=latency_s, reason=reason)

    def missed(self, waited_s: float, now_s: float) -> None:
        """A list has been asked for `waited_s` ago and is late."""
        reason = f"no answer for {waited_s:.1f} s"
        self._turn(LinkState.SLOW, now_s, latency_s=self.link.latency_s, reason=reason)

    def failed(
        self, error: ServerError, attempt: int, next_try_s: float | None, now_s: float
    ) -> None:
        """A list was asked for in vain.

        Args:
            error: why.
            attempt: failed tries in a row, this one included.
            next_try_s: when the next is planned, by the wall clock; None when none is.
            now_s: when it failed, by the wall clock.
        """
        self._turn(
            _state_after(error),
            now_s,
            latency_s=None,
            reason=error.what,
            remedy=error.remedy,
            attempt=attempt,
            next_try_s=next_try_s,
        )

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
    ) -> None:
        if self.link.state is not state:
            level = logging.INFO if state is LinkState.LIVE else logging.WARNING
            _log.log(level, "%s, was %s: %s", state.value, self.link.state.value, reason or "heard")
        since_s = self.link.since_s if self.link.state is state else now_s
        self.link = Link(state, since_s, latency_s, reason, attempt, next_try_s, remedy)


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
