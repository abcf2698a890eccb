"""Requests under way, as tasks whose outcomes are collected by one loop."""

from __future__ import annotations

import asyncio
from collections import deque
from functools import partial
from typing import TYPE_CHECKING, Any, Generic, TypeVar

if TYPE_CHECKING:
    from collections.abc import Callable, Coroutine, Iterator

T = TypeVar("T")


class Errands(Generic[T]):
    """Runs coroutines and hands out what they return, in the order in which they end.

    Args:
        signal: set whenever one has ended.
    """

    def __init__(self, signal: asyncio.Event) -> None:
        self._signal = signal
        self._running: set[asyncio.Task[T]] = set()
        self._ended: deque[tuple[asyncio.Task[T], Callable[[Exception], T]]] = deque()

    def start(
        self, errand: Coroutine[Any, Any, T], name: str, failed: Callable[[Exception], T]
    ) -> asyncio.Task[T]:
        """Run `errand` as a task; `failed` makes an outcome of what it raises.

        Nothing comes of it when it is cancelled.
        """
        task = asyncio.create_task(errand, name=name)
        self._running.add(task)
        task.add_done_callback(partial(self._collect, failed))
        return task

    def ended(self) -> Iterator[T]:
        """What came of the errands that have ended since."""
        while self._ended:
            task, failed = self._ended.popleft()
            error = task.exception()
            yield failed(error) if isinstance(error, Exception) else task.result()

    async def close(self) -> None:
        """Cancel what is under way and wait until it has gone."""
        running = list(self._running)
        for task in running:
            task.cancel()
        await asyncio.gather(*running, return_exceptions=True)
        self._ended.clear()

    def _collect(self, failed: Callable[[Exception], T], task: asyncio.Task[T]) -> None:
        self._running.discard(task)
        if not task.cancelled():
            self._ended.append((task, failed))
        self._signal.set()
