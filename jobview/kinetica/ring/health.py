"""Whether a cluster can be used, and which failures are a reason to leave it (protocol §4.3)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from jobview.errors import BadAnswer, Busy, ServerError, TooLarge, Unavailable, Unreachable
from jobview.text import literal

if TYPE_CHECKING:
    from jobview.kinetica.messages.replies import SystemStatus

_RUNNING: Final = "running"
_DRAINING: Final = "draining"
_MAX_REASON: Final = 160


def is_trigger(error: ServerError) -> bool:
    """Whether `error` is a reason to turn to another cluster.

    It is when the cluster did not answer, answered that it cannot serve, or with what is not its
    protocol. It is not when it answered to the point: credentials or a certificate that are not
    accepted, a refusal, an answer too large, or a wish to be asked less often are no better
    elsewhere, and would be hidden there.
    """
    if isinstance(error, Busy | TooLarge):
        return False
    return isinstance(error, Unreachable | Unavailable | BadAnswer)


def is_draining(ha_status: str) -> bool:
    """Whether a cluster that says this of its part in the ring is about to leave it."""
    return ha_status.strip().casefold() == _DRAINING


def fault_of(status: SystemStatus | None) -> str:
    """Why a cluster that tells this of itself cannot be used, as a clause; empty when it can.

    One that keeps its state from this user (None) is taken for usable: it answers, and by its own
    protocol.
    """
    if status is None:
        return ""
    if status.state.strip().casefold() != _RUNNING:
        return f"says it is {literal(status.state, limit=40)}" if status.state else "tells no state"
    if is_draining(status.ha_status):
        return "is draining its queue"
    return ""


def reason_of(error: ServerError) -> str:
    """What `error` says, short enough for a header."""
    return literal(error.what, limit=_MAX_REASON)
