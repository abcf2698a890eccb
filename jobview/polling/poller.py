"""The loop that asks a server for ever and gives out what it knows as snapshots."""

from __future__ import annotations

import asyncio
from dataclasses import replace
from typing import TYPE_CHECKING, Final

from jobview.jobs.ring import ring_of
from jobview.jobs.ring_store import RingStore
from jobview.jobs.snapshot import EMPTY_SNAPSHOT
from jobview.polling.asking import Asking, Told
from jobview.polling.cadence import Cadence
from jobview.polling.cancels import Cancels
from jobview.polling.dispatch import Dispatch
from jobview.polling.lookout import Lookout
from jobview.polling.meter import RequestMeter
from jobview.polling.rate import RequestCeiling
from jobview.polling.reception import Reception
from jobview.polling.telling import ROUNDING_S, Telling
from jobview.polling.waiting import wait_for_event
from jobview.polling.wall_step import WallStep

if TYPE_CHECKING:
    import random
    from collections.abc import AsyncGenerator, Callable, Collection, Iterable, Sequence

    from jobview.clock import Clock
    from jobview.jobs.job import JobKey
    from jobview.jobs.ring import Detour
    from jobview.jobs.snapshot import Snapshot
    from jobview.jobs.source import CancelAnswer, JobReply, JobSource
    from jobview.jobs.target import JobTarget
    from jobview.polling.waiting import Waiting

LONGEST_WAIT_S: Final = 30.0
"""The event loop's clock stands still while the machine sleeps: however long nothing is due, it is
looked at the other clock every so often."""


class Poller:
    """Asks a server and tells what it knows as a stream of snapshots, in the reader's own task.

    No answer, and no lack of one, ends the stream: a failure is a snapshot whose link says so, and
    so is a mistake of jobview's own in taking an answer in.
    Nothing is asked before `snapshots` is read.

    Args:
        source: the server.
        clock: both its readings are used.
        rng: for the jitter of back-offs.
        interval_s: between the starts of two list requests.
        max_in_flight: requests about single jobs under way at a time.
        max_requests_per_s: ceiling over all requests.
        summarise: a finished job's result in one line; called in a thread, must not raise.
        watched: jobs to ask about by id, whether the list has them or not.

    Attributes:
        waiting: how to wait for an event with a time limit; another goes with another clock.
        lookout: notices what makes it worth while to ask at once.
    """

    def __init__(
        self,
        source: JobSource,
        clock: Clock,
        rng: random.Random,
        *,
        interval_s: float,
        max_in_flight: int,
        max_requests_per_s: int,
        summarise: Callable[[JobReply], str],
        watched: Iterable[JobTarget] = (),
    ) -> None:
        self.waiting: Waiting = wait_for_event
        self._source = source
        self._ring = ring_of(source)
        self._detour: Detour | None = None
        self._clock = clock
        self._signal = asyncio.Event()
        """Set when there may be something to do before the time waited for."""
        self._is_paused = False
        self._telling = Telling()
        self._told = EMPTY_SNAPSHOT
        self._taking: JobKey | None = None
        """The job whose answer is being taken in."""
        self._wall_step = WallStep(clock)
        self._meter = RequestMeter()
        self._store = RingStore(source.cluster)
        self._cadence = Cadence(interval_s, rng)
        self._ceiling = RequestCeiling(max_requests_per_s, clock)
        self._reception = Reception(self._store, self._cadence, clock)
        self._dispatch = Dispatch(
            Asking(source, clock, self._ceiling, summarise),
            self._ceiling,
            self._store,
            self._cadence,
            self._reception,
            clock=clock,
            max_in_flight=max_in_flight,
            signal=self._signal,
        )
        is_old = lambda: self._reception.is_list_old(self._dispatch.period_s)  # noqa: E731
        self._cancels = Cancels(source, self._store, self._ceiling, clock, self._announce, is_old)
        self.lookout = Lookout(self._reception, self._cadence, clock, self._signal)
        for target in watched:
            self.watch(target.job_id, target.job_tag)

    @property
    def is_paused(self) -> bool:
        """Whether nothing is asked; what is under way still arrives."""
        return self._is_paused

    @is_paused.setter
    def is_paused(self, is_paused: bool) -> None:
        self._is_paused = is_paused
        self._announce()

    @property
    def is_unattended(self) -> bool:
        """Whether nobody looks; the list is asked for rarely then, as long as nothing runs."""
        return self._cadence.is_unattended

    @is_unattended.setter
    def is_unattended(self, is_unattended: bool) -> None:
        self._cadence.is_unattended = is_unattended
        self._signal.set()

    def set_interval(self, interval_s: float) -> None:
        """Change the time between the starts of two list requests."""
        self._cadence.interval_s = interval_s
        self._announce()

    def attend(self, selected: JobKey | None, visible: Sequence[JobKey]) -> None:
        """Ask first about what the user sees now."""
        self._reception.rotation.attend(selected, visible)
        self._signal.set()

    def watch(self, job_id: int, job_tag: str = "") -> None:
        """Ask about a job by its id from now on, whether the list has it or not."""
        self._reception.rotation.watch(self._store.watch(job_id, job_tag))
        self._signal.set()

    def wake(self) -> None:
        """Ask for the list now, or as soon as the answer under way is here; not while paused.

        Then about slow jobs as well. Where that fails the next tries follow soon.
        """
        self._dispatch.hurry()
        self._signal.set()

    def flush(self) -> bool:
        """Give what has changed since the newest snapshot now, or with a list that is near.

        Returns:
            Whether a snapshot is to be expected.
        """
        self._follow_wall_clock()
        now_s = self._clock.monotonic_s()
        if self._telling.is_promised_at(now_s, self._dispatch.list_s, is_paused=self._is_paused):
            self._signal.set()
            return True
        # Resting after a mistake of its own it gives nothing, whatever it has.
        has_news = self._store.register.has_news and not self._reception.faults
        if has_news:
            self._announce()
        return has_news

    async def cancel(self, keys: Collection[JobKey]) -> Sequence[CancelAnswer]:
        """Ask the server, once, to cancel jobs; what comes of it the jobs tell themselves.

        Args:
            keys: jobs of this poller's snapshots.

        Returns:
            The server's words about each job; ours about one that the cluster which is asked now
            does not mean by any id for sure, which is not sent.

        Raises:
            ServerError: there was no answer; the jobs tell whether it may have been acted on.
        """
        if not keys:
            return ()
        try:
            return await self._cancels.cancel(keys)
        finally:
            self.wake()

    async def snapshots(self) -> AsyncGenerator[Snapshot, None]:
        """Snapshots for ever, each as soon as there is something to tell; to be read once.

        There is one for each list, answered or not; answers about single jobs are gathered for
        the next. Closing the generator ends all requests under way.
        """
        try:
            while True:
                self._signal.clear()
                try:
                    snapshot, is_sound = await self._turn(), True
                except Exception as error:  # noqa: BLE001 - see `_fault`
                    snapshot, is_sound = self._fault(error), False
                if snapshot is not None:
                    yield snapshot
                if not is_sound:
                    await self._rest_after_fault()
                elif snapshot is None:
                    await self.waiting(self._signal, self._timeout_s())
        finally:
            await self._dispatch.close()

    async def _turn(self) -> Snapshot | None:
        """Take in what has come and start what is due; a snapshot when there is one to give."""
        self._follow_wall_clock()
        for outcome in self._dispatch.ended():
            self._taking = outcome.key if isinstance(outcome, Told) else None
            await self._reception.take(outcome)
        self._taking = None
        now_s = self._clock.monotonic_s()
        if not self._is_paused:
            self.lookout.look(now_s, self._dispatch.listing_since_s)
            self._dispatch.start_due(now_s)
        return self._snapshot(now_s) if self._is_time_to_tell(now_s) else None

    def _fault(self, error: Exception) -> Snapshot:
        """What to tell after a mistake of jobview's own.

        A board that watches a cluster for weeks must not end, nor stop asking unnoticed, because
        of one answer that the code was not made for. So this is the one place that takes in any
        error: it is logged with its traceback and told on screen, and asking goes on. What was
        told before is told again with another link; nothing that may be broken is touched for it.
        """
        self._reception.take_fault(error, self._taking)
        self._told = replace(
            self._told, link=self._reception.link.link, changed=frozenset(), removed=frozenset()
        )
        return self._told

    async def _rest_after_fault(self) -> None:
        """Wait for the back-off to end, whatever happens, when the next turn may fail as well."""
        if self._taking is not None:
            return
        while (left_s := self._cadence.due_s(is_idle=False) - self._clock.monotonic_s()) > 0:
            await self.waiting(self._signal, min(left_s, LONGEST_WAIT_S))
            self._signal.clear()

    def _follow_wall_clock(self) -> None:
        """Let all that happened keep its age when the wall clock was set."""
        if step_s := self._wall_step.taken_s():
            self._store.our_clock_was_set(step_s)
            self._reception.link.our_clock_was_set(step_s)
            if self._ring is not None:
                self._ring.our_clock_was_set(step_s)
            self._announce()

    def _announce(self) -> None:
        self._reception.is_news = True
        self._signal.set()

    def _is_time_to_tell(self, now_s: float) -> bool:
        return self._reception.is_news or now_s >= self._tell_s() - ROUNDING_S

    def _tell_s(self) -> float:
        """When a snapshot is due though no list has come, monotonic; may be infinite."""
        has_news = self._store.register.has_news
        return self._telling.due_s(
            self._dispatch.list_s, has_news=has_news, is_paused=self._is_paused
        )

    def _timeout_s(self) -> float:
        """How long there is nothing to do unless something happens."""
        now_s = self._clock.monotonic_s()
        next_s = min(self._tell_s(), now_s + LONGEST_WAIT_S)
        if not self._is_paused:
            late_s = self.lookout.late_s(self._dispatch.listing_since_s)
            next_s = min(next_s, late_s, self.lookout.next_s(now_s), self._dispatch.next_s)
        return max(0.0, next_s - now_s)

    def _snapshot(self, now_s: float) -> Snapshot:
        self._reception.follow_store()
        self._reception.is_news = False
        self._telling.told(now_s)
        snapshot = self._store.snapshot(
            link=self._reception.link.link,
            cluster=self._reception.cluster,
            requests_per_min=self._meter.per_min(now_s, self._source.request_count),
            interval_s=self._cadence.interval_s,
            is_paused=self._is_paused,
        )
        if self._ring is not None and self._source.cluster == self._store.cluster:
            # Before it has answered, another cluster is not what the jobs are told of.
            self._detour = self._ring.detour
        self._told = replace(
            snapshot,
            data_mono_s=self._reception.data_mono_s,
            silence=self._dispatch.silence,
            stretched_s=self._dispatch.period_s,
            detour=self._detour,
        )
        self._reception.faults = 0
        return self._told
