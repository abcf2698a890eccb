"""A look at jobs before they are touched: what they are, and whether they are the ones meant.

What acts on a job sends its bare id, so a look goes by the bare id as well: of a request with an id
and a tag it is documented nowhere which of the two counts.
"""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING, NamedTuple

from jobview.cli.output import fact
from jobview.errors import Refused, UnknownJob
from jobview.jobs.listing import is_other_job
from jobview.jobs.phase import Phase, phase_of_listed, phase_told
from jobview.jobs.target import tag_words

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from jobview.jobs.source import JobReply, JobSource, ListedJob
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
    job_tag: str = ""
    """As the server told it."""
    row: ListedJob | None = None
    """Of a synchronous job."""
    doubt: str = ""
    """Why this may not be the job that is meant, as a clause: then nothing may be done to it."""

    @property
    def is_to_touch(self) -> bool:
        """Whether it is at work, and the one that is meant."""
        return self.phase.is_active and not self.doubt

    @property
    def state(self) -> str:
        """Its status and how far it is, harmless."""
        return fact(self.status) + ("" if self.progress is None else f" at {self.progress} %")

    @property
    def line(self) -> str:
        """The job in one harmless line."""
        progress = "" if self.progress is None else f"{self.progress} %"
        facts = (str(self.target), fact(self.endpoint), fact(self.status), progress)
        return "  ".join(fact for fact in facts if fact)


async def look_at(
    source: JobSource, targets: Sequence[JobTarget], throttle: Throttle
) -> Sequence[Look]:
    """One look at each job by its id, in the order given; a tag must be the one that it bears.

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
    if any(look.phase is Phase.VANISHED for look in looks):
        rows = await listed_rows(source)
        looks = [
            _from_list(look, rows[look.target.job_id])
            if look.phase is Phase.VANISHED and look.target.job_id in rows
            else look
            for look in looks
        ]
    return [look._replace(doubt=_doubt(look)) for look in looks]


def compared(before: Look, now: Look) -> Look:
    """What is seen now of a job that was looked at before, in doubt if it is another by now."""
    is_other = before.phase is not Phase.VANISHED and now.phase is not Phase.VANISHED
    if before.row is not None and now.row is not None:
        is_other = is_other and is_other_job(before.row, now.row)
    else:
        facts = (before.endpoint, before.job_tag, before.is_synchronous)
        # What has ended may be too large to be read as far as its tag.
        tag_now = now.job_tag or (before.job_tag if now.phase.is_final else "")
        is_other = is_other and facts != (now.endpoint, tag_now, now.is_synchronous)
    if is_other and not now.doubt:
        return now._replace(doubt=f"the id {now.target.job_id} is another job's by now")
    return now


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
            reply = await source.job(target.job_id, max_result_bytes=0)
        except UnknownJob as error:
            return Look(target, Phase.VANISHED, words=str(error))
    return look_of(target, reply)


def look_of(target: JobTarget, reply: JobReply) -> Look:
    """What an answer about the job shows."""
    tag = reply.info.get("job_tag", "")
    phase = phase_told(reply)
    return Look(target, phase, reply.endpoint, reply.job_status, reply.progress, job_tag=tag)


def _doubt(look: Look) -> str:
    """Why the id may not be that of the job that bears the tag; empty where none was named."""
    job_id, wanted = look.target
    if not wanted or look.job_tag == wanted or look.phase is Phase.VANISHED:
        return ""
    if look.job_tag:
        return tag_words(job_id, wanted, look.job_tag)
    if look.phase.is_final:
        return ""  # its result comes before its tag, and was left with the server
    return f"the server does not tell whether job {job_id} has the tag {wanted}"


def _from_list(look: Look, row: ListedJob) -> Look:
    return Look(
        look.target,
        phase_of_listed(row.status),
        row.endpoint,
        row.status,
        is_synchronous=True,
        words=look.words,
        row=row,
    )
