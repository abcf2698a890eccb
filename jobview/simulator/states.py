"""The states that a simulated cluster can be in, by the words that it tells them in."""

from __future__ import annotations

from enum import StrEnum


class SystemState(StrEnum):
    """What `/show/system/status` says of the system (protocol §4.3)."""

    RUNNING = "running"
    STARTING = "starting"
    STOPPED = "stopped"
    LIMITED = "limited"
    SHUTDOWN = "shutdown"
    EXITING = "exiting"
    """The last moment before the process ends; told as a word of ours."""


class HaState(StrEnum):
    """How far a cluster is with what the ring did without it; told only in a ring."""

    DRAINED = "drained"
    NOT_DRAINED = "not_drained"
    DRAINING = "draining"
