"""A request under way: since when, and when something of its answer came last."""

from __future__ import annotations

from typing import TYPE_CHECKING, Generic, TypeVar

if TYPE_CHECKING:
    import asyncio

    from jobview.clock import Clock
    from jobview.jobs.transfer import Transfer

T = TypeVar("T")


class OpenRequest(Generic[T]):
    """One that is made now.

    Attributes:
        since_s: when it was made, by the monotonic clock.
        heard_s: when a piece of the result came last; before one did, when it was made.
        has_begun: whether a piece has come.
        task: gives the answer; None until it is set.
    """

    def __init__(self, clock: Clock) -> None:
        self._clock = clock
        self.since_s = self.heard_s = clock.monotonic_s()
        self.has_begun = False
        self.task: asyncio.Task[T] | None = None

    def received(self, _: Transfer | None = None) -> None:
        """A piece of the result has come."""
        self.heard_s = self._clock.monotonic_s()
        self.has_begun = True

    def give_up(self) -> None:
        """End it; nothing comes of it unless it is here already."""
        if self.task is not None:
            self.task.cancel()
