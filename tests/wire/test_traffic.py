"""What is counted of requests, and what the log says of them."""

from __future__ import annotations

import asyncio
import logging
from contextlib import asynccontextmanager
from typing import TYPE_CHECKING

import pytest

from jobview import errors
from jobview.jobs.traffic import EndpointTraffic
from jobview.journal.keeping import Journal
from jobview.journal.troubles import RECENT
from jobview.kinetica.client import KineticaSource, open_source
from jobview.settings import Login, Secret, Settings
from tests.fakes.clock import FakeClock
from tests.fakes.program import jobview
from tests.fakes.raw_server import RawRequest, http_answer, raw_server

if TYPE_CHECKING:
    from collections.abc import AsyncIterator
    from pathlib import Path

LOGIN = Login("ann", Secret("hunter2!"))

BODIES = {
    "/admin/show/jobs": b'{"status":"OK","data_type":"x","data_str":"{\\"job_id\\":[]}"}',
    "/get/job": b'{"status":"ERROR","message":"no job with that id"}',
    "/admin/alter/jobs": b'{"status":"OK","data_type":"x",'
    b'"data_str":"{\\"job_ids\\":[7],\\"status\\":[\\"gone\\\\nhunter2!\\"]}"}',
    "/create/job": b'{"status":"ERROR","message":"permission denied for ann"}',
}


async def answer(request: RawRequest) -> None:
    if request.path == "/show/system/properties":
        request.reset()
    else:
        await request.send(http_answer(BODIES[request.path]))


@asynccontextmanager
async def asked_of_all(settings: Settings) -> AsyncIterator[KineticaSource]:
    """A source of which each endpoint was asked for something."""
    async with raw_server(answer) as server:
        url = server.url
        settings = Settings(urls=(url,), login=settings.login, log_file=settings.log_file)
        with Journal(settings):
            async with open_source(settings, FakeClock()) as source:
                await source.list_jobs()
                await source.list_jobs()
                with pytest.raises(errors.UnknownJob):
                    await source.job(1)
                await source.cancel([7])
                with pytest.raises(errors.Refused):
                    await source.create("/execute/sql", "{}")
                with pytest.raises(errors.Unreachable):
                    await source.describe()
                yield source


async def test_requests_are_counted_by_endpoint() -> None:
    async with asked_of_all(Settings()) as source:
        told = {each.endpoint: each for each in source.traffic}
    size = len(BODIES["/admin/show/jobs"])
    assert told["/admin/show/jobs"] == EndpointTraffic("/admin/show/jobs", 2, 0, 2 * size)
    properties = "/show/system/properties"
    assert told[properties] == EndpointTraffic(properties, 1, 1, 0)
    assert told["/get/job"].failure_count == 0
    assert told["/create/job"].failure_count == 0
    assert sum(each.request_count for each in told.values()) == source.request_count


async def test_requests_under_way_are_counted_until_they_end() -> None:
    async def hangs(_: RawRequest) -> None:
        await asyncio.sleep(60)

    async with (
        raw_server(hangs) as server,
        open_source(Settings(urls=(server.url,)), FakeClock()) as source,
    ):
        asking = asyncio.create_task(source.list_jobs())
        await asyncio.sleep(0)
        (told,) = source.traffic
        assert told.open_count == 1
        asking.cancel()
        with pytest.raises(asyncio.CancelledError):
            await asking
        (told,) = source.traffic
        assert (told.request_count, told.open_count) == (1, 0)


async def test_failures_and_actions_are_logged_and_good_polls_are_not(tmp_path: Path) -> None:
    path = tmp_path / "x.log"
    async with asked_of_all(Settings(login=LOGIN, log_file=path)):
        troubles = RECENT.newest()
    text = path.read_text(encoding="utf-8")
    words = [line.partition(": ")[2] for line in text.splitlines()]
    assert any(line.startswith("asking to cancel 7") for line in words)
    assert any("cancelled: 7: gone⏎••••" in line for line in words)
    assert any(line.startswith("submitting /execute/sql") for line in words)
    assert any("/create/job failed after 0.000 s: Refused" in line for line in words)
    assert any("/show/system/properties failed" in line and "cut" in line for line in words)
    assert words[-1] == "the end"
    assert "/admin/show/jobs" not in text
    assert "/get/job" not in text
    assert "hunter2" not in text
    assert [trouble.level for trouble in troubles] == ["WARNING"]


def test_nothing_is_put_into_words_for_nobody() -> None:
    with Journal(Settings()):
        assert not logging.getLogger("jobview.kinetica.client").isEnabledFor(logging.INFO)


def test_a_command_keeps_a_log(tmp_path: Path) -> None:
    path = tmp_path / "made" / "x.log"
    url = "http://ann:hunter2!@127.0.0.1:9"
    outcome = jobview("list", "--url", url, "--log-file", str(path))
    assert outcome.code == 4
    text = path.read_text(encoding="utf-8")
    assert "/admin/show/jobs failed" in text
    assert "the end: http://127.0.0.1:9/admin/show/jobs: connection refused" in text
    assert "hunter2" not in text


def test_a_log_file_that_cannot_be_is_a_mistake() -> None:
    outcome = jobview("list", "--log-file", "/dev/null/x.log")
    assert outcome.code == 2
    assert "the log file /dev/null/x.log cannot be used" in outcome.words
