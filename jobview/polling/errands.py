"""Requests under way, as tasks whose outcomes are collected by one loop."""

from __future__ import annotations

import asyncio
from collections import deque
from typing import TYPE_CHECKING, Any, Generic, TypeVar

if TYPE_CHECKING:
    from collections.abc import Coroutine, Iterator

T = TypeVar("T")


class Errands(Generic[T]):
    """Runs coroutines and hands out what they return, in the order in which they end.

    Args:
        signal: set whenever one has ended.
    """

    def __init__(self, signal: asyncio.Event) -> None:
        self._signal = signal
        self._running: set[asyncio.Task[T]] = set()
        self._ended: deque[asyncio.Task[T]] = deque()

    def start(self, errand: Coroutine[Any, Any, T], name: str) -> None:
        """Run `errand` as a task."""
        task = asyncio.create_task(errand, name=name)
        self._running.add(task)
        task.add_done_callback(self._collect)

    def ended(self) -> Iterator[T]:
        """What the errands returned that have ended since; what one raised is raised here."""
        while self._ended:
            yield self._ended.popleft().result()

    async def close(self) -> None:
        """Cancel what is under way and wait until it has gone."""
        running = list(self._running)
        for task in running:
            task.cancel()
        await asyncio.gather(*running, return_exceptions=True)
        self._ended.clear()

    def _collect(self, task: asyncio.Task[T]) -> None:
        self._running.discard(task)
        if not task.cancelled():
            self._ended.append(task)
            self._signal.set()
