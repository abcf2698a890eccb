"""Waiting for an event or for time to pass, in a form that tests replace by a clock of theirs."""

from __future__ import annotations

import asyncio
from contextlib import suppress
from typing import TYPE_CHECKING, TypeAlias

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable

    Waiting: TypeAlias = Callable[[asyncio.Event, float | None], Awaitable[None]]
    """Comes back when the event is set or the seconds have passed; None waits for the event."""


async def wait_for_event(event: asyncio.Event, timeout_s: float | None) -> None:
    """Come back when `event` is set or `timeout_s` seconds have passed, whichever is sooner."""
    with suppress(TimeoutError):
        async with asyncio.timeout(timeout_s):
            await event.wait()
