"""A poller that is in a hurry, and waiting for what it tells."""

from __future__ import annotations

import random
from typing import TYPE_CHECKING

from jobview.cli.decoding import decoded
from jobview.clock import SystemClock
from jobview.polling.poller import Poller
from jobview.results.first_line.summary import summary_line

if TYPE_CHECKING:
    from collections.abc import AsyncGenerator, Callable

    from jobview.jobs.snapshot import Snapshot
    from jobview.jobs.source import JobReply, JobSource


def hurried(source: JobSource) -> Poller:
    """A poller that asks five times a second."""
    return Poller(
        source,
        SystemClock(),
        random.Random(1),  # noqa: S311 - jitter, not a secret
        interval_s=0.2,
        max_in_flight=8,
        max_requests_per_s=500,
        summarise=summary,
    )


async def until(
    snapshots: AsyncGenerator[Snapshot, None], is_enough: Callable[[Snapshot], bool]
) -> Snapshot:
    """The first snapshot with which that holds; the test's time limit is the limit."""
    async for snapshot in snapshots:
        if is_enough(snapshot):
            return snapshot
    raise AssertionError("the stream has ended")


def summary(reply: JobReply) -> str:
    return summary_line(decoded(reply))
