"""What the user wants done with a result that is not here yet."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from jobview.jobs.job import JobKey
    from jobview.polling.details import JobDetail


class ResultWish:
    """Waits until the result of one job came, or the wish has ended without it.

    Attributes:
        key: the job's.
        is_told: whether the user was told that it waits.
    """

    def __init__(self, key: JobKey, verb: str) -> None:
        """A wish to `verb` the result, such as `export`."""
        self.key = key
        self.is_told = False
        self._verb = verb
        self._came: asyncio.Future[JobDetail | None] = asyncio.get_running_loop().create_future()

    async def came(self) -> JobDetail | None:
        """What came; None when the wish was ended."""
        return await self._came

    def end(self, detail: JobDetail | None = None) -> None:
        """Wait no longer: this came, or nothing will."""
        if not self._came.done():
            self._came.set_result(detail)

    @property
    def waiting_words(self) -> str:
        """What is waited for, and how not to."""
        job_id = self.key.job_id
        return f"Waiting for the result of job {job_id} to {self._verb} it. Esc gives up."

    @property
    def left_words(self) -> str:
        """Why nothing comes of it after its job was left."""
        return f"Job {self.key.job_id} was left before its result came: nothing to {self._verb}."

    @property
    def late_words(self) -> str:
        """Why nothing comes of it while the user does something else."""
        return f"The result of job {self.key.job_id} is here now: ask again to {self._verb} it."
