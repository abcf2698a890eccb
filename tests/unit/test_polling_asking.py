"""What comes of a request that fails."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING

import pytest

from jobview.errors import ServerError
from jobview.jobs.job import JobKey
from jobview.polling.asking import Asking
from jobview.polling.rate import RequestCeiling
from tests.fakes.clock import FakeClock
from tests.fakes.jobs import CLUSTER
from tests.fakes.source import FakeSource

if TYPE_CHECKING:
    from collections.abc import Callable, Coroutine

    from jobview.polling.asking import Described, Listed, Told

KEY = JobKey(CLUSTER, 5)


@pytest.mark.parametrize(
    "ask",
    [
        lambda asking: asking.list_jobs(0),
        lambda asking: asking.job(KEY, KEY, "", 0),
        lambda asking: asking.describe(),
    ],
    ids=["list", "job", "server"],
)
async def test_an_error_is_handed_on_without_what_was_being_read(
    ask: Callable[[Asking], Coroutine[None, None, Listed | Told | Described]],
) -> None:
    clock = FakeClock()
    source = FakeSource(clock)
    failed = ServerError("http://h", "broken")
    failed.__cause__ = failed.__context__ = ValueError("what was read")
    source.list_error = source.describe_error = source.replies[5] = failed
    asking = Asking(source, clock, RequestCeiling(20, clock), lambda _: "")

    task = asyncio.create_task(ask(asking))
    await clock.run(1.0)

    assert task.result().result is failed
    assert not any((failed.__traceback__, failed.__cause__, failed.__context__))
