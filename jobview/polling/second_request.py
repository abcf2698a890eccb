"""When a question that changes nothing is asked once more beside a request that hangs.

A connection that died unnoticed, because a firewall forgot it, the machine slept or a proxy lost
its server, never answers again, and the time limit that ends it is made for slow servers. A new
connection answers as soon as the server does. On a slow server nothing is lost, because the first
request goes on; and a slow server is spared, because there is one more request at most at a time,
none before an answer takes several times as long as it did, and none more often than when all is
well.

That holds for the list, for questions about single jobs, and for a result that somebody waits for.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Callable

SOONEST_LATE_S: Final = 1.0
"""While the outage is short, what has not come after an interval, or this where that is longer, is
asked for once more."""

LATE_INTERVALS: Final = 3
"""In a longer one it is after so many; after one interval that is longer than `LONGEST_LATE_S`, or
else after that."""

LONGEST_LATE_S: Final = 10.0

LONGEST_LATENCY_S: Final = 10.0
"""No answer is taken to be slower than this, however long one once took."""

LATE_LATENCIES: Final = 3
"""And never before so many times what the newest answer took."""

LEAST_LATE_S: Final = 5.0

HURRIED_S: Final = 2.0
"""A user who wants an answer now, or a network that is back, waits no longer than this for the
request under way; twice what the newest answer took, where that is longer."""


def soon_due_s(asked_s: float, interval_s: float, latency_s: float, *, is_hurried: bool) -> float:
    """When to ask once more beside a request that hangs, while others are answered.

    Args:
        asked_s: when the newest request was made, by the monotonic clock.
        interval_s: the user's.
        latency_s: of the newest answer; 0 when none is known.
        is_hurried: whether an answer is wanted now.
    """
    latency_s = min(latency_s, LONGEST_LATENCY_S)
    if is_hurried:
        return asked_s + max(HURRIED_S, 2 * latency_s)
    return asked_s + max(SOONEST_LATE_S, interval_s, LATE_LATENCIES * latency_s)


def second_due_s(
    asked_s: float,
    since_s: float,
    interval_s: float,
    latency_s: float,
    *,
    is_hurried: bool,
    is_short: Callable[[float], bool],
) -> float:
    """The same while nothing is answered: ever later once the outage is no short one any more.

    Args:
        asked_s: as of `soon_due_s`, like all that is not named here.
        since_s: when the request was made that hangs.
        interval_s: ditto.
        latency_s: ditto.
        is_hurried: ditto.
        is_short: whether the outage is still a short one at a time.
    """
    soon_s = soon_due_s(asked_s, interval_s, latency_s, is_hurried=is_hurried)
    if is_hurried or is_short(soon_s):
        return soon_s
    intervals_s = min(LATE_INTERVALS * interval_s, max(interval_s, LONGEST_LATE_S))
    return max(soon_s, asked_s + max(LEAST_LATE_S, intervals_s, asked_s - since_s))
