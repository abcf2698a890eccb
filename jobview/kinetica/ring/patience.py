"""Waiting for an answer as long as the one who is to give it can be expected to."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING, Final

from jobview.kinetica.ring.health import is_trigger

if TYPE_CHECKING:
    from collections.abc import Coroutine
    from typing import Any, TypeVar

    from jobview.errors import ServerError
    from jobview.kinetica.ring.members import Members

    _T = TypeVar("_T")

PATIENCE_S: Final = 8.0
"""After so long without an answer it is worth a request to learn whether any is to be expected."""


class HungError(Exception):
    """A read took long, and the cluster does not say that it is well; `fault` is what it says."""

    def __init__(self, fault: ServerError) -> None:
        super().__init__(fault)
        self.fault = fault


async def awaited(reading: Coroutine[Any, Any, _T], url: str, members: Members[Any]) -> _T:
    """What `reading` from the cluster at `url` gives.

    A hung server would otherwise be waited for as long as the slowest answer may take.

    Raises:
        ServerError: `reading` raised it.
        HungError: it took long, and the cluster does not say that it is well.
    """
    task = asyncio.create_task(reading, name=f"read from {url}")
    try:
        ended, _ = await asyncio.wait({task}, timeout=PATIENCE_S)
        if not ended:
            fault = await members.fault_at(url)
            if fault is not None and is_trigger(fault) and not task.done():
                raise HungError(fault)
        return await task
    finally:
        task.cancel()
        await asyncio.gather(task, return_exceptions=True)
