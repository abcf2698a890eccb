"""Requests about single jobs, as many at a time as may be, and one more beside those that hang.

Where one of them hangs the others mostly do as well: their connections died together. So one more
is enough, about the job that has waited longest. Once it is answered, what was asked before it and
has been silent since is given up and asked anew. When that is done: `second_request`.
"""

from __future__ import annotations

import itertools
import math
from functools import partial
from typing import TYPE_CHECKING

from jobview.errors import ServerError, UnknownJob
from jobview.polling.asking import Faulted, Told
from jobview.polling.cadence import asked_pause_s
from jobview.polling.open_request import OpenRequest
from jobview.polling.progress_watch import ProgressWatch, is_answer
from jobview.polling.second_request import soon_due_s

if TYPE_CHECKING:
    from collections.abc import Callable

    from jobview.clock import Clock
    from jobview.jobs.job import JobKey
    from jobview.jobs.ring_store import RingStore
    from jobview.polling.asking import Asking, Outcome
    from jobview.polling.errands import Errands
    from jobview.polling.rate import RequestCeiling
    from jobview.polling.rotation import Rotation


class JobRequests:
    """Asks /get/job about whatever the rotation says.

    Attributes:
        watch: whether it answers.
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
        self._is_hurried = False
        self._asking = asking
        self._ceiling = ceiling
        self._store = store
        self._rotation = rotation
        self._errands = errands
        self._clock = clock
        self._tickets = itertools.count(1)
        self._firsts: dict[int, tuple[JobKey, OpenRequest[Outcome]]] = {}
        """Those that the rotation has chosen, by their tickets."""
        self._second: tuple[int, JobKey, OpenRequest[Outcome]] | None = None
        """The one beside them."""
        self._second_s = -math.inf
        """When the newest such one was made."""
        self._pause_until_s = -math.inf
        """Before this nothing is asked: a login was refused, or the server has named a pause."""

    @property
    def waiting_s(self) -> float | None:
        """Since when the one under way has heard nothing that has waited longest, monotonic."""
        return min((request.heard_s for _, request in self._firsts.values()), default=None)

    def hurry(self) -> None:
        """An answer is wanted sooner than planned, whatever hangs or was refused."""
        self._pause_until_s = -math.inf
        self._is_hurried = bool(self._firsts)

    def start(self, has_place: Callable[[], bool], *, max_in_flight: int) -> None:
        """Ask about all jobs that are due, as far as `has_place` says that there is one."""
        rotation = self._rotation
        if self._clock.monotonic_s() < self._pause_until_s:
            return
        if self.watch.silence is not None:
            max_in_flight = 1  # enough to hear whether there are answers again
        while rotation.in_flight_count < max_in_flight and rotation.has_due():
            if not has_place():
                return
            if (key := rotation.choose()) is None:
                continue
            if self._store.asked_as(key) is None:
                rotation.release(key)
            else:
                ticket, request = self._begun(key)
                self._firsts[ticket] = key, request

    def ask_again(self, interval_s: float, has_place: Callable[[], bool]) -> None:
        """Ask beside those that hang if it is time to, in place of an earlier one that hangs too.

        Args:
            interval_s: the user's.
            has_place: says whether the ceiling has room.
        """
        if self._clock.monotonic_s() < max(self.second_due_s(interval_s), self._pause_until_s):
            return
        for ticket, (key, _) in list(self._firsts.items()):
            if self._store.asked_as(key) is None:  # its id is another job's by now
                self._give_up(ticket, is_asked_again=False)
        is_place_free = has_place()
        self._is_hurried = self._is_hurried and not is_place_free
        self._give_up_second()
        if self._firsts and is_place_free:
            key, _ = min(self._firsts.values(), key=lambda first: first[1].heard_s)
            ticket, request = self._begun(key)
            self._second, self._second_s = (ticket, key, request), request.since_s

    def second_due_s(self, interval_s: float) -> float:
        """When `ask_again` has something to do, by the monotonic clock; infinite for never."""
        if (waiting_s := self.waiting_s) is None:
            return math.inf
        heard_s = self._second_s if self._second is None else self._second[2].heard_s
        return soon_due_s(
            max(waiting_s, heard_s), interval_s, self.watch.latency_s, is_hurried=self._is_hurried
        )

    def next_s(self, interval_s: float, looked_s: float) -> float:
        """When there is something to do or to tell that was not due at `looked_s`.

        Both are by the monotonic clock; infinite for never.
        """
        late_s = self.watch.late_s(interval_s, self.waiting_s)
        times_s = (self.second_due_s(interval_s), late_s, self._pause_until_s)
        return min((time_s for time_s in times_s if time_s > looked_s), default=math.inf)

    def ended(self, outcome: Told | Faulted) -> bool:
        """Take note of an outcome; whether it is to be taken in."""
        second = self._second
        if second is not None and second[0] == outcome.ticket:
            self._second = None
            return self._second_ended(outcome, second[2].since_s)
        first = self._firsts.pop(outcome.ticket, None)
        if first is None:
            return not isinstance(outcome, Told)  # the answer to one that was given up just now
        key, request = first
        if second is not None and second[1] == key:
            self._give_up_second()
        self._note(outcome, key, request.since_s)
        return True

    def _second_ended(self, outcome: Told | Faulted, since_s: float) -> bool:
        """Whether the second was answered; then what hangs is given up, to be asked anew."""
        if outcome.key is None or not (isinstance(outcome, Faulted) or self._is_told(outcome)):
            return False
        for ticket, (key, request) in list(self._firsts.items()):
            if key == outcome.key or request.heard_s < since_s:
                self._give_up(ticket, is_asked_again=key != outcome.key)
        self._note(outcome, outcome.key, since_s)
        return True

    def _note(self, outcome: Told | Faulted, key: JobKey, since_s: float) -> None:
        if isinstance(outcome, Faulted):
            return
        if self._is_told(outcome):
            self._is_hurried = False
            now_s = self._clock.monotonic_s()
            self.watch.answered(now_s, since_s, others_wait=bool(self._firsts))
        elif isinstance(outcome.result, ServerError):
            # Whether it is this job alone another one tells, be it one that was to be left alone.
            has_witness = self._rotation.spare_one_less(key)
            self.watch.failed(outcome.result, is_alone=not has_witness)
            until_s = self._clock.monotonic_s() + asked_pause_s(outcome.result)
            self._pause_until_s = max(self._pause_until_s, until_s)

    def _is_told(self, told: Told) -> bool:
        """Whether it tells of the job; not if it denies one that it has told of, and still runs."""
        if isinstance(told.result, UnknownJob):
            job = self._store.register.jobs.get(told.key)
            if job is None or not job.is_listed:
                return True
            return job.progress is None or not job.phase.is_active
        return is_answer(told.result)

    def _give_up(self, ticket: int, *, is_asked_again: bool) -> None:
        key, request = self._firsts.pop(ticket)
        request.give_up()
        self._rotation.release(key, is_given_up=is_asked_again)

    def _give_up_second(self) -> None:
        if self._second is not None:
            self._second[2].give_up()
            self._second = None

    def _begun(self, key: JobKey) -> tuple[int, OpenRequest[Outcome]]:
        """A request about the job, which has a key to be asked about by, and its ticket."""
        asked_as = self._store.asked_as(key)
        assert asked_as is not None  # noqa: S101 - the callers have looked
        request: OpenRequest[Outcome] = OpenRequest(self._clock)
        ticket = next(self._tickets)
        self._ceiling.start()
        self.watch.asked(request.since_s)
        tag = self._store.asked_tag(key, asked_as)
        ask = self._asking.job(
            key, asked_as, tag, self._store.mark, on_progress=request.received, ticket=ticket
        )
        failed = partial(Faulted, asked=Told, key=key, ticket=ticket)
        request.task = self._errands.start(ask, f"get job {key.job_id}", failed)
        return ticket, request
