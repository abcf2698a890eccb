"""Jobs that /get/job does not know: the list tells which of them are synchronous calls."""

from __future__ import annotations

from contextlib import asynccontextmanager
from typing import TYPE_CHECKING, Final

from jobview.errors import ServerError, UnknownJob
from jobview.jobs.target import NO_ID

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Mapping

    from jobview.jobs.source import JobSource, ListedJob

_NOT_LISTED: Final = (
    "it is not in the list of jobs either; check the id: the server forgets finished jobs, and "
    "synchronous calls as soon as they end"
)
_LIST_UNKNOWN: Final = (
    "check the id: the server forgets finished jobs, and a synchronous call, which only the list "
    "of jobs knows, has neither progress nor result"
)

_BY_TAG_ALONE: Final = (
    "that does not prove that no job has the tag, as a server may go by the id alone: look for its "
    "endpoint and time in `jobview list`"
)


class UnknownJobs:
    """Says why jobs are not known, with at most one look at the list."""

    def __init__(self, source: JobSource) -> None:
        # Costs 50 ms, which --help does not need.
        import asyncio

        self._source = source
        self._lock = asyncio.Lock()
        self._rows: Mapping[int, ListedJob] | None = None
        self._is_asked = False

    async def explained(self, error: UnknownJob, job_id: int) -> UnknownJob:
        """The same error with what is known about the job and can be done."""
        async with self._lock:
            if not self._is_asked:
                self._is_asked, self._rows = True, await self._listed()
        return UnknownJob(error.url, error.what, remedy=self._remedy(job_id))

    async def _listed(self) -> Mapping[int, ListedJob] | None:
        """The list by job id; None when it cannot be had."""
        try:
            job_list = await self._source.list_jobs()
        except ServerError:  # kept from this user, most likely; the job is unknown all the same
            return None
        if job_list.damage:
            return None
        return {row.job_id: row for row in job_list.rows}

    def _remedy(self, job_id: int) -> str:
        if job_id == NO_ID:
            return _BY_TAG_ALONE
        if self._rows is None:
            return _LIST_UNKNOWN
        row = self._rows.get(job_id)
        if row is None:
            return _NOT_LISTED
        return (
            f"it is a synchronous call of {row.endpoint}, listed as {row.status}: of those "
            "/get/job tells neither progress nor result"
        )


@asynccontextmanager
async def explaining_unknown(source: JobSource, job_id: int) -> AsyncIterator[None]:
    """Let a block that asks about one job fail with an explanation.

    Raises:
        UnknownJob: the block raised it; with what the list tells about the job.
    """
    try:
        yield
    except UnknownJob as error:
        raise await UnknownJobs(source).explained(error, job_id) from None
