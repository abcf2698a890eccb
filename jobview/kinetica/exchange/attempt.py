"""One request followed to its end: counted, and told of in the log when it failed.

What a failure says is rid of our secrets here, where all of them pass: a server that quotes the
request it did not understand must not put them on the screen.
"""

from __future__ import annotations

import logging
from typing import TYPE_CHECKING

from jobview.errors import Refused, ServerError, UnknownJob
from jobview.jobs.traffic import EndpointTraffic
from jobview.journal.hiding import hidden
from jobview.journal.loggers import logger

if TYPE_CHECKING:
    from types import TracebackType

    from jobview.clock import Clock

_log = logger(__name__)


class Tally:
    """What is counted of one endpoint; there are no more of these than jobview has calls."""

    __slots__ = ("endpoint", "failure_count", "open_count", "received_bytes", "request_count")

    def __init__(self, endpoint: str) -> None:
        self.endpoint = endpoint
        self.request_count = 0
        self.failure_count = 0
        self.received_bytes = 0
        self.open_count = 0

    @property
    def traffic(self) -> EndpointTraffic:
        """The counts as of now."""
        return EndpointTraffic(
            self.endpoint,
            self.request_count,
            self.failure_count,
            self.received_bytes,
            self.open_count,
        )


class Attempt:
    """Use it as `with Attempt(...):` around a request and the reading of its answer."""

    __slots__ = ("_began_s", "_clock", "_tally")

    def __init__(self, tally: Tally, clock: Clock) -> None:
        self._tally = tally
        self._clock = clock
        self._began_s = clock.monotonic_s()

    def __enter__(self) -> None:
        """The request begins."""
        self._tally.open_count += 1

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        frames: TracebackType | None,
    ) -> None:
        """It has ended; that a job is not known is no news, of synchronous ones none is."""
        self._tally.open_count -= 1
        if error is None or not isinstance(error, ServerError):
            return
        error.hide(hidden)
        if isinstance(error, UnknownJob):
            return
        is_refusal = isinstance(error, Refused)
        if not is_refusal:
            self._tally.failure_count += 1
        lasted_s = self._clock.monotonic_s() - self._began_s
        level = logging.INFO if is_refusal else logging.WARNING
        _log.log(
            level,
            "%s failed after %.3f s: %s: %s",
            self._tally.endpoint,
            lasted_s,
            type(error).__name__,
            error,
        )
