"""Noticing that the way to a server may be open again, for one who is waiting out a back-off.

Two things are looked at, every few seconds and only while a server does not answer: whether the
machine slept meanwhile, and whether the kernel's view of the network is another one. The latter is
the names of the interfaces, among which a VPN's appears, and the local addresses that the default
routes would be left from, which change with a cable, a Wi-Fi or a lease. No packet is sent and no
name resolved, a look takes some 50 µs, and it is the same on every system; netlink would tell at
once, but on Linux only.
"""

from __future__ import annotations

import socket
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Callable

LOOK_S: Final = 2.0
"""How often to look."""

ASLEEP_S: Final = 10.0
"""A look that comes so much too late comes after a sleep of the machine."""

CALM_S: Final = 10.0
"""How soon after one return the next is believed: interfaces of containers come and go."""

_ANYWHERE: Final = (
    (socket.AF_INET, ("192.0.2.1", 9)),
    (socket.AF_INET6, ("2001:db8::1", 9)),
)
"""Addresses kept for documentation: whoever is nobody's is reached by the default route."""


def network_mark() -> object:
    """What the network looks like from here; equal to another time's when nothing has changed."""
    try:
        names = tuple(name for _, name in socket.if_nameindex())
    except OSError:
        names = ()
    return names, tuple(_left_from(*each) for each in _ANYWHERE)


def _left_from(family: socket.AddressFamily, address: tuple[str, int]) -> str:
    """The local address of the default route; empty without one. Connecting UDP sends nothing."""
    try:
        with socket.socket(family, socket.SOCK_DGRAM) as probe:
            probe.setblocking(False)
            probe.connect(address)
            return str(probe.getsockname()[0])
    except OSError:
        return ""


class NetworkWatch:
    """Tells when the network has come back, to one who looks from time to time.

    Args:
        mark: what the network looks like; a change of it may mean that it is back.
    """

    def __init__(self, mark: Callable[[], object]) -> None:
        self._mark = mark
        self._seen: object = None
        self._looked_s: float | None = None
        self._returned_s: float | None = None

    def rest(self) -> None:
        """Nobody waits for the network: what it looks like by the next look is the new start."""
        self._looked_s = None

    def has_returned(self, now_s: float) -> bool:
        """Whether something has happened since the look before, and long enough after the last.

        Args:
            now_s: by a monotonic clock that goes on while the machine sleeps.
        """
        if self._looked_s is not None and now_s - self._looked_s < LOOK_S:
            return False
        before, before_s = self._seen, self._looked_s
        self._seen, self._looked_s = self._mark(), now_s
        if before_s is None:
            return False
        if self._returned_s is not None and now_s - self._returned_s < CALM_S:
            self._seen = before  # what is new is told of later
            return False
        has_returned = self._seen != before or now_s - before_s > LOOK_S + ASLEEP_S
        if has_returned:
            self._returned_s = now_s
        return has_returned
