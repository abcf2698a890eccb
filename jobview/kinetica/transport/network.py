"""What the machine's own set-up says about a connection: trusted authorities and proxies."""

from __future__ import annotations

import ssl
from typing import TYPE_CHECKING
from urllib.parse import urlsplit
from urllib.request import getproxies, proxy_bypass

from jobview.errors import SettingsError
from jobview.file_mark import file_mark
from jobview.journal.loggers import logger
from jobview.kinetica.transport.client_certificate import show_certificate
from jobview.kinetica.transport.http import httpx
from jobview.kinetica.transport.route import Route
from jobview.kinetica.transport.urls import is_loopback, shown
from jobview.text import literal

if TYPE_CHECKING:
    from pathlib import Path

    from jobview.settings import Settings

_log = logger(__name__)


def route_to(url: str, settings: Settings) -> Route:
    """How the settings and the environment say to reach the server at `url`.

    Raises:
        SettingsError: the URL, the CA file, the client certificate or the environment's proxy
            cannot be used.
    """
    context = FollowedContext(url, settings)
    if settings.client_key is not None and settings.client_cert is None:
        raise SettingsError("a client key was given without its certificate; add --client-cert")
    return Route(parsed_url(url), context, proxy_for(url))


class FollowedContext:
    """Called, gives the TLS context of a server; another one when one of its files has changed.

    Certificates live for hours where machines renew them, and a board for weeks. While the files
    do not fit together, since they are just being replaced, the context stays as it was.

    Raises:
        SettingsError: a file cannot be used at first.
    """

    def __init__(self, url: str, settings: Settings) -> None:
        self._url = url
        self._settings = settings
        files = (settings.ca_file, settings.client_cert, settings.client_key)
        self._files = [path for path in files if path is not None] if _is_secure(url) else []
        self._marks = self._looked_at()
        self._context = self._made()

    def __call__(self) -> ssl.SSLContext:
        """The context for the next connection."""
        marks = self._looked_at()
        if marks != self._marks:
            try:
                self._context = self._made()
            except SettingsError as error:
                _log.warning("what is new in the files of TLS is not used: %s", error)
            else:
                self._marks = marks
        return self._context

    def _looked_at(self) -> list[object]:
        return [file_mark(path) for path in self._files]

    def _made(self) -> ssl.SSLContext:
        settings = self._settings
        context = tls_context(self._url, settings.ca_file, insecure=settings.insecure)
        if settings.client_cert is not None and _is_secure(self._url):
            show_certificate(context, settings)
        return context


def parsed_url(url: str) -> httpx.URL:
    """A base URL as httpx understands it.

    Raises:
        SettingsError: it does not.
    """
    try:
        return httpx.URL(url)
    except httpx.InvalidURL as error:
        raise SettingsError(f"the URL {literal(url)} cannot be used: {error}") from None


def tls_context(url: str, ca_file: Path | None, *, insecure: bool) -> ssl.SSLContext:
    """How to verify the server at `url`.

    Args:
        url: the base URL; for http an empty context is given, since loading the system's
            authorities takes 10 ms and nothing would be verified.
        ca_file: the only authorities to trust, instead of the system's.
        insecure: verify nothing.

    Raises:
        SettingsError: the CA file cannot be read or holds no certificate.
    """
    if not _is_secure(url):
        return ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    try:
        context = ssl.create_default_context(cafile=ca_file)
    except OSError as error:  # ssl.SSLError is one
        reason = "it holds no certificate" if isinstance(error, ssl.SSLError) else error.strerror
        raise SettingsError(f"the CA file {ca_file} cannot be used: {reason}") from error
    context.minimum_version = ssl.TLSVersion.TLSv1_2
    if insecure:
        context.check_hostname = False
        context.verify_mode = ssl.CERT_NONE
    return context


def proxy_for(url: str) -> httpx.Proxy | None:
    """The proxy that the environment names for `url`; never one for this machine itself.

    Raises:
        SettingsError: the environment names a proxy that cannot be used.
    """
    parts = urlsplit(url)
    if is_loopback(parts.hostname or "") or proxy_bypass(parts.netloc):
        return None
    proxies = getproxies()
    named = proxies.get(parts.scheme) or proxies.get("all")
    if not named:
        return None
    named = named if "://" in named else f"http://{named}"
    try:
        proxy = httpx.Proxy(named)
    except (ValueError, httpx.InvalidURL):
        raise _unusable(named) from None
    if proxy.url.scheme != "http" or not proxy.url.host:
        raise _unusable(named)
    return proxy


def _unusable(proxy: str) -> SettingsError:
    escapes = ", with / ? # in its user or password as %2F %3F %23" if "@" in proxy else ""
    return SettingsError(
        f"the proxy {shown(proxy)} named in the environment is no plain http proxy;"
        f" write it as http://HOST:3128{escapes}"
    )


def _is_secure(url: str) -> bool:
    return url.startswith("https:")
