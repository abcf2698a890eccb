"""The reply about one job, asked for once more beside a request that hangs; any first sign counts.

Why and when: `second_request`. A result may be large, so whichever request has begun to receive it
goes on and the other one is given up. One that pauses on its way is only given up for a second one
that arrives.
"""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING, Final

from jobview.polling.open_request import OpenRequest
from jobview.polling.second_request import soon_due_s

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
        self._under_way: list[OpenRequest[JobReply]] = []
        """The first, and the second if there is one."""
        self._given_up: list[OpenRequest[JobReply]] = []
        self._is_hurried = False

    def hurry(self) -> None:
        """The user wants it now: ask once more at once, unless it is coming."""
        self._is_hurried = not any(each.has_begun for each in self._under_way)
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
                quiet_s = now_s - self._quiet_since_s()
                if quiet_s >= LATE_S:
                    self._on_quiet(quiet_s)
                self._signal.clear()
                await self._waiting(self._signal, min(due_s - now_s, TELL_S))
            return reply
        finally:
            await self._end()

    def _come(self) -> JobReply | None:
        """The reply, when it is here; lets go of a request that is not needed any more."""
        for request in list(self._under_way):
            if request.task is None or not request.task.done():
                continue
            if request is self._under_way[0] or request.task.exception() is None:
                self._note_sign(request)
                return request.task.result()
            self._under_way.remove(request)
        if len(self._under_way) > 1:
            first, second = self._under_way
            if first.heard_s > second.since_s:
                self._give_up(second)
            elif second.has_begun and not first.has_begun:
                self._give_up(first)
        return None

    def _second_due_s(self, latency_s: float) -> float:
        heard_s = max(each.heard_s for each in self._under_way)
        if self._is_hurried:
            return heard_s
        return soon_due_s(heard_s, LATE_S, latency_s, is_hurried=False)

    def _quiet_since_s(self) -> float:
        """When a piece came last; before one did, when the first request was made."""
        heard_s = [each.heard_s for each in self._under_way if each.has_begun]
        return max(heard_s, default=self._under_way[0].since_s)

    def _ask_again(self) -> None:
        for second in self._under_way[1:]:
            self._give_up(second)
        self._is_hurried = False
        self._begin()

    def _begin(self) -> None:
        request: OpenRequest[JobReply] = OpenRequest(self._clock)

        def received(transfer: Transfer) -> None:
            is_first_sign = not request.has_begun
            request.received(transfer)
            if is_first_sign:
                self._note_sign(request)
                self._signal.set()
            if request in self._under_way:
                self._on_progress(transfer)

        request.task = asyncio.create_task(self._ask(received), name="a job's reply")
        request.task.add_done_callback(lambda _: self._signal.set())
        self._under_way.append(request)

    def _note_sign(self, request: OpenRequest[JobReply]) -> None:
        self.first_sign_s = self.first_sign_s or self._clock.monotonic_s() - request.since_s

    def _give_up(self, request: OpenRequest[JobReply]) -> None:
        self._under_way.remove(request)
        self._given_up.append(request)
        request.give_up()

    async def _end(self) -> None:
        requests = [*self._under_way, *self._given_up]
        for request in requests:
            request.give_up()
        tasks = [request.task for request in requests if request.task is not None]
        await asyncio.gather(*tasks, return_exceptions=True)
