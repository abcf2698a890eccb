"""Which jobs `jobview doctor` asks about to learn whether progress is told."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from jobview.cli.checks.finding import Verdict
from jobview.cli.checks.progress import MOST_ASKED, progress_finding
from jobview.jobs.target import NO_ID
from tests.fakes.clock import FakeClock
from tests.fakes.jobs import reply, row
from tests.fakes.scripted_source import ScriptedSource

if TYPE_CHECKING:
    from collections.abc import Sequence

    from jobview.cli.checks.finding import Finding
    from jobview.jobs.source import JobReply, ListedJob
    from jobview.jobs.transfer import OnProgress

OWN = row(1, endpoint="/admin/show/jobs")


async def found(
    rows: Sequence[ListedJob], known: Sequence[int] = ()
) -> tuple[Finding, Sequence[int]]:
    source = ScriptedSource({job_id: [reply(job_id, "RUNNING", 46)] for job_id in known})
    finding = await progress_finding(source, rows, FakeClock())
    return finding, [target.job_id for target in source.asked]


@pytest.mark.parametrize(
    ("rows", "job_id"),
    [
        ([OWN, row(4, "async job done"), row(3, "queued"), row(2)], 2),
        ([OWN, row(4, "async job done"), row(3, "queued")], 3),
        ([OWN, row(5, "done"), row(4, "async job done")], 4),
    ],
    ids=["running", "queued", "ended"],
)
async def test_one_job_is_asked_about_a_running_one_if_there_is_one(
    rows: Sequence[ListedJob], job_id: int
) -> None:
    finding, asked = await found(rows, [job_id])

    assert asked == [job_id]
    assert finding.verdict is Verdict.OK
    assert finding.words == f"told: job {job_id} is RUNNING at 46 %, in 0 ms"


async def test_where_none_is_listed_the_id_of_no_job_is_asked_about() -> None:
    finding, asked = await found([OWN, row(5, "done")])

    assert asked == [NO_ID]
    assert finding.verdict is Verdict.OK


async def test_after_a_synchronous_call_another_job_is_asked_about() -> None:
    finding, asked = await found([row(2), row(3)], [3])

    assert asked == [2, 3]
    assert finding.verdict is Verdict.OK


async def test_that_no_listed_job_is_known_is_told_in_the_servers_words() -> None:
    finding, asked = await found([row(job_id) for job_id in range(2, 100)])

    assert len(asked) == MOST_ASKED
    assert finding.verdict is Verdict.NOTE
    assert finding.words == "the server answers, but of job 2: no job 2"
    assert "synchronous" in finding.remedy


class Sized(ScriptedSource):
    """Notes how large a result may be."""

    limits: Sequence[int | None] = ()

    async def job(
        self,
        job_id: int,
        job_tag: str = "",
        *,
        max_result_bytes: int | None = None,
        on_progress: OnProgress | None = None,
    ) -> JobReply:
        self.limits = [*self.limits, max_result_bytes]
        return await super().job(job_id, job_tag, max_result_bytes=max_result_bytes)


async def test_a_result_is_left_with_the_server() -> None:
    source = Sized({4: [reply(4, "DONE", 100)]})

    await progress_finding(source, [row(4, "async job done")], FakeClock())

    assert source.limits == [0]


async def test_of_what_has_ended_no_progress_is_told() -> None:
    source = ScriptedSource({4: [reply(4, "DONE", 100)]})

    finding = await progress_finding(source, [row(4, "async job done")], FakeClock())

    assert finding.words == "told: job 4 is DONE, in 0 ms"
