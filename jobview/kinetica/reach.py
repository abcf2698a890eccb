"""How a server is reached: one connection made and closed again, with nothing asked over it."""

from __future__ import annotations

import asyncio
import ssl
from dataclasses import dataclass
from typing import TYPE_CHECKING

from jobview.kinetica.exchange.link_failures import no_answer
from jobview.kinetica.messages.calls import SYSTEM_STATUS
from jobview.kinetica.transport.http import httpx
from jobview.kinetica.transport.network import route_to
from jobview.kinetica.transport.stage import CONNECTING, FAULTS, without_frames

if TYPE_CHECKING:
    from jobview.clock import Clock
    from jobview.kinetica.transport.wire import Wire
    from jobview.settings import Settings


@dataclass(frozen=True, slots=True)
class Certificate:
    """What a verified certificate says."""

    subject: str
    """Its common name, or its first alternative name."""
    issuer: str
    ends_s: float
    """When it expires, in seconds since the epoch."""


@dataclass(frozen=True, slots=True)
class Reach:
    """One connection that could be made."""

    peer: str
    """Address and port of the other end: the proxy's, where there is one."""
    took_s: float
    """How long it took to connect, TLS included."""
    proxy: str = ""
    """The proxy between, without its login; empty for none."""
    tls_version: str = ""
    """Such as `TLSv1.3`; empty without TLS."""
    certificate: Certificate | None = None
    """None without TLS, and for a certificate that was not verified."""


async def reach(url: str, settings: Settings, clock: Clock) -> Reach:
    """Connect to the server at `url` as a request would.

    Raises:
        SettingsError: the URL, the CA file or the environment's proxy cannot be used.
        ServerError: no connection could be made.
    """
    route = route_to(url, settings)
    began_s = clock.monotonic_s()
    try:
        wire = await route.opened(settings.timeouts.connect_s)
    except FAULTS as error:
        fault = CONNECTING.told(error)
        fault.__cause__ = without_frames(error)
        raise no_answer(url, SYSTEM_STATUS, fault, settings.timeouts) from None
    except httpx.ProxyError as error:
        raise no_answer(url, SYSTEM_STATUS, error, settings.timeouts) from None
    took_s = clock.monotonic_s() - began_s
    try:
        return _told(wire, took_s, "" if route.proxy is None else str(route.proxy.url))
    finally:
        wire.close()
        await asyncio.sleep(0)  # asyncio closes a socket in the loop's next turn


def _told(wire: Wire, took_s: float, proxy: str) -> Reach:
    tls = wire.tls
    if tls is None:
        return Reach(wire.peer, took_s, proxy)
    return Reach(wire.peer, took_s, proxy, tls.version() or "", _certificate(tls))


def _certificate(tls: ssl.SSLObject) -> Certificate | None:
    """What Python tells of a certificate, which it does only of one that it has verified."""
    told = tls.getpeercert()
    if not told:
        return None
    names = [pair[1] for pair in told.get("subjectAltName", ())]
    ends = told.get("notAfter")
    ends_s = float(ssl.cert_time_to_seconds(ends)) if isinstance(ends, str) else 0.0
    subject = _common_name(told.get("subject")) or (str(names[0]) if names else "")
    return Certificate(subject, _common_name(told.get("issuer")), ends_s)


def _common_name(name: object) -> str:
    """The common name, else the organisation, in a distinguished name as ssl gives it."""
    parts = name if isinstance(name, tuple) else ()
    found = dict(pair for part in parts for pair in part)
    return str(found.get("commonName") or found.get("organizationName") or "")
