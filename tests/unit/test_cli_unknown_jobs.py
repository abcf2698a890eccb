"""Jobs that /get/job does not know: what the list tells about them, asked for once."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING

import pytest

from jobview.cli.unknown_jobs import UnknownJobs, explaining_unknown
from jobview.errors import Refused, UnknownJob, Unreachable
from tests.fakes.jobs import CLUSTER, row
from tests.fakes.scripted_source import ScriptedSource

if TYPE_CHECKING:
    from jobview.errors import ServerError
    from jobview.jobs.source import JobList, ListedJob

ERROR = UnknownJob(f"{CLUSTER}/get/job", "no such job")


class CountingSource(ScriptedSource):
    lists_asked = 0

    async def list_jobs(self) -> JobList:
        self.lists_asked += 1
        return await super().list_jobs()


async def explained(rows: list[ListedJob] | ServerError, job_id: int = 7) -> str:
    return str(await UnknownJobs(ScriptedSource({}, lists=[rows])).explained(ERROR, job_id))


async def test_a_listed_one_is_a_synchronous_call() -> None:
    words = await explained([row(7, "running", endpoint="/filter")])

    assert words.startswith(f"{CLUSTER}/get/job: no such job; ")
    assert "it is a synchronous call of /filter, listed as running" in words


async def test_one_that_is_not_listed_is_not_there() -> None:
    assert "not in the list of jobs either" in await explained([row(8)])


@pytest.mark.parametrize(
    "error", [Refused(CLUSTER, "no right"), Unreachable(CLUSTER, "cut")], ids=["kept", "cut"]
)
async def test_without_the_list_both_may_be(error: ServerError) -> None:
    words = await explained(error)

    assert "a synchronous call, which only the list of jobs knows" in words
    assert "no right" not in words


async def test_the_list_is_asked_for_once() -> None:
    source = CountingSource({}, lists=[[row(7)]])
    unknown = UnknownJobs(source)
    await asyncio.gather(*(unknown.explained(ERROR, job_id) for job_id in range(20)))

    assert source.lists_asked == 1


async def test_a_job_that_is_known_costs_no_list() -> None:
    source = CountingSource({})
    async with explaining_unknown(source, 7):
        pass

    assert source.lists_asked == 0
    with pytest.raises(UnknownJob, match="not in the list"):
        async with explaining_unknown(source, 7):
            raise ERROR


async def test_that_0_is_no_jobs_id_does_not_say_that_the_tag_is_nobodys() -> None:
    source = ScriptedSource({}, lists=[[row(5)]])

    error = await UnknownJobs(source).explained(UnknownJob(CLUSTER, "no job 0"), 0)

    assert "does not prove that no job has the tag" in error.remedy
