"""Finding the id of the job at work that bears a tag, for what can only be done by id.

The list tells no tags, so each job at work is asked for its own, by its id alone.
"""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING, Final

from jobview.cli.looking import Look, look_of
from jobview.cli.output import say
from jobview.errors import Refused
from jobview.jobs.listing import OWN_ENDPOINTS, rows_by_id
from jobview.jobs.phase import Phase, phase_of_listed
from jobview.jobs.target import JobTarget

if TYPE_CHECKING:
    from collections.abc import Sequence

    from jobview.jobs.source import JobSource
    from jobview.polling.throttle import Throttle

MOST_ASKED: Final = 1_000
"""More jobs are not asked for their tags: by the usual ceiling these take 50 seconds."""

TOLD_FROM: Final = 40
"""From so many jobs on it is said what is waited for."""

NAMED: Final = 5
"""So many ids are named of the jobs that share a tag."""


async def look_by_tag(source: JobSource, target: JobTarget, throttle: Throttle) -> Look:
    """A look at the one job at work that bears the target's tag, under its id.

    Where it is not proved that there is one and which, the look is in doubt.

    Raises:
        ServerError: the server cannot be asked.
    """
    tag = target.job_tag
    try:
        job_list = await source.list_jobs()
    except Refused as error:
        return _doubtful(target, f"which job has the tag {tag} is not known, for want of the list: "
                                 f"{error.what}")  # fmt: skip
    if job_list.damage:
        return _doubtful(target, f"which job has the tag {tag} is not known, as the list came "
                                 f"damaged: {job_list.damage}")  # fmt: skip
    job_ids = [
        row.job_id
        for row in rows_by_id(job_list.rows).values()
        if phase_of_listed(row.status).is_active and row.endpoint not in OWN_ENDPOINTS
    ]
    if len(job_ids) > MOST_ASKED:
        return _doubtful(target, f"{len(job_ids):,} jobs are at work, too many to ask each for the "
                                 f"tag {tag}: give the job's id")  # fmt: skip
    if len(job_ids) >= TOLD_FROM:
        say(f"asking {len(job_ids):,} jobs at work which has the tag {tag}")
    bearers = [look for look in await _told(source, job_ids, throttle) if look.job_tag == tag]
    if not bearers:
        return _doubtful(target, f"no job at work is known to have the tag {tag}")
    if len(bearers) > 1:
        named = ", ".join(str(look.target.job_id) for look in bearers[:NAMED])
        more = ", …" if len(bearers) > NAMED else ""
        return _doubtful(target, f"{len(bearers):,} jobs at work have the tag {tag}: {named}{more}")
    return bearers[0]._replace(target=JobTarget(bearers[0].target.job_id, tag))


async def _told(source: JobSource, job_ids: Sequence[int], throttle: Throttle) -> Sequence[Look]:
    """What those jobs tell of themselves; none of what is synchronous or kept from this user."""

    async def ask(job_id: int) -> Look | None:
        async with throttle:
            try:
                reply = await source.job(job_id, max_result_bytes=0)
            except Refused:
                return None
        return look_of(JobTarget(job_id), reply)

    try:
        async with asyncio.TaskGroup() as group:
            tasks = [group.create_task(ask(job_id)) for job_id in job_ids]
    except ExceptionGroup as failures:
        raise failures.exceptions[0] from None
    looks = [task.result() for task in tasks]
    return [look for look in looks if look is not None and look.phase.is_active]


def _doubtful(target: JobTarget, doubt: str) -> Look:
    return Look(target, Phase.UNKNOWN, doubt=doubt)
