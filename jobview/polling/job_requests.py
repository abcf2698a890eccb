"""Requests about single jobs, as many at a time as may be, and one more beside those that hang.

Where one of them hangs the others mostly do as well: their connections died together. So one more
is enough, about the job that has waited longest. Once it is answered, what was asked before it and
has been silent since is given up and asked anew. When that is done: `second_request`.
"""

from __future__ import annotations

import math
from functools import partial
from typing import TYPE_CHECKING

from jobview.errors import ServerError
from jobview.polling.asking import Faulted, Told
from jobview.polling.cadence import SHORT_OUTAGE_S
from jobview.polling.progress_watch import ProgressWatch, is_answer
from jobview.polling.second_request import second_due_s

if TYPE_CHECKING:
    import asyncio
    from collections.abc import Callable

    from jobview.clock import Clock
    from jobview.jobs.job import JobKey
    from jobview.jobs.ring_store import RingStore
    from jobview.jobs.transfer import Transfer
    from jobview.polling.asking import Asking, Outcome
    from jobview.polling.errands import Errands
    from jobview.polling.rate import RequestCeiling
    from jobview.polling.rotation import Rotation


class _Request:
    """One under way; times are by the monotonic clock."""

    def __init__(self, clock: Clock) -> None:
        self.since_s = clock.monotonic_s()
        self.heard_s = self.since_s
        """When a piece of the answer came last, or else when it was asked."""
        self.task: asyncio.Task[Outcome] | None = None
        self._clock = clock

    def received(self, _: Transfer) -> None:
        """A piece of the answer has come."""
        self.heard_s = self._clock.monotonic_s()

    def give_up(self) -> bool:
        """End it; False when its outcome is here already."""
        return self.task is not None and self.task.cancel()


class JobRequests:
    """Asks /get/job about whatever the rotation says.

    Attributes:
        watch: whether it answers.
        is_hurried: whether an answer is wanted sooner than planned, until the next request.
    """

    def __init__(
        self,
        asking: Asking,
        ceiling: RequestCeiling,
        store: RingStore,
        rotation: Rotation,
        errands: Errands[Outcome],
        clock: Clock,
    ) -> None:
        self.watch = ProgressWatch()
        self.is_hurried = False
        self._asking = asking
        self._ceiling = ceiling
        self._store = store
        self._rotation = rotation
        self._errands = errands
        self._clock = clock
        self._under_way: dict[JobKey, _Request] = {}
        self._second: _Request | None = None
        """The one beside them; kept when it has ended, for when it was made."""

    @property
    def waiting_s(self) -> float | None:
        """Since when the one under way has heard nothing that has waited longest, monotonic."""
        return self._quietest()[1].heard_s if self._under_way else None

    def start(self, has_place: Callable[[], bool], *, max_in_flight: int) -> None:
        """Ask about all jobs that are due, as far as `has_place` says that there is one."""
        rotation = self._rotation
        while rotation.in_flight_count < max_in_flight and rotation.has_due():
            if not has_place():
                return
            if (key := rotation.choose()) is None:
                continue
            if (request := self._begun(key)) is None:
                rotation.release(key)
            else:
                self._under_way[key] = request

    def ask_again(self, interval_s: float, has_place: Callable[[], bool]) -> None:
        """Ask beside those that hang if it is time to, in place of an earlier one that hangs too.

        Args:
            interval_s: the user's.
            has_place: says whether the ceiling has room.
        """
        now_s = self._clock.monotonic_s()
        if now_s < self.second_due_s(interval_s):
            return
        self.give_up_second()
        if has_place():
            self.is_hurried = False
            key, _ = self._quietest()
            self._second = self._begun(key, is_second=True)

    def give_up_second(self) -> None:
        """End the one beside the others, if there is one."""
        if self._second is not None:
            self._second.give_up()

    def second_due_s(self, interval_s: float) -> float:
        """When `ask_again` has something to do, by the monotonic clock; infinite for never."""
        if not self._under_way:
            return math.inf
        _, oldest = self._quietest()
        asked_s = oldest.heard_s
        if self._second is not None:
            asked_s = max(asked_s, self._second.heard_s)
        return second_due_s(
            asked_s,
            oldest.heard_s,
            interval_s,
            self.watch.latency_s,
            is_hurried=self.is_hurried,
            is_short=lambda at_s: at_s - oldest.heard_s < SHORT_OUTAGE_S,
        )

    def next_s(self, interval_s: float, now_s: float) -> float:
        """When there is something to do or to tell, by the monotonic clock; may be infinite."""
        late_s = self.watch.late_s(interval_s, self.waiting_s)
        times_s = (self.second_due_s(interval_s), late_s)
        return min((time_s for time_s in times_s if time_s > now_s), default=math.inf)

    def ended(self, outcome: Told | Faulted) -> bool:
        """Take note of an outcome; whether it is to be taken in."""
        key = outcome.key
        if key is None:
            return True
        error = outcome.result if isinstance(outcome, Told) else None
        if isinstance(outcome, Told) and outcome.is_second:
            return self._second_ended(key, outcome)
        request = self._under_way.pop(key, None)
        if isinstance(outcome, Told) and is_answer(outcome.result):
            since_s = self._clock.monotonic_s() if request is None else request.since_s
            self._answered(since_s)
        elif isinstance(error, ServerError):
            self.watch.failed(error)
        return True

    def _second_ended(self, key: JobKey, told: Told) -> bool:
        """Whether the second was answered; then what hangs is given up, to be asked anew."""
        second = self._second
        if second is None or not is_answer(told.result):
            return False
        hung = [
            other for other, request in self._under_way.items() if request.heard_s < second.since_s
        ]
        for other in hung:
            if self._under_way[other].give_up():
                del self._under_way[other]
                self._rotation.release(other)
                if other != key:
                    self._rotation.ask_again(other)
        self._answered(second.since_s)
        return True

    def _answered(self, since_s: float) -> None:
        now_s = self._clock.monotonic_s()
        self.is_hurried = False
        self.watch.answered(now_s, since_s, others_wait=bool(self._under_way))

    def _quietest(self) -> tuple[JobKey, _Request]:
        """The one that has been silent for longest."""
        return min(self._under_way.items(), key=lambda item: item[1].heard_s)

    def _begun(self, key: JobKey, *, is_second: bool = False) -> _Request | None:
        """A request about the job; None when its id is another's by now."""
        if (asked_as := self._store.asked_as(key)) is None:
            return None
        request = _Request(self._clock)
        self._ceiling.start()
        self.watch.asked(request.since_s)
        tag = self._store.asked_tag(key, asked_as)
        ask = self._asking.job(
            key,
            asked_as,
            tag,
            self._store.mark,
            on_progress=request.received,
            is_second=is_second,
        )
        failed = partial(Faulted, asked=Told, key=key)
        request.task = self._errands.start(ask, f"get job {key.job_id}", failed)
        return request
