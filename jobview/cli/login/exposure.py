"""Where a login would travel so that others on the way can read it."""

from __future__ import annotations

from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from jobview.kinetica.transport.urls import is_loopback, is_readable

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from jobview.settings import Settings


def exposure(settings: Settings) -> str:
    """To which servers the login goes unencrypted from this machine; empty when to none."""
    hosts = dict.fromkeys(urlsplit(url).netloc for url in settings.urls if is_readable(url))
    what = _sent(settings)
    if not (hosts and what):
        return ""
    return (
        f"{what} to {', '.join(hosts)} unencrypted, for everybody on the way to read; "
        "use https:// instead"
    )


def proxy_exposures(settings: Settings, environ: Mapping[str, str]) -> Iterator[str]:
    """A sentence for each proxy that a login goes to unencrypted from this machine."""
    for proxy in dict.fromkeys(_proxies_with_login(settings, environ)):
        yield (
            f"the login at the proxy {proxy} goes there unencrypted, for everybody on the way "
            "to read"
        )


def is_exposed(settings: Settings) -> bool:
    """Whether the login goes unencrypted to another machine."""
    return bool(_sent(settings)) and any(map(is_readable, settings.urls))


def _sent(settings: Settings) -> str:
    login = settings.login
    if login.oauth_token:
        return "the OAuth token goes"
    if login.password:
        return "the password goes"
    return ""


def _proxies_with_login(settings: Settings, environ: Mapping[str, str]) -> Iterator[str]:
    named = (value for name, value in environ.items() if name.casefold().endswith("_proxy"))
    if not any("@" in value for value in named):
        return
    # Brings the HTTP client, 0.1 s, which only who logs in at a proxy pays here.
    from jobview.kinetica.transport.network import proxy_for

    for url in settings.urls:
        proxy = proxy_for(url)
        if proxy is not None and proxy.raw_auth is not None and not is_loopback(proxy.url.host):
            yield f"{proxy.url.host}:{proxy.url.port or 80}"
