"""Asking for cancellations, each once, and noting with the jobs what came of it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from jobview.errors import Refused, ServerError, Unauthorised, UnknownEndpoint, UntrustedCertificate
from jobview.jobs.cancellation import Delivery

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Mapping, Sequence

    from jobview.clock import Clock
    from jobview.jobs.job import JobKey
    from jobview.jobs.source import CancelAnswer, JobSource
    from jobview.jobs.store import Store
    from jobview.polling.rate import RequestCeiling

_REJECTIONS: Final = (Refused, Unauthorised, UnknownEndpoint, UntrustedCertificate)
"""Errors after which a request has certainly changed nothing at the server."""


class Cancels:
    """Cancels jobs and keeps the store told of it."""

    def __init__(
        self,
        source: JobSource,
        store: Store,
        ceiling: RequestCeiling,
        clock: Clock,
        announce: Callable[[], object],
    ) -> None:
        """Send to `source`; `announce` is called when jobs have news."""
        self._source = source
        self._store = store
        self._ceiling = ceiling
        self._clock = clock
        self._announce = announce

    async def cancel(self, keys: Collection[JobKey]) -> Sequence[CancelAnswer]:
        """Ask for the jobs' cancellation, once; see `Poller.cancel`.

        Raises:
            ServerError: there was no answer; the jobs tell whether it may have been acted on.
        """
        self._store.note_cancel(keys, self._clock.wall_s())
        self._announce()
        job_ids = [key.job_id for key in keys]
        # Somebody waits for this one, so it does not queue; those behind it make room.
        self._ceiling.start()
        try:
            answers = await self._source.cancel(job_ids)
        except _REJECTIONS as error:
            words = dict.fromkeys(job_ids, f"not cancelled: {error.what}")
            self._tell(keys, words, Delivery.REJECTED)
            raise
        except ServerError as error:
            words = dict.fromkeys(job_ids, f"fate unknown: {error.what}")
            self._tell(keys, words, Delivery.UNCERTAIN)
            raise
        finally:
            self._ceiling.end()
        said = {answer.job_id: answer.status for answer in answers}
        self._tell(keys, said, Delivery.ANSWERED)
        return answers

    def _tell(self, keys: Collection[JobKey], words: Mapping[int, str], delivery: Delivery) -> None:
        self._store.note_cancel_words(keys, words, self._clock.wall_s(), delivery)
        self._announce()
