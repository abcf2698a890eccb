"""What a poller keeps an eye on besides answers: late ones, the network, a changed login."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

from jobview.jobs.snapshot import LinkState
from jobview.polling.network import LOOK_S, NetworkWatch, network_mark

if TYPE_CHECKING:
    import asyncio
    from collections.abc import Callable

    from jobview.clock import Clock
    from jobview.jobs.job import JobKey
    from jobview.polling.cadence import Cadence
    from jobview.polling.reception import Reception


def _no_mark() -> object:
    return None


class Lookout:
    """Says when to look, looks, and has things asked for at once when that promises something.

    While the server answers nothing is looked at but the clock.

    Attributes:
        network: notices that the network is back.
        login_mark: what the login looks like where it is kept; another one than at the refusal is
            worth a try. Must be cheap; `watch_login` sets it.
    """

    def __init__(
        self, reception: Reception, cadence: Cadence, clock: Clock, signal: asyncio.Event
    ) -> None:
        self.network = NetworkWatch(network_mark)
        self.login_mark: Callable[[], object] = _no_mark
        self._reception = reception
        self._cadence = cadence
        self._clock = clock
        self._signal = signal
        self._refused_mark: object = None
        self._looked_s = -math.inf
        self._is_refused = False

    def watch_login(self, mark: Callable[[], object], file: str) -> None:
        """Ask again by itself after a refused login has changed.

        Args:
            mark: see `login_mark`.
            file: where the user would change it.
        """
        self.login_mark = mark
        self._reception.link.login_file = file

    def job_answered(self, key: JobKey) -> None:
        """Somebody else was just told of the job: ask about it as well, refused before or not."""
        self._reception.rotation.wake([key])
        self._signal.set()

    def late_s(self, since_s: float | None) -> float:
        """When the list asked for at `since_s` will be late, both monotonic; infinite for never."""
        watch = self._reception.link
        if since_s is None or watch.link.awaited_s == since_s:
            return math.inf
        return since_s + watch.patience_s(self._cadence.interval_s)

    def look(self, now_s: float, since_s: float | None) -> None:
        """Look at everything; `since_s` is when the list under way was asked for, if one is."""
        watch = self._reception.link
        if since_s is not None and now_s >= self.late_s(since_s):
            watch.missed(since_s, self._clock.wall_s())
            self._reception.is_news = True
        if watch.link.state is LinkState.UNAUTHORISED:
            self._look_at_login(now_s)
            return
        # A change during an outage is known to who was refused after it.
        self._is_refused = False
        if not watch.link.is_trouble:
            self.network.rest()
        elif self.network.has_returned(now_s):
            self._cadence.start_over()

    def next_s(self, now_s: float) -> float:
        """When to look again, by the monotonic clock; infinite while there is no need."""
        return now_s + LOOK_S if self._reception.link.link.is_trouble else math.inf

    def _look_at_login(self, now_s: float) -> None:
        if not self._is_refused:
            self._is_refused = True
            self._refused_mark, self._looked_s = self.login_mark(), now_s
        elif now_s - self._looked_s >= LOOK_S:
            mark, self._looked_s = self.login_mark(), now_s
            if mark != self._refused_mark:
                self._refused_mark = mark
                self._cadence.hurry()
