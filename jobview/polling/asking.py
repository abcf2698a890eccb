"""The requests a poller makes, each giving an outcome that holds an answer or an error."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final, TypeAlias

from jobview.errors import ServerError
from jobview.jobs.ring import ring_of
from jobview.jobs.transfer import withheld_words

if TYPE_CHECKING:
    from collections.abc import Callable

    from jobview.clock import Clock
    from jobview.jobs.job import JobKey
    from jobview.jobs.source import ClusterInfo, JobList, JobReply, JobSource
    from jobview.jobs.transfer import OnProgress
    from jobview.polling.rate import RequestCeiling

DESCRIBE_REQUESTS: Final = 2
"""`JobSource.describe` calls two endpoints."""

SUMMARISED_BYTES: Final = 2 * 1024 * 1024
"""A larger result is not fetched for the one line that the list shows of it: eight may be under
way at a time, and each takes several times its size while it is decoded."""


@dataclass(frozen=True, slots=True, eq=False)
class Listed:
    """What came of asking for the list."""

    asked: int
    """The store's mark when it was asked for."""
    heard_s: float
    result: JobList | ServerError
    cluster: str
    """Which cluster was asked at last."""


@dataclass(frozen=True, slots=True, eq=False)
class Told:
    """What came of asking about one job."""

    key: JobKey
    asked: int
    """The store's mark when it was asked."""
    heard_s: float
    result: JobReply | ServerError
    outcome: str = ""
    """A finished job's result in one line; the size of one that was too large to fetch for it."""
    ticket: int = 0
    """Of the request, for who asks about one job more than once at a time."""


@dataclass(frozen=True, slots=True, eq=False)
class Described:
    """What came of asking about the server."""

    result: ClusterInfo | ServerError


@dataclass(frozen=True, slots=True)
class LookedHome:
    """What came of testing whether the primary can be asked again."""

    is_good: bool
    is_home: bool
    """Whether it is asked again from now on."""


@dataclass(frozen=True, slots=True, eq=False)
class Faulted:
    """A request that ended in a mistake of jobview's own, such as one in reading the answer."""

    error: Exception
    asked: type[Listed | Told | Described | LookedHome]
    """What was to come of it."""
    key: JobKey | None = None
    """The job that was asked about."""
    ticket: int = 0
    """As of `Told`."""


Outcome: TypeAlias = Listed | Told | Described | LookedHome | Faulted
"""What comes of any request."""


class Asking:
    """Makes requests whose place under the ceiling the caller has already taken."""

    def __init__(
        self,
        source: JobSource,
        clock: Clock,
        ceiling: RequestCeiling,
        summarise: Callable[[JobReply], str],
    ) -> None:
        self._source = source
        self._ring = ring_of(source)
        self._clock = clock
        self._ceiling = ceiling
        self._summarise = summarise

    @property
    def list_requests(self) -> int:
        """How many requests the list may take."""
        return 1 if self._ring is None else self._ring.list_requests

    @property
    def is_away(self) -> bool:
        """Whether another cluster than the primary is asked."""
        return self._ring is not None and self._ring.detour is not None

    async def list_jobs(self, asked: int) -> Listed:
        """Ask for the list; `asked` is passed on. The caller gives its places back."""
        result: JobList | ServerError
        try:
            result = await self._source.list_jobs()
        except ServerError as error:
            result = error.without_frames()
        teller = "" if isinstance(result, ServerError) else result.cluster
        return Listed(asked, self._clock.wall_s(), result, teller or self._source.cluster)

    async def job(
        self,
        key: JobKey,
        asked_as: JobKey,
        job_tag: str,
        asked: int,
        *,
        on_progress: OnProgress | None = None,
        ticket: int = 0,
    ) -> Told:
        """Ask about one job; `key`, `asked` and `ticket` are passed on."""
        source = self._source if self._ring is None else self._ring.of(asked_as.cluster)
        try:
            reply = await source.job(
                asked_as.job_id,
                job_tag,
                max_result_bytes=SUMMARISED_BYTES,
                on_progress=on_progress,
            )
        except ServerError as error:
            heard_s = self._clock.wall_s()
            return Told(key, asked, heard_s, error.without_frames(), ticket=ticket)
        finally:
            self._ceiling.end()
        heard_s = self._clock.wall_s()
        outcome = "" if reply.withheld is None else withheld_words(reply.withheld)
        if reply.successful and (reply.response or reply.response_text):
            # A result may have megabytes; keys pressed meanwhile must not wait for it.
            outcome = await asyncio.to_thread(self._summarise, reply)
        return Told(key, asked, heard_s, reply, outcome, ticket)

    async def look_home(self) -> LookedHome:
        """Test whether the primary can be asked again."""
        try:
            is_good = self._ring is not None and await self._ring.look_home()
            return LookedHome(is_good, not self.is_away)
        finally:
            self._ceiling.end()

    async def describe(self) -> Described:
        """Ask what the server is."""
        try:
            return Described(await self._source.describe())
        except ServerError as error:
            return Described(error.without_frames())
        finally:
            self._ceiling.end(DESCRIBE_REQUESTS)
