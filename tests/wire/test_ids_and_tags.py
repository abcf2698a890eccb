"""Ids with tags over real sockets: whichever of the two a server goes by, no job is mistaken."""

from __future__ import annotations

import io
from contextlib import aclosing
from typing import TYPE_CHECKING, NamedTuple

import pytest

from jobview.cli.exits import ExitCode
from jobview.clock import SystemClock
from jobview.jobs.job import JobKey
from jobview.kinetica.ring.source import open_ring
from jobview.polling.details import Details
from jobview.settings import Settings
from jobview.simulator.options import Lookup, SimulatorOptions
from tests.fakes.live_poller import hurried, until
from tests.fakes.program import jobview
from tests.fakes.results import text_result
from tests.fakes.server import running_simulator

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tests.fakes.server import RunningSimulator


class Stand(NamedTuple):
    """A server on which two jobs run: `rebalance` bears the tag night-7, `alter` bears other-1."""

    server: RunningSimulator
    rebalance: int
    alter: int

    @property
    def url(self) -> str:
        return self.server.url

    def cancelled(self) -> set[int]:
        """The ids of all jobs whose cancellation the server was asked for."""
        engine = self.server.engine
        return {
            job.job_id
            for job in engine.roster
            if "cancel" in job.state_at(engine.now_s()).word.casefold()
        }


def submitted(server: RunningSimulator, endpoint: str, tag: str) -> int:
    return int(jobview("submit", endpoint, "--tag", tag, "--url", server.url).answer)


@pytest.fixture(params=list(Lookup), ids=lambda lookup: f"by {lookup}")
def stand(request: pytest.FixtureRequest) -> Iterator[Stand]:
    with running_simulator(SimulatorOptions(jobs=0, speed=10, lookup=request.param)) as server:
        rebalance = submitted(server, "/admin/rebalance", "night-7")
        yield Stand(server, rebalance, submitted(server, "/alter/table", "other-1"))


def test_an_id_with_another_jobs_tag_cancels_neither(stand: Stand) -> None:
    run = jobview("cancel", f"{stand.alter}:night-7", "--yes", "--url", stand.url)

    assert stand.cancelled() == set()
    assert (run.code, run.answer) == (ExitCode.FAILED, "")
    assert f"job {stand.alter} has the tag other-1, not night-7: nothing was sent" in run.words
    assert "/admin/rebalance" not in run.words


def test_an_id_with_its_own_tag_is_cancelled(stand: Stand) -> None:
    run = jobview("cancel", f"{stand.rebalance}:night-7", "--yes", "--url", stand.url)

    assert stand.cancelled() == {stand.rebalance}
    assert (run.code, run.answer) == (ExitCode.OK, f"{stand.rebalance}  cancelled\n")


def test_a_tag_alone_asks_about_and_cancels_the_id_that_bears_it(
    stand: Stand, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("jobview.cli.cancel.is_terminal", lambda _stream: True)
    monkeypatch.setattr("sys.stdin", io.StringIO("y\n"))

    run = jobview("cancel", "0:night-7", "--url", stand.url)

    assert stand.cancelled() == {stand.rebalance}
    assert (run.code, run.answer) == (ExitCode.OK, f"{stand.rebalance}  cancelled\n")
    assert f"{stand.rebalance}:night-7  /admin/rebalance" in run.words


def test_a_tag_that_two_jobs_bear_cancels_neither(stand: Stand) -> None:
    second = submitted(stand.server, "/alter/table", "night-7")

    run = jobview("cancel", "0:night-7", "--yes", "--url", stand.url)

    assert stand.cancelled() == set()
    assert run.code == ExitCode.FAILED
    assert f"jobs at work have the tag night-7: {stand.rebalance}, {second}" in run.words


def test_a_tag_alone_without_the_list_cancels_nothing(stand: Stand) -> None:
    stand.server.world.change(deny_list=True)
    run = jobview("cancel", "0:night-7", "--yes", "--url", stand.url)

    assert stand.cancelled() == set()
    assert run.code == ExitCode.FAILED
    assert "for want of the list: " in run.words
    assert "nothing was sent" in run.words


@pytest.mark.parametrize("command", [["get"], ["wait", "--timeout", "5"]], ids=["get", "wait"])
def test_no_command_tells_of_one_job_under_the_id_of_another(
    stand: Stand, command: list[str]
) -> None:
    run = jobview(*command, f"{stand.alter}:night-7", "--url", stand.url)

    assert (run.code, run.answer) == (ExitCode.SERVER, "")
    assert f"job {stand.alter} has the tag other-1, not night-7" in run.words


def test_a_tag_alone_is_found_by_get(stand: Stand) -> None:
    run = jobview("get", "0:night-7", "--json", "--url", stand.url)

    assert run.document["endpoint"] == "/admin/rebalance"


async def test_the_board_tells_each_job_of_a_shared_tag_its_own(stand: Stand) -> None:
    async with open_ring(Settings(urls=(stand.url,)), SystemClock()) as source:
        second = (await source.create("/alter/table", "{}", "night-7")).job_id
        poller = hurried(source)
        async with aclosing(poller.snapshots()) as snapshots:
            told = await until(
                snapshots,
                lambda each: [job.job_tag for job in each.jobs.values()].count("night-7") == 2,
            )
            details = Details(source, lambda _: text_result("x"), SystemClock())
            endpoints = {stand.rebalance: "/admin/rebalance", second: "/alter/table"}
            for job_id, endpoint in endpoints.items():
                job = told.jobs[JobKey(stand.url, job_id)]
                detail = await details.fetch(job)
                assert detail.reply is not None
                assert (job.endpoint, detail.reply.endpoint) == (endpoint, endpoint)


async def test_the_board_cancels_no_watched_id_under_another_jobs_tag(stand: Stand) -> None:
    async with open_ring(Settings(urls=(stand.url,)), SystemClock()) as source:
        poller = hurried(source)
        poller.watch(stand.alter, "night-7")
        poller.watch(0, "night-7")
        keys = [JobKey(stand.url, job_id) for job_id in (stand.alter, 0)]
        async with aclosing(poller.snapshots()) as snapshots:
            await until(
                snapshots,
                lambda each: (
                    keys[1] in each.jobs
                    and any(job.job_tag == "night-7" and job.job_id for job in each.jobs.values())
                ),
            )
            said = [answer.status for answer in await poller.cancel(keys)]
    assert stand.cancelled() == set()
    assert said[0].startswith("not sent: ")
    assert said[1].startswith("not sent: ")
