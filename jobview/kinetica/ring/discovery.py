"""The clusters of a ring that a server names, sifted before anything is sent to them.

Trusted is the answer of a cluster that we log in to anyway. Whoever can write that answer has our
credentials already, or may see them on their way: over http anybody between, over https only the
server whose certificate was verified. So a cluster that answered over https can name others that
are asked over https, and those are verified as the settings say, each under its own name; it cannot
make us send credentials in the clear. One that answered over http may name either kind.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final
from urllib.parse import urlsplit

from jobview.errors import SettingsError
from jobview.kinetica.transport.urls import is_loopback, normalised

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

MOST_MEMBERS: Final = 8
"""Clusters of a ring, those the user named included: each is tested when others fail."""

_MAX_URL: Final = 500


def joined_ring(known: Sequence[str], told: Iterable[str], *, told_by: str) -> Sequence[str]:
    """The base URLs of `known`, then those of `told` that are new and may be asked.

    What is no URL, or has credentials in it, is left out.

    Args:
        known: base URLs in their one form, primary first.
        told: clusters as a server wrote them.
        told_by: the base URL of that server.
    """
    members = list(known)
    places = {_place(url) for url in members}
    for text in told:
        url = _usable(text)
        if not url or (told_by.startswith("https:") and not url.startswith("https:")):
            continue
        if _place(url) not in places and len(members) < MOST_MEMBERS:
            members.append(url)
            places.add(_place(url))
    return members


def _usable(text: str) -> str:
    try:
        return normalised(text) if len(text) <= _MAX_URL else ""
    except SettingsError:
        return ""


def _place(url: str) -> tuple[str, int | None, str]:
    """What two names of one cluster have in common: host, port and path, whatever the scheme."""
    parts = urlsplit(url)
    host = parts.hostname or ""
    return "localhost" if is_loopback(host) else host, parts.port, parts.path
