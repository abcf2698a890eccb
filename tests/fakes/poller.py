"""A poller on a scripted source, and what it tells."""

from __future__ import annotations

import asyncio
import random
from contextlib import asynccontextmanager
from typing import TYPE_CHECKING

import pytest

from jobview.errors import Unreachable
from jobview.polling.poller import Poller
from tests.fakes.clock import settle
from tests.fakes.jobs import CLUSTER

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Iterable

    from jobview.jobs.snapshot import LinkState, Snapshot
    from jobview.jobs.source import JobReply
    from jobview.jobs.target import JobTarget
    from tests.fakes.source import FakeSource

LIST_URL = f"{CLUSTER}/admin/show/jobs"
DOWN = Unreachable(LIST_URL, "connection refused")


def poller_of(
    source: FakeSource,
    *,
    interval_s: float = 2.0,
    max_in_flight: int = 8,
    max_requests_per_s: int = 20,
    watched: Iterable[JobTarget] = (),
) -> Poller:
    def summarise(answer: JobReply) -> str:
        return f"{len(answer.response)} bytes"

    poller = Poller(
        source,
        source.clock,
        random.Random(7),  # noqa: S311 - jitter, not a secret
        interval_s=interval_s,
        max_in_flight=max_in_flight,
        max_requests_per_s=max_requests_per_s,
        summarise=summarise,
        watched=watched,
    )
    poller.waiting = source.clock.wait
    return poller


@asynccontextmanager
async def reading(poller: Poller) -> AsyncIterator[list[Snapshot]]:
    """Reads the poller's snapshots into the list it gives, until the block ends."""
    read: list[Snapshot] = []

    async def read_all() -> None:
        async for snapshot in poller.snapshots():
            read.append(snapshot)  # noqa: PERF401 - an endless comprehension gives nothing

    task = asyncio.create_task(read_all())
    await settle()
    try:
        yield read
    finally:
        task.cancel()
        with pytest.raises(asyncio.CancelledError):
            await task


def state_of(read: list[Snapshot]) -> LinkState:
    """The state that the newest snapshot tells."""
    return read[-1].link.state
