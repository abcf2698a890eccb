"""Our client against the simulated server over real sockets."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from jobview.clock import SystemClock
from jobview.errors import UnknownJob
from jobview.jobs.phase import Phase, phase_of_listed
from jobview.kinetica.client import open_source
from jobview.settings import Settings
from jobview.simulator.options import SimulatorOptions
from tests.fakes.server import running_simulator

if TYPE_CHECKING:
    from collections.abc import Iterator


@pytest.fixture(scope="module")
def url() -> Iterator[str]:
    with running_simulator(SimulatorOptions(jobs=60)) as server:
        yield server.url


async def test_a_jobs_life_seen_through_all_calls(url: str) -> None:
    async with open_source(Settings(urls=(url,)), SystemClock()) as source:
        cluster = await source.describe()
        assert cluster.version
        assert cluster.status == "running"

        listed = await source.list_jobs()
        assert len(listed.rows) >= 60
        assert all(row.endpoint.startswith("/") for row in listed.rows)
        assert listed.server_s is not None
        done = next(row for row in listed.rows if phase_of_listed(row.status) is Phase.DONE)
        reply = await source.job(done.job_id)
        assert (reply.endpoint, reply.job_status) == (done.endpoint, "DONE")
        assert reply.response or reply.response_text

        created = await source.create("/execute/sql", '{"statement": "SELECT 1"}', "my-tag")
        assert created.job_tag == "my-tag"
        assert (await source.job(created.job_id, "my-tag")).job_status
        (answer,) = await source.cancel([created.job_id])
        assert answer.job_id == created.job_id

        with pytest.raises(UnknownJob):
            await source.job(999_999_999)
