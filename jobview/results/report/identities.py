"""The forms in which a message may name a user, an address or a cluster."""

from __future__ import annotations

import ipaddress
import re
from typing import TYPE_CHECKING, Final

from jobview.results.report.spans import Span

if TYPE_CHECKING:
    from collections.abc import Iterator

_AUTHORITY: Final = re.compile(r"(?:[A-Za-z][\w+.-]*:)?//(?:[^/@\s]*@)?([^/?#\s]+)")
"""Host and port of a URL."""
_HOST: Final = re.compile(r"\[(?P<v6>[^\]]+)\](?::\d+)?|(?P<host>[^:]+)(?::\d+)?")
_DIRECTORY_NAME: Final = re.compile(r"(?:^|,)\s*(?:uid|cn)\s*=\s*([^,]+)", re.IGNORECASE)
_ADDRESS: Final = re.compile(
    r"(?<![\w.:])(?P<v4>\d{1,3}(?:\.\d{1,3}){3})(?::\d+)?(?!\w)"
    r"|(?<![\w.:])(?P<v6>[0-9A-Fa-f]{0,4}(?::[0-9A-Fa-f]{0,4}){2,7}(?:\.\d{1,3}){0,3})(?![\w:])"
)
_WEB: Final = re.compile(r"\b(?:https?|wss?|tcp)://[^\s'\"<>()]*[^\s'\"<>().,;:]", re.IGNORECASE)


def user_forms(user: str) -> Iterator[str]:
    r"""The user's name whole and without its domain: of `a@b.org`, `B\a`, `uid=a,ou=x` also `a`."""
    yield user
    if match := _DIRECTORY_NAME.search(user):
        yield match[1].strip()
    yield user.partition("@")[0]
    yield re.split(r"[\\/]", user)[-1].partition("@")[0]


def address_forms(address: str) -> Iterator[str]:
    """An address with its port, in brackets or out of them, and its host alone."""
    address = address.strip()
    yield address
    host = _host_of(address)
    yield host
    yield f"[{host}]"
    yield host.partition("%")[0]


def cluster_forms(url: str) -> Iterator[str]:
    """A URL, its host with the port, the host alone, and the host's name without its domain."""
    yield url
    yield url.rstrip("/")
    match = _AUTHORITY.match(url.strip())
    authority = match[1] if match else url.strip().partition("/")[0]
    yield from address_forms(authority)
    host = _host_of(authority)
    if not _is_address(host):
        yield host.partition(".")[0]


def address_spans(text: str) -> Iterator[Span]:
    """Where an IP address or the URL of a server stands, whosever it is."""
    for match in _ADDRESS.finditer(text):
        if _is_address(match["v4"] or match["v6"]):
            yield Span(*match.span(), "(address)")
    for match in _WEB.finditer(text):
        yield Span(*match.span(), "(url)")


def _host_of(address: str) -> str:
    if _is_address(address):
        return address
    match = _HOST.fullmatch(address)
    return (match["v6"] or match["host"]) if match else address


def _is_address(text: str) -> bool:
    try:
        ipaddress.ip_address(text)
    except ValueError:
        return False
    return True
