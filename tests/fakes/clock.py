"""A clock that moves only when told."""

from __future__ import annotations

from jobview.clock import Clock


class FakeClock(Clock):
    """Starts at a fixed moment; `advance` moves both readings, each can also be set alone."""

    def __init__(self, wall: float = 1_795_444_030.0, mono: float = 1_000.0) -> None:
        self.wall = wall
        self.mono = mono

    def wall_s(self) -> float:
        return self.wall

    def monotonic_s(self) -> float:
        return self.mono

    def advance(self, seconds: float) -> None:
        """Let time pass."""
        self.wall += seconds
        self.mono += seconds
