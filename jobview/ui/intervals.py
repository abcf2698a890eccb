"""The steps in which the polling interval is changed by keys."""

from __future__ import annotations

from typing import Final

INTERVALS_S: Final = (0.5, 1.0, 2.0, 5.0, 10.0, 30.0, 60.0)
"""The steps of `+` and `-`."""


def stepped(present_s: float, step: int) -> float | None:
    """The next longer interval for a positive `step`, else the next shorter; None at the end."""
    if step > 0:
        return next((s for s in INTERVALS_S if s > present_s), None)
    return next((s for s in reversed(INTERVALS_S) if s < present_s), None)
