"""Taking in what came of requests: into the store, the link, the cadence and the rotation."""

from __future__ import annotations

import asyncio
import math
from typing import TYPE_CHECKING, Final

from jobview.errors import (
    BadAnswer,
    OtherCluster,
    OtherJob,
    Refused,
    ServerError,
    TooLarge,
    UnknownJob,
)
from jobview.jobs.snapshot import LinkState
from jobview.jobs.transfer import withheld_words
from jobview.journal.loggers import logger
from jobview.polling.asking import Described, Faulted, Listed, LookedHome, Told
from jobview.polling.homing import Homing
from jobview.polling.link import LinkWatch
from jobview.polling.patience import quiet_s
from jobview.polling.rotation import Rotation
from jobview.results.versions import line_of

if TYPE_CHECKING:
    from jobview.clock import Clock
    from jobview.jobs.job import JobKey
    from jobview.jobs.ring_store import RingStore
    from jobview.jobs.source import ClusterInfo, JobList
    from jobview.polling.asking import Outcome
    from jobview.polling.cadence import Cadence

_log = logger(__name__)

DESCRIBED_ANEW_S: Final = 3_600.0
"""So long what a server said of itself is believed: it may be upgraded between two polls."""

REST_AFTER_REFUSAL: Final = 30
REST_AFTER_BAD_ANSWER: Final = 5
"""Rounds for which a job is not asked about after /get/job refused it, or answered nonsense."""

OLD_AFTER_PERIODS: Final = 3
OLD_AFTER_S: Final = 5.0
"""A list older than so many periods, and seconds, does not tell any more whose an id is."""

REST_ELSEWHERE: Final = 15
"""Rounds until a cluster that does not know another one's job may have heard of it."""


class Reception:
    """What is known of the server beside its jobs, and what to ask it about next.

    Attributes:
        rotation: which job to ask about next.
        link: how well the server is heard.
        homing: when the primary is tested while another cluster is asked.
        cluster: what it said about itself; None before it did.
        may_ask: whether single jobs may be asked about: not before the first answer to the list,
            not while the server is down.
        is_unheard: whether no question about a job is answered at present.
        is_description_wanted: whether the server should be asked what it is.
        faults: mistakes of jobview's own since a snapshot was last given.
        data_mono_s: when the newest good list arrived, by the monotonic clock; None before one did.
        is_news: whether a snapshot is wanted at once; to be cleared by who takes it.
    """

    def __init__(self, store: RingStore, cadence: Cadence, clock: Clock) -> None:
        self.rotation = Rotation(store.register.jobs)
        self.link = LinkWatch(clock.wall_s())
        self.homing = Homing()
        self.cluster: ClusterInfo | None = None
        self.may_ask = False
        self.is_unheard = False
        self.is_description_wanted = False
        self.faults = 0
        self.data_mono_s: float | None = None
        self._heard_s: dict[str, float] = {}
        """The same of each cluster."""
        self.is_news = False
        self._description_due_s = -math.inf
        """When the server is to be asked again what it is, monotonic."""
        self._store = store
        self._cadence = cadence
        self._clock = clock
        self._next_round_s = -math.inf
        """When jobs may be asked about again although no list begins a round, monotonic."""

    @property
    def next_round_s(self) -> float:
        """When `begin_due_round` has something to do, by the monotonic clock; may be infinite."""
        return self._next_round_s if self.link.link.state is LinkState.DENIED else math.inf

    def is_list_old(self, period_s: float) -> bool:
        """Whether lists that are to come every `period_s` have not come for some time.

        Where the list is refused there is none to be old: each job is asked for by itself.
        """
        if self.data_mono_s is None or self.link.link.state is LinkState.DENIED:
            return False
        age_s = self._clock.monotonic_s() - self.data_mono_s
        return age_s > max(OLD_AFTER_PERIODS * period_s, OLD_AFTER_S)

    def begin_due_round(self, now_s: float) -> None:
        """Where the list is refused, let jobs be asked about at the interval all the same."""
        if now_s >= self.next_round_s:
            self._begin_round()

    async def take(self, outcome: Outcome) -> None:
        """Take in what came of one request; a long list gives other tasks their turn."""
        match outcome:
            case Told():
                self._take_told(outcome)
            case Listed():
                await self._take_listed(outcome)
            case Described():
                self._take_described(outcome.result)
            case LookedHome():
                self.homing.end(self._clock.monotonic_s(), was_good=outcome.is_good)
                if outcome.is_home:
                    self._cadence.hurry()
            case Faulted():
                if outcome.asked is LookedHome:
                    self.homing.end(self._clock.monotonic_s(), was_good=False)
                self.take_fault(outcome.error, outcome.key)

    def take_fault(self, error: Exception, key: JobKey | None = None) -> None:
        """Note a mistake of jobview's own: it is logged and told, and asking goes on by and by.

        Args:
            error: what was raised.
            key: the job whose answer it was about, if it was one; left alone for a while.
        """
        _log.error("an answer could not be taken in", exc_info=error)
        now_s = self._clock.monotonic_s()
        if key is not None:
            self.rotation.release(key)
            self.rotation.rest(key, REST_AFTER_REFUSAL)
        else:
            self.faults += 1
            self._cadence.fail(now_s, None, self.faults)
        next_try_s, pause_s = self._next_try(now_s)
        now_wall_s = self._clock.wall_s()
        self.link.faulted(error, self._cadence.failures, next_try_s, now_wall_s, pause_s)
        self.is_news = True

    def follow_store(self) -> None:
        """Take note of what has changed in the store."""
        self.rotation.follow(self._store.register.take_touched())

    async def _take_listed(self, listed: Listed) -> None:
        self.is_news = True
        if listed.cluster != self._store.cluster:
            await self._take_move(listed)
        if isinstance(listed.result, ServerError):
            self._take_failure(listed.result)
        else:
            await self._take_list(listed, listed.result)

    async def _take_move(self, listed: Listed) -> None:
        """Another cluster answers from now on; what the one before said of itself is void."""
        for _ in self._store.move_steps(listed.cluster, listed.heard_s):
            self.follow_store()
            await asyncio.sleep(0)
        self.follow_store()
        # Its jobs are shown as it told of them last, should it give no list now.
        self.data_mono_s = self._heard_s.get(listed.cluster, self.data_mono_s)
        self.rotation.rest_none()
        self.cluster = None
        self._description_due_s = -math.inf

    async def _take_list(self, listed: Listed, job_list: JobList) -> None:
        mono_s = self._clock.monotonic_s()
        for _ in self._store.list_steps(job_list, asked=listed.asked, heard_s=listed.heard_s):
            self.follow_store()
            await asyncio.sleep(0)
        self.follow_store()
        if self._cadence.failures or self._clock.monotonic_s() >= self._description_due_s:
            # Whatever answers after an outage may be another version, or after a long pause.
            self.is_description_wanted = True
        self._cadence.succeed()
        if not job_list.damage:
            self.data_mono_s = self._heard_s[listed.cluster] = mono_s
        latency_s, interval_s = job_list.latency_s, self._cadence.interval_s
        self.link.heard(latency_s, interval_s, listed.heard_s, job_list.damage)
        self._begin_round()

    def _take_failure(self, error: ServerError) -> None:
        now_s, now_wall_s = self._clock.monotonic_s(), self._clock.wall_s()
        self._cadence.fail(now_s, error)
        next_try_s, pause_s = self._next_try(now_s)
        self.link.failed(error, self._cadence.failures, next_try_s, now_wall_s, pause_s)
        self.may_ask = isinstance(error, Refused)
        self.begin_due_round(now_s)

    def _next_try(self, now_s: float) -> tuple[float | None, float]:
        """When it is, by the monotonic clock, if it is planned, and how long from now."""
        due_s = self._cadence.due_s(is_idle=False)
        return (None, 0.0) if math.isinf(due_s) else (due_s, due_s - now_s)

    def _take_described(self, result: ClusterInfo | ServerError) -> None:
        if isinstance(result, ServerError):
            self._description_due_s = -math.inf if result.retry else math.inf
        else:
            before, self.cluster = self.cluster, result
            is_again = before is not None and before.version == result.version
            if result.version and line_of(result.version) is None and not is_again:
                self._description_due_s = -math.inf  # a garbled answer, if it is not the same again
            else:
                self._description_due_s = self._clock.monotonic_s() + DESCRIBED_ANEW_S
            self.is_news = True

    def _take_told(self, told: Told) -> None:
        self.rotation.release(told.key)
        match told.result:
            case OtherCluster():
                self._store.fold_elsewhere(told.key, heard_s=told.heard_s)
                self.rotation.rest(told.key, REST_ELSEWHERE)
            case UnknownJob() as error:
                self._store.fold_unknown(
                    told.key, heard_s=told.heard_s, words=error.what, asked=told.asked
                )
            case Refused() as error:
                self._take_refusal(told, error.what, is_lasting=isinstance(error, OtherJob))
            case TooLarge() as error:
                # It would be as large the next time.
                self._take_refusal(told, withheld_words(error), is_lasting=True)
            case BadAnswer():
                self.rotation.rest(told.key, REST_AFTER_BAD_ANSWER, is_doubtful=True)
            case ServerError():
                # The next list tells how the link is; until then nothing is asked in vain.
                self.may_ask = False
            case reply:
                self._store.fold_reply(
                    told.key,
                    reply,
                    asked=told.asked,
                    heard_s=told.heard_s,
                    outcome=told.outcome,
                )
        self.follow_store()
        self._spare(told)

    def _take_refusal(self, told: Told, words: str, *, is_lasting: bool) -> None:
        self._store.fold_refusal(told.key, heard_s=told.heard_s, words=words, is_lasting=is_lasting)
        self.rotation.rest(told.key, REST_AFTER_REFUSAL, is_doubtful=not is_lasting)

    def _spare(self, told: Told) -> None:
        """Leave a job alone until it may have something new to tell."""
        job = self._store.register.jobs.get(told.key)
        if job is None or isinstance(told.result, ServerError):
            return
        if self.link.link.state in {LinkState.DENIED, LinkState.DAMAGED}:
            return  # then no list tells that a job has ended
        if quiet := quiet_s(job, told.heard_s):
            self.rotation.spare(told.key, self._clock.monotonic_s() + quiet)

    def _begin_round(self) -> None:
        now_s = self._clock.monotonic_s()
        # What may be asked about in the first half of a round does not wait for the next one.
        self.rotation.new_round(now_s + self._cadence.interval_s / 2)
        if self.is_unheard:
            self.rotation.doubt_one_less()
        self.may_ask = True
        self._next_round_s = now_s + self._cadence.interval_s
