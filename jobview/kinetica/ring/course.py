"""Which cluster of a ring is the active one: when it is left, which comes next, when to return.

What follows from protocol §4.3, and where it differs from the official client:

- The order is that of the URLs, from the active one on and round the full circle.
- A failure that `is_trigger` makes the active cluster say how it fares first. If it says it is
  well, the failure is passed on and only the next one in a row makes us leave: one answer that a
  proxy spoilt moves nobody.
- The primary is looked at again when the caller says so, and returned to after two good tests in a
  row.
"""

from __future__ import annotations

import asyncio
from dataclasses import replace
from typing import TYPE_CHECKING, Any, Final

from jobview.errors import BadAnswer, ServerError, Unavailable, Unreachable
from jobview.jobs.ring import Detour, cluster_word
from jobview.kinetica.ring.health import is_trigger, reason_of

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable, Sequence

    from jobview.clock import Clock
    from jobview.kinetica.ring.members import Members

GOOD_TESTS: Final = 2
"""So many good tests in a row lead back to the primary: one that flaps would take us along."""

SURVEY_EVERY_S: Final = 1.0
"""What a look round the ring found holds so long for others who ask."""


class Course:
    """Keeps to a cluster while it can be used, and finds another one when it cannot.

    Attributes:
        urls: all clusters of the ring that are known, primary first.
        active: the one to ask.
        detour: the way round the primary; None while that is the active one.
        doubt: what the active cluster said of itself that makes it unfit; empty while it is fit.
        moved_s: when another one was turned to, monotonic.
    """

    def __init__(
        self,
        urls: Sequence[str],
        members: Members[Any],
        clock: Clock,
        pause: Callable[[], Awaitable[None]],
        on_move: Callable[[str], object] | None,
    ) -> None:
        """Begin at the first of `urls`.

        Args:
            urls: base URLs, primary first.
            members: tests them.
            clock: both its readings are used.
            pause: awaited before each test of a series, to keep them apart.
            on_move: told in a clause when another cluster is turned to.
        """
        self.urls = urls
        self.active = urls[0]
        self.detour: Detour | None = None
        self.doubt = ""
        self.moved_s = 0.0
        self._primary = urls[0]
        self._members = members
        self._clock = clock
        self._pause = pause
        self._on_move = on_move
        self._turning = asyncio.Lock()
        self._strikes = 0
        """Reads that failed in a row, although the active cluster said that it is well."""
        self._good_tests = 0
        """Of the primary, in a row."""
        self._verdict: tuple[float, ServerError] | None = None
        """When, monotonic, no cluster was found usable, and the error for it."""

    @property
    def has_others(self) -> bool:
        """Whether there is any cluster to turn to."""
        return len(self.urls) > 1

    def our_clock_was_set(self, step_s: float) -> None:
        """Our wall clock was put forward by so much."""
        if self.detour is not None:
            self.detour = replace(self.detour, since_s=self.detour.since_s + step_s)

    def went_well(self) -> None:
        """The active cluster has answered."""
        self._strikes = 0

    async def choose(self) -> None:
        """Make sure, by reading, that the active cluster can be used; else turn to another.

        Raises:
            ServerError: none can be used.
        """
        asked = self.active
        if (error := await self._members.fault_at(asked)) is not None and is_trigger(error):
            await self.turn_from(asked, error, is_tested=True)

    async def leave_doubtful(self) -> None:
        """Turn from a cluster that called itself unfit, if another one can be used."""
        doubt, self.doubt = self.doubt, ""
        if doubt and self.has_others:
            try:
                await self.turn_from(self.active, Unavailable(self.active, doubt), is_tested=True)
            except ServerError:
                return  # it may still answer, and is the best there is

    async def turn_from(self, asked: str, error: ServerError, *, is_tested: bool = False) -> None:
        """Make another cluster the active one, unless that has happened since.

        Args:
            asked: the cluster that failed.
            error: how.
            is_tested: whether it was the test of how it fares that failed.

        Raises:
            ServerError: `error`, when the cluster is well for all it says; or none can be used.
        """
        async with self._turning:
            if self.active != asked:
                return
            now_s = self._clock.monotonic_s()
            if self._verdict is not None and now_s - self._verdict[0] < SURVEY_EVERY_S:
                raise self._verdict[1]
            if not is_tested and not self._strikes:
                await self._pause()
                if await self._members.fault_at(asked) is None and self.active == asked:
                    self._strikes += 1
                    raise error
            await self._turn_to_next(asked, error)

    async def _turn_to_next(self, asked: str, error: ServerError) -> None:
        at = self.urls.index(asked)
        tried = [f"{cluster_word(asked)} {reason_of(error)}"]
        for url in (*self.urls[at + 1 :], *self.urls[:at]):
            await self._pause()
            fault = await self._members.fault_at(url)
            if self.active != asked:
                return  # `look_home` led back to the primary meanwhile
            if fault is None:
                self._move(url, reason_of(error))
                return
            tried.append(f"{cluster_word(url)} {reason_of(fault)}")
        nobody = _nobody(error, tried)
        self._verdict = (self._clock.monotonic_s(), nobody)
        raise nobody

    async def look_home(self) -> bool:
        """Test the primary while another is asked; two good tests in a row make it the active one.

        Returns:
            Whether the primary can be used.
        """
        if self.detour is None:
            return True
        if await self._members.fault_at(self._primary) is not None:
            self._good_tests = 0
            return False
        self._good_tests += 1
        if self.active != self._primary and self._good_tests >= GOOD_TESTS:
            self._move(self._primary, "")
        return True

    def _move(self, url: str, reason: str) -> None:
        left, self.active = self.active, url
        now_s = self._clock.wall_s()
        self.detour = None if url == self._primary else Detour(url, left, now_s, reason)
        self._strikes = self._good_tests = 0
        self.doubt, self._verdict = "", None
        self.moved_s = self._clock.monotonic_s()
        if self._on_move is not None:
            why = f", since {cluster_word(left)} {reason}" if reason else ""
            again = " again" if url == self._primary else ""
            self._on_move(f"asking {cluster_word(url)}{again}{why}")


def _nobody(error: ServerError, tried: Sequence[str]) -> ServerError:
    """The error for a ring of which no cluster can be used; of the kind that began it."""
    what = f"no cluster of the ring can be used: {'; '.join(tried)}"
    if isinstance(error, Unavailable):
        return Unavailable(error.url, what, retry_after_s=error.retry_after_s)
    if isinstance(error, BadAnswer):
        return BadAnswer(error.url, what)
    return Unreachable(error.url, what, remedy="see that one of the servers is up")
