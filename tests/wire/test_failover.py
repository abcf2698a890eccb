"""Failover and fail-back over real sockets: a board's poller and the commands on a ring of two."""

from __future__ import annotations

import json
from contextlib import aclosing, asynccontextmanager
from typing import TYPE_CHECKING

import pytest

from jobview.cli.exits import ExitCode
from jobview.clock import SystemClock
from jobview.jobs.job import Place
from jobview.jobs.phase import Phase
from jobview.jobs.snapshot import LinkState
from jobview.kinetica.ring.source import open_ring
from jobview.settings import Settings
from jobview.simulator.faults.fault import Fault
from jobview.simulator.faults.kinds import Kind
from jobview.simulator.options import Lookup, SimulatorOptions
from tests.fakes.live_poller import hurried, until
from tests.fakes.program import jobview
from tests.fakes.server import running_pair

if TYPE_CHECKING:
    from collections.abc import AsyncGenerator, AsyncIterator, Iterator

    from jobview.jobs.snapshot import Snapshot
    from jobview.polling.poller import Poller
    from tests.fakes.server import RunningSimulator

    Pair = tuple[RunningSimulator, RunningSimulator]

DOWN = Fault(kind=Kind.DOWN)


@asynccontextmanager
async def polling(
    urls: tuple[str, ...],
) -> AsyncIterator[tuple[Poller, AsyncGenerator[Snapshot, None]]]:
    async with open_ring(Settings(urls=urls), SystemClock()) as source:
        poller = hurried(source)
        async with aclosing(poller.snapshots()) as snapshots:
            yield poller, snapshots


def tags(server: RunningSimulator) -> dict[str, int]:
    return {job.tag: job.job_id for job in server.engine.roster if job.is_asynchronous}


@pytest.mark.parametrize("is_discovered", [False, True], ids=["two URLs", "discovered"])
@pytest.mark.parametrize("lookup", Lookup)
async def test_the_board_follows_to_the_backup_and_back(
    lookup: Lookup,
    is_discovered: bool,  # noqa: FBT001 - parametrized
) -> None:
    options = SimulatorOptions(lookup=lookup, speed=0.001)
    with running_pair(options) as (primary, backup):
        both = tags(primary).keys() & tags(backup).keys()
        urls = (primary.url,) if is_discovered else (primary.url, backup.url)
        async with polling(urls) as (poller, snapshots):
            first = await until(snapshots, lambda each: each.cluster is not None)
            poller.attend(None, list(first.jobs))
            before = await until(
                snapshots,
                lambda each: {job.job_tag for job in each.jobs.values()} >= both,
            )
            primary.faults.add(DOWN)
            primary.wait_until_listening(is_listening=False)
            failures = 0
            async for there in snapshots:
                if there.detour is not None and there.link.state is LinkState.LIVE:
                    break
                failures += there.link.state is LinkState.DOWN
            assert failures <= 1  # what was under way when it died
            assert there.detour is not None
            assert there.detour.cluster == backup.url
            assert any(key.cluster == backup.url for key in there.jobs)
            assert before.jobs.keys() <= there.jobs.keys()
            poller.attend(None, list(there.jobs))
            running = {
                key for key, job in before.jobs.items() if job.phase.is_active and job.job_tag
            }
            shared = {key for key in running if before.jobs[key].job_tag in both}
            assert shared
            told = await until(
                snapshots,
                lambda each: all(each.jobs[key].place is Place.FOLLOWED for key in shared),
            )
            for key in running - shared:
                assert told.jobs[key].place is Place.ELSEWHERE
                assert told.jobs[key].phase is Phase.UNKNOWN
            for key, job in told.jobs.items():
                server = primary if key.cluster == primary.url else backup
                simulated = server.engine.roster.get(key.job_id)
                assert simulated is not None
                assert job.endpoint == simulated.endpoint
                assert job.job_tag in {"", simulated.tag}

            primary.faults.clear()
            primary.wait_until_listening(is_listening=True)
            poller.wake()
            await anext(snapshots)
            poller.wake()
            home = await until(
                snapshots,
                lambda each: each.detour is None and all(each.jobs[k].is_listed for k in running),
            )
            assert all(home.jobs[key].place is Place.HERE for key in running)


@pytest.fixture
def pair() -> Iterator[Pair]:
    with running_pair(SimulatorOptions(speed=0.001)) as both:
        both[0].faults.add(DOWN)
        both[0].wait_until_listening(is_listening=False)
        yield both


def both_urls(pair: Pair) -> list[str]:
    return ["--url", pair[0].url, "--url", pair[1].url]


def test_list_tells_the_backups_jobs_and_whose_they_are(pair: Pair) -> None:
    run = jobview("list", "--json", *both_urls(pair))
    assert run.code == ExitCode.OK
    assert run.document["cluster"]["url"] == pair[1].url
    assert "connection refused" in run.words
    listed = {job["job_id"] for job in run.document["jobs"]}
    assert listed <= {job.job_id for job in pair[1].engine.roster}


def test_get_finds_a_job_by_its_tag_only(pair: Pair) -> None:
    primary, backup = map(tags, pair)
    tag = next(tag for tag in primary if tag in backup)
    by_tag = jobview("get", f"{10**9}:{tag}", "--json", *both_urls(pair))
    assert by_tag.code == ExitCode.OK
    bare = jobview("get", str(primary[tag]), *both_urls(pair))
    assert bare.code == ExitCode.SERVER
    assert "connection refused" in bare.words


def test_get_finds_a_job_whose_id_is_another_ones_on_the_backup(pair: Pair) -> None:
    primary, backup = map(tags, pair)
    taken = next(job.job_id for job in pair[1].engine.roster if job.tag not in primary)
    tag = next(tag for tag in primary if tag in backup)
    run = jobview("get", f"{taken}:{tag}", "--json", *both_urls(pair))
    assert run.code == ExitCode.OK
    assert run.document["endpoint"] == pair[1].engine.roster.get(backup[tag]).endpoint  # type: ignore[union-attr]


def test_cancel_touches_nothing_on_the_backup(pair: Pair) -> None:
    primary, backup = map(tags, pair)
    tag = next(
        tag
        for tag, job_id in primary.items()
        if tag in backup and not pair[1].engine.roster.get(backup[tag]).is_over(0.0)  # type: ignore[union-attr]
    )
    run = jobview("cancel", f"{primary[tag]}:{tag}", "--yes", *both_urls(pair))
    assert run.code in {ExitCode.SERVER, ExitCode.FAILED}
    assert not run.answer or "cancelled" not in run.answer.split()


def test_submit_starts_one_job_on_the_backup_with_a_tag_of_its_own(pair: Pair) -> None:
    before = len(list(pair[1].engine.roster))
    run = jobview("submit", "/show/table", "--data", '{"table_name": "t"}', *both_urls(pair))
    assert run.code == ExitCode.OK
    jobs = {job.job_id: job for job in pair[1].engine.roster}
    assert jobs[int(run.answer)].tag.startswith("jobview-")
    assert len(jobs) == before + 1


def test_a_submit_of_unknown_fate_says_how_to_find_out() -> None:
    with running_pair(SimulatorOptions(jobs=0)) as (server, _):
        with server.faults.during(Fault(kind=Kind.RESET, endpoint="/create/job")):
            run = jobview("submit", "/show/table", "--data", "{}", "--url", server.url)
        assert run.code == ExitCode.SERVER
        assert "whether the job was started is not known" in run.words
        tag = run.words.partition("jobview get 0:")[2].partition("`")[0]
        known = tags(server)
        if tag in known:
            found = jobview("get", f"0:{tag}", "--json", "--url", server.url)
            assert json.loads(found.answer)["endpoint"] == "/show/table"
