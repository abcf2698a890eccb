"""A look at jobs before they are touched: what they are, and whether they are there at all."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING, NamedTuple

from jobview.cli.output import fact
from jobview.errors import Refused, UnknownJob
from jobview.jobs.phase import Phase, phase_of_listed, phase_told

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from jobview.jobs.source import JobSource, ListedJob
    from jobview.jobs.target import JobTarget
    from jobview.polling.throttle import Throttle


class Look(NamedTuple):
    """What one look at a job showed."""

    target: JobTarget
    phase: Phase
    """`VANISHED` for a job that neither /get/job nor the list knows."""
    endpoint: str = ""
    status: str = ""
    progress: int | None = None
    is_synchronous: bool = False
    """Only the list knows it: it has no progress, and leaves the list when it ends."""
    words: str = ""
    """The server's, about a job it does not know."""

    @property
    def line(self) -> str:
        """The job in one harmless line."""
        progress = "" if self.progress is None else f"{self.progress} %"
        facts = (str(self.target), fact(self.endpoint), fact(self.status), progress)
        return "  ".join(fact for fact in facts if fact)


async def look_at(
    source: JobSource, targets: Sequence[JobTarget], throttle: Throttle
) -> Sequence[Look]:
    """One look at each job, in the order given.

    Jobs that /get/job does not know are looked up in the list, unless this user may not see it.

    Raises:
        ServerError: the server cannot be asked.
    """
    try:
        async with asyncio.TaskGroup() as group:
            tasks = [group.create_task(_ask(source, target, throttle)) for target in targets]
    except ExceptionGroup as failures:
        raise failures.exceptions[0] from None
    looks = [task.result() for task in tasks]
    if not any(look.phase is Phase.VANISHED for look in looks):
        return looks
    rows = await listed_rows(source)
    return [
        _from_list(look, rows[look.target.job_id])
        if look.phase is Phase.VANISHED and look.target.job_id in rows
        else look
        for look in looks
    ]


async def listed_rows(source: JobSource) -> Mapping[int, ListedJob]:
    """The list by job id; empty when the server keeps it from this user."""
    try:
        job_list = await source.list_jobs()
    except Refused:
        return {}
    return {row.job_id: row for row in job_list.rows}


async def _ask(source: JobSource, target: JobTarget, throttle: Throttle) -> Look:
    async with throttle:
        try:
            reply = await source.job(target.job_id, target.job_tag, max_result_bytes=0)
        except UnknownJob as error:
            return Look(target, Phase.VANISHED, words=str(error))
    return Look(target, phase_told(reply), reply.endpoint, reply.job_status, reply.progress)


def _from_list(look: Look, row: ListedJob) -> Look:
    return Look(
        look.target,
        phase_of_listed(row.status),
        row.endpoint,
        row.status,
        is_synchronous=True,
        words=look.words,
    )
