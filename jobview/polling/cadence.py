"""When the list is asked for next: at an interval, rarely while nobody looks, after a back-off."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Final

from jobview.errors import Busy, Refused, Unauthorised

if TYPE_CHECKING:
    import random

    from jobview.errors import ServerError

FIRST_BACK_OFF_S: Final = 1.0
LAST_BACK_OFF_S: Final = 60.0
JITTER: Final = 0.25
"""Share by which a back-off varies, so that many boards do not come back in step."""

SHORT_OUTAGE_S: Final = 15.0
"""Who has not answered for no longer than this is tried at least once an interval: most restarts
and failovers are over by then, and are so noticed within one."""

MAX_RETRY_AFTER_S: Final = 3600.0
"""The longest wish for a pause, by a server or a proxy, that is granted."""

UNATTENDED_FACTOR: Final = 5.0
UNATTENDED_MIN_S: Final = 10.0
UNATTENDED_MAX_S: Final = 60.0
"""While nobody looks and nothing runs, the interval is stretched, to within these two."""


def period_s(interval_s: float, *, is_unattended: bool, is_idle: bool) -> float:
    """Seconds from one list request's start to the next.

    Args:
        interval_s: as the user set it.
        is_unattended: whether nobody looks at the terminal.
        is_idle: whether no job is running.
    """
    if not (is_unattended and is_idle):
        return interval_s
    stretched_s = max(UNATTENDED_MIN_S, interval_s * UNATTENDED_FACTOR)
    return max(interval_s, min(UNATTENDED_MAX_S, stretched_s))


def back_off_s(failures: int, error: ServerError | None, rng: random.Random) -> float:
    """Seconds to wait after the `failures`th failure in a row; infinite when waiting is no use.

    Doubles from 1 s to 60 s, give or take a quarter, and grants the server's own wish. An error
    that goes away only when somebody changes something is retried at the slowest pace at once:
    a certificate is renewed some day. Rejected credentials are not tried again, since servers
    lock accounts.

    Args:
        failures: in a row.
        error: the newest; None for a mistake of jobview's own.
        rng: for the jitter.
    """
    if isinstance(error, Unauthorised):
        return math.inf
    base_s = LAST_BACK_OFF_S
    if error is None or error.retry or isinstance(error, Refused):
        base_s = min(LAST_BACK_OFF_S, _doubled_s(failures - 1))
    delay_s = min(LAST_BACK_OFF_S, base_s * rng.uniform(1.0 - JITTER, 1.0 + JITTER))
    return max(delay_s, _granted_s(error))


def _doubled_s(doublings: int) -> float:
    """The first back-off, doubled so often."""
    return FIRST_BACK_OFF_S * 2.0 ** min(doublings, 10)


def _granted_s(error: ServerError | None) -> float:
    """The pause that the server wishes for, as far as it is granted; 0 where it wishes for none."""
    wish_s = None if error is None else error.retry_after_s
    return min(wish_s or 0.0, MAX_RETRY_AFTER_S)


def asked_pause_s(error: ServerError) -> float:
    """Seconds for which a question that failed so is not put again; 0 where that does no harm.

    It is for questions beside a list that is answered: a login that is refused there is good, but
    servers that lock accounts count every refusal.
    """
    return LAST_BACK_OFF_S if isinstance(error, Unauthorised) else _granted_s(error)


def _may_be_tried_soon(error: ServerError) -> bool:
    """Whether it may be tried again within an interval.

    A refused login may lock an account, and who is busy has been asked too often already.
    """
    return not isinstance(error, Unauthorised | Busy)


class Cadence:
    """When the next list request is due, by the monotonic clock.

    A request is due one period after the start of the one before, so a slow server is asked as
    soon as it has answered. After a failure it is due sooner than that at first, and ever later
    once the outage is longer than `SHORT_OUTAGE_S`.

    Attributes:
        interval_s: the user's interval.
        is_unattended: whether nobody looks at the terminal.
        failures: failed requests in a row.
        is_hurried: whether an answer is wanted now, whatever was planned.
    """

    def __init__(self, interval_s: float, rng: random.Random) -> None:
        self.interval_s = interval_s
        self.is_unattended = False
        self.failures = 0
        self._doublings = 0
        """Failed requests in a row for which the back-off has grown."""
        self._rng = rng
        self._started_s = -math.inf
        self._unanswered_s: float | None = None
        """When the first request was made since the newest answer or `start_over`."""
        self._retry_s = -math.inf
        self.is_hurried = False

    def start(self, now_s: float) -> None:
        """A request starts."""
        self._started_s = now_s
        if self._unanswered_s is None:
            self._unanswered_s = now_s
        self.is_hurried = False

    def succeed(self) -> None:
        """It was answered."""
        self.failures = self._doublings = 0
        self._unanswered_s = None

    def fail(self, now_s: float, error: ServerError | None, faults: int = 0) -> None:
        """It was not, or in vain.

        Args:
            now_s: by the monotonic clock.
            error: why not; None for a mistake of jobview's own.
            faults: how many such mistakes there were in a row, answers between them or not.
        """
        self.failures += 1
        if error is not None and _may_be_tried_soon(error) and self.is_outage_short(now_s):
            self._retry_s = self._soon_s(now_s, error)
            return
        self._doublings = max(self._doublings + 1, faults)
        self._retry_s = now_s + back_off_s(self._doublings, error, self._rng)

    def is_outage_short(self, at_s: float) -> bool:
        """Whether the server has not been silent for long then, by the monotonic clock."""
        return self._unanswered_s is None or at_s - self._unanswered_s < SHORT_OUTAGE_S

    def _soon_s(self, now_s: float, error: ServerError) -> float:
        """The next try in a short outage: one interval after the one before at the latest."""
        base_s = _doubled_s(self._doublings)
        if base_s < self.interval_s:
            self._doublings += 1
        pause_s = min(base_s, self.interval_s) * self._rng.uniform(1.0 - JITTER, 1.0)
        return max(now_s + _granted_s(error), self._started_s + pause_s)

    def hurry(self) -> None:
        """Make the next request due now, whatever was planned."""
        self.is_hurried = True

    def start_over(self) -> None:
        """Make the next request due now, and wait little after it if it fails as well."""
        self._doublings = 0
        self._unanswered_s = None
        self.is_hurried = True

    def due_s(self, *, is_idle: bool) -> float:
        """When the next request is due; infinite when only `hurry` brings one.

        Args:
            is_idle: whether no job is running.
        """
        if self.is_hurried:
            return -math.inf
        if self.failures:
            return self._retry_s
        return self._started_s + self.present_period_s(is_idle=is_idle)

    def present_period_s(self, *, is_idle: bool) -> float:
        """Seconds from one request's start to the next, as long as none fails; see `period_s`."""
        return period_s(self.interval_s, is_unattended=self.is_unattended, is_idle=is_idle)
