"""How much was asked of a server, and what came of it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable


@dataclass(frozen=True, slots=True)
class EndpointTraffic:
    """The requests to one endpoint so far."""

    endpoint: str
    request_count: int
    failure_count: int
    """Requests without a usable answer; that a server refused one in its own words is an answer."""
    received_bytes: int
    """Of answers' bodies, as they came over the wire but without the marks between chunks."""
    open_count: int = 0
    """Requests under way."""


def summed(traffic: Iterable[EndpointTraffic]) -> tuple[EndpointTraffic, ...]:
    """One for each endpoint, of several connections' counts."""
    sums: dict[str, EndpointTraffic] = {}
    for one in traffic:
        before = sums.get(one.endpoint, EndpointTraffic(one.endpoint, 0, 0, 0))
        sums[one.endpoint] = EndpointTraffic(
            one.endpoint,
            before.request_count + one.request_count,
            before.failure_count + one.failure_count,
            before.received_bytes + one.received_bytes,
            before.open_count + one.open_count,
        )
    return tuple(sums.values())
