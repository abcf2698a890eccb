"""Asking for cancellations, each once, and noting with the jobs what came of it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from jobview.errors import ServerError, is_fate_unknown
from jobview.jobs.cancellation import Delivery
from jobview.jobs.fate import SUPERSEDED
from jobview.jobs.ring import cluster_word, source_of
from jobview.jobs.source import CancelAnswer
from jobview.polling.proof import unproved

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Iterable, Mapping, Sequence

    from jobview.clock import Clock
    from jobview.jobs.job import JobKey
    from jobview.jobs.ring_store import RingStore
    from jobview.jobs.source import JobSource
    from jobview.polling.rate import RequestCeiling


_SUPERSEDED: Final = f"not sent: {SUPERSEDED}"


class Cancels:
    """Cancels jobs on the cluster that is asked now, and on no other."""

    def __init__(
        self,
        source: JobSource,
        store: RingStore,
        ceiling: RequestCeiling,
        clock: Clock,
        announce: Callable[[], object],
        is_list_old: Callable[[], bool],
    ) -> None:
        """Send to `source`.

        Args:
            source: the server.
            store: all jobs.
            ceiling: over all requests.
            clock: both its readings are used.
            announce: called when jobs have news.
            is_list_old: whether ids may have been given to other jobs since the newest list.
        """
        self._source = source
        self._store = store
        self._ceiling = ceiling
        self._clock = clock
        self._announce = announce
        self._is_list_old = is_list_old

    async def cancel(self, keys: Collection[JobKey]) -> Sequence[CancelAnswer]:
        """Ask for the jobs' cancellation, once; see `Poller.cancel`.

        Raises:
            ServerError: there was no answer; the jobs tell whether it may have been acted on.
        """
        doubts = {key: self._store.doubt_of(key) for key in keys}
        if self._is_list_old():
            sure = [key for key, doubt in doubts.items() if not doubt]
            doubts.update(await unproved(sure, self._store, self._source, self._ceiling))
        natives = {key: None if doubts[key] else self._store.native_of(key) for key in keys}
        wanted = {key: native for key, native in natives.items() if native is not None}
        unsent = {key: doubts[key] for key, native in natives.items() if native is None}
        said = self._turned_down(unsent)
        if not wanted:
            return said
        self._store.note_cancel(wanted, self._clock.wall_s())
        self._announce()
        return [*said, *await self._ask(wanted)]

    def _turned_down(self, doubts: Mapping[JobKey, str]) -> Sequence[CancelAnswer]:
        """The answers for jobs that the cluster which is asked now means by no id for sure."""
        answers = []
        for key, doubt in doubts.items():
            words = _SUPERSEDED
            if self._store.asked_as(key) is not None:
                words = f"not sent: {doubt}" if doubt else _elsewhere(key, self._store.cluster)
                self._store.note_cancel([key], self._clock.wall_s())
                self._tell([key], {key.job_id: words}, Delivery.REJECTED)
            answers.append(CancelAnswer(key.job_id, words, is_sent=False))
        return answers

    async def _ask(self, natives: Mapping[JobKey, JobKey]) -> Sequence[CancelAnswer]:
        source = source_of(self._source, self._store.cluster)
        keys = tuple(natives)
        # Somebody waits for this one, so it does not queue; those behind it make room.
        self._ceiling.start()
        try:
            answers = await source.cancel([*{native.job_id: None for native in natives.values()}])
        except ServerError as error:
            delivery, how = Delivery.REJECTED, "not cancelled"
            if is_fate_unknown(error):
                delivery, how = Delivery.UNCERTAIN, "fate unknown"
            words = dict.fromkeys((key.job_id for key in keys), f"{how}: {error.what}")
            self._tell(keys, words, delivery)
            raise
        finally:
            self._ceiling.end()
        said = {answer.job_id: answer.status for answer in answers}
        told = [(key, said.get(native.job_id, "")) for key, native in natives.items()]
        for key, status in told:
            self._tell([key], {key.job_id: status}, Delivery.ANSWERED)
        return [CancelAnswer(key.job_id, status) for key, status in told]

    def _tell(self, keys: Iterable[JobKey], words: Mapping[int, str], delivery: Delivery) -> None:
        self._store.note_cancel_words(keys, words, self._clock.wall_s(), delivery)
        self._announce()


def _elsewhere(key: JobKey, active: str) -> str:
    here, there = cluster_word(key.cluster), cluster_word(active)
    return f"not cancelled: a job of {here}, and {there} is asked now, where its id is another's"
