"""A raw export holds the job's own bytes, or there is no file: ids mean other jobs elsewhere."""

from __future__ import annotations

import asyncio
from dataclasses import replace
from typing import TYPE_CHECKING, Any, cast

import pytest

from jobview.errors import Refused
from jobview.jobs.job import JobKey
from jobview.ui.outward.raw_export import RawExport, export_raw
from tests.fakes.clock import FakeClock
from tests.fakes.hostile import SHORT, SHORT_SHOWN, leaks
from tests.fakes.jobs import job, reply
from tests.fakes.ring import A, B, Ring

if TYPE_CHECKING:
    from pathlib import Path

    from jobview.jobs.job import Job


class Screen:
    """As much of an app as an export needs."""

    def __init__(self) -> None:
        self.told: list[str] = []

    def notify(self, words: str, *, markup: bool, **_: object) -> None:
        assert not markup
        self.told.append(words)


@pytest.fixture
def clock() -> FakeClock:
    return FakeClock()


@pytest.fixture
def ring(clock: FakeClock) -> Ring:
    """Two clusters on which the id 1 means two jobs, and one tag is of two jobs as well."""
    ring = Ring(clock, count=2)
    for member, name in zip(ring.members, "ab", strict=False):
        own = reply(1, "DONE", 100, endpoint=f"/{name}", response=f"of {name}".encode())
        member.replies = {1: own, 5: replace(own, job_id=5, info={"job_tag": "t"})}
    return ring


def of(cluster: str, job_id: int, **fields: Any) -> Job:  # noqa: ANN401 - any field
    endpoint = "/a" if cluster == A else "/b"
    shown = job(job_id, "async job done", endpoint=endpoint, **fields)
    return replace(shown, key=JobKey(cluster, job_id))


def names(folder: Path) -> list[str]:
    return [path.name for path in folder.iterdir()]


async def exported(clock: FakeClock, ring: Ring, shown: Job, path: Path) -> str:
    """What the user is told at last."""
    screen = Screen()
    wish = RawExport(shown, path, may_overwrite=False)
    task = asyncio.create_task(export_raw(cast("Any", screen), ring.source, wish))
    await clock.run(5.0)
    await task
    assert not any(leaks(words) for words in screen.told)
    return screen.told[-1]


async def moved(clock: FakeClock, ring: Ring) -> None:
    ring.members[0].die()
    listing = asyncio.create_task(ring.source.list_jobs())
    await clock.run(5.0)
    await listing


async def test_the_bytes_are_those_of_the_jobs_own_cluster(
    clock: FakeClock, ring: Ring, tmp_path: Path
) -> None:
    async with ring.source:
        assert "written to" in await exported(clock, ring, of(A, 1), tmp_path / "a")
        await moved(clock, ring)
        assert "written to" in await exported(clock, ring, of(B, 1), tmp_path / "b")
    assert (tmp_path / "a").read_bytes() == b"of a"
    assert (tmp_path / "b").read_bytes() == b"of b"


async def test_an_equal_id_of_the_cluster_that_is_asked_is_not_exported(
    clock: FakeClock, ring: Ring, tmp_path: Path
) -> None:
    async with ring.source:
        told = await exported(clock, ring, of(B, 1), tmp_path / "raw")
        assert told.startswith("Nothing was written")
        assert "ids mean other jobs" in told
    assert names(tmp_path) == []


async def test_another_job_of_the_same_tag_is_not_exported(
    clock: FakeClock, ring: Ring, tmp_path: Path
) -> None:
    async with ring.source:
        await moved(clock, ring)
        told = await exported(clock, ring, of(A, 5, job_tag="t"), tmp_path / "raw")
    assert "about another job than job 5" in told
    assert names(tmp_path) == []


@pytest.mark.parametrize(
    ("fields", "words"),
    [
        ({"job_tag": "night"}, "job 5 has the tag t, not night"),
        ({"is_superseded": True}, "the id 5 is another job's by now"),
    ],
    ids=["other tag", "superseded"],
)
async def test_who_got_the_id_is_not_exported(
    clock: FakeClock, ring: Ring, tmp_path: Path, fields: dict[str, Any], words: str
) -> None:
    async with ring.source:
        told = await exported(clock, ring, of(A, 5, **fields), tmp_path / "raw")
    assert words in told
    assert names(tmp_path) == []


async def test_a_path_is_told_literally(clock: FakeClock, ring: Ring, tmp_path: Path) -> None:
    async with ring.source:
        told = await exported(clock, ring, of(A, 1), tmp_path / SHORT)
    assert told.endswith(f"/{SHORT_SHOWN}.")
    assert names(tmp_path) == [SHORT]


async def test_the_servers_words_for_why_nothing_was_written_are_literal(
    clock: FakeClock, ring: Ring, tmp_path: Path
) -> None:
    ring.members[0].replies = {1: Refused(f"{A}/get/job", SHORT)}
    async with ring.source:
        told = await exported(clock, ring, of(A, 1), tmp_path / "raw")
    assert told.startswith("Nothing was written")
    assert f": {SHORT_SHOWN}" in told


async def test_words_that_came_with_a_failure_to_write_are_literal(
    clock: FakeClock, ring: Ring, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def failing(*_: object, **__: object) -> None:
        raise OSError(SHORT)

    monkeypatch.setattr("jobview.private_file.private_file", failing)
    async with ring.source:
        told = await exported(clock, ring, of(A, 1), tmp_path / "raw")
    assert told.endswith(f"could not be written: {SHORT_SHOWN}.")
