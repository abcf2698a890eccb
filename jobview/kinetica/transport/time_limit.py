"""How long one exchange may take, however steadily the other end drips."""

from __future__ import annotations

import asyncio
from typing import Final

from jobview.kinetica.transport.http import httpx

LEAST_BYTES_PER_S: Final = 16 * 1024
"""The pace that a long answer must keep on the whole: each such portion of its body allows it one
second more. 64 MiB, the most that is read into memory, may so take an hour and nine minutes."""

_TIMER_SLACK_S: Final = 0.01
"""A timer may go off that much too soon by the clock."""


class TookTooLong(httpx.TimeoutException):
    """An exchange used up its time.

    Attributes:
        is_sent: whether the request may have reached the server.
        taken_s: how long it took.
        came_bytes: how much of an answer had arrived, its head included.
    """

    def __init__(self, *, is_sent: bool, taken_s: float, came_bytes: int) -> None:
        super().__init__("took too long")
        self.is_sent = is_sent
        self.taken_s = taken_s
        self.came_bytes = came_bytes


class TimeLimit:
    """The time of one exchange, by the event loop's clock; it begins now.

    Attributes:
        ends_s: when the exchange is given up.
    """

    def __init__(self, total_s: float) -> None:
        self._now_s = asyncio.get_running_loop().time
        self._began_s = self._now_s()
        self._paused_s = 0.0
        self._body_bytes = 0
        self._total_s = total_s
        self.ends_s = self._began_s + total_s

    @property
    def left_s(self) -> float:
        """How much time is left; never below 0."""
        return max(self.ends_s - self._now_s(), 0.0)

    @property
    def is_over(self) -> bool:
        """Whether the time is used up."""
        return self.left_s <= _TIMER_SLACK_S

    def grant(self, body_bytes: int) -> None:
        """So much more of a long answer's body has come, for which it gets its seconds."""
        self._body_bytes += body_bytes
        earned_s = self._body_bytes / LEAST_BYTES_PER_S
        self.ends_s = self._began_s + self._total_s + self._paused_s + earned_s

    def pause(self) -> None:
        """The reader has its time, which is not the server's; `resume` ends it."""
        self._paused_s -= self._now_s()

    def resume(self) -> None:
        """The server's time goes on."""
        self._paused_s += self._now_s()
        self.grant(0)

    def fault(self, came_bytes: int, *, is_sent: bool) -> TookTooLong:
        """The error for an exchange that used up its time."""
        taken_s = self._now_s() - self._began_s - self._paused_s
        return TookTooLong(is_sent=is_sent, taken_s=taken_s, came_bytes=came_bytes)
