"""Sending requests: the list when it is due, then single jobs, within all ceilings."""

from __future__ import annotations

import math
from functools import partial
from typing import TYPE_CHECKING

from jobview.polling.asking import DESCRIBE_REQUESTS, Described, Faulted, Listed, LookedHome, Told
from jobview.polling.errands import Errands
from jobview.polling.hedged_list import HedgedList
from jobview.polling.job_requests import JobRequests

if TYPE_CHECKING:
    import asyncio
    from collections.abc import Iterator

    from jobview.clock import Clock
    from jobview.jobs.ring_store import RingStore
    from jobview.jobs.snapshot import Silence
    from jobview.polling.asking import Asking, Outcome
    from jobview.polling.cadence import Cadence
    from jobview.polling.rate import RequestCeiling
    from jobview.polling.reception import Reception


class Dispatch:
    """Starts requests as tasks and collects what came of them."""

    def __init__(
        self,
        asking: Asking,
        ceiling: RequestCeiling,
        store: RingStore,
        cadence: Cadence,
        reception: Reception,
        *,
        clock: Clock,
        max_in_flight: int,
        signal: asyncio.Event,
    ) -> None:
        self._listing: HedgedList | None = None
        """The list under way."""
        self._place_s = math.inf
        """When the ceiling has room again for what it held up, by the monotonic clock."""
        self._looked_s = -math.inf
        """As of when `start_due` last looked, by the monotonic clock."""
        self._asking = asking
        self._ceiling = ceiling
        self._store = store
        self._cadence = cadence
        self._reception = reception
        self._homing = reception.homing
        self._max_in_flight = max_in_flight
        self._signal = signal
        self._errands: Errands[Outcome] = Errands(signal)
        self._jobs = JobRequests(asking, ceiling, store, reception.rotation, self._errands, clock)
        self._is_describing = False

    def ended(self) -> Iterator[Outcome]:
        """What came of the requests that have ended since."""
        for outcome in self._errands.ended():
            asked = outcome.asked if isinstance(outcome, Faulted) else type(outcome)
            if asked is Listed:
                self._listing = None
            elif asked is Described:
                self._is_describing = False
            elif isinstance(outcome, Told | Faulted) and not self._jobs.ended(outcome):
                continue
            yield outcome

    def start_due(self, now_s: float) -> None:
        """Start all requests that may start at `now_s`, by the monotonic clock."""
        self._place_s, self._looked_s = math.inf, now_s
        is_list_waiting = self._start_list(now_s)
        self._look_home(now_s)
        self._reception.begin_due_round(now_s)
        if self._reception.may_ask and self._has_described(now_s):
            self._start_jobs(now_s, is_list_waiting=is_list_waiting)
        self._look_at_progress(now_s)

    @property
    def listing_since_s(self) -> float | None:
        """When the list under way was asked for, by the monotonic clock; None when none is."""
        return None if self._listing is None else self._listing.since_s

    @property
    def list_s(self) -> float:
        """When the list was asked for that is under way, else when it is to be; may be infinite."""
        return self._list_due_s() if self._listing is None else self._listing.since_s

    @property
    def silence(self) -> Silence | None:
        """That /get/job tells nothing, as of the last `start_due`; None when it does."""
        return self._jobs.watch.silence

    def hurry(self) -> None:
        """Ask for everything now; what is under way and hangs is asked for once more soon."""
        self._reception.rotation.ask_all()
        self._homing.hurry()
        self._jobs.hurry()
        self._cadence.start_over()

    @property
    def period_s(self) -> float:
        """Seconds between lists at present, as long as all goes well."""
        return self._cadence.present_period_s(is_idle=self._is_idle)

    @property
    def next_s(self) -> float:
        """When `start_due` may have more to do without anything else happening; may be infinite.

        By the monotonic clock. What was due when it last looked and was not started waits for a
        place, or for an end. What has come due since is in the past, and to be looked at now.
        """
        looked_s = self._looked_s
        list_s = self._list_due_s() if self._listing is None else self._second_due_s(self._listing)
        if list_s <= looked_s:
            list_s = math.inf
        if not self._reception.may_ask:
            jobs_s = math.inf
        else:
            jobs_s = self._jobs.next_s(self._cadence.interval_s, looked_s)
        home_s = self._homing.due_s if self._homing.due_s > looked_s else math.inf
        return min(list_s, jobs_s, self._place_s, self._reception.next_round_s, home_s)

    async def close(self) -> None:
        """End all requests under way."""
        await self._errands.close()

    def _start_list(self, now_s: float) -> bool:
        """Ask for the list when it is time to; whether it waits for its places."""
        if self._listing is not None:
            return self._ask_again(self._listing, now_s)
        if now_s < self._list_due_s():
            return False
        if not self._has_place(now_s, self._asking.list_requests):
            return True
        self._cadence.start(now_s)
        self._listing = HedgedList(
            self._asking, self._ceiling, self._signal, asked=self._store.mark, now_s=now_s
        )
        failed = partial(Faulted, asked=Listed)
        self._errands.start(self._listing.answer(), "list", failed)
        return False

    def _ask_again(self, listing: HedgedList, now_s: float) -> bool:
        """Ask for the list beside a request that hangs; whether that waits for its places."""
        if now_s < self._second_due_s(listing):
            return False
        if self._has_place(now_s, listing.count):
            self._cadence.start(now_s)
            listing.ask_again(self._store.mark, now_s)
            return False
        listing.give_up_second()
        return self._ceiling.limit >= 2 * listing.count  # else there never is room for both

    def _second_due_s(self, listing: HedgedList) -> float:
        return listing.due_s(self._cadence, self._reception.link.link.latency_s or 0.0)

    def _look_home(self, now_s: float) -> None:
        """Test the primary when it is time to, while another cluster is asked."""
        if self._homing.is_due(now_s, is_away=self._asking.is_away) and self._has_place(now_s):
            self._ceiling.start()
            self._homing.start()
            failed = partial(Faulted, asked=LookedHome)
            self._errands.start(self._asking.look_home(), "look home", failed)

    def _has_described(self, now_s: float) -> bool:
        """Start to ask what the server is, if that is wanted; False while there is no place."""
        if not self._reception.is_description_wanted or self._is_describing:
            return True
        if not self._has_place(now_s, DESCRIBE_REQUESTS):
            return False
        self._ceiling.start(DESCRIBE_REQUESTS)
        self._reception.is_description_wanted = False
        self._is_describing = True
        failed = partial(Faulted, asked=Described)
        self._errands.start(self._asking.describe(), "describe the server", failed)
        return True

    def _start_jobs(self, now_s: float, *, is_list_waiting: bool) -> None:
        has_place = partial(self._has_place, now_s)
        self._jobs.ask_again(self._cadence.interval_s, has_place)
        if is_list_waiting:
            return  # it may need several places at once, of which each job would take the next
        # Those that hang must leave room for the list, and for one more beside them.
        most = self._ceiling.limit - self._asking.list_requests - 1
        self._jobs.start(has_place, max_in_flight=max(1, min(self._max_in_flight, most)))

    def _look_at_progress(self, now_s: float) -> None:
        """Have it told at once when /get/job falls silent, or is heard again."""
        reception, jobs = self._reception, self._jobs
        if self._is_idle or not reception.rotation.has_any():
            jobs.watch.forget()
        jobs.watch.look(now_s, self._cadence.interval_s, jobs.waiting_s)
        is_silent = self.silence is not None
        if reception.is_unheard == is_silent:
            return
        reception.is_unheard, reception.is_news = is_silent, True
        if not is_silent:
            reception.rotation.ask_all()

    def _has_place(self, now_s: float, count: int = 1) -> bool:
        """Whether the ceiling has room for so many requests; notes when it will, if not."""
        delay_s = self._ceiling.delay_s(count)
        if delay_s > 0.0:
            self._place_s = min(self._place_s, now_s + delay_s)
        return delay_s == 0.0

    def _list_due_s(self) -> float:
        return self._cadence.due_s(is_idle=self._is_idle)

    @property
    def _is_idle(self) -> bool:
        return self._store.register.census.active_count == 0
