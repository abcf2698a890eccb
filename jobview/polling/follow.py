"""Following one job by its id until it has ended, however long that takes.

Needs no right to list jobs: only /get/job is asked.
"""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING, NamedTuple

from jobview.errors import ServerError
from jobview.jobs.phase import phase_told
from jobview.polling.asking import SUMMARISED_BYTES
from jobview.polling.cadence import back_off_s

if TYPE_CHECKING:
    import random
    from collections.abc import Awaitable, Callable

    from jobview.jobs.source import JobReply, JobSource
    from jobview.jobs.target import JobTarget
    from jobview.polling.throttle import Throttle


class Sighting(NamedTuple):
    """What one request told: an answer, or why there was none and when the next try is."""

    target: JobTarget
    reply: JobReply | None
    error: ServerError | None = None
    next_try_s: float = 0.0
    """Seconds until the job is asked for again; 0 when it has ended."""


class Follower:
    """Asks for jobs until they have ended."""

    def __init__(
        self,
        source: JobSource,
        throttle: Throttle,
        rng: random.Random,
        *,
        interval_s: float,
        is_patient: bool,
        tell: Callable[[Sighting], None],
        sleep: Callable[[float], Awaitable[None]] = asyncio.sleep,
    ) -> None:
        """Ask `source` for whatever `follow` is called with.

        Args:
            source: where to ask.
            throttle: the server's ceilings.
            rng: spreads retries, so that many followers do not come back in step.
            interval_s: between two requests for the same job.
            is_patient: whether a server that has not answered yet is tried again; one that has
                answered before always is.
            tell: called with every sighting.
            sleep: lets seconds pass.
        """
        self._source = source
        self._throttle = throttle
        self._rng = rng
        self._interval_s = interval_s
        self._has_answered = is_patient
        self._tell = tell
        self._sleep = sleep

    async def follow(self, target: JobTarget) -> JobReply:
        """The answer that shows the job ended, with its result if that is not large.

        Raises:
            ServerError: one that trying again does not help; such as `UnknownJob`.
        """
        failures = 0
        while True:
            try:
                reply = await self._ask(target)
            except ServerError as error:
                if not (error.retry and self._has_answered):
                    raise
                failures += 1
                delay_s = back_off_s(failures, error, self._rng)
                self._tell(Sighting(target, None, error, delay_s))
            else:
                failures = 0
                self._has_answered = True
                if phase_told(reply).is_final:
                    self._tell(Sighting(target, reply))
                    return reply
                delay_s = self._interval_s
                self._tell(Sighting(target, reply, None, delay_s))
            await self._sleep(delay_s)

    async def _ask(self, target: JobTarget) -> JobReply:
        async with self._throttle:
            return await self._source.job(
                target.job_id, target.job_tag, max_result_bytes=SUMMARISED_BYTES
            )
