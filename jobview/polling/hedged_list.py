"""A list asked for once more beside a request that hangs; the first answer counts.

Why and when: `second_request`.
"""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING

from jobview.errors import ServerError
from jobview.polling.second_request import second_due_s

if TYPE_CHECKING:
    from jobview.polling.asking import Asking, Listed
    from jobview.polling.cadence import Cadence
    from jobview.polling.rate import RequestCeiling


class HedgedList:
    """One answer of the list, from the first request or from a second one beside it.

    A failure of the first is the outcome. One of the second is not: a server that takes no further
    request may still be at work on the first.

    Attributes:
        since_s: when the first request was made, by the monotonic clock.
        count: how many requests asking for one list may take.
    """

    def __init__(
        self,
        asking: Asking,
        ceiling: RequestCeiling,
        signal: asyncio.Event,
        *,
        asked: int,
        now_s: float,
    ) -> None:
        """Take the places of the first request; `answer` makes it.

        Args:
            asking: makes requests.
            ceiling: counts them.
            signal: set when the second one has ended, since another may be due.
            asked: the store's mark now.
            now_s: by the monotonic clock.
        """
        self.since_s = now_s
        self.count = asking.list_requests
        self._asking = asking
        self._ceiling = ceiling
        self._signal = signal
        self._asked = asked
        self._outcome: asyncio.Future[Listed] | None = None
        self._under_way: set[asyncio.Task[Listed]] = set()
        self._first: asyncio.Task[Listed] | None = None
        self._second: asyncio.Task[Listed] | None = None
        self._asked_s = now_s
        """When the newer of the two was made."""
        ceiling.start(self.count)

    async def answer(self) -> Listed:
        """What came of it; to be awaited once."""
        self._outcome = asyncio.get_running_loop().create_future()
        self._first = self._begun(self._asked)
        try:
            return await self._outcome
        finally:
            under_way = list(self._under_way)
            for task in under_way:
                task.cancel()
            await asyncio.gather(*under_way, return_exceptions=True)

    def ask_again(self, asked: int, now_s: float) -> None:
        """Make a second request, in place of an earlier second one that hangs as well.

        Args:
            asked: the store's mark now.
            now_s: by the monotonic clock.
        """
        if self._outcome is None or self._outcome.done():
            return
        self.give_up_second()
        self._asked_s = now_s
        self._ceiling.start(self.count)
        self._second = self._begun(asked)

    def give_up_second(self) -> None:
        """End the second request, if there is one, so that its place can be had for another."""
        if self._second is not None:
            self._second.cancel()

    def due_s(self, cadence: Cadence, latency_s: float) -> float:
        """When to ask again, by the monotonic clock; a second one that hangs is made anew then.

        Args:
            cadence: how often lists are asked for, and for how long they have not come.
            latency_s: of the newest answer; 0 when none is known.
        """
        return second_due_s(
            self._asked_s,
            self.since_s,
            cadence.interval_s,
            latency_s,
            is_hurried=cadence.is_hurried,
            is_short=cadence.is_outage_short,
        )

    def _begun(self, asked: int) -> asyncio.Task[Listed]:
        task = asyncio.create_task(self._asking.list_jobs(asked), name="list jobs")
        self._under_way.add(task)
        task.add_done_callback(self._ended)
        return task

    def _ended(self, task: asyncio.Task[Listed]) -> None:
        self._ceiling.end(self.count)
        self._under_way.discard(task)
        if task is self._second:
            self._second = None
            self._signal.set()
        if task.cancelled() or self._outcome is None or self._outcome.done():
            return
        if (error := task.exception()) is not None:
            self._outcome.set_exception(error)
        elif task is self._first or not isinstance(task.result().result, ServerError):
            self._outcome.set_result(task.result())
