"""One look at all jobs: what is asked for, within which ceilings, and what is not known."""

from __future__ import annotations

import asyncio
import io
import sys
from typing import TYPE_CHECKING

import click
import pytest

from jobview.cli.listing import MOST_ASKED, Asking
from jobview.errors import BadAnswer, Refused, Unreachable
from jobview.settings import Settings
from tests.fakes.jobs import CLUSTER, reply, row
from tests.fakes.scripted_source import ScriptedSource
from tests.fakes.terminal_stream import Terminal

if TYPE_CHECKING:
    from jobview.jobs.source import JobReply
    from jobview.jobs.transfer import OnProgress

SETTINGS = Settings(max_in_flight=8, max_requests_per_s=1000)
EVERYTHING = Asking(wants_progress=True, wants_cluster=True)


@pytest.mark.parametrize(
    "asking", [EVERYTHING, Asking(wants_progress=False, wants_cluster=False)], ids=["all", "bare"]
)
async def test_a_damaged_list_without_a_sure_job_is_no_answer(
    asking: Asking, capsys: pytest.CaptureFixture[str]
) -> None:
    source = ScriptedSource({})
    source.damage = "9 ids, 8 statuses"

    with pytest.raises(BadAnswer, match="no job in the list is sure: 9 ids, 8 statuses"):
        await asking.listing(source, SETTINGS)
    assert capsys.readouterr().err == ""


async def test_what_is_sure_in_a_damaged_list_is_an_answer_that_tells_of_the_damage(
    capsys: pytest.CaptureFixture[str],
) -> None:
    source = ScriptedSource({1: [reply(1)]}, lists=[[row(1)]])
    source.damage = "9 ids, 8 statuses"

    document = (await EVERYTHING.listing(source, SETTINGS)).document()

    assert [job["job_id"] for job in document["jobs"]] == [1]
    assert document["damage"] == "9 ids, 8 statuses"
    assert "jobs may be missing: 9 ids, 8 statuses" in capsys.readouterr().err


async def test_an_empty_list_is_an_answer() -> None:
    document = (await EVERYTHING.listing(ScriptedSource({}), SETTINGS)).document()

    assert (document["jobs"], document["damage"]) == ([], None)


async def test_only_running_jobs_are_asked_for_and_not_too_many_at_once(
    capsys: pytest.CaptureFixture[str],
) -> None:
    rows = [row(job_id, "running" if job_id % 2 else "async job done") for job_id in range(1, 601)]
    source = ScriptedSource(
        {job_id: [reply(job_id, progress=job_id % 100)] for job_id in range(1, 601)}, lists=[rows]
    )

    listing = await EVERYTHING.listing(source, SETTINGS)

    assert [target.job_id for target in source.asked] == list(range(1, 2 * MOST_ASKED, 2))
    assert source.most_in_flight <= 8
    known = {job.job_id: job.progress for job in listing.jobs if job.progress is not None}
    assert known == {job_id: job_id % 100 for job_id in range(1, 2 * MOST_ASKED, 2)}
    assert "300 jobs are running; progress is asked for 200" in capsys.readouterr().err


async def test_a_synchronous_job_has_no_progress() -> None:
    source = ScriptedSource({1: [reply(1, progress=7)]}, lists=[[row(1), row(2)]])

    listing = await EVERYTHING.listing(source, SETTINGS)

    assert [(job.job_id, job.progress) for job in listing.jobs] == [(1, 7), (2, None)]


async def test_a_job_that_ended_meanwhile_is_shown_as_it_is() -> None:
    source = ScriptedSource({1: [reply(1, "ERROR", 70)]}, lists=[[row(1)]])

    listing = await EVERYTHING.listing(source, SETTINGS)

    assert [(document["phase"], document["progress"]) for document in listing.job_documents()] == [
        ("failed", 70)
    ]


@pytest.mark.parametrize(
    "error", [Unreachable(CLUSTER, "cut off"), BadAnswer(CLUSTER, "HTML")], ids=repr
)
async def test_the_list_is_kept_when_progress_cannot_be_had(
    error: Unreachable | BadAnswer, capsys: pytest.CaptureFixture[str]
) -> None:
    source = ScriptedSource({1: [error], 2: [error]}, lists=[[row(1), row(2)]])

    listing = await EVERYTHING.listing(source, SETTINGS)

    assert [job.progress for job in listing.jobs] == [None, None]
    assert capsys.readouterr().err == f"jobview: progress is incomplete: {error}\n"


class HeldSource(ScriptedSource):
    """Answers about jobs when it is let go."""

    def __init__(self, count: int) -> None:
        super().__init__({}, lists=[[row(job_id) for job_id in range(count)]])
        self.is_free = asyncio.Event()

    async def job(
        self,
        job_id: int,
        job_tag: str = "",
        *,
        max_result_bytes: int | None = None,
        on_progress: OnProgress | None = None,
    ) -> JobReply:
        await self.is_free.wait()
        return reply(job_id)


@pytest.mark.parametrize("is_terminal", [True, False])
async def test_a_terminal_is_told_what_is_waited_for(
    monkeypatch: pytest.MonkeyPatch, *, is_terminal: bool
) -> None:
    stream = Terminal() if is_terminal else io.StringIO()
    monkeypatch.setenv("TERM", "xterm")
    monkeypatch.setattr(sys, "stderr", stream)
    monkeypatch.setattr("jobview.cli.listing.QUIET_S", 0.01)
    source = HeldSource(50)
    asking = asyncio.create_task(EVERYTHING.listing(source, SETTINGS))
    await asyncio.sleep(0.05)
    told = stream.getvalue()
    source.is_free.set()
    await asking

    words = "asking for the progress of 50 jobs: 0 answered"
    assert (words in told) == is_terminal
    assert is_terminal or stream.getvalue() == ""
    assert stream.getvalue().endswith("\x1b[J" if is_terminal else "")


async def test_done_jobs_are_all_at_100_percent_whether_asked_about_or_not() -> None:
    rows = [row(1, "running"), row(2, "async job done"), row(3, "error"), row(4, "running")]
    source = ScriptedSource({1: [reply(1, "DONE", 100)], 4: [reply(4, progress=8)]}, lists=[rows])

    listing = await EVERYTHING.listing(source, SETTINGS)

    assert [document["progress"] for document in listing.job_documents()] == [100, 100, None, 8]
    lines = list(listing.table(width=None, is_coloured=False))[1:]
    assert [line.split()[2] for line in lines] == ["100%", "100%", "-", "8%"]


async def test_a_foreign_job_may_be_kept_from_us() -> None:
    source = ScriptedSource(
        {1: [Refused(CLUSTER, "Access denied")], 2: [reply(2, progress=5)]},
        lists=[[row(1), row(2)]],
    )

    listing = await EVERYTHING.listing(source, SETTINGS)

    assert [job.progress for job in listing.jobs] == [None, 5]


async def test_a_server_that_hides_its_version_has_none(
    capsys: pytest.CaptureFixture[str],
) -> None:
    source = ScriptedSource({}, describe_error=Unreachable(CLUSTER, "cut off"))

    document = (await EVERYTHING.listing(source, SETTINGS)).document()

    assert document["cluster"] == {"url": CLUSTER, "version": None}
    assert "version is not known" in capsys.readouterr().err


async def test_hostile_words_do_not_reach_the_terminal() -> None:
    hostile = "a\x1b[2J\nb\tc\u202e"
    source = ScriptedSource(
        {},
        lists=[[row(1, hostile, endpoint=hostile, auth_id=hostile, query_text=hostile)]],
    )

    listing = await Asking(wants_progress=False, wants_cluster=False).listing(source, SETTINGS)
    lines = list(listing.table(width=None, is_coloured=False))

    assert len(lines) == 2
    assert not set("\x1b\n\t\u202e") & set("".join(lines))


async def test_a_query_is_one_line_and_cut() -> None:
    source = ScriptedSource({}, lists=[[row(1, query_text="SELECT\n   *  FROM t" + "x" * 10_000)]])

    listing = await Asking(wants_progress=False, wants_cluster=False).listing(source, SETTINGS)
    line = list(listing.table(width=None, is_coloured=False))[1]

    assert "SELECT * FROM t" in line
    assert line.endswith("…")
    assert len(line) < 400


async def test_colour_stands_beside_the_word() -> None:
    source = ScriptedSource({}, lists=[[row(1), row(2, "error"), row(3, "strange")]])

    listing = await Asking(wants_progress=False, wants_cluster=False).listing(source, SETTINGS)
    plain = list(listing.table(width=None, is_coloured=False))
    coloured = list(listing.table(width=None, is_coloured=True))

    assert [click.unstyle(line) for line in coloured] == plain
    assert ["\x1b" in line for line in coloured] == [False, True, True, False]
