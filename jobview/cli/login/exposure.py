"""Where a login would travel so that others on the way can read it."""

from __future__ import annotations

from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from jobview.kinetica.transport.urls import is_loopback, is_readable

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from jobview.settings import Settings


def exposures(settings: Settings, environ: Mapping[str, str]) -> Iterator[str]:
    """A sentence for each login that goes out unencrypted and leaves this machine."""
    hosts = dict.fromkeys(urlsplit(url).netloc for url in settings.urls if is_readable(url))
    if hosts and (what := _sent(settings)):
        yield (
            f"{what} to {', '.join(hosts)} unencrypted, for everybody on the way to read; "
            "use https:// instead"
        )
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
