"""The link's state in words and looks: what it is, since when, why, and what happens next."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from jobview.jobs.snapshot import LinkState
from jobview.text import literal
from jobview.ui.paint.wording import time_of_day

if TYPE_CHECKING:
    from datetime import tzinfo

    from jobview.jobs.snapshot import Snapshot

STALE_AFTER_INTERVALS: Final = 3
"""Data older than this many polling intervals is called stale."""

_MIN_STALE_S: Final = 5.0

STATE_LOOKS: Final = {
    LinkState.CONNECTING: ("◌", "$phase-stalled"),
    LinkState.LIVE: ("●", "$phase-done"),
    LinkState.SLOW: ("●", "$phase-stalled"),
    LinkState.DOWN: ("▲", "$phase-failed bold"),
    LinkState.UNAUTHORISED: ("▲", "$phase-failed bold"),
    LinkState.LIMITED: ("▲", "$phase-stalled bold"),
    LinkState.DENIED: ("▲", "$phase-stalled bold"),
}
"""A mark and a style for each state."""

ASCII_STATE_MARKS: Final = {
    LinkState.CONNECTING: ".",
    LinkState.LIVE: "*",
    LinkState.SLOW: "*",
    LinkState.DOWN: "!",
    LinkState.UNAUTHORISED: "!",
    LinkState.LIMITED: "!",
    LinkState.DENIED: "!",
}


def is_stale(snapshot: Snapshot, now_s: float) -> bool:
    """Whether the list is too old to be called live; false before the first list."""
    if snapshot.data_s is None:
        return False
    limit_s = max(STALE_AFTER_INTERVALS * snapshot.interval_s, _MIN_STALE_S)
    return now_s - snapshot.data_s > limit_s


def link_clauses(snapshot: Snapshot, now_s: float, zone: tzinfo | None) -> list[str]:
    """The link's state: what it is and since when, why, and what happens next."""
    link = snapshot.link
    if link.state in {LinkState.LIVE, LinkState.CONNECTING}:
        return [link.state.value]
    if link.state is LinkState.SLOW:
        return [f"slow, answers take {link.latency_s:.1f} s" if link.latency_s else "slow"]
    parts = [f"{link.state.value} since {time_of_day(link.since_s, zone)}"]
    if link.reason:
        parts.append(literal(link.reason, limit=200))
    if link.next_try_s is not None:
        wait_s = max(link.next_try_s - now_s, 0)
        parts.append(f"try {link.attempt + 1} in {wait_s:.0f} s (r: now)")
    elif link.state is LinkState.UNAUTHORISED:
        parts.append("not asking again (r: retry)")
    return parts
