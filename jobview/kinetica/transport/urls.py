"""Base URLs as users write them, brought to one form (protocol §2.1).

A base URL is what stands before an endpoint's path: `http://head:9191`,
`https://head:8082/gpudb-0` or `https://fqdn:443/cluster/gpudb-0`.
"""

from __future__ import annotations

import ipaddress
import re
from typing import Final
from urllib.parse import SplitResult, unquote, urlsplit, urlunsplit

from jobview.errors import SettingsError
from jobview.settings import Secret
from jobview.text import literal

DIRECT_PORT: Final = 9191
"""The head rank's own port, without the HTTP proxy in front."""
TLS_PORT: Final = 443

_CREDENTIALS: Final = re.compile(r"^([^/@]*://)?.*@", re.DOTALL)
"""All before the last `@`: a password may hold any character when nobody escaped it."""
_ODD_LOGIN: Final = "user, password or host hold characters that no URL can hold"
_UNFIT: Final = re.compile(r"[\s\\\x00-\x1f\x7f]")
_HOST: Final = re.compile(r"[^\s/\\@:?#\[\]<>^`{|}%\"]+")


def split_credentials(url: str) -> tuple[str, str, Secret]:
    """A URL without its `user:password@` part, and that part decoded.

    Returns:
        The URL, the user and the password; both empty when the URL holds none.

    Raises:
        SettingsError: the text cannot be read as a URL at all.
    """
    parts = _parts(url)
    credentials, _, host = parts.netloc.rpartition("@")
    user, _, password = credentials.partition(":")
    bare = urlunsplit(parts._replace(netloc=host))
    return bare, unquote(user), Secret(unquote(password))


def normalised(url: str) -> str:
    """The base URL with scheme and, where Kinetica has a default, port; path prefix kept.

    Without a scheme it is http; http without port and path gets 9191, https without port 443,
    http with a path stays without a port. Trailing slashes go, the host becomes lower case.

    Raises:
        SettingsError: the text is no http or https URL, or has credentials, a query or a fragment.
    """
    parts = _parts(url)
    if parts.scheme not in {"http", "https"}:
        raise _unusable(url, f"“{literal(parts.scheme)}” is neither http nor https")
    if "@" in url:
        raise _unusable(url, "user and password do not belong into it")
    if parts.query or parts.fragment:
        raise _unusable(url, "it has a query or a fragment")
    path = parts.path.rstrip("/")
    port = _port(url, parts)
    if port is None and parts.scheme == "https":
        port = TLS_PORT
    elif port is None and not path:
        port = DIRECT_PORT
    host = _host(url, parts)
    netloc = host if port is None else f"{host}:{port}"
    return urlunsplit((parts.scheme, netloc, path, "", ""))


def shown(url: str) -> str:
    """A URL as it was written, harmless and without user and password, for whoever reads of it."""
    return literal(_CREDENTIALS.sub(r"\1", url.strip()), limit=200)


def is_loopback(host: str) -> bool:
    """Whether a host, by its name or address alone, is this machine itself."""
    try:
        address = ipaddress.ip_address(host)
        # Python itself looks into an IPv4 address within an IPv6 one from 3.13 on.
        return (getattr(address, "ipv4_mapped", None) or address).is_loopback
    except ValueError:
        return host == "localhost" or host.endswith(".localhost")


def is_readable(url: str) -> bool:
    """Whether what is sent to a base URL can be read on the way."""
    parts = urlsplit(url)
    return parts.scheme == "http" and not is_loopback(parts.hostname or "")


def _parts(url: str) -> SplitResult:
    text = url.strip()
    if _UNFIT.search(text):
        raise _unusable(url, "it holds a space, a backslash or a control character")
    if "://" not in text:
        text = f"http://{text.removeprefix('//')}"
    try:
        return urlsplit(text)
    except ValueError as error:
        # Its words may quote all that stands before the path, the password too.
        reason = _ODD_LOGIN if "@" in text else literal(str(error))
        raise _unusable(url, reason) from None


def _host(url: str, parts: SplitResult) -> str:
    host = parts.hostname or ""
    if ":" in host and "[" in parts.netloc:
        return f"[{host}]"
    if not _HOST.fullmatch(host):
        raise _unusable(url, "it names no host")
    return host


def _port(url: str, parts: SplitResult) -> int | None:
    try:
        port = parts.port
    except ValueError:
        raise _unusable(url, "its port is not a number from 1 to 65535") from None
    if port == 0:
        raise _unusable(url, "its port is not a number from 1 to 65535")
    return port


def _unusable(url: str, reason: str) -> SettingsError:
    return SettingsError(
        f"the URL “{shown(url)}” cannot be used: {reason}; write it as http://HOST:9191"
    )
