"""How much was asked of a server, and what came of it."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class EndpointTraffic:
    """The requests to one endpoint so far."""

    endpoint: str
    request_count: int
    failure_count: int
    """Requests without a usable answer; that a server refused one in its own words is an answer."""
    received_bytes: int
    """Of answers' bodies, as they came over the wire but without the marks between chunks."""
