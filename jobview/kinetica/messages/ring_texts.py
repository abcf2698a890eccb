"""The other clusters of a ring, as a server's properties name them (protocol §4.3)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final
from urllib.parse import urlsplit

from jobview.kinetica.messages import calls

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

MOST_TEXTS: Final = 64
"""Far more than any ring has clusters: what comes behind is not looked at."""


def ring_texts(properties: Mapping[str, str]) -> Sequence[str]:
    """One text for each cluster of the ring but the one that tells, in the ring's order.

    The full property parts clusters by `;` and the names of one cluster by `,`, of which the
    official client takes the first; the short one parts clusters by either. A server names itself
    among them, by its own name, which need not be ours for it: what has the host and the port that
    the server gives itself elsewhere is left out, or else the only one that has the host.
    """
    if properties.get(calls.HA_PROPERTY, "").strip().casefold() != "true":
        return ()
    groups = _parts(properties.get(calls.RING_PROPERTY, ""), ";")
    if not groups:
        short = properties.get(calls.SHORT_RING_PROPERTY, "")
        groups = _parts(short.replace(",", ";"), ";")
    clusters = [names for group in groups[:MOST_TEXTS] if (names := _parts(group, ","))]
    head = _parts(properties.get(calls.OWN_URLS_PROPERTY, "").replace(",", ";"), ";")[:1]
    own = _own(clusters, head[0]) if head else ()
    return [names[0] for names in clusters if names not in own]


def _own(clusters: Sequence[Sequence[str]], head: str) -> Sequence[Sequence[str]]:
    """Those of the clusters that are the one whose head node calls itself `head`."""
    if exact := [names for names in clusters if _place(head) in map(_place, names)]:
        return exact
    host = _place(head)[0]
    alike = [names for names in clusters if host in [_place(name)[0] for name in names]]
    # Several clusters on one machine have one host: then its name tells nothing.
    return alike if len(alike) == 1 else ()


def _parts(text: str, separator: str) -> list[str]:
    return [part for each in text.split(separator) if (part := each.strip())]


def _place(url: str) -> tuple[str, int | None]:
    """Host and port; the text itself where it is no URL."""
    try:
        parts = urlsplit(url if "://" in url else f"http://{url}")
        place = parts.hostname or url, parts.port
    except ValueError:
        place = url, None
    return place
