"""The reply about one job, asked for once more beside a request that hangs; any first sign counts.

Why and when: `second_request`. A result may be large, so whichever request has begun to receive it
goes on and the other one is given up.
"""

from __future__ import annotations

import asyncio
import math
from typing import TYPE_CHECKING, Final

from jobview.polling.cadence import SHORT_OUTAGE_S
from jobview.polling.second_request import second_due_s

if TYPE_CHECKING:
    from collections.abc import Callable, Coroutine
    from typing import Any, TypeAlias

    from jobview.clock import Clock
    from jobview.jobs.source import JobReply
    from jobview.jobs.transfer import OnProgress, Transfer
    from jobview.polling.waiting import Waiting

    Ask: TypeAlias = Callable[[OnProgress], Coroutine[Any, Any, JobReply]]

LATE_S: Final = 2.0
"""A reply of which nothing has come for so long is asked for once more; somebody waits for it."""

TELL_S: Final = 1.0
"""How often it is told meanwhile for how long nothing has come."""


class _Request:
    """One under way; times are by the monotonic clock."""

    def __init__(self, since_s: float) -> None:
        self.since_s = self.heard_s = since_s
        self.has_begun = False
        """Whether a piece of the result has come."""
        self.task: asyncio.Task[JobReply] | None = None

    @property
    def has_ended(self) -> bool:
        return self.task is not None and self.task.done()


class HedgedReply:
    """One reply, from the first request or from a second one beside it.

    A failure of the first is the outcome, one of the second is not.

    Attributes:
        first_sign_s: what the first sign of the reply took; 0 before it.
    """

    def __init__(
        self,
        ask: Ask,
        on_progress: OnProgress,
        on_quiet: Callable[[float], None],
        clock: Clock,
        waiting: Waiting,
    ) -> None:
        """Nothing is asked before `reply`.

        Args:
            ask: makes a request.
            on_progress: told as the result arrives.
            on_quiet: told about once a second for how many seconds nothing has come.
            clock: its monotonic reading is used.
            waiting: how to wait for an event with a time limit.
        """
        self.first_sign_s = 0.0
        self._ask = ask
        self._on_progress = on_progress
        self._on_quiet = on_quiet
        self._clock = clock
        self._waiting = waiting
        self._signal = asyncio.Event()
        self._under_way: list[_Request] = []
        """The first, and the second if there is one."""
        self._asked_s = -math.inf
        self._is_hurried = False

    def hurry(self) -> None:
        """The user wants it now: ask once more soon if nothing has come."""
        self._is_hurried = True
        self._signal.set()

    async def reply(self, latency_s: float = 0.0) -> JobReply:
        """What came of it; to be awaited once.

        Args:
            latency_s: what the first sign of an earlier reply took; 0 when not known.

        Raises:
            ServerError: the first request failed.
        """
        self._begin()
        try:
            while (reply := self._come()) is None:
                now_s = self._clock.monotonic_s()
                due_s = self._second_due_s(latency_s)
                if now_s >= due_s:
                    self._ask_again()
                    continue
                quiet_s = now_s - self._under_way[0].heard_s
                if quiet_s >= LATE_S:
                    self._on_quiet(quiet_s)
                self._signal.clear()
                await self._waiting(self._signal, min(due_s - now_s, TELL_S))
            return reply
        finally:
            await self._end(list(self._under_way))

    def _come(self) -> JobReply | None:
        """The reply, when it is here; lets go of a request that is not needed any more."""
        for request in list(self._under_way):
            is_first = request is self._under_way[0]
            if not request.has_ended or request.task is None:
                continue
            if is_first or request.task.exception() is None:
                self._signed(request)
                return request.task.result()
            self._under_way.remove(request)
        if len(self._under_way) > 1:
            first, second = self._under_way
            if first.heard_s > second.since_s:
                self._give_up(second)
            elif second.has_begun:
                self._give_up(first)
        return None

    def _second_due_s(self, latency_s: float) -> float:
        first = self._under_way[0]
        return second_due_s(
            max(self._asked_s, first.heard_s),
            first.heard_s,
            LATE_S,
            latency_s,
            is_hurried=self._is_hurried,
            is_short=lambda at_s: at_s - first.heard_s < SHORT_OUTAGE_S,
        )

    def _ask_again(self) -> None:
        for second in self._under_way[1:]:
            self._give_up(second)
        self._is_hurried = False
        self._begin()

    def _begin(self) -> None:
        self._asked_s = self._clock.monotonic_s()
        request = _Request(self._asked_s)

        def received(transfer: Transfer) -> None:
            self._signed(request)
            if request in self._under_way:
                self._on_progress(transfer)

        request.task = asyncio.create_task(self._ask(received), name="a job's reply")
        request.task.add_done_callback(lambda _: self._signal.set())
        self._under_way.append(request)

    def _signed(self, request: _Request) -> None:
        """Something of the reply has come."""
        request.heard_s = self._clock.monotonic_s()
        if not request.has_begun:
            request.has_begun = True
            self.first_sign_s = request.heard_s - request.since_s
            self._signal.set()

    def _give_up(self, request: _Request) -> None:
        self._under_way.remove(request)
        if request.task is not None:
            request.task.cancel()

    async def _end(self, requests: list[_Request]) -> None:
        tasks = [request.task for request in requests if request.task is not None]
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)
